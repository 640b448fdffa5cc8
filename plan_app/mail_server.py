"""Where mail goes: the server or the folder that an address names.

Knows the standard library only.
"""

import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plan_app.errors import BadSetting


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes. `kind` is `smtp`, `smtps` or `folder`.

    `ca_file` holds certificate authorities that are trusted beside the system's.
    """

    kind: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    folder: Path = Path()
    ca_file: Path | None = None

    @property
    def is_local(self) -> bool:
        """Whether no mail can leave this machine."""
        return self.kind == "folder" or is_loopback(self.host)

    def __repr__(self) -> str:
        """Without the password: settings end up in tracebacks and logs."""
        return f"MailServer({self.kind}, {self.host}:{self.port}, folder={self.folder})"


def parse(value: str, *, ca_file: str, beside: Path) -> MailServer:
    """The server or the folder of an address; a folder without a root lies in `beside`.

    Raises BadSetting for what is no address, or no file of certificates.
    """
    example = "smtp://user:password@mail.example.org:587?tls=starttls"
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise BadSetting("MAIL_URL", str(error), example) from error
    authorities = _ca_file(ca_file)
    if parts.scheme == "folder":
        return MailServer("folder", folder=beside / parts.path, ca_file=authorities)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == 0:
        raise BadSetting("MAIL_URL", "not an address of a mail server or a folder", example)
    # A slip here would send the password readable over the network.
    allowed = {"", "tls=none", "tls=starttls"} if parts.scheme == "smtp" else {""}
    if parts.query not in allowed:
        raise BadSetting("MAIL_URL", f"?{parts.query} is not known for {parts.scheme}", example)
    return MailServer(
        kind=parts.scheme,
        host=parts.hostname,
        port=port or (465 if parts.scheme == "smtps" else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.query == "tls=starttls",
        ca_file=authorities,
    )


def _ca_file(value: str) -> Path | None:
    """The file, once it is certain that it holds certificates."""
    if not value:
        return None
    path = Path(value).absolute()
    try:
        ssl.create_default_context(cafile=str(path))
    except OSError as error:  # Also what the library raises for a file without certificates.
        problem = f"no certificates can be read from it ({error.strerror or error})"
        raise BadSetting("CA_FILE", problem, "/etc/plan-app/ca.pem") from error
    return path


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine's loopback."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
