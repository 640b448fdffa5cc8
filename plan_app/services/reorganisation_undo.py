"""Undoing a merger or a split, as long as nobody has built on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from plan_app.domain.permissions import Permission
from plan_app.errors import N_, NotAllowed, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import Agency, Reorganisation, Task, User
from plan_app.queries.reorganisations import list_coordinated_plans, list_tasks, list_users
from plan_app.services import agencies, journal
from plan_app.services import reorganisation_moves as moves
from plan_app.services.acts import Act
from plan_app.services.reorganisations import ManyPlans


class AlreadyUndone(RuleBroken):
    """Somebody was first."""

    def __init__(self) -> None:
        super().__init__(N_("Việc sắp xếp này đã được hoàn tác."))


class BuiltUpon(RuleBroken):
    """What moved has been changed since."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Không hoàn tác được vì nội dung đã chuyển được cập nhật sau đó; "
                "chưa ghi thay đổi nào."
            )
        )


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What was changed since: numbers of tasks, names of people, and the agencies themselves."""

    tasks: Sequence[int] = ()
    people: Sequence[str] = ()
    agencies: bool = False

    def __bool__(self) -> bool:
        return bool(self.tasks or self.people or self.agencies)


def hold(reorganisation_id: int) -> Reorganisation:
    """The row, held until the transaction ends; raises NotFound."""
    row = db.session.scalar(
        select(Reorganisation)
        .where(Reorganisation.id == reorganisation_id)
        .with_for_update(of=Reorganisation)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def undo(row: Reorganisation, act: Act) -> None:
    """Everything back where it was, or nothing; `row` is held.

    Raises NotAllowed, ManyPlans, AlreadyUndone and BuiltUpon.
    """
    _check_may(row, act)
    if row.undone_at is not None:
        raise AlreadyUndone
    agency = agencies.hold(row.agency_id)
    moved = row.moved
    if list_conflicts(row, tasks_of(row), people_of(row)):
        raise BuiltUpon
    moves.set_agencies({id_: agency.id for id_, _receiver in moved["people"]}, row.id, act)
    moves.put_contacts_back(agency, moved["contacts"])
    if row.heir_id is not None:
        heir = db.session.get_one(Agency, row.heir_id)
        moves.put_groups_back(agency, heir, moved["groups"])
        _begin_again(agency, moved["agency"])
    moves.set_responsible({id_: agency.id for id_, *_rest in moved["tasks"]}, row.id, act)
    row.undone_at, row.undone_by_id = act.now, act.actor.user_id or None
    db.session.flush()
    _record(row, act)


def tasks_of(row: Reorganisation) -> Sequence[Task]:
    """The tasks that moved, by number."""
    return list_tasks([id_ for id_, *_rest in row.moved["tasks"]])


def people_of(row: Reorganisation) -> Sequence[User]:
    """The people who moved, by given name."""
    return list_users([id_ for id_, _receiver in row.moved["people"]])


def list_conflicts(row: Reorganisation, tasks: Sequence[Task], people: Sequence[User]) -> Conflicts:
    """What somebody has changed since, of what moved, in two queries."""
    moved = row.moved
    versions = {id_: (receiver, version) for id_, receiver, version in moved["tasks"]}
    agency_of = dict(moved["people"])
    given = {(receiver, user_id) for _kind, user_id, receiver in moved["contacts"]}
    standing = moves.list_used_contacts(moved["receivers"], agency_of)
    used = {user_id for _receiver, user_id in standing - given}
    return Conflicts(
        tasks=[
            task.number
            for task in tasks
            if (task.responsible_agency_id, task.version) != versions[task.id]
        ],
        people=[
            user.full_name
            for user in people
            if user.agency_id != agency_of[user.id] or user.id in used
        ],
        agencies=_is_agency_changed(row) or _has_later(row),
    )


def _check_may(row: Reorganisation, act: Act) -> None:
    if act.actor.may(Permission.ADMINISTER):
        return
    if not act.actor.may(Permission.ASSIGN):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp và quản trị hệ thống được hoàn tác."))
    plan_ids = {task.plan_id for task in tasks_of(row)}
    if not plan_ids <= list_coordinated_plans(act.actor.user_id):
        raise ManyPlans


def _is_agency_changed(row: Reorganisation) -> bool:
    if row.heir_id is None:
        return False
    agency = row.agency
    return (agency.successor_id, agency.succession_date) != (row.heir_id, row.first_day)


def _has_later(row: Reorganisation) -> bool:
    """Whether the same agency, or one that received, was merged or split afterwards."""
    involved = {row.agency_id, *row.moved["receivers"], *filter(None, [row.heir_id])}
    later = select(Reorganisation.id).where(
        Reorganisation.id > row.id,
        Reorganisation.undone_at.is_(None),
        Reorganisation.agency_id.in_(involved),
    )
    return db.session.scalar(later.limit(1)) is not None


def _begin_again(agency: Agency, before: dict[str, Any]) -> None:
    agency.valid_to = _day(before["valid_to"])
    agency.successor_id = before["successor"]
    agency.succession_date = _day(before["succession_date"])
    db.session.flush()


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _record(row: Reorganisation, act: Act) -> None:
    about = {row.agency_id, *filter(None, [row.heir_id]), *row.moved["receivers"]}
    entries = [
        journal.Entry(
            "reorganisation_undone",
            subject=("agency", id_),
            data={"reorganisation": row.id},
            text=row.document,
        )
        for id_ in sorted(about)
    ]
    journal.record_all(entries, now=act.now, actor_id=act.actor.user_id, plan_id=None)
