"""The settings of one installation, read once from the environment.

The only reader of the environment. A bad value stops the start with one line that names
the variable and shows a right value.
"""

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plan_app import bounce_box, mail_server
from plan_app.bounce_box import BounceBox
from plan_app.errors import SETTINGS_PREFIX, BadSetting
from plan_app.mail_server import MailServer, is_loopback

MINIMUM_KEY_LENGTH = 32
MINIMUM_TOKEN_LENGTH = 16
MOST_PROXIES = 5
_MACHINE = re.compile(
    r"(?!.*\.\.)[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.IPv]+\]"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that an installation can decide; see `docs/operations.md` for each variable.

    `helo` and `metrics_token` are empty where they are not set; `proxies` is how many reverse
    proxies stand in front and are believed; `bounces` is None where nobody reads delivery reports.
    """

    instance: Path
    database_url: str
    secret_key: str
    mail: MailServer
    mail_from: str
    base_url: str
    timezone: ZoneInfo
    host: str
    port: int
    demo: bool
    helo: str = ""
    proxies: int = 0
    metrics_token: str = ""
    bounces: BounceBox | None = None

    def __repr__(self) -> str:
        """Without the secret key and without a password in the database's address."""
        return f"Settings(instance={self.instance}, base_url={self.base_url}, demo={self.demo})"

    @property
    def is_secure(self) -> bool:
        """Whether people reach the application over TLS."""
        return self.base_url.startswith("https://")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raise `BadSetting` for the first value that cannot be used.

    Makes the instance folder and, on the first run, the secret key in it.
    """
    values = os.environ if environ is None else environ

    def read(name: str, default: str) -> str:
        return values.get(SETTINGS_PREFIX + name, "").strip() or default

    instance = Path(read("INSTANCE", "instance")).absolute()
    _make_folder(instance)
    host = _host(read("HOST", "127.0.0.1"))
    port = _port(read("PORT", "8000"))
    demo = _switch(read("DEMO", "0"))
    mail = mail_server.parse(
        read("MAIL_URL", f"folder:{instance / 'mail'}"),
        ca_file=read("CA_FILE", ""),
        beside=instance,
    )
    mail_from = _mail_from(read("MAIL_FROM", "nhac-viec@plan-app.example.org"))
    bounces = bounce_box.parse(
        read("BOUNCE_URL", ""), mail_from=mail_from, ca_file=mail.ca_file, beside=instance
    )
    if demo:
        _keep_inside(host, mail, bounces)
    return Settings(
        instance=instance,
        database_url=_own_database(read("DATABASE_URL", ""), instance),
        secret_key=_secret_key(read("SECRET_KEY", ""), instance),
        mail=mail,
        mail_from=mail_from,
        base_url=_base_url(
            read("BASE_URL", f"http://{f'[{host}]' if ':' in host else host}:{port}")
        ),
        timezone=_zone(read("TIMEZONE", "Asia/Ho_Chi_Minh")),
        host=host,
        port=port,
        demo=demo,
        helo=_machine(read("HELO", "")),
        proxies=_proxies(read("PROXIES", "0")),
        metrics_token=_token(read("METRICS_TOKEN", "")),
        bounces=bounces,
    )


def _keep_inside(host: str, mail: MailServer, bounces: BounceBox | None) -> None:
    """The demonstration speaks with this machine only."""
    if not is_loopback(host):
        raise BadSetting("DEMO", f"the demonstration may not be served on {host}", "0")
    if not mail.is_local:
        raise BadSetting("MAIL_URL", "the demonstration sends no mail outside", "folder:mail")
    if bounces is not None and not bounces.is_local:
        problem = "the demonstration reads no mail from outside"
        raise BadSetting(bounce_box.NAME, problem, "folder:bounces")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"the folder cannot be made ({error.strerror})"
        raise BadSetting("INSTANCE", problem, "/var/lib/plan-app") from error


def _own_database(value: str, instance: Path) -> str:
    return database_url(value) if value else f"sqlite:///{instance / 'plan.db'}"


def database_url(value: str) -> str:
    """The address with the driver that we use; raises BadSetting for what is none."""
    example = "postgresql://plan@127.0.0.1/plan"
    scheme, _, rest = value.partition(":")
    if scheme not in {"sqlite", "postgresql", "postgres", "postgresql+psycopg"}:
        raise BadSetting("DATABASE_URL", f"the database {scheme!r} is not known", example)
    if not rest.startswith("///" if scheme == "sqlite" else "//") or not _has_good_port(value):
        raise BadSetting("DATABASE_URL", "not an address of a database", example)
    if scheme == "sqlite" and not Path(rest[3:]).parent.is_dir():
        raise BadSetting("DATABASE_URL", "the folder of the file does not exist", example)
    if scheme == "sqlite" and not Path(rest[3:]).name:
        raise BadSetting("DATABASE_URL", "no file is named", example)
    return value if scheme == "sqlite" else f"postgresql+psycopg:{rest}"


def _has_good_port(address: str) -> bool:
    """Whether the host and port of an address can be read; without a port, too."""
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def _secret_key(value: str, instance: Path) -> str:
    if not value:
        return _kept_key(instance / "secret_key")
    if len(value) < MINIMUM_KEY_LENGTH:
        problem = f"shorter than {MINIMUM_KEY_LENGTH} characters"
        raise BadSetting("SECRET_KEY", problem, secrets.token_urlsafe(32))
    return value


def _kept_key(path: Path) -> str:
    """The key in `path`, made on the first run; two processes starting at once agree."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_key(path)
    except OSError as error:
        problem = f"no file can be made in the folder ({error.strerror})"
        raise BadSetting("INSTANCE", problem, "/var/lib/plan-app") from error
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key


def _read_key(path: Path) -> str:
    example = secrets.token_urlsafe(32)
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting("SECRET_KEY", f"the file {path} cannot be read", example) from error
    if len(key) < MINIMUM_KEY_LENGTH:
        problem = f"the file {path} is empty or too short; restore it from the backup"
        raise BadSetting("SECRET_KEY", problem, example)
    return key


def _host(value: str) -> str:
    """The name or the address to listen on; a row of digits must be a real address."""
    is_name = _MACHINE.fullmatch(value) and not value.startswith("[")
    try:
        ipaddress.ip_address(value)
    except ValueError as error:
        if not is_name or value.replace(".", "").isdecimal():
            raise BadSetting("HOST", "not a name or address of a machine", "127.0.0.1") from error
    return value


def _machine(value: str) -> str:
    if value and not _MACHINE.fullmatch(value):
        raise BadSetting("HELO", "not the name of a machine", "kehoach.example.org")
    return value


def _proxies(value: str) -> int:
    if value.isdecimal() and int(value) <= MOST_PROXIES:
        return int(value)
    raise BadSetting("PROXIES", f"not a number from 0 to {MOST_PROXIES}", "1")


def _token(value: str) -> str:
    if value and (len(value) < MINIMUM_TOKEN_LENGTH or not value.isascii()):
        problem = f"shorter than {MINIMUM_TOKEN_LENGTH} characters, or not ASCII"
        raise BadSetting("METRICS_TOKEN", problem, secrets.token_urlsafe(24))
    return value


def _mail_from(value: str) -> str:
    local, _, domain = value.partition("@")
    is_bare = (
        not domain.endswith(".")
        and "@" not in domain
        and not any(mark in value for mark in " <>\r\n")
    )
    if not (is_bare and local and "." in domain):
        raise BadSetting("MAIL_FROM", "not a bare e-mail address", "nhac-viec@example.org")
    return value


def _base_url(value: str) -> str:
    parts = urlsplit(value) if _has_good_port(value) else urlsplit("")
    if (
        parts.scheme not in {"http", "https"}
        or not parts.netloc
        or parts.query
        or parts.fragment
        or " " in value
    ):
        raise BadSetting("BASE_URL", "not a web address", "https://kehoach.example.org")
    return value.rstrip("/")


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadSetting("TIMEZONE", "no such time zone", "Asia/Ho_Chi_Minh") from error


def _port(value: str) -> int:
    if value.isascii() and value.isdecimal() and 0 < int(value) < 65536:
        return int(value)
    raise BadSetting("PORT", "not a port number from 1 to 65535", "8000")


def _switch(value: str) -> bool:
    if value in {"0", "1"}:
        return value == "1"
    raise BadSetting("DEMO", "neither 0 nor 1", "1")


def child_environment(**values: str) -> dict[str, str]:
    """The environment for another program: our own, and `values`."""
    return {**os.environ, **values}
