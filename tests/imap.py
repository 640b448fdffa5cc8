"""A small IMAP server on loopback, over TLS: as much of RFC 3501 as reading reports needs."""

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "nhac", 'mật "khẩu"'
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\([^)]*\)|\S+)')


@dataclass(slots=True)
class Box:
    """What the server holds: mails by number in `INBOX`, those moved away by mailbox.

    `offers` are its capabilities, `refuse` commands that it answers with no, `seen` those it got.
    """

    mails: dict[int, bytes] = field(default_factory=dict)
    moved: dict[str, list[bytes]] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    offers: str = "AUTH=PLAIN MOVE UIDPLUS"
    delimiter: str = "/"
    password: str = PASSWORD
    refuse: frozenset[str] = frozenset()
    seen: list[str] = field(default_factory=list)

    def put(self, *mails: bytes) -> None:
        """Let mails arrive."""
        for mail in mails:
            self.mails[max(self.mails, default=0) + 1] = mail


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Box = self.server.box  # type: ignore[attr-defined]
        self._say(f"* OK [CAPABILITY IMAP4rev1 {box.offers}] ready")
        for line in self.rfile:
            tag, _, rest = line.decode().rstrip("\r\n").partition(" ")
            words = [
                re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
                for quoted, plain in _WORD.findall(rest)
            ]
            command = words.pop(0).upper()
            if command == "UID":
                command = words.pop(0).upper()
            box.seen.append(command)
            if command in box.refuse:
                self._say(f"{tag} NO not here")
                continue
            answer = getattr(self, f"_{command.lower()}")(box, words)
            self._say(f"{tag} {answer or 'OK done'}")
            if command == "LOGOUT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def _capability(self, box: Box, _words: list[str]) -> None:
        self._say(f"* CAPABILITY IMAP4rev1 {box.offers}")

    def _authenticate(self, box: Box, _words: list[str]) -> str:
        self._say("+ ")
        said = base64.b64decode(self.rfile.readline()).decode().split("\0")
        return "OK in" if said == ["", USER, box.password] else "NO wrong user or password"

    def _login(self, box: Box, words: list[str]) -> str:
        return "OK in" if words == [USER, box.password] else "NO wrong user or password"

    def _select(self, box: Box, words: list[str]) -> str:
        if words != ["INBOX"]:
            return "NO no such mailbox"
        self._say(f"* {len(box.mails)} EXISTS")
        return "OK [READ-WRITE] selected"

    def _examine(self, box: Box, words: list[str]) -> str:
        return self._select(box, words).replace("READ-WRITE", "READ-ONLY")

    def _list(self, box: Box, _words: list[str]) -> None:
        self._say(f'* LIST (\\HasChildren) "{box.delimiter}" INBOX')

    def _create(self, box: Box, words: list[str]) -> str:
        if words[0] in box.moved:
            return "NO [ALREADYEXISTS] there"
        box.moved[words[0]] = []
        return "OK made"

    def _search(self, box: Box, _words: list[str]) -> None:
        left = (str(uid) for uid in box.mails if uid not in box.deleted)
        self._say("* SEARCH " + " ".join(left))

    def _fetch(self, box: Box, words: list[str]) -> None:
        for uid in (int(each) for each in words[0].split(",")):
            mail = box.mails.get(uid)
            if mail is None:
                continue
            part = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", words[1])
            if part is None:
                self._say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(mail)})")
                continue
            content = mail[: int(part.group(1))]
            self._say(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(content)}}}")
            self.wfile.write(content + b")\r\n")

    def _copy(self, box: Box, words: list[str]) -> str:
        if words[1] not in box.moved:
            return "NO [TRYCREATE] no such mailbox"
        box.moved[words[1]].append(box.mails[int(words[0])])
        return "OK copied"

    def _move(self, box: Box, words: list[str]) -> str:
        answer = self._copy(box, words)
        if answer.startswith("OK"):
            del box.mails[int(words[0])]
        return answer

    def _store(self, box: Box, words: list[str]) -> None:
        box.deleted.add(int(words[0]))

    def _expunge(self, box: Box, words: list[str]) -> None:
        del box.mails[int(words[0])]

    def _logout(self, _box: Box, _words: list[str]) -> None:
        self._say("* BYE")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, box: Box, tls: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.box = box
        self.socket = tls.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust the certificate goes away: that is what it should do."""


@contextmanager
def running(box: Box, tls: ssl.SSLContext) -> Iterator[int]:
    """The server on a free port, which it gives."""
    with _Server(box, tls) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
