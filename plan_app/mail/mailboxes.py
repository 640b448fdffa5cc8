"""Where mail to us lies: a folder of files, or a mailbox on a server, read over IMAP with TLS.

Reading changes nothing, not even whether a mail counts as read. What has been dealt with is
moved aside; a mail that is moved twice, or was moved by somebody else, is no error.
"""

import imaplib
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Protocol, Self

from plan_app.bounce_box import BounceBox

TIMEOUT_SECONDS: Final = 20
# How many mails of a box are looked at in one run; the next one goes on.
MOST: Final = 200
_FAILURES: Final = (OSError, imaplib.IMAP4.error, ValueError)
_UID: Final = re.compile(rb"\bUID (\d+)")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DELIMITER: Final = re.compile(rb'^\([^)]*\) "\\?(.)"')


class CannotRead(Exception):
    """The box cannot be read now; says why in one line, without a password."""


class Place(StrEnum):
    """Where a mail is moved: dealt with, or for a person to look at."""

    DONE = "plan-app-done"
    ASIDE = "plan-app-aside"


class Waiting(NamedTuple):
    """A mail that waits, by the name that the box has for it, and its size in bytes."""

    name: str
    size: int


class Mailbox(Protocol):
    """A box, open for as long as it is a context; every method may raise CannotRead."""

    def list_waiting(self) -> list[Waiting]:
        """The oldest mails, at most `MOST`."""
        ...

    def read(self, name: str, most: int) -> bytes:
        """The first `most` bytes of a mail; nothing where it is gone."""
        ...

    def move(self, name: str, place: Place) -> None:
        """Put a mail aside."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


def open_mailbox(box: BounceBox, *, to_change: bool = True) -> Mailbox:
    """The box that the settings name, connected; without `to_change` it is only looked at."""
    if box.kind == "folder":
        return FolderMailbox(box.folder)
    return ImapMailbox(box, to_change=to_change)


class FolderMailbox:
    """The `.eml` files of a folder; the places are folders in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def list_waiting(self) -> list[Waiting]:
        """The files by name; links are not followed."""
        try:
            files = sorted(path for path in self.folder.iterdir() if path.suffix == ".eml")
            found = [path for path in files if path.is_file() and not path.is_symlink()]
            return [Waiting(path.name, path.stat().st_size) for path in found[:MOST]]
        except OSError as error:
            raise CannotRead(str(error)) from error

    def read(self, name: str, most: int) -> bytes:
        """The first bytes of a file."""
        try:
            with (self.folder / name).open("rb") as file:
                return file.read(most)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise CannotRead(str(error)) from error

    def move(self, name: str, place: Place) -> None:
        """Rename the file into its place; beside one of the same name, under another."""
        target = self.folder / place.value / name
        try:
            target.parent.mkdir(exist_ok=True)
            number = 1
            while target.exists():
                number += 1
                target = target.with_name(f"{Path(name).stem}-{number}.eml")
            (self.folder / name).rename(target)
        except FileNotFoundError:
            return
        except OSError as error:
            raise CannotRead(str(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""


class ImapMailbox:
    """A mailbox over IMAP; the places are mailboxes below it, where every server allows them."""

    def __init__(self, box: BounceBox, *, to_change: bool = True) -> None:
        self.box = box
        self.to_change = to_change
        self._delimiter = "/"
        self._made: set[Place] = set()
        self._imap = self._open()

    def list_waiting(self) -> list[Waiting]:
        """The mails with the lowest numbers."""
        (found,) = self._said("SEARCH", "UNDELETED") or [b""]
        numbers = (found or b"").split()[:MOST]
        if not numbers:
            return []
        rows = self._said("FETCH", b",".join(numbers).decode("ascii"), "(RFC822.SIZE)")
        sizes = {}
        for row in rows:
            uid, size = (pattern.search(_text(row)) for pattern in (_UID, _SIZE))
            if uid and size:
                sizes[uid.group(1)] = int(size.group(1))
        return [Waiting(uid.decode("ascii"), sizes[uid]) for uid in numbers if uid in sizes]

    def read(self, name: str, most: int) -> bytes:
        """The first bytes of a mail, which stays unread."""
        rows = self._said("FETCH", name, f"(BODY.PEEK[]<0.{most}>)")
        return next((row[1] for row in rows if isinstance(row, tuple)), b"")[:most]

    def move(self, name: str, place: Place) -> None:
        """Move it by the server's own command, else copy, mark as deleted, and clear if possible.

        Without UIDPLUS nothing is cleared: that would take along what others marked.
        """
        target = _quoted(f"{self.box.mailbox}{self._delimiter}{place.value}")
        if place not in self._made:
            # "No" means that it is there already; if not, moving says so.
            self._try(lambda: self._imap.create(target))
            self._made.add(place)
        if "MOVE" in self._imap.capabilities:
            self._said("MOVE", name, target)
            return
        self._said("COPY", name, target)
        self._said("STORE", name, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._imap.capabilities:
            self._said("EXPUNGE", name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Say goodbye; what the server answers to that is of no interest."""
        with suppress(*_FAILURES):
            self._imap.logout()
        with suppress(*_FAILURES):
            self._imap.shutdown()

    def _open(self) -> imaplib.IMAP4_SSL:
        context = ssl.create_default_context()
        if self.box.ca_file is not None:
            context.load_verify_locations(self.box.ca_file)
        self._imap = self._try(
            lambda: imaplib.IMAP4_SSL(
                self.box.host, self.box.port, ssl_context=context, timeout=TIMEOUT_SECONDS
            )
        )
        try:
            self._sign_in()
            self._select()
        except CannotRead:
            self.__exit__()
            raise
        return self._imap

    def _sign_in(self) -> None:
        """By PLAIN where it is offered: LOGIN carries ASCII alone."""
        user, password = self.box.user, self.box.password
        if "AUTH=PLAIN" in self._imap.capabilities:
            said = f"\0{user}\0{password}".encode()
            self._try(lambda: self._imap.authenticate("PLAIN", lambda _: said))
        else:
            self._try(lambda: self._imap.login(_quoted(user), password))
        # A server may offer more once it knows who asks.
        _, (offered, *_) = self._try(self._imap.capability)
        self._imap.capabilities = tuple((offered or b"").decode("ascii", "replace").upper().split())

    def _select(self) -> None:
        mailbox = _quoted(self.box.mailbox)
        status, said = self._try(lambda: self._imap.select(mailbox, readonly=not self.to_change))
        if status != "OK":
            raise CannotRead(_words(said))
        _, rows = self._try(lambda: self._imap.list('""', mailbox))
        found = _DELIMITER.match(_text(rows[0])) if rows else None
        if found:
            self._delimiter = found.group(1).decode("ascii", "replace")

    def _said(self, command: str, *words: str) -> list[Any]:
        """What the server answers to a command about mails; raises CannotRead for a no."""
        status, rows = self._try(lambda: self._imap.uid(command, *words))
        if status != "OK":
            raise CannotRead(f"{command}: {_words(rows)}")
        return [row for row in rows if row is not None]

    def _try(self, ask: Callable[[], Any]) -> Any:  # noqa: ANN401 (the library is untyped)
        try:
            return ask()
        except _FAILURES as error:
            raise CannotRead(_words([str(error)])) from error


def _text(row: object) -> bytes:
    """A row of an answer without the literal that may follow it."""
    head = row[0] if isinstance(row, tuple) else row
    return head if isinstance(head, bytes) else b""


def _words(rows: list[Any]) -> str:
    """What a server said, in one line."""
    row = rows[0] if rows else ""
    text = row.decode("utf-8", "replace") if isinstance(row, bytes) else str(row or "")
    return " ".join(text.removeprefix("b'").rstrip("'").split())[:200]


def _quoted(word: str) -> str:
    escaped = word.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'
