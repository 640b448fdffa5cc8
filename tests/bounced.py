"""Mail that comes back, as different servers write it: built from a few facts, for tests."""

from base64 import b64encode
from dataclasses import dataclass, replace
from email.header import Header

DATE = "Tue, 08 Dec 2026 09:12:44 +0700"
NOBODY = "550 5.1.1 <{to}>: Recipient address rejected: User unknown"


@dataclass(frozen=True, slots=True)
class Bounced:
    """What a report is about; `action`, `status` and `said` are what it says of the recipient."""

    message_id: str
    to: str
    action: str = "failed"
    status: str = "5.1.1"
    said: str = NOBODY
    sent_to: str = "nhac-viec@kehoach.example.org"
    dated: str = DATE

    @property
    def diagnosis(self) -> str:
        """The words of the other server."""
        return self.said.format(to=self.to)

    @property
    def head_of_ours(self) -> str:
        """The headers of our mail, as it comes back."""
        return (
            "From: =?utf-8?b?S+G6vyBob+G6oWNo?= <nhac-viec@kehoach.example.org>\n"
            f"To: {self.to}\nSubject: =?utf-8?b?Tmjhuq9jIHZp4buHYw==?=\n"
            f"Message-ID: {self.message_id}\nAuto-Submitted: auto-generated\n"
        )


def postfix(what: Bounced) -> bytes:
    """Postfix: text, status, the whole mail; a delay and a success look the same but for words."""
    final = f"""Final-Recipient: rfc822; {what.to}
Original-Recipient: rfc822;{what.to}
Action: {what.action}
Status: {what.status}
Remote-MTA: dns; mx.so.example.org
Diagnostic-Code: smtp; {what.diagnosis}
"""
    head = (
        "From: MAILER-DAEMON@mail.example.org (Mail Delivery System)\n"
        "Auto-Submitted: auto-replied\n"
    )
    whole = f"{what.head_of_ours}Content-Type: text/plain; charset=utf-8\n\nKính gửi\n"
    return _report(what, head, "Undelivered Mail Returned to Sender", final, whole)


def exim(what: Bounced) -> bytes:
    """Exim: every status is 5.0.0; what it means stands in the diagnosis. No Original-Recipient."""
    final = f"""Action: {what.action}
Final-Recipient: rfc822;{what.to}
Status: 5.0.0
Remote-MTA: dns; mx.so.example.org
Diagnostic-Code: smtp; {what.diagnosis}
"""
    head = (
        f"X-Failed-Recipients: {what.to}\nAuto-Submitted: auto-replied\n"
        "From: Mail Delivery System <Mailer-Daemon@mail.example.org>\n"
    )
    subject = "Mail delivery failed: returning message to sender"
    return _report(what, head, subject, final, what.head_of_ours + "\nx\n")


def exchange(what: Bounced) -> bytes:
    """Exchange: an answer in the thread, text and HTML before the status, the headers alone."""
    final = f"""Original-Recipient: rfc822;{what.to}
Final-Recipient: rfc822;{what.to.upper()}
Action: {what.action}
Status: {what.status}
Diagnostic-Code: smtp;550 {what.status} RESOLVER.ADR.RecipNotFound; not found
X-Display-Name: Ban Van thu
"""
    head = (
        "From: Microsoft Outlook <postmaster@so.example.org>\n"
        f"In-Reply-To: {what.message_id}\nReferences: {what.message_id}\n"
    )
    return _report(
        what, head, "Undeliverable: Nhac viec", final, what.head_of_ours, "text/rfc822-headers"
    )


def gmail(what: Bounced) -> bytes:
    """Gmail: a nest of HTML and a picture first, the identifier in the thread."""
    final = f"""Final-Recipient: rfc822; {what.to}
Action: {what.action}
Status: {what.status}
Remote-MTA: dns; gmail-smtp-in.l.example.org. (192.0.2.27, the server for the domain)
Diagnostic-Code: smtp; 550-{what.status} The email account that you tried to reach does not exist.
 Please try double-checking the recipient's email address for typos.
Last-Attempt-Date: Mon, 07 Dec 2026 18:12:44 -0800 (PST)
"""
    head = (
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.example.org>\n"
        f"X-Failed-Recipients: {what.to}\nAuto-Submitted: auto-replied\n"
        f"References: <thread.0@kehoach.example.org> {what.message_id}\n"
    )
    return _report(what, head, "Delivery Status Notification (Failure)", final, "x: y\n")


def delayed(what: Bounced) -> bytes:
    """Postfix after four hours: nothing is lost yet."""
    said = "451 4.7.1 Greylisted, try again later"
    return postfix(replace(what, action="delayed", status="4.7.1", said=said))


def delivered(what: Bounced) -> bytes:
    """Postfix where somebody asked for success to be told."""
    return postfix(replace(what, action="delivered", status="2.0.0", said="250 2.0.0 Ok: stored"))


def refused(what: Bounced) -> bytes:
    """A rule of the other office: the address is right."""
    said = "550 5.7.1 Message rejected by policy"
    return postfix(replace(what, status="5.7.1", said=said))


def away(what: Bounced, *headers: str, subject: str = "Trả lời tự động: Nhắc việc") -> bytes:
    """An answer that nobody wrote, in Vietnamese; `headers` are how it says so."""
    lines = [
        f"From: {what.to}",
        f"To: {what.sent_to}",
        f"Date: {what.dated}",
        f"In-Reply-To: {what.message_id}",
        f"Subject: {Header(subject, 'utf-8').encode()}",
        *headers,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        b64encode("Tôi nghỉ phép đến hết ngày 11/12/2026.\n".encode()).decode(),
    ]
    return _bytes("\n".join(lines))


def old_exim(what: Bounced) -> bytes:
    """A report from before RFC 3464 was common: text for people."""
    return _bytes(
        f"X-Failed-Recipients: {what.to}\nAuto-Submitted: auto-replied\nSubject: Mail failed\n\n"
        f"{what.to}\n  unrouteable address\n\n{what.head_of_ours}"
    )


def forwarded(what: Bounced) -> bytes:
    """A person forwards a report as an attachment: that is their letter, not a report."""
    inner = postfix(what).decode().replace("\r\n", "\n")
    return _bytes(
        f"From: {what.to}\nTo: {what.sent_to}\nSubject: Fwd\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="outer"\n\n--outer\n'
        "Content-Type: text/plain\n\nXem giup\n--outer\n"
        f"Content-Type: message/rfc822\n\n{inner}\n--outer--\n"
    )


def _report(
    what: Bounced, head: str, subject: str, final: str, returned: str, kind: str = "message/rfc822"
) -> bytes:
    return _bytes(
        f"Return-Path: <>\n{head}To: {what.sent_to}\nDate: {what.dated}\nSubject: {subject}\n"
        "MIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"\n\n'
        "--=_report\nContent-Type: multipart/alternative; boundary=said\n\n"
        "--said\nContent-Type: text/plain; charset=utf-8\n\nThư không giao được.\n"
        "--said\nContent-Type: text/html; charset=utf-8\n\n<p>Thư không giao được.</p>\n--said--\n"
        "\n--=_report\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mail.example.org\nArrival-Date: {what.dated}\n\n{final}\n"
        f"--=_report\nContent-Type: {kind}\n\n{returned}\n--=_report--\n"
    )


def _bytes(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()
