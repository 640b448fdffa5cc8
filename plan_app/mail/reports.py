"""Mail that comes back, read: delivery reports (RFC 3464), automatic answers, anything else.

Pure: bytes in, values out. The bytes are a stranger's, so whatever is wrong with them is an
answer too, and nothing of them is followed, opened or believed beyond what stands here.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.message import Message
from enum import StrEnum
from typing import Final

from plan_app.domain import vietnamese
from plan_app.domain.mailing import ReportAction

# A report carries at most one of our mails, and the longest of these is a fifth of it.
LARGEST: Final = 1_000_000
# What a parser does for each level of a message grows with their number.
_MOST_PARTS: Final = 60
_MOST_NAMED: Final = 20
_LONGEST_WORDS: Final = 300
# Decoding takes the square of the length; only the beginning is asked about.
_LONGEST_SUBJECT: Final = 500
_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_CODE: Final = re.compile(r"([245]\d\d)[ -]")
_IDENTIFIER: Final = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,198}>")
_RETURN_PATH: Final = re.compile(r"\+([0-9a-f]{32})@([A-Za-z0-9.-]{1,160})")
_AT_FIRST: Final = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
_RETURNED: Final = ("message/rfc822", "message/global", "message/global-headers")
_AUTOMATIC: Final = ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply")
_PRECEDENCES: Final = frozenset({"bulk", "junk", "list", "auto_reply"})
# How programs begin the subject of an answer that nobody wrote, folded; asked last of all.
_SUBJECTS: Final = (
    "tra loi tu dong",
    "tu dong tra loi",
    "thu tra loi tu dong",
    "thong bao vang mat",
    "vang mat:",
    "nghi phep:",
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "out of office",
    "out of the office",
)


class NoReport(StrEnum):
    """What is no report: an answer that nobody wrote, a person's letter, or beyond reading."""

    AUTO_REPLY = "auto_reply"
    LETTER = "letter"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says of one recipient, under the addresses it names (lower case).

    `status` is the enhanced code, "" where there is none; `words` one line.
    """

    addresses: frozenset[str]
    action: ReportAction
    status: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery report: the messages that it may be about, and what it says of whom.

    `dated` is its own date, as written.
    """

    message_ids: tuple[str, ...]
    dated: str
    said: tuple[Said, ...]

    def digest(self, message_id: str, said: Said) -> str:
        """Names what is said of one message; equal wherever a copy of the report lies."""
        facts = (message_id, self.dated, sorted(said.addresses), said.action, said.status,
                 said.words)  # fmt: skip
        return hashlib.sha256(repr(facts).encode()).hexdigest()


def read(data: bytes) -> Report | NoReport:
    """What the mail is; never raises, whatever the bytes are."""
    if len(data) > LARGEST or data.lower().count(b"boundary") > _MOST_PARTS:
        return NoReport.UNREADABLE
    try:
        return _read(message_from_bytes(data))
    except Exception:  # noqa: BLE001 (a parser may stumble over anything)
        return NoReport.UNREADABLE


def _read(message: "Message[str, str]") -> Report | NoReport:
    parts = list(_parts(message))
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            said = tuple(_said(part))
            report = Report(tuple(_named(message, parts)), _line(message["Date"]), said)
            return report if said and report.message_ids else NoReport.UNREADABLE
    if message["X-Failed-Recipients"] is not None:
        # A report of another form than RFC 3464: a person has to look at it.
        return NoReport.UNREADABLE
    return NoReport.AUTO_REPLY if _is_automatic(message, parts) else NoReport.LETTER


def _parts(message: "Message[str, str]") -> "Iterator[Message[str, str]]":
    """The parts of the mail itself, none of those of a message that it returns or forwards."""
    payload = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(payload, list):
        yield message
        return
    for child in payload:
        if isinstance(child, Message):
            yield from _parts(child)


def _said(part: "Message[str, str]") -> Iterator[Said]:
    """The blocks of a status about recipients; the first block is about the report."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else ():
        if not isinstance(block, Message):
            continue
        addresses = {_address(block[name]) for name in ("Original-Recipient", "Final-Recipient")}
        action = _line(block["Action"]).split(" ")[0].lower()
        if addresses - {""} and action in frozenset(ReportAction):
            yield _block(block, frozenset(addresses - {""}), ReportAction(action))


def _block(block: "Message[str, str]", addresses: frozenset[str], action: ReportAction) -> Said:
    words = _line(block["Diagnostic-Code"]).partition(";")[2].strip()
    status = _status(_line(block["Status"]))
    if status[2:] in {"", "0.0"}:
        # Exim says 5.0.0 of everything; what the server before it answered tells more.
        status = _status(words) or status
    if status and status not in words:
        code = _CODE.match(words)
        at = code.end() if code else 0
        words = f"{words[:at]}{status} {words[at:]}".strip()
    return Said(addresses, action, status, words[:_LONGEST_WORDS])


def _named(message: "Message[str, str]", parts: "list[Message[str, str]]") -> Iterator[str]:
    """Which messages of ours it may be about: by its envelope, what it returns, its thread."""
    found: dict[str, None] = {}
    for name in _AT_FIRST:
        for value in message.get_all(name, []):
            for token, domain in _RETURN_PATH.findall(_line(value)):
                found[f"<{token}@{domain}>"] = None
    headers = [original["Message-ID"] for original in map(_original, parts) if original]
    headers += [message["In-Reply-To"], message["References"]]
    for header in headers:
        found |= dict.fromkeys(_IDENTIFIER.findall(_line(header)))
    yield from list(found)[:_MOST_NAMED]


def _original(part: "Message[str, str]") -> "Message[str, str] | None":
    """The head of the message that the report returns, whole or its headers alone."""
    payload = part.get_payload()
    if part.get_content_type() in _RETURNED and isinstance(payload, list) and payload:
        return payload[0] if isinstance(payload[0], Message) else None
    content = part.get_payload(decode=True)
    if part.get_content_type() == "text/rfc822-headers" and isinstance(content, bytes):
        return message_from_string(content.decode("utf-8", "replace"))
    return None


def _is_automatic(message: "Message[str, str]", parts: "list[Message[str, str]]") -> bool:
    """Whether nobody wrote it: by its headers (RFC 3834), by its kind, at last by its subject."""
    if _line(message["Auto-Submitted"]).split(";")[0].strip().lower() not in {"", "no"}:
        return True
    if any(message[name] is not None for name in _AUTOMATIC):
        return True
    if _line(message["Precedence"]).lower() in _PRECEDENCES:
        return True
    if any(part.get_content_type() == "message/disposition-notification" for part in parts):
        return True
    subject = str(make_header(decode_header(_line(message["Subject"])[:_LONGEST_SUBJECT])))
    return vietnamese.fold(subject).startswith(_SUBJECTS)


def _status(text: str) -> str:
    found = _STATUS.search(text)
    return found.group() if found else ""


def _address(value: object) -> str:
    """`rfc822; A@so.example.org` as `a@so.example.org`."""
    return _line(value).rpartition(";")[2].strip().strip("<>").lower()


def _line(value: object) -> str:
    """A header as one line of letters that can be stored; "" without one."""
    text = "" if value is None else str(value)
    return vietnamese.normalise(text.encode("utf-8", "replace").decode("utf-8"))
