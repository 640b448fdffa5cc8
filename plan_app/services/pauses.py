"""Pausing reminders for agencies or a whole plan, in a storm or a flood; deadlines stay."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from plan_app.domain.permissions import Permission
from plan_app.errors import N_, NotAllowed, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import Agency, ReminderPause
from plan_app.services import journal
from plan_app.services.acts import Act

# A longer silence is a decision about the deadline, or about switching reminders off.
LONGEST_DAYS: Final = 90


class PauseNotPossible(RuleBroken):
    """The pause cannot be as it was asked for."""


class PauseOver(RuleBroken):
    """There is nothing left to end."""

    def __init__(self) -> None:
        super().__init__(N_("Đợt tạm dừng này đã kết thúc hoặc kết thúc trong hôm nay."))


@dataclass(frozen=True, slots=True)
class Wish:
    """A pause as asked for: no `agency_ids` for the whole plan; both days are included."""

    agency_ids: tuple[int, ...]
    first_day: date
    last_day: date
    reason: str


def check(wish: Wish, *, today: date) -> None:
    """Raise PauseNotPossible at the field at fault."""
    if wish.first_day < today:
        raise PauseNotPossible(N_("Ngày bắt đầu không được trước hôm nay."), "first_day")
    if wish.last_day < wish.first_day:
        raise PauseNotPossible(N_("Ngày kết thúc không được trước ngày bắt đầu."), "last_day")
    if wish.last_day >= wish.first_day + timedelta(days=LONGEST_DAYS):
        message = N_("Mỗi đợt tạm dừng không quá 90 ngày; cần lâu hơn, đề nghị lập đợt mới sau.")
        raise PauseNotPossible(message, "last_day")


def pause(plan_id: int, wish: Wish, *, act: Act) -> None:
    """Pause the reminders as wished. Deadlines and lateness do not change."""
    _check_allowed(act)
    check(wish, today=act.today)
    _check_agencies(wish.agency_ids)
    for agency_id in wish.agency_ids or (None,):
        db.session.add(
            ReminderPause(
                plan_id=plan_id,
                agency_id=agency_id,
                first_day=wish.first_day,
                last_day=wish.last_day,
                reason=wish.reason,
                created_by_id=act.actor.user_id,
                created_at=act.now,
            )
        )
    db.session.flush()
    _record("reminders.paused", plan_id, wish, act)


def end(plan_id: int, pause_id: int, *, act: Act) -> Wish:
    """End a pause, with all agencies it was entered for, with this day; give what it was.

    It still holds today, so that nothing leaves the minute the button is pressed; one that has
    not begun is taken back. Raises NotFound and PauseOver.
    """
    _check_allowed(act)
    rows = _hold(plan_id, pause_id)
    first = rows[0]
    if first.last_day <= act.today:
        raise PauseOver
    agencies = tuple(row.agency_id for row in rows if row.agency_id is not None)
    ended = Wish(agencies, first.first_day, first.last_day, first.reason)
    for row in rows:
        if row.first_day > act.today:
            db.session.delete(row)
        else:
            row.last_day = act.today
    db.session.flush()
    _record("reminders.pause_ended", plan_id, ended, act)
    return ended


def _hold(plan_id: int, pause_id: int) -> list[ReminderPause]:
    """The rows that were entered together with this one, held until the transaction ends."""
    named = db.session.get(ReminderPause, pause_id)
    if named is None or named.plan_id != plan_id:
        raise NotFound
    together = (
        select(ReminderPause)
        .where(
            ReminderPause.plan_id == plan_id,
            ReminderPause.created_at == named.created_at,
            ReminderPause.created_by_id == named.created_by_id,
            ReminderPause.first_day == named.first_day,
        )
        .order_by(ReminderPause.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(together))


def _check_agencies(agency_ids: Collection[int]) -> None:
    known = set(db.session.scalars(select(Agency.id).where(Agency.id.in_(agency_ids))))
    if set(agency_ids) - known:
        raise PauseNotPossible(N_("Không có cơ quan này."), "agencies")


def _check_allowed(act: Act) -> None:
    if not act.actor.may(Permission.STEER_REMINDERS):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được tạm dừng nhắc việc."))


def _record(action: str, plan_id: int, wish: Wish, act: Act) -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=plan_id,
        data={
            "agencies": sorted(wish.agency_ids),
            "first_day": wish.first_day.isoformat(),
            "last_day": wish.last_day.isoformat(),
        },
        text=wish.reason,
    )
