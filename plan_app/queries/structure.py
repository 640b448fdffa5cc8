"""Reads for editing a plan: its groups with what they hold, and every agency to choose."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Agency, SolutionGroup, Task, TextStatus


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A solution group with how many tasks it has and how many of them are drafts."""

    id: int
    ordinal: int
    title: str
    title_en: str
    tasks: int
    drafts: int


@dataclass(frozen=True, slots=True)
class AgencyChoice:
    """An agency to choose; `is_of_today`: it exists today."""

    id: int
    name: str
    name_en: str
    is_of_today: bool


def list_groups(plan_id: int) -> list[GroupRow]:
    """The groups by ordinal, those without tasks too, in one query."""
    drafts = func.count(Task.id).filter(Task.text_status == TextStatus.DRAFT)
    rows = db.session.execute(
        select(
            SolutionGroup.id,
            SolutionGroup.ordinal,
            SolutionGroup.title,
            SolutionGroup.title_en,
            func.count(Task.id),
            drafts,
        )
        .outerjoin(Task, Task.group_id == SolutionGroup.id)
        .where(SolutionGroup.plan_id == plan_id)
        .group_by(SolutionGroup.id)
        .order_by(SolutionGroup.ordinal)
    )
    return [GroupRow(*row) for row in rows]


def get_group(ordinal: int, *, plan_id: int) -> SolutionGroup:
    """The group with this number; raises NotFound."""
    group = db.session.scalar(
        select(SolutionGroup).where(
            SolutionGroup.plan_id == plan_id, SolutionGroup.ordinal == ordinal
        )
    )
    if group is None:
        raise NotFound
    return group


def get_next_ordinal(plan_id: int) -> int:
    """The number of a group that comes last."""
    highest = db.session.scalar(
        select(func.max(SolutionGroup.ordinal)).where(SolutionGroup.plan_id == plan_id)
    )
    return (highest or 0) + 1


def get_next_number(plan_id: int) -> int:
    """The number of a task that comes last."""
    highest = db.session.scalar(select(func.max(Task.number)).where(Task.plan_id == plan_id))
    return (highest or 0) + 1


def list_agencies(*, today: date) -> list[AgencyChoice]:
    """Every agency in official order, those that have ended too: the decision may name them."""
    rows = db.session.execute(
        select(Agency.id, Agency.name, Agency.name_en, Agency.valid_to).order_by(
            Agency.official_order, Agency.id
        )
    )
    return [
        AgencyChoice(row.id, row.name, row.name_en, row.valid_to is None or row.valid_to >= today)
        for row in rows
    ]
