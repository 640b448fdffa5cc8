"""Reads of the lists that were confirmed for the leaders of agencies, as a list to search."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from plan_app.domain import vietnamese
from plan_app.extensions import db
from plan_app.models import LeaderLetter, LeaderList, LeaderListRow, Milestone, Task, User

SORTS: Final[Mapping[str, Callable[[LeaderList], Any]]] = MappingProxyType(
    {
        "sends": lambda each: (each.sends_at, each.id),
        "by": lambda each: each.confirmed_by.sort_key,
        "letters": lambda each: len(each.letters),
    }
)
DEFAULT_SORT: Final = "-sends"


@dataclass(frozen=True, slots=True)
class SentFilter:
    """What they are narrowed to: words in a task of theirs or in who confirmed; a letter to
    the leader of the agency."""

    words: str = ""
    agency: int | None = None


def list_wanted(
    plan_id: int, wanted: SentFilter, *, sort: str = DEFAULT_SORT
) -> Sequence[LeaderList]:
    """Those of the filter, with letters and who confirmed; a plan has one a week at most."""
    found = db.session.scalars(
        select(LeaderList)
        .where(LeaderList.plan_id == plan_id, *_conditions(wanted))
        .options(
            joinedload(LeaderList.confirmed_by),
            joinedload(LeaderList.recalled_by),
            selectinload(LeaderList.letters).joinedload(LeaderLetter.message),
            selectinload(LeaderList.rows),
        )
        .order_by(LeaderList.id.desc())
    )
    key = SORTS[sort.removeprefix("-")]
    return sorted(found, key=key, reverse=sort.startswith("-"))


def _conditions(wanted: SentFilter) -> list[ColumnElement[bool]]:
    found = [_says(word) for word in vietnamese.fold(wanted.words).split()]
    if wanted.agency is not None:
        of_agency = select(LeaderLetter.list_id).where(LeaderLetter.agency_id == wanted.agency)
        found.append(LeaderList.id.in_(of_agency))
    return found


def _says(word: str) -> ColumnElement[bool]:
    of_tasks = (
        select(LeaderListRow.list_id)
        .join(Milestone, Milestone.id == LeaderListRow.milestone_id)
        .join(Task, Task.id == Milestone.task_id)
        .where(Task.search_text.contains(word, autoescape=True))
    )
    by_person = select(User.id).where(User.search_text.contains(word, autoescape=True))
    return or_(LeaderList.id.in_(of_tasks), LeaderList.confirmed_by_id.in_(by_person))
