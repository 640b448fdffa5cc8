"""The database's revision against the one needed."""

from flask import Flask
from sqlalchemy import text

from plan_app.extensions import db
from plan_app.queries import schema


def test_a_migrated_database_is_up_to_date(app: Flask) -> None:
    assert app
    assert schema.is_up_to_date()


def test_an_older_database_is_not(app: Flask) -> None:
    assert app
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert schema.find_revision() == "0000"
    assert not schema.is_up_to_date()


def test_a_database_without_revision_is_not(app: Flask) -> None:
    assert app
    db.session.execute(text("DELETE FROM alembic_version"))
    assert schema.find_revision() is None
    assert not schema.is_up_to_date()


def test_this_versions_revisions_are_known() -> None:
    assert schema.is_known_revision(schema.get_needed_revision())
    assert not schema.is_known_revision("9999")
