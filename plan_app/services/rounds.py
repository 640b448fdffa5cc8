"""Rounds: opened, changed, closed with a snapshot of every figure, reopened, cancelled."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, literal, select

from plan_app.domain import rounds as rules
from plan_app.domain.permissions import Permission, may_check_for, may_note
from plan_app.domain.rounds import RoundState, Wish
from plan_app.domain.statuses import ReasonMissing
from plan_app.errors import N_, NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db, settings
from plan_app.mail import outbox
from plan_app.models import (
    Plan,
    ReportingRound,
    RoundCheck,
    RoundNote,
    Snapshot,
    SnapshotMeasure,
    SnapshotRow,
    Task,
)
from plan_app.queries import askings, measures, round_rows, rounds
from plan_app.queries.rounds import Tally
from plan_app.services import changes, journal
from plan_app.services.acts import Act

CLOSED: Final = N_("kỳ báo cáo đã chốt số liệu")
CANCELLED: Final = N_("kỳ báo cáo đã hủy")


class RoundChanged(StaleEdit):
    """Somebody saved the round between this person's reading and saving."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Kỳ báo cáo vừa được người khác cập nhật. Nội dung đã nhập vẫn được giữ; "
                "đề nghị xem lại rồi gửi."
            )
        )


class NoteMissing(RuleBroken):
    """A note says something."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị nhập nội dung này."), field="body")


def open_(plan_id: int, wish: Wish, act: Act) -> ReportingRound:
    """Open a round; what goes to whom is planned on its opening day, and not before."""
    _check_allowed(act)
    rules.check(wish, now=act.now, today=act.today, zone=settings().timezone)
    _hold_plan(plan_id)
    if rounds.find_open(plan_id) is not None:
        raise rules.AlreadyOpen
    opened = ReportingRound(
        plan_id=plan_id,
        state=RoundState.OPEN,
        opened_by_id=act.actor.user_id or None,
        opened_at=act.now,
        **_facts(wish),
    )
    db.session.add(opened)
    db.session.flush()
    _record("round_opened", opened, act, data=_days(opened), text=wish.name)
    return opened


def change(round_id: int, wish: Wish, act: Act, *, plan_id: int) -> None:
    """Another name, period or closing; the opening day only while it is still to come."""
    this = _hold(round_id, plan_id, act, RoundState.OPEN)
    if act.version is not None and act.version != this.version:
        raise RoundChanged
    has_begun = this.opens_on <= act.today
    if has_begun and wish.opens_on != this.opens_on:
        raise rules.RoundWrong(N_("Kỳ báo cáo đã mở; không đổi ngày mở kỳ được."), "opens_on")
    rules.check(wish, now=act.now, today=act.today, zone=settings().timezone, is_new=not has_begun)
    changed = changes.take(this, _facts(wish))
    if not changed:
        return
    this.version += 1
    db.session.flush()
    _record("round_changed", this, act, data=_days(this), text=wish.name)


def close(round_id: int, act: Act, *, plan_id: int, seen: str) -> Snapshot:
    """Freeze every figure of the plan, in two statements; `seen` is the digest of the preview.

    Raises FiguresChanged where the counts are no longer those that the person saw.
    """
    this = _hold(round_id, plan_id, act, RoundState.OPEN)
    if this.opens_on > act.today:
        raise rules.RoundWrong(N_("Kỳ báo cáo chưa mở nên chưa chốt số liệu được."))
    tally = rounds.count_tally(rounds.get_round(round_id, plan_id=plan_id), today=act.today)
    if seen != digest(tally):
        raise rules.FiguresChanged
    snapshot = Snapshot(
        round_id=this.id, day=act.today, taken_at=act.now, taken_by_id=act.actor.user_id or None
    )
    db.session.add(snapshot)
    this.state = RoundState.CLOSED
    this.version += 1
    db.session.flush()
    _freeze(snapshot.id, this, act)
    _stop_mails(this, act, CLOSED)
    counts = {
        "snapshot": snapshot.id,
        "agencies": tally.agencies,
        "complete": tally.complete,
        "asked": tally.asked,
        "reported": tally.reported,
    }
    _record("round_closed", this, act, data=counts)
    return snapshot


def reopen(round_id: int, act: Act, *, plan_id: int, reason: str, closes_at: datetime) -> None:
    """The snapshot no longer counts, and is kept; the round goes on until `closes_at`."""
    this = _hold(round_id, plan_id, act, RoundState.CLOSED)
    if not reason.strip():
        raise ReasonMissing
    if rounds.find_open(plan_id) is not None:
        raise rules.AlreadyOpen
    last = rounds.find_last_closed(plan_id)
    if last is None or last.id != this.id:
        raise rules.NotTheLastRound
    if closes_at <= act.now:
        raise rules.RoundWrong(
            N_("Thời điểm chốt số liệu phải sau thời điểm hiện tại."), "closes_on"
        )
    snapshot = db.session.get_one(Snapshot, last.snapshot_id)
    snapshot.superseded_at, snapshot.superseded_because = act.now, reason.strip()
    this.state, this.closes_at = RoundState.OPEN, closes_at
    this.version += 1
    db.session.flush()
    _record("round_reopened", this, act, data={"snapshot": snapshot.id}, text=reason)


def cancel(round_id: int, act: Act, *, plan_id: int, reason: str) -> int:
    """End an open round without figures; give how many waiting mails were cancelled."""
    this = _hold(round_id, plan_id, act, RoundState.OPEN)
    if not reason.strip():
        raise ReasonMissing
    this.state = RoundState.CANCELLED
    this.version += 1
    db.session.flush()
    stopped = _stop_mails(this, act, CANCELLED)
    _record("round_cancelled", this, act, data={"mails": stopped}, text=reason)
    return stopped


def confirm_figures(round_id: int, agency_id: int, act: Act, *, plan_id: int) -> None:
    """The agency says that its figures are right; once is enough."""
    if not may_check_for(act.actor, agency_id):
        raise NotAllowed(N_("Chỉ người của cơ quan được xác nhận số liệu của cơ quan mình."))
    this = _lock(round_id, plan_id)
    if this.state is not RoundState.OPEN or this.opens_on > act.today:
        raise rules.NotInThisState
    known = select(RoundCheck).where(
        RoundCheck.round_id == this.id, RoundCheck.agency_id == agency_id
    )
    found = db.session.scalar(known)
    if found is None:
        found = RoundCheck(round_id=this.id, agency_id=agency_id)
        db.session.add(found)
    found.checked_by_id, found.checked_at = act.actor.user_id, act.now
    db.session.flush()
    _record("round_checked", this, act, data={"agency": agency_id})


def note(round_id: int, task: Task, body: str, act: Act, *, plan_id: int) -> RoundNote:
    """Note something of a task; after the closing it is a correction for the next round."""
    if not may_note(act.actor, task.responsible_agency_id):
        raise NotAllowed
    if not body.strip():
        raise NoteMissing
    this = _lock(round_id, plan_id)
    if this.state is RoundState.CANCELLED:
        raise rules.NotInThisState
    noted = RoundNote(
        round_id=this.id,
        task_id=task.id,
        author_id=act.actor.user_id,
        noted_at=act.now,
        is_correction=this.state is RoundState.CLOSED,
        body=body.strip(),
    )
    db.session.add(noted)
    db.session.flush()
    action = "round_corrected" if noted.is_correction else "round_noted"
    _record(action, this, act, task_id=task.id, text=body)
    return noted


def digest(tally: Tally) -> str:
    """Names exactly these counts, so that nobody closes what they did not see."""
    return changes.digest(tally)


def _freeze(snapshot_id: int, this: ReportingRound, act: Act) -> None:
    since = rules.counting_since(this.opens_on, settings().timezone)
    rows = round_rows.present(this.plan_id, since=since, today=act.today)
    db.session.execute(
        insert(SnapshotRow).from_select(
            [*round_rows.NAMES, "snapshot_id"], rows.add_columns(literal(snapshot_id))
        )
    )
    measured = measures.present(Task.plan_id == this.plan_id).order_by(None)
    db.session.execute(
        insert(SnapshotMeasure).from_select(
            [*measures.NAMES, "snapshot_id"], measured.add_columns(literal(snapshot_id))
        )
    )


def _stop_mails(this: ReportingRound, act: Act, reason: str) -> int:
    wanted = askings.list_waiting(this.id)
    return outbox.cancel(wanted, now=act.now, reason=reason) if wanted else 0


def _hold_plan(plan_id: int) -> None:
    """Two who open a round at once come one after the other."""
    db.session.scalars(select(Plan.id).where(Plan.id == plan_id).with_for_update(of=Plan)).one()


def _hold(round_id: int, plan_id: int, act: Act, state: RoundState) -> ReportingRound:
    """The round in this state, held until the transaction ends."""
    _check_allowed(act)
    _hold_plan(plan_id)
    this = _lock(round_id, plan_id)
    if this.state is not state:
        raise rules.NotInThisState
    return this


def _lock(round_id: int, plan_id: int) -> ReportingRound:
    this = db.session.scalar(
        select(ReportingRound)
        .where(ReportingRound.id == round_id, ReportingRound.plan_id == plan_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if this is None:
        raise NotFound
    return this


def _check_allowed(act: Act) -> None:
    if not act.actor.may(Permission.RUN_ROUNDS):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được mở, chốt kỳ báo cáo."))


def _facts(wish: Wish) -> dict[str, Any]:
    return {
        "name": wish.name.strip(),
        "kind": wish.kind,
        "first_day": wish.first_day,
        "last_day": wish.last_day,
        "opens_on": wish.opens_on,
        "closes_at": wish.closes_at,
    }


def _days(this: ReportingRound) -> dict[str, Any]:
    return {
        "kind": this.kind.value,
        "opens_on": this.opens_on.isoformat(),
        "closes_at": this.closes_at.isoformat(timespec="minutes"),
    }


def _record(
    action: str,
    this: ReportingRound,
    act: Act,
    *,
    data: dict[str, Any] | None = None,
    task_id: int | None = None,
    text: str = "",
) -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=this.plan_id,
        task_id=task_id,
        subject=("reporting_round", this.id),
        data=data,
        text=text.strip(),
    )
