"""Where delivery reports arrive: a mailbox read over IMAP with TLS, or a folder of `.eml` files.

Knows the standard library only.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from plan_app.errors import BadSetting
from plan_app.mail_server import is_loopback

NAME: Final = "BOUNCE_URL"
EXAMPLE: Final = "imaps://user:password@mail.example.org/INBOX"
_PORT: Final = 993
# RFC 5321: the longest local part, less the sign and the 32 letters that name a message.
_LONGEST_LOCAL: Final = 64 - 33


@dataclass(frozen=True, slots=True)
class BounceBox:
    """`kind` is `imaps` or `folder`; `ca_file` holds authorities trusted beside the system's.

    `has_plus`: mail leaves with a return path of its own, `name+…@domain`, so that the address
    of a report alone tells which message it is about.
    """

    kind: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    mailbox: str = ""
    folder: Path = Path()
    ca_file: Path | None = None
    has_plus: bool = False

    @property
    def is_local(self) -> bool:
        """Whether nothing is read from another machine."""
        return self.kind == "folder" or is_loopback(self.host)

    @property
    def place(self) -> str:
        """Where it is, without the password."""
        return str(self.folder) if self.kind == "folder" else f"{self.host}:{self.port}"

    def __repr__(self) -> str:
        """Without the password: settings end up in tracebacks and logs."""
        return f"BounceBox({self.kind}, {self.place})"


def parse(value: str, *, mail_from: str, ca_file: Path | None, beside: Path) -> BounceBox | None:
    """The box of an address, None without one; a folder without a root lies in `beside`.

    Raises BadSetting for what is no address of one.
    """
    if not value:
        return None
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise BadSetting(NAME, str(error), EXAMPLE) from error
    has_plus = _has_plus(parts.query, mail_from)
    if parts.scheme == "folder" and parts.path:
        return BounceBox("folder", folder=beside / parts.path, has_plus=has_plus)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    mailbox = unquote(parts.path.removeprefix("/")) or "INBOX"
    if parts.scheme != "imaps" or not parts.hostname or port == 0 or not (user and password):
        problem = "not an address of a mailbox with user and password, or of a folder"
        raise BadSetting(NAME, problem, EXAMPLE)
    if not (user + password).isprintable() or not (mailbox.isascii() and mailbox.isprintable()):
        problem = "the mailbox is not written in ASCII, or a control character stands in it"
        raise BadSetting(NAME, problem, EXAMPLE)
    return BounceBox(
        kind="imaps",
        host=parts.hostname,
        port=port or _PORT,
        user=user,
        password=password,
        mailbox=mailbox,
        ca_file=ca_file,
        has_plus=has_plus,
    )


def _has_plus(query: str, mail_from: str) -> bool:
    """Whether the return path is to name the message; what else is asked for is a slip."""
    if not query:
        return False
    if query != "verp=plus":
        raise BadSetting(NAME, f"?{query} is not known", f"{EXAMPLE}?verp=plus")
    if len(mail_from.partition("@")[0]) > _LONGEST_LOCAL:
        problem = f"with verp=plus the name in MAIL_FROM has at most {_LONGEST_LOCAL} letters"
        raise BadSetting(NAME, problem, EXAMPLE)
    return True
