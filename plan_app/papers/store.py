"""The folder of attached files: each once, under the SHA-256 of its bytes, outside the web root."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from plan_app.extensions import settings

FOLDER: Final = "papers"
# Half-written files; a backup leaves them out.
INCOMING: Final = ".incoming"
_CHUNK: Final = 256 * 1024
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the store; `touched` is when it was last sent or attached, seconds of the epoch."""

    digest: str
    touched: float


def put(file: BinaryIO) -> tuple[str, int]:
    """Keep the bytes and give their SHA-256 and number; what is there already is not written.

    Written beside and renamed when it is on the disk, so that nobody ever sees half a file.
    """
    incoming = _root() / INCOMING
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = incoming / secrets.token_hex(16)
    hashed, size = hashlib.sha256(), 0
    try:
        with part.open("xb") as written:
            while piece := file.read(_CHUNK):
                hashed.update(piece)
                size += len(piece)
                written.write(piece)
            written.flush()
            os.fsync(written.fileno())
        digest = hashed.hexdigest()
        if not touch(digest):
            _take_in(part, path_of(digest))
    finally:
        part.unlink(missing_ok=True)
    return digest, size


def touch(digest: str) -> bool:
    """Say that the file is needed now, which keeps it from being tidied; False when it is gone."""
    try:
        os.utime(path_of(digest))
    except FileNotFoundError:
        return False
    return True


def has(digest: str) -> bool:
    """Whether the file is there."""
    return path_of(digest).is_file()


def remove(digest: str) -> None:
    """Remove the bytes; what is gone already stays gone."""
    path_of(digest).unlink(missing_ok=True)


def is_intact(digest: str) -> bool:
    """Whether the file is there and its bytes are those it is named by."""
    try:
        with path_of(digest).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False


def list_stored() -> Iterator[Stored]:
    """Every file of the store."""
    for path in sorted(_root().glob("??/*")):
        digest = path.parent.name + path.name
        if _DIGEST.fullmatch(digest) and path.is_file():
            yield Stored(digest, path.stat().st_mtime)


def touched(digest: str) -> float | None:
    """When the file was last sent or attached; None when it is gone."""
    try:
        return path_of(digest).stat().st_mtime
    except FileNotFoundError:
        return None


def forget_incoming(before: float) -> int:
    """Remove what was left half-written before that moment; the number of files."""
    left = [path for path in (_root() / INCOMING).glob("*") if path.stat().st_mtime < before]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def path_of(digest: str) -> Path:
    """Where the bytes lie; raises ValueError for anything but a SHA-256 in hexadecimal."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(digest)
    return _root() / digest[:2] / digest[2:]


def _root() -> Path:
    return settings().instance / "uploads" / FOLDER


def _take_in(part: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part.chmod(0o600)
    part.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
