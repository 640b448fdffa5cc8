"""Frozen figures read for reports: exactly what a round's closing kept."""

from datetime import datetime

from sqlalchemy import func, select

from plan_app.domain.deadlines import Figure, MilestoneFacts
from plan_app.extensions import db
from plan_app.models import SnapshotRow
from plan_app.queries.figures import Counts
from plan_app.queries.rounds import Round
from plan_app.queries.standings import Said, Standing, StandingRow


def get_standing(closed: Round) -> Standing:
    """All milestones as the closed round has them."""
    wanted = (
        select(SnapshotRow)
        .where(SnapshotRow.snapshot_id == closed.snapshot_id)
        .order_by(SnapshotRow.number, SnapshotRow.ordinal, SnapshotRow.milestone_id)
    )
    rows = tuple(_row(row) for row in db.session.scalars(wanted))
    return Standing(closed.snapshot_day or closed.closes_on, rows)


def count_figures(closed: Round) -> Counts:
    """The six frozen counts over the tasks, in one query."""
    rows = db.session.execute(
        select(SnapshotRow.figure, func.count())
        .where(SnapshotRow.snapshot_id == closed.snapshot_id, SnapshotRow.is_pressing)
        .group_by(SnapshotRow.figure)
    ).tuples()
    counts = dict(iter(rows))
    return {figure: counts.get(figure, 0) for figure in Figure}


def _row(row: SnapshotRow) -> StandingRow:
    return StandingRow(
        task_id=row.task_id,
        number=row.number,
        title=row.title,
        is_draft=row.is_draft,
        deliverable=row.deliverable,
        time_as_worded=row.time_as_worded,
        group_id=row.group_id,
        group_ordinal=row.group_ordinal,
        agency_id=row.agency_id,
        agency_name=row.agency_name,
        agency_name_en=row.agency_name_en,
        agency_order=row.agency_order,
        milestone_id=row.milestone_id,
        label=row.label,
        original_due_date=row.original_due_date,
        cause=row.cause,
        cause_confirmed=row.cause_confirmed,
        cause_words=row.cause_words,
        facts=MilestoneFacts(
            state=row.state,
            due=row.due_date,
            reported_on=row.reported_on,
            confirmed_on=row.confirmed_on,
            waiting_for=row.waiting_for,
            ordinal=row.ordinal,
            id=row.milestone_id,
            percent=row.percent,
        ),
        said=_said(row),
    )


def _said(row: SnapshotRow) -> Said | None:
    if row.report_id is None or row.said_on is None:
        return None
    return Said(
        report_id=row.report_id,
        reported_on=row.said_on,
        result=row.result,
        difficulties=row.difficulties,
    )


def taken_at(closed: Round) -> datetime:
    """When the figures were frozen."""
    return closed.taken_at or closed.closes_at
