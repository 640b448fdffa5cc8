"""What the filters of a plan's lists offer: its groups, agencies and owners."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, literal, select, union_all
from sqlalchemy.sql import Select

from plan_app.extensions import db
from plan_app.models import Agency, SolutionGroup, Task, User
from plan_app.queries.cache import remember
from plan_app.queries.versions import Version


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its row's id, the group's ordinal (0 for others), its names."""

    id: int
    ordinal: int
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Groups by ordinal, agencies in official order, owners by given name."""

    groups: tuple[Choice, ...]
    agencies: tuple[Choice, ...]
    owners: tuple[Choice, ...]


def list_choices(plan_id: int, *, version: Version) -> Choices:
    """Everything the plan's filters offer, in one query; kept by version."""
    return remember(("choices", plan_id, version), lambda: read_choices(plan_id))


def of_rows(rows: Iterable[Sequence[Any]]) -> Choices:
    """The choices of the rows of `parts`: kind, id, position, key and both names.

    Sorted here: the keys are ASCII, and a union has no collation to sort them by.
    """
    found: dict[str, list[tuple[int, str, Choice]]] = {"group": [], "agency": [], "owner": []}
    for kind, id_, order, key, name, name_en in rows:
        ordinal = order if kind == "group" else 0
        found[kind].append((order, key, Choice(id_, ordinal, name, name_en)))
    sorted_ = {
        kind: tuple(choice for *_, choice in sorted(rows, key=lambda row: (*row[:2], row[2].id)))
        for kind, rows in found.items()
    }
    return Choices(sorted_["group"], sorted_["agency"], sorted_["owner"])


def read_choices(plan_id: int) -> Choices:
    """Everything, read now: for what has to be of one moment with other reads."""
    return of_rows(db.session.execute(union_all(*parts(plan_id))))


def parts(plan_id: int) -> list[Select[tuple[str, int, int, str, str, str]]]:
    """What the plan's filters offer, for a statement that asks for more.

    The first of them gives the columns their names and types.
    """
    groups = select(
        literal("group").label("kind"),
        SolutionGroup.id.label("id"),
        SolutionGroup.ordinal.label("position"),
        literal("").label("key"),
        SolutionGroup.title.label("name"),
        SolutionGroup.title_en.label("name_en"),
    ).where(SolutionGroup.plan_id == plan_id)
    agencies = select(
        literal("agency"),
        Agency.id,
        Agency.official_order,
        literal(""),
        Agency.name,
        Agency.name_en,
    ).where(exists().where(Task.plan_id == plan_id, Task.responsible_agency_id == Agency.id))
    owners = select(
        literal("owner"), User.id, literal(0), User.sort_key, User.full_name, User.full_name
    ).where(exists().where(Task.plan_id == plan_id, Task.owner_id == User.id))
    return [groups, agencies, owners]
