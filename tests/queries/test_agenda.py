"""Whose deadlines an agenda shows, and what a feed tells of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from plan_app.domain.agenda import Whose
from plan_app.domain.roles import Role
from plan_app.domain.rounds import Wish
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import CalendarDay, Plan, ReportingRound, TextStatus
from plan_app.queries import agenda
from plan_app.queries.agenda import Wanted
from plan_app.queries.conditions import ListFilter
from plan_app.services import rounds
from plan_app.services.transaction import transaction
from tests import acting
from tests.acting import TODAY
from tests.builders import (
    make_agency,
    make_group,
    make_plan,
    make_round,
    make_task,
    make_user,
    save,
)
from tests.conftest import NOW

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)


@pytest.fixture
def plan(app: object) -> Plan:
    assert app
    return make_plan()


def numbers(plan: Plan, wanted: Wanted) -> set[int]:
    """The tasks on the days of December."""
    days = agenda.read_days(plan.id, FIRST, LAST, wanted, today=TODAY)
    return {row.number for day in days.values() for row in day.deadlines}


def test_the_plan_shows_every_deadline_of_the_days_in_whatever_state(plan: Plan) -> None:
    done = make_task(
        plan,
        milestone_state=MilestoneState.COMPLETED,
        milestone_reported_on=FIRST,
        milestone_confirmed_on=FIRST,
    )
    open_ = make_task(plan, due=FIRST)
    make_task(plan, due=LAST + timedelta(days=1))
    make_task(make_plan())

    assert numbers(plan, Wanted()) == {done.number, open_.number}
    narrowed = ListFilter(state=MilestoneState.COMPLETED)
    assert numbers(plan, Wanted(narrowed=narrowed)) == {done.number}
    assert numbers(plan, Wanted(narrowed=ListFilter(words=open_.title))) == {open_.number}


def test_ones_own_are_those_one_owns_and_those_one_is_asked_for_as_a_contact(plan: Plan) -> None:
    mine, shared = make_task(plan), make_task(plan, agency=make_group(plan), owner=None)
    member = shared.responsible_agency.members[0]
    contact = member.contacts[0].user_id
    assert mine.owner_id is not None

    assert numbers(plan, Wanted(Whose.OWN, frozenset({mine.owner_id}))) == {mine.number}
    assert numbers(plan, Wanted(Whose.OWN, frozenset({contact}))) == {shared.number}
    both = frozenset({mine.owner_id, contact})
    assert numbers(plan, Wanted(Whose.OWN, both)) == {mine.number, shared.number}


def test_an_agency_has_its_own_and_those_of_the_groups_that_it_is_in(plan: Plan) -> None:
    own, shared = make_task(plan), make_task(plan, agency=make_group(plan), owner=None)
    make_task(plan)
    member = shared.responsible_agency.members[0]

    assert numbers(plan, Wanted(Whose.AGENCY, agency=own.responsible_agency_id)) == {own.number}
    assert numbers(plan, Wanted(Whose.AGENCY, agency=member.id)) == {shared.number}
    assert numbers(plan, Wanted(Whose.AGENCY, agency=make_agency().id)) == set()


def test_a_day_tells_how_many_more_there_are_than_are_read(plan: Plan) -> None:
    tasks = [make_task(plan, due=LAST) for _ in range(3)]

    day = agenda.read_days(plan.id, FIRST, LAST, Wanted(), today=TODAY, shown=2)[LAST]

    assert [row.number for row in day.deadlines] == [each.number for each in tasks[:2]]
    assert (day.total, day.more, day.is_empty) == (3, 1, False)


def test_days_off_and_rounds_stand_on_their_days(plan: Plan) -> None:
    save(CalendarDay(day=date(2026, 12, 26), is_working=True, name="Làm bù", source="x"))
    save(CalendarDay(day=date(2026, 12, 24), is_working=False, name="Nghỉ", source="x"))
    this = make_round(plan)

    days = agenda.read_days(plan.id, FIRST, LAST, Wanted(), today=TODAY)

    assert [days[date(2026, 12, n)].is_working for n in (24, 25, 26, 27)] == [False, True, True,
                                                                             False]  # fmt: skip
    assert (days[date(2026, 12, 24)].name, days[date(2026, 12, 24)].is_empty) == ("Nghỉ", False)
    assert days[date(2026, 12, 27)].is_empty
    found = {day.date: each.is_closing for day in days.values() for each in day.rounds}
    assert found == {FIRST: False, date(2026, 12, 14): True}
    (first,) = agenda.read_days(plan.id, FIRST, FIRST, Wanted(), today=TODAY).values()
    assert [each.is_closing for each in first.rounds] == [False]
    assert this.name == days[FIRST].rounds[0].name


def feed(plan: Plan) -> dict[int, agenda.FeedDeadline]:
    return {row.number: row for row in agenda.list_feed(plan.id, Wanted(), today=TODAY)}


def test_a_feed_has_what_is_open_dated_and_checked(plan: Plan) -> None:
    open_ = make_task(plan)
    make_task(plan, due=None)
    make_task(plan, text_status=TextStatus.DRAFT)
    suspended = make_task(plan, milestone_state=MilestoneState.SUSPENDED)

    assert set(feed(plan)) == {open_.number}
    suspended.milestones[0].state = MilestoneState.IN_PROGRESS
    db.session.commit()
    assert set(feed(plan)) == {open_.number, suspended.number}


def test_the_demonstration_has_drafts_too(
    app: Flask, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = make_task(plan, text_status=TextStatus.DRAFT)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=True))
    assert feed(plan)[task.number].is_draft


def test_a_change_is_told_by_its_versions_and_its_moment(plan: Plan) -> None:
    task = make_task(plan)
    before = feed(plan)[task.number]

    acting.report(task, acting.UNDER_WAY, now=NOW)

    after = feed(plan)[task.number]
    assert before.changed_at is None
    assert after.changed_at == NOW
    assert (after.task_version, after.version) > (before.task_version, before.version)
    assert agenda.find_last_act(plan.id) == NOW


def test_the_round_of_a_feed_is_the_open_one_with_its_last_change(plan: Plan) -> None:
    assert agenda.find_feed_round(plan.id) is None
    this = make_round(plan)
    found = agenda.find_feed_round(plan.id)
    assert found is not None
    assert (found.changed_at, found.opened_at) == (None, this.opened_at)

    _rename(plan, this)

    changed = agenda.find_feed_round(plan.id)
    assert changed is not None
    assert (changed.changed_at, changed.version, changed.name) == (NOW, found.version + 1, "Kỳ mới")


def _rename(plan: Plan, this: ReportingRound) -> None:
    names = ("kind", "first_day", "last_day", "opens_on", "closes_at")
    wish = Wish(name="Kỳ mới", **{name: getattr(this, name) for name in names})
    act = acting.act_of(make_user(plan, Role.COORDINATOR), plan)
    with transaction():
        rounds.change(this.id, wish, act, plan_id=plan.id)


def test_nothing_was_done_in_a_plan_without_a_journal(plan: Plan) -> None:
    assert agenda.find_last_act(plan.id) is None
