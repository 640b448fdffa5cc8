"""What the home page of those asks who see how the plan stands: one query, and one after an act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Integer, Select, String, cast, literal, select, union_all

from plan_app.domain.periods import Span
from plan_app.extensions import db
from plan_app.queries import attention, choices, figures, first_run
from plan_app.queries.attention import Attention
from plan_app.queries.cache import remember
from plan_app.queries.choices import Choices
from plan_app.queries.figures import Figures
from plan_app.queries.versions import Version

# What else than choices is in the rows of the one statement.
_CELL, _COUNTED = "cell", "counted"


@dataclass(frozen=True, slots=True)
class Overview:
    """How the plan stands, and what its lists can be narrowed to.

    `counted` is what the first-run checklist keeps by version; empty where nobody asked for it.
    """

    figures: Figures
    choices: Choices
    counted: Mapping[str, int]


class News(NamedTuple):
    """What waits for a coordinator, and the running facts of the checklist; None if not asked."""

    attention: Attention | None
    running: Sequence[Any] | None


def get_overview(
    plan_id: int, *, span: Span | None, version: Version, today: date, with_checklist: bool
) -> Overview:
    """The figures over the tasks, or over the milestones due in a span; kept by version."""
    key = ("overview", plan_id, span, version, today, with_checklist)
    return remember(key, lambda: _read(plan_id, span, today, with_checklist=with_checklist))


def get_news(plan_id: int, *, today: date, with_attention: bool, with_checklist: bool) -> News:
    """What changes without an act of anybody, asked for at one time."""
    waiting = attention.columns(plan_id, today=today) if with_attention else []
    running = first_run.running_columns(plan_id, today=today) if with_checklist else []
    if not waiting and not running:
        return News(None, None)
    row = db.session.execute(select(*waiting, *running)).one()
    return News(
        Attention(*row[: len(waiting)]) if with_attention else None,
        row[len(waiting) :] if with_checklist else None,
    )


_NO_NAMES: Final = (cast(literal(""), String), cast(literal(""), String))


def _read(plan_id: int, span: Span | None, today: date, *, with_checklist: bool) -> Overview:
    cells = figures.counting(plan_id, span=span, today=today).subquery()
    group, agency, slug, number = cells.columns
    offered = [part.add_columns(literal(0, Integer)) for part in choices.parts(plan_id)]
    counted = select(literal(_CELL), group, agency, slug, *_NO_NAMES, number)
    lines = _checklist(plan_id, today) if with_checklist else []
    rows = db.session.execute(union_all(*offered, counted, *lines)).all()
    kinds = {_CELL, _COUNTED}
    return Overview(
        figures.of_rows((row[1], row[2], row[3], row[6]) for row in rows if row[0] == _CELL),
        choices.of_rows(row[:6] for row in rows if row[0] not in kinds),
        {row[3]: row[6] for row in rows if row[0] == _COUNTED},
    )


def _checklist(plan_id: int, today: date) -> list[Select[Any]]:
    return [
        select(literal(_COUNTED), literal(0), literal(0), literal(name), *_NO_NAMES, number)
        for name, number in first_run.counted_columns(plan_id, today=today).items()
    ]
