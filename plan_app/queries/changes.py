"""How many milestones of a plan have changed since a day, by what became of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product

from sqlalchemy import case, func, select

from plan_app.domain.changes import Change
from plan_app.extensions import db
from plan_app.models import Milestone
from plan_app.queries import conditions
from plan_app.queries.cache import remember
from plan_app.queries.versions import Version


def count_changes(
    plan_id: int, days: Sequence[date], *, version: Version, today: date
) -> Mapping[date, Mapping[Change, int]]:
    """All kinds in their order since each of the days, zeros included; in one query.

    The days are included. A milestone is in every kind that holds of it; the list of milestones
    has the same rows. Kept by version.
    """
    if not days:
        return {}
    wanted = tuple(sorted(set(days)))
    key = ("changes", plan_id, wanted, version, today)
    return remember(key, lambda: _count(plan_id, wanted, today))


def _count(plan_id: int, days: Sequence[date], today: date) -> dict[date, dict[Change, int]]:
    asked = list(product(days, Change))
    sums = [
        func.sum(case((conditions.changed(kind, since, today), 1), else_=0))
        for since, kind in asked
    ]
    row = db.session.execute(select(*sums).where(Milestone.plan_id == plan_id)).one()
    found: dict[date, dict[Change, int]] = {day: {} for day in days}
    for (since, kind), number in zip(asked, row, strict=True):
        # Without any milestone there is no sum.
        found[since][kind] = number or 0
    return found
