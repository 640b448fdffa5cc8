"""A round's life: opened once, closed with every figure frozen, reopened, cancelled."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain import rounds as rules
from plan_app.domain.dates import Ground
from plan_app.domain.deadlines import Figure
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.domain.rounds import RoundKind, RoundState, Wish
from plan_app.domain.statuses import MilestoneState, ReasonMissing
from plan_app.errors import NotAllowed, NotFound
from plan_app.extensions import db
from plan_app.models import (
    JournalEntry,
    OutboxMessage,
    Plan,
    ReportingRound,
    RoundCheck,
    RoundNote,
    Snapshot,
    SnapshotRow,
    User,
)
from plan_app.queries import figures, round_board, rounds, snapshots
from plan_app.queries.round_board import TaskFilter
from plan_app.queries.rounds import Round
from plan_app.services import deadlines, decisions, reminders
from plan_app.services import rounds as writing
from plan_app.services.transaction import transaction
from tests.acting import DONE, TODAY, UNDER_WAY, ZONE, act_of, decide, milestone_of, report
from tests.builders import (
    make_agency,
    make_milestone,
    make_plan,
    make_round,
    make_task,
    make_user,
)
from tests.conftest import NOW

CLOSING = datetime(2026, 12, 14, 17, 0, tzinfo=ZONE)
YEAR = Wish(
    name="Kỳ báo cáo năm 2026",
    kind=RoundKind.YEAR,
    first_day=date(2026, 1, 1),
    last_day=date(2026, 12, 31),
    opens_on=TODAY,
    closes_at=CLOSING,
)


def coordinator_of(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR, agency=plan.standing_agency)


def get(this: ReportingRound) -> Round:
    db.session.expire_all()
    return rounds.get_round(this.id, plan_id=this.plan_id)


def close(this: ReportingRound, by: User, *, now: datetime = NOW) -> Snapshot:
    plan = db.session.get_one(Plan, this.plan_id)
    act = act_of(by, plan, now=now)
    round_id, plan_id = this.id, this.plan_id
    seen = writing.digest(rounds.count_tally(get(this), today=act.today))
    with transaction():
        return writing.close(round_id, act, plan_id=plan_id, seen=seen)


def reopen(
    this: ReportingRound, by: User, *, now: datetime = NOW, reason: str = "Sót báo cáo."
) -> None:
    plan = db.session.get_one(Plan, this.plan_id)
    act, round_id, plan_id = act_of(by, plan, now=now), this.id, this.plan_id
    with transaction():
        writing.reopen(
            round_id, act, plan_id=plan_id, reason=reason, closes_at=now + timedelta(days=1)
        )


def open_as(by: User, plan: Plan, wish: Wish = YEAR) -> ReportingRound:
    act, plan_id = act_of(by, plan), plan.id
    with transaction():
        return writing.open_(plan_id, wish, act)


def actions() -> list[str]:
    return list(db.session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)))


def test_a_round_is_opened_once_and_told_to_the_journal(app: Flask) -> None:
    assert app
    plan = make_plan()
    by = coordinator_of(plan)
    opened = open_as(by, plan)
    assert (opened.state, opened.opened_by_id) == (RoundState.OPEN, by.id)
    assert actions() == ["round_opened"]
    with pytest.raises(rules.AlreadyOpen):
        open_as(by, plan)


def test_only_a_coordinator_opens_and_closes(app: Flask) -> None:
    assert app
    plan = make_plan()
    owner = make_task(plan).owner
    assert owner is not None
    with pytest.raises(NotAllowed):
        open_as(owner, plan)
    with pytest.raises(NotAllowed):
        close(make_round(plan), owner)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"opens_on": date(2026, 12, 7)}, "opens_on"),
        ({"closes_at": CLOSING, "opens_on": date(2026, 12, 15)}, "closes_on"),
        ({"closes_at": NOW}, "closes_on"),
        ({"closes_at": CLOSING + timedelta(days=150)}, "closes_on"),
        ({"last_day": date(2025, 12, 31)}, "last_day"),
    ],
)
def test_a_round_that_cannot_be_is_refused_at_its_field(
    app: Flask, changed: dict[str, Any], field: str
) -> None:
    assert app
    plan = make_plan()
    with pytest.raises(rules.RoundWrong) as refused:
        open_as(coordinator_of(plan), plan, replace(YEAR, **changed))
    assert refused.value.field == field


def test_a_round_of_another_plan_is_not_found(app: Flask) -> None:
    assert app
    this, other = make_round(make_plan()), make_plan()
    act, round_id, other_id = act_of(coordinator_of(other), other), this.id, other.id
    with pytest.raises(NotFound), transaction():
        writing.cancel(round_id, act, plan_id=other_id, reason="Nhầm.")


def test_a_changed_round_keeps_its_opening_day_once_it_has_begun(app: Flask) -> None:
    assert app
    plan = make_plan()
    by, this = coordinator_of(plan), make_round(plan)
    act, round_id, plan_id = act_of(by, plan, version=1), this.id, plan.id
    later = replace(YEAR, opens_on=this.opens_on, closes_at=CLOSING + timedelta(days=4))
    with transaction():
        writing.change(round_id, later, act, plan_id=plan_id)
    assert get(this).closes_on == date(2026, 12, 18)
    with pytest.raises(writing.RoundChanged), transaction():
        writing.change(round_id, later, act, plan_id=plan_id)
    act = act_of(by, plan, version=2)
    with pytest.raises(rules.RoundWrong), transaction():
        writing.change(round_id, YEAR, act, plan_id=plan_id)


def test_what_is_reported_is_counted_by_agency(app: Flask) -> None:
    assert app
    plan = make_plan()
    this = make_round(plan)
    one = make_task(plan)
    make_task(plan, agency=one.responsible_agency)
    silent = make_task(plan, due=None)
    make_task(plan, milestone_state=MilestoneState.WITHDRAWN)
    report(one, UNDER_WAY)
    tally = rounds.count_tally(get(this), today=TODAY)
    assert (tally.asked, tally.reported, tally.lacking) == (3, 1, 2)
    assert (tally.agencies, tally.complete, tally.part, tally.silent) == (2, 0, 1, 2)
    report(silent, UNDER_WAY)
    assert rounds.count_tally(get(this), today=TODAY).complete == 1


def test_a_report_of_before_the_opening_day_or_taken_back_does_not_count(app: Flask) -> None:
    assert app
    plan = make_plan()
    this = make_round(plan, opens_on=TODAY)
    task = make_task(plan)
    report(task, UNDER_WAY, now=NOW - timedelta(days=1))
    assert rounds.count_tally(get(this), today=TODAY).reported == 0
    said = report(task, UNDER_WAY)
    assert rounds.count_tally(get(this), today=TODAY).reported == 1
    said.retracted_at = NOW
    db.session.commit()
    assert rounds.count_tally(get(this), today=TODAY).reported == 0


def test_what_was_reported_done_before_the_round_is_not_asked_for(app: Flask) -> None:
    assert app
    plan = make_plan()
    this = make_round(plan, opens_on=TODAY)
    task = make_task(plan)
    report(task, DONE, now=NOW - timedelta(days=1))
    assert rounds.count_tally(get(this), today=TODAY).asked == 0
    make_milestone(task, due=None)
    assert rounds.count_tally(get(this), today=TODAY).asked == 1


def test_closing_freezes_every_figure_and_later_edits_do_not_change_it(app: Flask) -> None:
    assert app
    plan = make_plan()
    by = coordinator_of(plan)
    this = make_round(plan)
    late = make_task(plan, due=date(2026, 11, 30))
    done = make_task(plan)
    make_milestone(done, due=None, label="Kết quả năm 2027")
    report(late, UNDER_WAY)
    report(done, DONE)
    live = figures.count_figures(plan.id, today=TODAY)
    snapshot = close(this, by)
    frozen = get(this)
    assert (frozen.state, frozen.snapshot_id, frozen.snapshot_day) == (
        RoundState.CLOSED, snapshot.id, TODAY,
    )  # fmt: skip
    assert snapshots.count_figures(frozen) == live
    assert snapshots.get_standing(frozen).figures.counts() == live
    before = [
        (row.number, row.facts, row.said) for row in snapshots.get_standing(frozen).milestones
    ]
    assert {row[0]: row[2] and row[2].difficulties for row in before}[
        late.number
    ] == "Thiếu hướng dẫn."

    report(late, DONE)
    decide(late, decisions.confirm, by=by)
    decide(done, deadlines.change, by=by, due=date(2027, 6, 30),
           ground=Ground(reason="x", document="1/QĐ", document_date=TODAY))  # fmt: skip
    after = snapshots.get_standing(get(this)).milestones
    assert [(row.number, row.facts, row.said) for row in after] == before
    assert figures.count_figures(plan.id, today=TODAY) != live
    (entry,) = db.session.scalars(select(JournalEntry).where(JournalEntry.action == "round_closed"))
    assert entry.data == {
        "snapshot": snapshot.id, "agencies": 2, "complete": 2, "asked": 2, "reported": 2,
    }  # fmt: skip


def test_the_frozen_board_is_what_the_live_board_was(app: Flask) -> None:
    assert app
    plan = make_plan()
    by, this = coordinator_of(plan), make_round(plan)
    one = make_task(plan)
    make_task(plan, due=None)
    report(one, UNDER_WAY)
    live = round_board.list_tasks(get(this), TaskFilter(), today=TODAY)
    tally = rounds.count_tally(get(this), today=TODAY)
    close(this, by)
    assert round_board.list_tasks(get(this), TaskFilter(), today=TODAY) == live
    assert rounds.count_tally(get(this), today=TODAY) == tally


def test_nobody_closes_what_they_did_not_see(app: Flask) -> None:
    assert app
    plan = make_plan()
    by, this, task = coordinator_of(plan), make_round(plan), make_task(plan)
    seen = writing.digest(rounds.count_tally(get(this), today=TODAY))
    report(task, UNDER_WAY)
    act, round_id, plan_id = act_of(by, plan), this.id, plan.id
    with pytest.raises(rules.FiguresChanged), transaction():
        writing.close(round_id, act, plan_id=plan_id, seen=seen)
    assert get(this).is_open
    assert db.session.scalar(select(func.count(SnapshotRow.id))) == 0


def test_a_round_that_has_not_begun_or_is_closed_is_not_closed(app: Flask) -> None:
    assert app
    plan = make_plan()
    by = coordinator_of(plan)
    with pytest.raises(rules.RoundWrong):
        close(this := make_round(plan, opens_on=TODAY + timedelta(days=1)), by)
    this.opens_on = TODAY
    db.session.commit()
    close(this, by)
    with pytest.raises(rules.NotInThisState):
        close(this, by)


def test_reopening_supersedes_the_snapshot_and_keeps_it(app: Flask) -> None:
    assert app
    plan = make_plan()
    by, this, task = coordinator_of(plan), make_round(plan), make_task(plan)
    first = close(this, by)
    with pytest.raises(ReasonMissing):
        reopen(this, by, reason=" ")
    reopen(this, by)
    again = get(this)
    assert (again.state, again.snapshot_id) == (RoundState.OPEN, None)
    assert db.session.get_one(Snapshot, first.id).superseded_because == "Sót báo cáo."
    assert db.session.scalar(select(func.count(SnapshotRow.id))) == 1
    report(task, DONE)
    close(this, by, now=NOW + timedelta(hours=1))
    assert get(this).snapshot_id != first.id
    assert snapshots.get_standing(get(this)).milestones[0].facts.state is (
        MilestoneState.AWAITING_CONFIRMATION
    )


def test_only_the_round_closed_last_is_reopened_and_never_beside_an_open_one(app: Flask) -> None:
    assert app
    plan = make_plan()
    by, old = coordinator_of(plan), make_round(plan)
    close(old, by, now=NOW - timedelta(days=1))
    new = make_round(plan)
    with pytest.raises(rules.AlreadyOpen):
        reopen(old, by)
    close(new, by)
    with pytest.raises(rules.NotTheLastRound):
        reopen(old, by)
    reopen(new, by)
    assert get(new).is_open


def test_cancelling_takes_back_the_mails_that_wait(app: Flask) -> None:
    assert app
    plan = make_plan()
    by, this = coordinator_of(plan), make_round(plan)
    make_task(plan, due=None)
    with transaction():
        reminders.plan(now=NOW)
    act, round_id, plan_id = act_of(by, plan), this.id, plan.id
    with pytest.raises(ReasonMissing), transaction():
        writing.cancel(round_id, act, plan_id=plan_id, reason="")
    with transaction():
        assert writing.cancel(round_id, act, plan_id=plan_id, reason="Mở nhầm.") == 1
    (message,) = db.session.scalars(select(OutboxMessage))
    assert (message.kind, message.state) == (MessageKind.ROUND, MessageState.CANCELLED)
    assert message.reason == writing.CANCELLED
    assert get(this).state is RoundState.CANCELLED
    open_as(by, plan)


def test_an_agency_says_that_its_figures_are_right(app: Flask) -> None:
    assert app
    plan = make_plan()
    this, task = make_round(plan), make_task(plan)
    owner, agency_id = task.owner, task.responsible_agency_id
    act, round_id, plan_id = act_of(owner, plan), this.id, plan.id
    for _ in range(2):
        with transaction():
            writing.confirm_figures(round_id, agency_id, act, plan_id=plan_id)
    (check,) = db.session.scalars(select(RoundCheck))
    assert (check.agency_id, check.checked_by_id) == (agency_id, act.actor.user_id)
    (row,) = round_board.list_board(get(this), round_board.BoardFilter(), today=TODAY)
    assert row.checked_at == NOW


def test_the_heir_says_so_of_an_agency_that_was_taken_over(app: Flask) -> None:
    assert app
    plan = make_plan()
    this, task, heir = make_round(plan), make_task(plan), make_agency()
    gone = task.responsible_agency
    gone.successor, gone.succession_date = heir, TODAY
    act = act_of(make_user(plan, Role.OWNER, agency=heir), plan)
    db.session.commit()
    round_id, plan_id, agency_id = this.id, plan.id, gone.id
    stranger = act_of(make_user(plan, Role.OWNER, agency=make_agency()), plan)
    with pytest.raises(NotAllowed), transaction():
        writing.confirm_figures(round_id, agency_id, stranger, plan_id=plan_id)
    with transaction():
        writing.confirm_figures(round_id, agency_id, act, plan_id=plan_id)
    assert db.session.scalar(select(RoundCheck.checked_by_id)) == act.actor.user_id


def test_nobody_else_says_so_not_even_a_coordinator(app: Flask) -> None:
    assert app
    plan = make_plan()
    this, agency_id = make_round(plan), make_task(plan).responsible_agency_id
    stranger = make_task(plan).owner
    round_id, plan_id = this.id, plan.id
    for person in (stranger, coordinator_of(plan)):
        act = act_of(person, plan)
        with pytest.raises(NotAllowed), transaction():
            writing.confirm_figures(round_id, agency_id, act, plan_id=plan_id)


def test_figures_are_checked_only_while_they_can_change(app: Flask) -> None:
    assert app
    plan = make_plan()
    this, task = make_round(plan), make_task(plan)
    close(this, coordinator_of(plan))
    act, round_id, plan_id, agency_id = (
        act_of(task.owner, plan), this.id, plan.id, task.responsible_agency_id,
    )  # fmt: skip
    with pytest.raises(rules.NotInThisState), transaction():
        writing.confirm_figures(round_id, agency_id, act, plan_id=plan_id)


def test_a_correction_after_closing_goes_into_the_next_round(app: Flask) -> None:
    assert app
    plan = make_plan()
    by, old, task = coordinator_of(plan), make_round(plan), make_task(plan)
    note(old, task, "Đã nộp, chưa nhập.")
    close(old, by, now=NOW)
    note(old, task, "Đính chính: hoàn thành 10/12.")
    new = make_round(plan, opens_on=TODAY)
    told = round_board.list_notes(get(new), rounds.find_before(get(new)))
    assert [(each.body, each.is_correction) for each in told] == [
        ("Đính chính: hoàn thành 10/12.", True)
    ]
    own = round_board.list_notes(get(old), rounds.find_before(get(old)))
    assert [each.is_correction for each in own] == [False, True]
    (row,) = round_board.list_board(
        get(new), round_board.BoardFilter(), today=TODAY, before=get(old)
    )
    assert row.notes == 1


def note(this: ReportingRound, task: Any, body: str, by: User | None = None) -> RoundNote:  # noqa: ANN401
    plan = db.session.get_one(Plan, this.plan_id)
    act, round_id, plan_id = act_of(by or task.owner, plan), this.id, plan.id
    with transaction():
        milestone_of(task)
        return writing.note(round_id, task, body, act, plan_id=plan_id)


def test_a_note_says_something_and_is_of_the_agency_or_a_coordinator(app: Flask) -> None:
    assert app
    plan = make_plan()
    this, task = make_round(plan), make_task(plan)
    with pytest.raises(writing.NoteMissing):
        note(this, task, "  ")
    with pytest.raises(NotAllowed):
        note(this, task, "x", by=make_task(plan).owner)
    assert note(this, task, "Đã gọi.", by=coordinator_of(plan)).is_correction is False
    this.state = RoundState.CANCELLED
    db.session.commit()
    with pytest.raises(rules.NotInThisState):
        note(this, task, "x")


def test_the_figures_of_each_kind_are_frozen_as_the_rule_has_them(app: Flask) -> None:
    assert app
    plan = make_plan()
    by, this = coordinator_of(plan), make_round(plan)
    for due, state in (
        (date(2026, 11, 30), MilestoneState.NOT_STARTED),
        (None, MilestoneState.IN_PROGRESS),
        (date(2026, 12, 31), MilestoneState.SUSPENDED),
    ):
        make_task(plan, due=due, milestone_state=state)
    close(this, by)
    assert snapshots.count_figures(get(this)) == {
        Figure.COMPLETED_ON_TIME: 0,
        Figure.COMPLETED_LATE: 0,
        Figure.OPEN_WITHIN_TIME: 1,
        Figure.OPEN_OVERDUE: 1,
        Figure.SUSPENDED: 1,
        Figure.WITHDRAWN: 0,
    }
