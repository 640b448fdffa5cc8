"""Merging an agency into another, and splitting one: open work, people and contacts move.

What is finished keeps the agency that did it, and every task the one that the decision names.
Queued mail follows by itself: who answers for a task is read again when a message is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from plan_app.domain.permissions import Permission
from plan_app.errors import N_, NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.models import Agency, Reorganisation, ReorganisationKind
from plan_app.queries.reorganisations import (
    Holdings,
    get_holdings,
    list_coordinated_plans,
)
from plan_app.services import agencies, changes, journal, reorganisation_moves
from plan_app.services.acts import Act
from plan_app.services.reorganisation_moves import Moves


class HoldingsChanged(RuleBroken):
    """The agency has other tasks or people than those that were shown."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Danh sách nhiệm vụ, người dùng của cơ quan vừa thay đổi; "
                "đề nghị xem lại rồi xác nhận."
            )
        )


class ManyPlans(RuleBroken):
    """Open tasks stand in a plan that the person does not coordinate."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Cơ quan còn nhiệm vụ chưa hoàn thành trong kế hoạch khác; "
                "đề nghị quản trị hệ thống thực hiện việc này."
            )
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to happen from `first_day` on, by which document.

    `heir_id` takes over the agency's name and what is not moved one by one; None where the agency
    goes on. `tasks` and `people` say, by id, to which agency each goes when an agency is split;
    what is not named stays. `seen` is the digest of what the person was shown.
    """

    kind: ReorganisationKind
    first_day: date
    document: str
    document_date: date
    heir_id: int | None = None
    tasks: Mapping[int, int] = field(default_factory=dict)
    people: Mapping[int, int] = field(default_factory=dict)
    seen: str = ""


def digest(found: Holdings) -> str:
    """Equal for equal tasks and people: what a form says about what it was made from."""
    return changes.digest(
        (sorted(task.id for task in found.tasks), sorted(user.id for user in found.people))
    )


def reorganise(agency_id: int, wish: Wish, act: Act) -> Reorganisation:
    """Move what the wish names, all or nothing, and end the agency where it has an heir.

    Raises NotAllowed, ManyPlans, HoldingsChanged, and RuleBroken at the field that is wrong.
    """
    agency = _hold_all(agency_id, wish)
    found = get_holdings(agency)
    check(agency, found, wish, act)
    if wish.seen != digest(found):
        raise HoldingsChanged
    row = Reorganisation(
        kind=wish.kind,
        agency=agency,
        heir_id=wish.heir_id,
        first_day=wish.first_day,
        document=wish.document,
        document_date=wish.document_date,
        tasks=0,
        people=0,
        moved={},
        done_at=act.now,
        done_by_id=act.actor.user_id or None,
    )
    db.session.add(row)
    db.session.flush()
    to = _moves(found, wish)
    row.moved = reorganisation_moves.move(row.id, agency, found, to, act) | _end(agency, wish)
    row.tasks, row.people = len(to.tasks), len(to.people)
    db.session.flush()
    _record(row, "agency_merged" if wish.kind is ReorganisationKind.MERGER else "agency_split", act)
    return row


def check(agency: Agency, found: Holdings, wish: Wish, act: Act) -> None:
    """Raise what `reorganise` would, but for what has changed since; writes nothing."""
    _check_may(found, act)
    _check_days(agency, wish, act.today)
    if agency.successor_id not in {None, wish.heir_id}:
        raise RuleBroken(N_("Cơ quan này đã được cơ quan khác tiếp nhận."))
    if wish.kind is ReorganisationKind.MERGER and wish.heir_id is None:
        raise RuleBroken(N_("Đề nghị chọn cơ quan tiếp nhận."), field="successor")
    if wish.heir_id == agency.id:
        raise RuleBroken(N_("Đề nghị chọn cơ quan khác."), field="successor")
    agencies.check_succession(wish.heir_id, wish.first_day, agency)
    to = _moves(found, wish)
    for id_ in {*to.tasks.values(), *to.people.values(), *filter(None, [wish.heir_id])}:
        _check_receiver(db.session.get(Agency, id_), agency, act.today)
    if wish.kind is ReorganisationKind.SPLIT:
        _check_split(found, wish)


def _check_may(found: Holdings, act: Act) -> None:
    if act.actor.may(Permission.ADMINISTER):
        return
    if not act.actor.may(Permission.ASSIGN):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp và quản trị hệ thống được sáp nhập cơ quan."))
    plan_ids = {task.plan_id for task in found.tasks}
    if not plan_ids <= list_coordinated_plans(act.actor.user_id):
        raise ManyPlans


def _check_days(agency: Agency, wish: Wish, today: date) -> None:
    if not wish.document:
        raise RuleBroken(N_("Đề nghị nhập số, ký hiệu của văn bản."), field="document")
    if wish.document_date > today:
        raise RuleBroken(N_("Ngày văn bản không sau hôm nay."), field="document_date")
    if wish.first_day > today:
        raise RuleBroken(
            N_("Ngày này chưa đến; đề nghị thực hiện từ ngày việc sắp xếp có hiệu lực."),
            field="first_day",
        )
    if agency.valid_from is not None and wish.first_day <= agency.valid_from:
        raise RuleBroken(
            N_("Ngày này không trước ngày cơ quan bắt đầu hoạt động."), field="first_day"
        )


def _check_receiver(receiver: Agency | None, agency: Agency, today: date) -> None:
    if receiver is None or receiver.id == agency.id:
        raise RuleBroken(N_("Không có cơ quan này."), field="successor")
    if receiver.valid_to is not None and receiver.valid_to < today:
        raise RuleBroken(N_("Cơ quan được chọn đã kết thúc hoạt động."), field="successor")
    if receiver.is_group and not agency.is_group:
        raise RuleBroken(N_("Nhóm cơ quan không tiếp nhận được cơ quan."), field="successor")


def _check_split(found: Holdings, wish: Wish) -> None:
    if not set(wish.tasks) <= {task.id for task in found.tasks}:
        raise HoldingsChanged
    if not set(wish.people) <= {user.id for user in found.people}:
        raise HoldingsChanged
    if not wish.tasks and not wish.people:
        raise RuleBroken(N_("Đề nghị chọn ít nhất một nhiệm vụ hoặc một người để chuyển."))
    stays = len(wish.tasks) < len(found.tasks) or len(wish.people) < len(found.people)
    if wish.heir_id is not None and stays:
        raise RuleBroken(
            N_(
                "Cơ quan kết thúc hoạt động thì mọi nhiệm vụ chưa hoàn thành và mọi người "
                "đều chuyển sang cơ quan khác."
            ),
            field="successor",
        )


def _moves(found: Holdings, wish: Wish) -> Moves:
    if wish.kind is ReorganisationKind.SPLIT:
        return Moves(dict(wish.tasks), dict(wish.people), wish.heir_id)
    heir = wish.heir_id or 0
    return Moves(
        {task.id: heir for task in found.tasks}, {user.id: heir for user in found.people}, heir
    )


def _hold_all(agency_id: int, wish: Wish) -> Agency:
    """The agency; it and all that receive are held in the order of ids, so that nobody waits
    for somebody who waits for them."""
    receivers = {*wish.tasks.values(), *wish.people.values(), *filter(None, [wish.heir_id])}
    db.session.scalars(
        select(Agency)
        .where(Agency.id.in_(receivers | {agency_id}))
        .order_by(Agency.id)
        .with_for_update(of=Agency)
        .execution_options(populate_existing=True)
    ).all()
    return agencies.hold(agency_id)


def _end(agency: Agency, wish: Wish) -> dict[str, Any]:
    """The heir stands in the agency's place from the day on; what stood there before."""
    if wish.heir_id is None:
        return {"agency": None}
    before = {
        "valid_to": agency.valid_to.isoformat() if agency.valid_to else None,
        "successor": agency.successor_id,
        "succession_date": agency.succession_date.isoformat() if agency.succession_date else None,
    }
    agency.successor_id, agency.succession_date = wish.heir_id, wish.first_day
    last_day = wish.first_day - timedelta(days=1)
    agency.valid_to = min(agency.valid_to or last_day, last_day)
    db.session.flush()
    return {"agency": before}


def _record(row: Reorganisation, action: str, act: Act) -> None:
    said = {"reorganisation": row.id, "tasks": row.tasks, "people": row.people}
    about = {row.agency_id, *filter(None, [row.heir_id]), *row.moved["receivers"]}
    entries = [
        journal.Entry(action, subject=("agency", id_), data=said, text=row.document)
        for id_ in sorted(about)
    ]
    journal.record_all(entries, now=act.now, actor_id=act.actor.user_id, plan_id=None)
