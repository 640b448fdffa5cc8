"""The archive: a tar.gz of files below a manifest that holds the SHA-256 of each.

manifest.json   format, database kind, schema revision, version, instant, checksums
database        SQLite file, or PostgreSQL dump in custom format
secret_key      the key that sessions, links and frozen mails depend on
uploads/…       what people handed in
"""

import hashlib
import json
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO, Any, cast

from plan_app.errors import N_, RuleBroken

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
SECRET_KEY = "secret_key"  # noqa: S105 (the name of a file)
UPLOADS = "uploads"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself; `files` are checksums by name."""

    kind: str
    revision: str
    version: str
    created_at: str
    format: int = FORMAT
    files: Mapping[str, str] = field(default_factory=dict)


class BadArchive(RuleBroken):
    """The archive is damaged, incomplete or not one of ours."""


def write(target: Path, folder: Path, manifest: Manifest) -> None:
    """Pack every file of `folder` into `target`, readable by its owner only.

    The archive appears under its name when it is complete, never half-written.
    """
    names = sorted(_relative(path, folder) for path in folder.rglob("*") if path.is_file())
    facts = asdict(manifest) | {"files": {name: digest(folder / name) for name in names}}
    (folder / MANIFEST).write_text(json.dumps(facts, indent=1), encoding="utf-8")
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as aside:
        part = Path(aside.name)  # A temporary file has mode 0600, and keeps it.
    try:
        with tarfile.open(part, "w:gz") as archive:
            for name in (MANIFEST, *names):
                archive.add(folder / name, arcname=name, recursive=False)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def read(source: Path, folder: Path) -> Manifest:
    """Unpack into `folder` and check every file against the manifest; raises BadArchive."""
    try:
        unpack(source, folder)
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**facts)
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError) as error:
        raise BadArchive(N_("Tệp sao lưu bị hỏng hoặc không phải tệp sao lưu.")) from error
    if manifest.format != FORMAT:
        raise BadArchive(N_("Tệp sao lưu thuộc định dạng mà phiên bản này không đọc được."))
    if _digests(folder) != dict(manifest.files) or DATABASE not in manifest.files:
        raise BadArchive(
            N_(
                "Nội dung tệp sao lưu không khớp mã kiểm tra SHA-256; chưa thay đổi gì. "
                "Đề nghị dùng bản sao lưu khác."
            )
        )
    return manifest


def unpack(source: Path, folder: Path) -> None:
    """Write the plain files of a tar.gz below `folder`, and nothing else or elsewhere.

    By hand because the filters of tarfile came with Python 3.11.4 and Debian 12 has 3.11.2.
    Raises TarError on a link, a device or a name that leads out of the folder.
    """
    with tarfile.open(source, "r:gz") as archive:
        for member in archive:
            parts = PurePosixPath(member.name).parts
            if member.isdir():
                continue
            if not member.isfile() or not parts or {"/", ".."} & set(parts):
                raise tarfile.TarError(member.name)
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            with cast("IO[bytes]", archive.extractfile(member)) as packed, target.open("xb") as out:
                shutil.copyfileobj(packed, out)


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digests(folder: Path) -> dict[str, Any]:
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {_relative(path, folder): digest(path) for path in files}
    found.pop(MANIFEST, None)
    return found


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
