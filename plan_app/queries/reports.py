"""Reads of progress reports."""

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Milestone, ProgressReport


def get_report(report_id: int, *, plan_id: int) -> ProgressReport:
    """The report with its milestone and task; raises NotFound outside the plan."""
    report = db.session.scalar(
        select(ProgressReport)
        .join(ProgressReport.milestone)
        .where(ProgressReport.id == report_id, Milestone.plan_id == plan_id)
        .options(contains_eager(ProgressReport.milestone).joinedload(Milestone.task))
    )
    if report is None:
        raise NotFound
    return report


def find_last(*, milestone_id: int) -> ProgressReport | None:
    """The report that holds now: neither taken back nor replaced."""
    return db.session.scalar(
        _latest_first()
        .where(
            ProgressReport.milestone_id == milestone_id,
            ProgressReport.retracted_at.is_(None),
            ProgressReport.superseded_by_id.is_(None),
        )
        .options(joinedload(ProgressReport.author))
        .limit(1)
    )


def find_last_by(*, author_id: int) -> ProgressReport | None:
    """The last report sent from this account, to remember who prepared it."""
    return db.session.scalar(_latest_first().where(ProgressReport.author_id == author_id).limit(1))


def _latest_first() -> Select[tuple[ProgressReport]]:
    return select(ProgressReport).order_by(
        ProgressReport.reported_at.desc(), ProgressReport.id.desc()
    )
