"""What holds on the days to come, whatever the tasks: calendar, people, holds, the roll-up.

Small reads that a look ahead needs together, as the parts of one statement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, cast, literal, null, select, true, union_all
from sqlalchemy.types import Date, Integer, String

from plan_app.domain.recipients import Line
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db
from plan_app.models import CalendarDay
from plan_app.queries import holds, recipients, roll_ups
from plan_app.queries.holds import HoldsOfPeriod
from plan_app.queries.recipients import AbsenceRow

CALENDAR, FULL = 20, 21
_NO_NUMBER: Final = cast(null(), Integer)
_NO_DAY: Final = cast(null(), Date)
_NO_WORD: Final = cast(null(), String)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that was read for a period of one plan, or of all.

    `day_names` are the names of the days that the calendar knows; `full` are the plans in
    which something waits for the coordinators on the first day. The people of `line` are those
    of the first day.
    """

    calendar: Calendar
    day_names: Mapping[date, str]
    line: Line
    absences: list[AbsenceRow]
    holds: HoldsOfPeriod
    full: frozenset[int]


def get_circumstances(
    plan_id: int | None, *, first: date, last: date, assumed: int | None = None
) -> Circumstances:
    """What holds from `first` to `last`, in one query; `full` of one plan, or of all with None."""
    rows = list(db.session.execute(union_all(*_parts(plan_id, first, last, assumed))))
    days = [row for row in rows if row.kind == CALENDAR]
    people = sorted(
        (row for row in rows if row.kind in recipients.KINDS), key=lambda row: (row.kind, row.id)
    )
    return Circumstances(
        calendar=Calendar({row.begins: bool(row.first) for row in days}),
        day_names={row.begins: row.word for row in days},
        line=recipients.read_line(people, first),
        absences=recipients.read_absences(people),
        holds=holds.read(row for row in rows if row.kind in holds.KINDS),
        full=frozenset(row.first for row in rows if row.kind == FULL),
    )


def _parts(plan_id: int | None, first: date, last: date, assumed: int | None) -> list[Select[Any]]:
    """The first of them gives the columns their names and types."""
    days = select(
        literal(CALENDAR).label("kind"),
        cast(CalendarDay.is_working, Integer).label("first"),
        _NO_NUMBER.label("second"),
        _NO_NUMBER.label("id"),
        CalendarDay.day.label("begins"),
        _NO_DAY.label("ends"),
        CalendarDay.name.label("word"),
    )
    full = roll_ups.with_content(first, assumed).subquery()
    rolled = select(
        literal(FULL), full.c.id, _NO_NUMBER, _NO_NUMBER, _NO_DAY, _NO_DAY, _NO_WORD
    ).where(true() if plan_id is None else full.c.id == plan_id)
    people = [part.add_columns(_NO_WORD) for part in recipients.parts(first, last)]
    held = [part.add_columns(_NO_WORD) for part in holds.parts(first, last)]
    return [days, rolled, *people, *held]
