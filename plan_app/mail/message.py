"""A letter and its envelope as bytes.

Written by hand and not with `email.message`, which takes ten times as long, folds a long
identifier into an encoded word where none may stand, and is tested against here: its parser
reads back every message of the tests. Nothing that a person typed reaches a header except
through `_encoded`, `_phrase` or `_address`, so that no header can be smuggled in.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from itertools import groupby

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LONGEST_ADDRESS = 254
# A word with the space after it.
_PARTS = re.compile(r"\S+ ?|\s+")
# A word of a name that may stand as it is, and is short enough for a line of its own.
_PLAIN = re.compile(r"[A-Za-z0-9-]{1,40}")
# RFC 2047: an encoded word has at most 75 characters and a line with one at most 76.
_LONGEST_LINE = 76
_AROUND_WORD = len("=?utf-8?b??=")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says: subject (one line), text and HTML, all in one language."""

    subject: str
    text: str
    html: str
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name, which may be empty, and an address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Cover:
    """All that stands in the head of a message beside the subject."""

    sender: Mailbox
    recipient: str
    reply_to: Mailbox | None
    message_id: str
    thread: str | None
    dated: datetime
    # The address for optional mail (RFC 8058); empty for mail that is duty.
    unsubscribe: str = ""


def is_address(value: str) -> bool:
    """Whether `value` is an address that any mail server can carry."""
    return len(value) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(value) is not None


def new_message_id(domain: str) -> str:
    """An identifier that nobody has used; the local part is safe as the name of a file."""
    return f"<{secrets.token_hex(16)}@{domain}>"


def thread_id(subject: str, domain: str) -> str:
    """The identifier that all messages about `subject` refer to, so that readers group them.

    A digest of the subject, because it leaves the house: ids of people and tasks do not.
    """
    digest = hashlib.sha256(f"{domain}/{subject}".encode()).hexdigest()[:32]
    return f"<thread.{digest}@{domain}>"


def build(letter: Letter, cover: Cover) -> bytes:
    """The message, lines ended by CR LF, ASCII throughout: no server on the way may alter it.

    Raises ValueError for an address that is not one.
    """
    boundary = "=_" + cover.message_id[1:25]
    head = "\r\n".join(_head(letter, cover, boundary))
    return b"".join(
        (
            head.encode("ascii"),
            b"\r\n\r\n",
            _part(boundary, "plain", letter.text),
            _part(boundary, "html", letter.html),
            f"--{boundary}--\r\n".encode("ascii"),
        )
    )


def _head(letter: Letter, cover: Cover, boundary: str) -> Iterable[str]:
    yield _mailbox("From", cover.sender)
    yield f"To: {_address(cover.recipient)}"
    if cover.reply_to is not None:
        yield _mailbox("Reply-To", cover.reply_to)
    yield _encoded("Subject", letter.subject)
    yield _date(cover.dated)
    yield f"Message-ID: {cover.message_id}"
    if cover.thread is not None:
        yield f"References: {cover.thread}"
        yield f"In-Reply-To: {cover.thread}"
    yield "Auto-Submitted: auto-generated"
    yield "X-Auto-Response-Suppress: OOF, AutoReply"
    if cover.unsubscribe:
        yield f"List-Unsubscribe: <{cover.unsubscribe}>"
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    yield f"Content-Language: {letter.language}"
    yield "MIME-Version: 1.0"
    yield f'Content-Type: multipart/alternative; boundary="{boundary}"'


@lru_cache(maxsize=8)
def _date(dated: datetime) -> str:
    """The same for all messages of a run."""
    return f"Date: {format_datetime(dated)}"


def _part(boundary: str, kind: str, text: str) -> bytes:
    body = base64.b64encode(text.replace("\n", "\r\n").encode("utf-8"))
    lines = [body[n : n + _LONGEST_LINE] for n in range(0, len(body), _LONGEST_LINE)]
    head = (
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode("ascii") + b"\r\n".join(lines) + b"\r\n"


@lru_cache(maxsize=64)
def _mailbox(header: str, mailbox: Mailbox) -> str:
    name = _phrase(header, mailbox.name)
    address = _address(mailbox.address)
    return f"{name}\r\n <{address}>" if name else f"{header}: {address}"


def _phrase(header: str, name: str) -> str:
    """The beginning of a header with a name of a person or a place; nothing without a name.

    Where two encoded words meet, RFC 2047 drops the space between them and Python's parser
    shows one more. So words of plain letters stand as they are: around them all readers agree.
    """
    lines, line = [], f"{header}:"
    for word in _words_of(name.split(), _LONGEST_LINE - len(header) - 2):
        if len(line) + 1 + len(word) > _LONGEST_LINE:
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line]) if name.split() else ""


def _words_of(words: list[str], room: int) -> Iterable[str]:
    """Plain words as they are, what stands between them in encoded words of at most `room`."""
    for is_plain, group in groupby(words, key=lambda word: bool(_PLAIN.fullmatch(word))):
        part = list(group)
        yield from part if is_plain else _encoded_words(" ".join(part), room, room)


def _address(value: str) -> str:
    if not is_address(value):
        raise ValueError("not an e-mail address")
    return value


def _encoded(header: str, text: str) -> str:
    """A header whose value is `text` in encoded words, folded between characters."""
    room = _LONGEST_LINE - len(header) - 2
    words = _encoded_words(" ".join(text.split()), room, _LONGEST_LINE - 1)
    return f"{header}: " + "\r\n ".join(words)


def _encoded_words(text: str, first_room: int, room: int) -> Iterable[str]:
    for piece in _pieces(text, _bytes_in(first_room), _bytes_in(room)):
        yield f"=?utf-8?b?{base64.b64encode(piece).decode('ascii')}?="


def _pieces(text: str, first: int, most: int) -> Iterable[bytes]:
    """The UTF-8 of `text` in pieces of at most `most` bytes, the first of at most `first`.

    Parted between words where it can be, because some readers show a gap where two encoded
    words meet; never within a character.
    """
    room, piece = first, b""
    for part in _PARTS.findall(text):
        for more in _fitting(part.encode("utf-8"), part, min(first, most)):
            if piece and len(piece) + len(more) > room:
                yield piece
                piece, room = b"", most
            piece += more
    yield piece


def _fitting(whole: bytes, part: str, most: int) -> Iterable[bytes]:
    """A word as it is, or its characters one by one when it is too long for a line."""
    return [whole] if len(whole) <= most // 2 else (char.encode("utf-8") for char in part)


def _bytes_in(room: int) -> int:
    return (room - _AROUND_WORD) // 4 * 3
