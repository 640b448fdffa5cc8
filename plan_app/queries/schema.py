"""Reads of the database's shape: its revision, and the one that this version needs."""

from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from plan_app.extensions import db


def find_revision() -> str | None:
    """The revision that the database stands at; None before the first migration."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


@cache
def get_needed_revision() -> str:
    """The newest revision of this version's migrations."""
    head = _scripts().get_current_head()
    if head is None:
        raise RuntimeError("this installation has no migrations")
    return head


def is_known_revision(revision: str) -> bool:
    """Whether this version's migrations lead through `revision`."""
    return any(script.revision == revision for script in _scripts().walk_revisions())


def is_up_to_date() -> bool:
    """Whether every migration has run."""
    return find_revision() == get_needed_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parents[1] / "migrations"))
