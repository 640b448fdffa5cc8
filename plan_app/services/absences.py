"""Absences: who is away, and who handles their tasks in the meantime."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from plan_app.domain import deputies
from plan_app.errors import N_, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import Absence, Membership, User
from plan_app.queries.assignments import CAN_REPORT
from plan_app.services import journal, people
from plan_app.services.acts import Act


@dataclass(frozen=True, slots=True)
class NewAbsence:
    """Days (both included) on which the deputy handles the tasks."""

    deputy_id: int
    first_day: date
    last_day: date


def add(user: User, new: NewAbsence, *, act: Act) -> Absence:
    """Note an absence: people their own, coordinators and administrators those of others.

    Raises RuleBroken for days or a deputy that cannot be, DeputyCycle where on one of the
    days the deputy's own absence leads back.
    """
    _check_may_set(user, act)
    _check_days(new, act.today)
    _check_deputy(user, new.deputy_id)
    # The entry first: its lock makes two people who name each other wait for one another.
    _record("absence_added", user, act, new)
    others = _overlapping(new)
    if any(each.user_id == user.id for each in others):
        raise RuleBroken(
            N_("Đã ghi nhận thời gian vắng mặt trùng với những ngày này."), field="first_day"
        )
    for day in _days_of_change(new, others):
        deputy_of = {
            each.user_id: each.deputy_id
            for each in others
            if each.first_day <= day <= each.last_day
        }
        deputies.refuse_cycle(user.id, new.deputy_id, deputy_of)
    absence = Absence(
        user_id=user.id,
        deputy_id=new.deputy_id,
        first_day=new.first_day,
        last_day=new.last_day,
    )
    db.session.add(absence)
    db.session.flush()
    return absence


def cancel(absence_id: int, *, user_id: int, act: Act) -> None:
    """Take back an absence of the person that lies ahead; one under way ends yesterday.

    Raises NotFound when there is none, or it is over.
    """
    absence = db.session.scalar(
        select(Absence)
        .where(Absence.id == absence_id, Absence.user_id == user_id)
        .with_for_update()
    )
    if absence is None or absence.last_day < act.today:
        raise NotFound(N_("Thời gian vắng mặt này đã kết thúc."))
    user = db.session.get_one(User, user_id)
    _check_may_set(user, act)
    taken = NewAbsence(absence.deputy_id, absence.first_day, absence.last_day)
    if absence.first_day < act.today:
        absence.last_day = act.today - timedelta(days=1)
    else:
        db.session.delete(absence)
    db.session.flush()
    _record("absence_cancelled", user, act, taken)


def _check_may_set(user: User, act: Act) -> None:
    if user.id != act.actor.user_id:
        people.check_may_manage(user, act)


def _check_days(new: NewAbsence, today: date) -> None:
    if new.last_day < new.first_day:
        raise RuleBroken(N_("Ngày kết thúc không trước ngày bắt đầu."), field="last_day")
    if new.last_day < today:
        raise RuleBroken(N_("Thời gian vắng mặt này đã qua."), field="last_day")


def _check_deputy(user: User, deputy_id: int) -> None:
    deputy = db.session.get(User, deputy_id)
    if deputy is None or not deputy.active or deputy.id == user.id:
        raise RuleBroken(N_("Đề nghị chọn người xử lý thay khác."), field="deputy_id")
    if not _plans_reported_in(user.id) <= _plans_reported_in(deputy_id):
        raise RuleBroken(
            N_("Người xử lý thay cần có vai trò đầu mối trong cùng kế hoạch."), field="deputy_id"
        )


def _plans_reported_in(user_id: int) -> set[int]:
    return set(
        db.session.scalars(
            select(Membership.plan_id).where(
                Membership.user_id == user_id, Membership.role.in_(CAN_REPORT)
            )
        )
    )


def _overlapping(new: NewAbsence) -> list[Absence]:
    return list(
        db.session.scalars(
            select(Absence)
            .where(Absence.first_day <= new.last_day, Absence.last_day >= new.first_day)
            .order_by(Absence.id)
        )
    )


def _days_of_change(new: NewAbsence, others: list[Absence]) -> set[date]:
    """The first day, and every other on which somebody leaves or is back: the chains change."""
    begins = {each.first_day for each in others}
    follows = {each.last_day + timedelta(days=1) for each in others}
    return {new.first_day} | {
        day for day in begins | follows if new.first_day <= day <= new.last_day
    }


def _record(action: str, user: User, act: Act, absence: NewAbsence) -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=None,
        subject=("user", user.id),
        data={
            "deputy": absence.deputy_id,
            "first_day": absence.first_day.isoformat(),
            "last_day": absence.last_day.isoformat(),
        },
    )
