"""Backup and restore of a whole installation."""

import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from plan_app import __version__
from plan_app.backups import archive, occupancy
from plan_app.backups.archive import DATABASE, SECRET_KEY, UPLOADS, BadArchive, Manifest
from plan_app.backups.databases import Database, is_empty
from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db
from plan_app.papers import store
from plan_app.queries.reminder_health import SCHEDULER
from plan_app.queries.scheduler import find_lease, get_database_time
from plan_app.queries.schema import find_revision, is_known_revision
from plan_app.services import leases
from plan_app.services.transaction import transaction
from plan_app.settings import Settings


def back_up(target: Path, *, database: Database, settings: Settings, now: datetime) -> Manifest:
    """Write the archive `target`; the installation may be in use meanwhile."""
    revision = find_revision()
    if revision is None:
        raise RuleBroken(N_("Cơ sở dữ liệu chưa được khởi tạo: chạy plan-app init."))
    db.session.remove()
    manifest = Manifest(
        kind=database.kind, revision=revision, version=__version__, created_at=now.isoformat()
    )
    with TemporaryDirectory(dir=target.parent, prefix=".plan-app-backup-") as folder:
        packed = Path(folder)
        database.copy_to(packed / DATABASE)
        (packed / SECRET_KEY).write_text(settings.secret_key, encoding="ascii")
        uploads = settings.instance / UPLOADS
        if uploads.is_dir():
            # After the database: every file that its rows name is there by now.
            shutil.copytree(uploads, packed / UPLOADS, ignore=_half_written, copy_function=_copy)
        archive.write(target, packed, manifest)
    return manifest


def _half_written(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == store.INCOMING]


def _copy(source: str, target: str) -> None:
    """Copy one file; one that was removed meanwhile belongs to no row any more."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


def restore(source: Path, *, database: Database, settings: Settings, force: bool) -> Manifest:
    """Put the archive's content in the place of the installation's, which must be stopped.

    Everything is checked before anything is changed. Raises RuleBroken when the target
    holds something and `force` is not given, or when web or scheduler run on it.
    """
    with (
        occupancy.alone(settings.instance),
        TemporaryDirectory(dir=settings.instance, prefix=".restore-") as folder,
    ):
        unpacked = Path(folder)
        manifest = archive.read(source, unpacked)
        _check(manifest, database)
        _check_target(settings, force=force)
        db.session.remove()
        db.engine.dispose()
        database.replace_by(unpacked / DATABASE)
        with transaction():
            leases.forget_all()
        _put_files(unpacked, settings.instance)
    return manifest


def _check(manifest: Manifest, database: Database) -> None:
    if manifest.kind != database.kind:
        raise BadArchive(N_("Tệp sao lưu thuộc loại cơ sở dữ liệu khác (SQLite, PostgreSQL)."))
    if not is_known_revision(manifest.revision):
        raise BadArchive(N_("Tệp sao lưu do phiên bản mới hơn tạo: cần nâng cấp phần mềm trước."))


def _check_target(settings: Settings, *, force: bool) -> None:
    empty = is_empty()
    if not empty and _scheduler_runs():
        raise occupancy.Served
    uploads = settings.instance / UPLOADS
    if not force and (not empty or (uploads.is_dir() and any(uploads.iterdir()))):
        raise RuleBroken(N_("Nơi khôi phục đã có dữ liệu: dùng --force để ghi đè."))


def _scheduler_runs() -> bool:
    if find_revision() is None:
        return False
    lease = find_lease(SCHEDULER)
    return lease is not None and lease.expires_at > get_database_time()


def _put_files(unpacked: Path, instance: Path) -> None:
    """Swap the uploads and the key; each by renaming, the old uploads removed last."""
    old = unpacked / "old-uploads"
    if (instance / UPLOADS).is_dir():
        (instance / UPLOADS).rename(old)
    (unpacked / UPLOADS).mkdir(exist_ok=True)
    (unpacked / UPLOADS).rename(instance / UPLOADS)
    (unpacked / SECRET_KEY).chmod(0o600)
    (unpacked / SECRET_KEY).rename(instance / SECRET_KEY)
