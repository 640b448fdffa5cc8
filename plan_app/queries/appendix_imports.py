"""Reads of the files with an appendix that were sent to a plan."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, undefer

from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import AppendixImport

MOST_LISTED = 20


def get_import(import_id: int, *, plan_id: int) -> AppendixImport:
    """The file with what was read from it and what undoing needs; raises NotFound."""
    record = db.session.scalar(
        select(AppendixImport)
        .where(AppendixImport.id == import_id, AppendixImport.plan_id == plan_id)
        .options(
            undefer(AppendixImport.reading),
            undefer(AppendixImport.before),
            joinedload(AppendixImport.applied_by),
            joinedload(AppendixImport.undone_by),
        )
    )
    if record is None:
        raise NotFound
    return record


def get_content(import_id: int) -> bytes:
    """The file itself, while it waits to be confirmed; raises NotFound."""
    content = db.session.scalar(
        select(AppendixImport.content).where(AppendixImport.id == import_id)
    )
    if content is None:
        raise NotFound
    return content


def list_imports(plan_id: int, *, person_id: int) -> list[AppendixImport]:
    """The latest files that were confirmed, and this person's that waits, the latest first."""
    return list(
        db.session.scalars(
            select(AppendixImport)
            .where(
                AppendixImport.plan_id == plan_id,
                or_(
                    AppendixImport.applied_at.is_not(None),
                    AppendixImport.uploaded_by_id == person_id,
                ),
            )
            .options(joinedload(AppendixImport.applied_by))
            .order_by(AppendixImport.id.desc())
            .limit(MOST_LISTED)
        )
    )


def find_last_applied(plan_id: int) -> AppendixImport | None:
    """The file that was confirmed last and not undone."""
    return db.session.scalar(
        select(AppendixImport)
        .where(
            AppendixImport.plan_id == plan_id,
            AppendixImport.applied_at.is_not(None),
            AppendixImport.undone_at.is_(None),
        )
        .order_by(AppendixImport.applied_at.desc(), AppendixImport.id.desc())
        .limit(1)
    )
