"""Moving to the other database: every row, every type, the same reminders."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, text

from plan_app import clock
from plan_app.backups import copying
from plan_app.extensions import db
from plan_app.models import Lease
from plan_app.services import journal, journal_chains
from plan_app.services.transaction import transaction
from plan_app.settings import database_url
from tests.backups.demonstrations import address, content, reminders
from tests.builders import make_plan, save
from tests.cli.commands import invoke
from tests.databases import BACKENDS, copy_of_migrated, dispose, make_app, new_database

SEED = Path(__file__).parents[2] / "seed_plan.yaml"


@pytest.fixture
def empty(backend: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the other kind that holds nothing at all."""
    other = next(each for each in BACKENDS if each != backend)
    url, remove = new_database(other, tmp_path / "other.db")
    yield url
    remove()


def copy(app: Flask, target: str, source: str = "") -> Result:
    db.session.remove()
    return invoke(app, "copy", "--from", source or address(app), "--to", target)


def opened(url: str, folder: Path) -> Flask:
    """An application on that database."""
    folder.mkdir()
    return make_app(folder, url, DEMO="1")


def test_the_copy_and_its_copy_hold_every_row_and_remind_as_the_original(
    demonstration: Flask, empty: str, backend: str, tmp_path: Path
) -> None:
    before = reminders(demonstration)
    assert before["messages"]

    done = copy(demonstration, empty)

    assert (done.exit_code, done.stderr) == (0, "")
    told = dict(line.split(": ") for line in done.stdout.splitlines()[:-1])
    there = content(empty)
    assert there == content(address(demonstration))
    assert {name: int(number) for name, number in told.items()} == {
        name: len(rows) for name, rows in there.items()
    }
    other = opened(empty, tmp_path / "other")
    with other.app_context():
        assert reminders(other) == before
        assert all(chain.is_whole for chain in journal_chains.verify())
        dispose(other)

    back, remove = new_database(backend, tmp_path / "back.db")
    assert copy(demonstration, back, source=empty).exit_code == 0
    assert content(back) == there
    remove()


def test_the_copy_is_written_on_like_the_original(
    own_app: Flask, empty: str, tmp_path: Path, now: datetime
) -> None:
    plan = make_plan()
    with transaction():
        journal.record("test", now=now, actor_id=None, plan_id=None)
    last = plan.id
    assert copy(own_app, empty).exit_code == 0
    other = opened(empty, tmp_path / "other")
    with other.app_context():
        assert make_plan(slug="moi").id == last + 1
        with transaction():
            journal.record("test", now=now, actor_id=None, plan_id=None)
        assert all(chain.is_whole for chain in journal_chains.verify())
        dispose(other)


def test_the_journal_of_the_copy_is_protected_too(own_app: Flask, empty: str) -> None:
    assert copy(own_app, empty).exit_code == 0
    kind = "sqlite_master WHERE type = 'trigger'"
    if empty.startswith("postgresql"):
        kind = "pg_trigger WHERE NOT tgisinternal"
    engine = create_engine(database_url(empty))
    with engine.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {kind}"))  # noqa: S608
    engine.dispose()


def test_a_target_that_was_only_prepared_is_taken(
    own_app: Flask, backend: str, tmp_path: Path
) -> None:
    make_plan(slug="xanh")
    folder = tmp_path / "prepared"
    folder.mkdir()
    url, remove = copy_of_migrated(backend, folder)
    prepared = make_app(folder, url)
    with prepared.app_context():
        assert invoke(prepared, "init").exit_code == 0
        dispose(prepared)
    done = copy(own_app, url)
    assert done.exit_code == 0, done.output
    assert [row["slug"] for row in content(url)["plan"]] == ["xanh"]
    remove()


def _filled(app: Flask, target: str) -> None:
    assert copy(app, target).exit_code == 0


def _of_another_version(app: Flask, target: str) -> None:
    engine = create_engine(database_url(target))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32))"))
    engine.dispose()
    assert app


@pytest.mark.parametrize(
    ("prepare", "words"),
    [(_filled, "đích đã có dữ liệu"), (_of_another_version, "đích không trống")],
)
def test_a_target_with_anything_in_it_is_refused(
    own_app: Flask, empty: str, prepare: Callable[[Flask, str], None], words: str
) -> None:
    make_plan()
    prepare(own_app, empty)
    done = copy(own_app, empty)
    assert done.exit_code == 1
    assert words in done.stderr


def test_a_source_that_is_not_up_to_date_is_refused(own_app: Flask, empty: str) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    db.session.commit()
    done = copy(own_app, empty)
    assert "nguồn chưa đúng phiên bản" in done.stderr


def test_a_source_that_runs_is_refused(own_app: Flask, empty: str) -> None:
    at = clock.now()
    save(Lease(name="scheduler", holder="a", beat_at=at, expires_at=at + timedelta(seconds=90)))
    done = copy(own_app, empty)
    assert "dừng plan-app" in done.stderr


def test_a_source_that_is_not_there_is_refused_and_not_made(
    own_app: Flask, empty: str, tmp_path: Path
) -> None:
    done = copy(own_app, empty, source=f"sqlite:///{tmp_path / 'missing.db'}")
    assert "Không tìm thấy" in done.stderr
    assert not (tmp_path / "missing.db").exists()


@pytest.mark.parametrize("url", ["oracle://x", ""])
def test_an_address_that_is_none_is_wrong_use(own_app: Flask, url: str) -> None:
    assert copy(own_app, url).exit_code == 2


def test_a_database_is_not_copied_onto_itself(own_app: Flask) -> None:
    assert copy(own_app, address(own_app)).exit_code == 2


def test_a_difference_in_counts_leaves_the_target_as_it_was(
    own_app: Flask, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_plan()
    monkeypatch.setattr(copying, "_copy_table", lambda *_: None)
    done = copy(own_app, empty)
    assert "Số dòng hai bên khác nhau" in done.stderr
    there = content(empty)
    assert there["plan"] == []
    assert len(there["journal_head"]) == 1
