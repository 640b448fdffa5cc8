"""How the members of a group of agencies stand with a milestone, and what each of them said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from plan_app.domain import vietnamese
from plan_app.domain.members import ANSWERED, RollUp, Standing
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    AgencyContact,
    ContactKind,
    MemberAnswer,
    Milestone,
    Task,
    User,
    agency_member,
)
from plan_app.queries.ids import among
from plan_app.queries.rows import PAGE_SIZE, addressed


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What the list is narrowed to: words of the agency's name, and where members stand.

    `left` shows the agencies that answered and are no longer in the group.
    """

    words: str = ""
    standing: "Wanted | None" = None


class Wanted(NamedTuple):
    """A choice of the list's filter: these standings, of members or of those who left."""

    standings: tuple[Standing, ...]
    left: bool = False


WANTED: Final = {
    "unanswered": Wanted((Standing.SILENT, Standing.ASKED_AGAIN)),
    "not_done": Wanted((Standing.SILENT, Standing.ASKED_AGAIN, Standing.UNDER_WAY)),
    "under_way": Wanted((Standing.UNDER_WAY,)),
    "done": Wanted((Standing.DONE,)),
    "left": Wanted(tuple(Standing), left=True),
}


class MemberRow(NamedTuple):
    """One agency with its last answer, and the person who is asked for it."""

    agency_id: int
    name: str
    name_en: str
    is_member: bool
    standing: Standing
    percent: int | None
    result: str | None
    difficulties: str | None
    letter: str | None
    answered_at: datetime | None
    contact: str | None
    telephone: str | None
    is_reached: bool


_IS_MEMBER: Final = agency_member.c.member_id.is_not(None)
_CONTACT: Final = ContactKind.CONTACT


def get_agency(agency_id: int) -> Agency:
    """An agency; raises NotFound."""
    found = db.session.get(Agency, agency_id)
    if found is None:
        raise NotFound
    return found


def find_contact(agency_id: int) -> int | None:
    """The id of the person who is asked for the agency."""
    return db.session.scalar(
        select(AgencyContact.user_id).where(
            AgencyContact.agency_id == agency_id, AgencyContact.kind == _CONTACT
        )
    )


def is_member(agency_id: int, *, group_id: int) -> bool:
    """Whether the agency is in the group today."""
    found = select(agency_member.c.member_id).where(
        agency_member.c.group_id == group_id, agency_member.c.member_id == agency_id
    )
    return db.session.scalar(found) is not None


def find_last(milestone_id: int, agency_id: int) -> MemberAnswer | None:
    """What the agency says now."""
    return db.session.scalar(
        select(MemberAnswer).where(
            MemberAnswer.milestone_id == milestone_id,
            MemberAnswer.agency_id == agency_id,
            MemberAnswer.superseded_at.is_(None),
        )
    )


def find_last_by(author_id: int) -> MemberAnswer | None:
    """The last answer sent from an account, to remember who prepared it."""
    return db.session.scalar(
        select(MemberAnswer)
        .where(MemberAnswer.author_id == author_id, ~MemberAnswer.on_behalf)
        .order_by(MemberAnswer.id.desc())
        .limit(1)
    )


def list_answers(milestone_id: int, agency_id: int) -> list[MemberAnswer]:
    """All that the agency said, the latest first."""
    return list(
        db.session.scalars(
            select(MemberAnswer)
            .where(MemberAnswer.milestone_id == milestone_id, MemberAnswer.agency_id == agency_id)
            .options(joinedload(MemberAnswer.author))
            .order_by(MemberAnswer.id.desc())
        )
    )


def list_own(
    milestone: Milestone, *, agency_ids: frozenset[int], people: frozenset[int]
) -> list[tuple[Agency, Standing]]:
    """The members that a person speaks for, as one of their people or as their contact.

    `people` are the person and those whose deputy the person is. In official order.
    """
    of_contact = select(AgencyContact.agency_id).where(
        AgencyContact.kind == _CONTACT, AgencyContact.user_id.in_(people)
    )
    statement = _of_group(select(Agency, _standing(milestone.deadline_revision)), milestone).where(
        _IS_MEMBER, or_(Agency.id.in_(agency_ids), Agency.id.in_(of_contact))
    )
    rows = db.session.execute(statement.order_by(Agency.official_order, Agency.id)).tuples()
    return [(agency, Standing(standing)) for agency, standing in rows]


def get_roll_up(milestone: Milestone) -> RollUp:
    """How the members stand together."""
    standing = _standing(milestone.deadline_revision)
    answered = standing.in_((Standing.UNDER_WAY, Standing.DONE))
    counted = _of_group(
        select(
            func.count(),
            func.coalesce(func.sum(case((answered, 1), else_=0)), 0),
            func.coalesce(func.sum(case((standing == Standing.DONE, 1), else_=0)), 0),
        ),
        milestone,
    ).where(_IS_MEMBER)
    members, given, done = db.session.execute(counted).one()
    return RollUp(members, given, done)


@dataclass(frozen=True, slots=True)
class Heard:
    """How many members of a group there are, and the names of those who have not answered."""

    members: int
    silent: tuple[tuple[str, str], ...]

    @property
    def answered(self) -> int:
        """How many have."""
        return self.members - len(self.silent)


def list_heard(milestone_ids: Collection[int]) -> dict[int, Heard]:
    """Who has answered, by milestone, of those whose task is of a group; in one query."""
    if not milestone_ids:
        return {}
    rows = db.session.execute(
        select(
            Milestone.id,
            Agency.name,
            Agency.name_en,
            _standing(Milestone.deadline_revision).in_(ANSWERED),
        )
        .select_from(Milestone)
        .join(Task, Task.id == Milestone.task_id)
        .join(agency_member, agency_member.c.group_id == Task.responsible_agency_id)
        .join(Agency, Agency.id == agency_member.c.member_id)
        .outerjoin(
            MemberAnswer,
            and_(
                MemberAnswer.agency_id == Agency.id,
                MemberAnswer.milestone_id == Milestone.id,
                MemberAnswer.superseded_at.is_(None),
            ),
        )
        .where(among(Milestone.id, milestone_ids))
        .order_by(Milestone.id, Agency.official_order, Agency.id)
    ).tuples()
    found: dict[int, list[tuple[str, str, bool]]] = {}
    for milestone_id, name, name_en, has_said in rows:
        found.setdefault(milestone_id, []).append((name, name_en, bool(has_said)))
    return {
        milestone_id: Heard(
            len(group), tuple((name, name_en) for name, name_en, said in group if not said)
        )
        for milestone_id, group in found.items()
    }


SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "order": (Agency.official_order, Agency.id),
    "name": (Agency.search_text, Agency.id),
    "percent": (MemberAnswer.percent, Agency.official_order),
    "answered": (MemberAnswer.answered_at, Agency.official_order),
}
DEFAULT_SORT: Final = "order"


def count_rows(milestone: Milestone, wanted: MemberFilter) -> int:
    """How many agencies the filter leaves."""
    statement = _narrowed(select(func.count()), milestone, wanted)
    return db.session.scalar(statement) or 0


def list_rows(
    milestone: Milestone, wanted: MemberFilter, *, sort: str = DEFAULT_SORT, page: int | None = 1
) -> list[MemberRow]:
    """Thirty agencies of the filter, or all without a page."""
    key, is_down = sort.removeprefix("-"), sort.startswith("-")
    columns = SORTS[key]
    chosen = select(
        Agency.id,
        Agency.name,
        Agency.name_en,
        _IS_MEMBER,
        _standing(milestone.deadline_revision),
        MemberAnswer.percent,
        MemberAnswer.result,
        MemberAnswer.difficulties,
        MemberAnswer.letter,
        MemberAnswer.answered_at,
        addressed(User),
        User.telephone,
        and_(User.id.is_not(None), User.active, User.unreachable_since.is_(None)),
    )
    statement = (
        _narrowed(chosen, milestone, wanted)
        .outerjoin(
            AgencyContact,
            and_(AgencyContact.agency_id == Agency.id, AgencyContact.kind == _CONTACT),
        )
        .outerjoin(User, User.id == AgencyContact.user_id)
        .order_by(columns[0].is_(None), *(each.desc() if is_down else each for each in columns))
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [
        MemberRow._make(row)._replace(standing=Standing(row[4]))
        for row in db.session.execute(statement)
    ]


def _standing(revision: int | InstrumentedAttribute[int]) -> ColumnElement[str]:
    """The slug of `domain.members.standing`; a test compares the two."""
    current = MemberAnswer.deadline_revision == revision
    return case(
        (MemberAnswer.id.is_(None), literal(Standing.SILENT.value)),
        (MemberAnswer.is_done, literal(Standing.DONE.value)),
        (current, literal(Standing.UNDER_WAY.value)),
        else_=literal(Standing.ASKED_AGAIN.value),
    )


def _of_group(chosen: Select[Any], milestone: Milestone) -> Select[Any]:
    """Agencies with their membership of the milestone's group and their present answer."""
    return (
        chosen.select_from(Agency)
        .outerjoin(
            agency_member,
            and_(
                agency_member.c.member_id == Agency.id,
                agency_member.c.group_id == milestone.task.responsible_agency_id,
            ),
        )
        .outerjoin(
            MemberAnswer,
            and_(
                MemberAnswer.agency_id == Agency.id,
                MemberAnswer.milestone_id == milestone.id,
                MemberAnswer.superseded_at.is_(None),
            ),
        )
    )


def _narrowed(chosen: Select[Any], milestone: Milestone, wanted: MemberFilter) -> Select[Any]:
    asked = wanted.standing or Wanted(tuple(Standing))
    belongs = and_(~_IS_MEMBER, MemberAnswer.id.is_not(None)) if asked.left else _IS_MEMBER
    words = (
        Agency.search_text.contains(word, autoescape=True)
        for word in vietnamese.fold(wanted.words).split()
    )
    return _of_group(chosen, milestone).where(
        belongs, _standing(milestone.deadline_revision).in_(asked.standings), *words
    )
