"""The restore drill: the machine is gone, the backup is not."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from plan_app.extensions import db, settings
from plan_app.services import journal_chains
from tests.backups.demonstrations import address, content, reminders
from tests.backups.test_instance import PG_BIN
from tests.cli.commands import invoke
from tests.databases import dispose, make_app, new_database


@pytest.fixture
def rebuilt(backend: str, tmp_path: Path) -> Iterator[Callable[[], Flask]]:
    """A function that sets up another machine: an empty folder and an empty database."""
    folder = tmp_path / "rebuilt"
    folder.mkdir()
    url, remove = new_database(backend, folder / "plan.db")
    yield lambda: make_app(folder, url, DEMO="1")
    remove()


def test_a_deleted_instance_comes_back_from_its_backup(
    demonstration: Flask, rebuilt: Callable[[], Flask], tmp_path: Path
) -> None:
    instance = settings().instance
    (instance / "uploads").mkdir(exist_ok=True)
    (instance / "uploads" / "a.pdf").write_bytes(b"%PDF")
    archive = tmp_path.parent / f"{tmp_path.name}.tar.gz"
    before, rows, key = reminders(demonstration), content(address(demonstration)), _key(instance)
    assert before["messages"]
    done = invoke(demonstration, "backup", str(archive), "--pg-bin", str(PG_BIN))
    assert done.exit_code == 0, done.output
    dispose(demonstration)
    shutil.rmtree(instance / "uploads")
    for path in instance.glob("plan.db*"):
        path.unlink()
    (instance / "secret_key").unlink()

    other = rebuilt()
    with other.app_context():
        done = invoke(other, "restore", str(archive), "--pg-bin", str(PG_BIN))

        assert done.exit_code == 0, done.output
        assert content(address(other)) == rows
        assert reminders(other) == before
        assert all(chain.is_whole for chain in journal_chains.verify())
        assert _key(settings().instance) == key
        assert (settings().instance / "uploads" / "a.pdf").read_bytes() == b"%PDF"
        db.session.remove()
        dispose(other)
    archive.unlink()
    (instance / "plan.db").touch()  # What the fixture takes away at its end.


def _key(instance: Path) -> str:
    return (instance / "secret_key").read_text(encoding="ascii")
