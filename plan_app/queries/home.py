"""What the home page of those asks who see how the plan stands: one query, and one after an act."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Integer,
    ScalarSelect,
    Select,
    String,
    cast,
    literal,
    select,
    true,
    union_all,
)

from plan_app.domain.periods import Span
from plan_app.extensions import db
from plan_app.queries import attention, choices, directions, figures, first_run, mentions
from plan_app.queries.attention import Attention
from plan_app.queries.cache import remember
from plan_app.queries.choices import Choices
from plan_app.queries.directions import AskedDirection
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


class Directed(NamedTuple):
    """How many directions are not settled, and how many of them should have been answered.

    `mentions` are the comments of the last thirty days that mention the person who looks.
    """

    unsettled: int
    late: int
    mentions: int


class News(NamedTuple):
    """What waits for a coordinator, and the running facts of the checklist; None if not asked.

    `directed` is for those who direct, `asked` what owners are to answer.
    """

    attention: Attention | None
    running: Sequence[Any] | None
    directed: Directed | None = None
    asked: Sequence[AskedDirection] = ()


def get_overview(
    plan_id: int, *, span: Span | None, version: Version, today: date, with_checklist: bool
) -> Overview:
    """The figures over the tasks, or over the milestones due in a span; kept by version."""
    key = ("overview", plan_id, span, version, today, with_checklist)
    return remember(key, lambda: _read(plan_id, span, today, with_checklist=with_checklist))


def get_news(
    plan_id: int,
    *,
    today: date,
    with_attention: bool,
    with_checklist: bool,
    directed: tuple[int, datetime] | None = None,
    owner_ids: Collection[int] = (),
) -> News:
    """What changes without an act of anybody, and what owners are to answer, in one query.

    `directed` asks for what it is named after: for whom, and the moment.
    """
    waiting = attention.columns(plan_id, today=today) if with_attention else []
    running = first_run.running_columns(plan_id, today=today) if with_checklist else []
    of_directed = _directed(plan_id, today, directed)
    parts = [*waiting, *running, *of_directed]
    if not parts and not owner_ids:
        return News(None, None)
    rows = db.session.execute(_with_asked(parts, plan_id, owner_ids)).all()
    first, width = rows[0], len(parts)
    after = len(waiting) + len(running)
    return News(
        Attention(*first[: len(waiting)]) if with_attention else None,
        first[len(waiting) : after] if with_checklist else None,
        Directed(*first[after : after + len(of_directed)]) if of_directed else None,
        [AskedDirection._make(row[width:]) for row in rows if row[width:] and row[width]],
    )


def _directed(
    plan_id: int, today: date, asked: tuple[int, datetime] | None
) -> list[ScalarSelect[int]]:
    """The values of `Directed`, where somebody asks for them."""
    if asked is None:
        return []
    person, now = asked
    of_person = mentions.counting(plan_id, person, now=now).scalar_subquery()
    return [*directions.count_columns(plan_id, today=today), of_person]


def _with_asked(
    parts: Sequence[ScalarSelect[Any]], plan_id: int, owner_ids: Collection[int]
) -> Select[Any]:
    """The values `parts` once, and beside them a row for each direction that the owners have."""
    if not owner_ids:
        return select(*parts)
    once = select(literal(1).label("once")).subquery()
    asked = directions.asked_of(plan_id, owner_ids).subquery()
    return (
        select(*parts, *asked.c)
        .select_from(once.outerjoin(asked, true()))
        .order_by(asked.c.answer_by, asked.c.id)
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
