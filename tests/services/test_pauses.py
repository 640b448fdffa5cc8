"""Pausing reminders: what is held, what goes afterwards, how a pause ends."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, NotFound
from plan_app.extensions import db
from plan_app.models import JournalEntry, Milestone, OutboxMessage, Plan, ReminderPause
from plan_app.queries import pauses as reads
from plan_app.queries.plans import find_place
from plan_app.queries.reminder_health import PausesToday, of_columns
from plan_app.services import pauses, reminders
from plan_app.services.acts import Act
from plan_app.services.pauses import PauseNotPossible, PauseOver, Wish
from plan_app.services.transaction import transaction
from tests.acting import act_of
from tests.builders import make_agency, make_pause, make_plan, make_task, make_user

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TUESDAY = datetime(2026, 12, 8, 8, 0, tzinfo=ZONE)
TODAY = TUESDAY.date()
LATE = date(2026, 11, 30)
FRIDAY = date(2026, 12, 18)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def coordinator_act(plan: Plan, today: date = TODAY) -> Act:
    return act_of(make_user(plan, Role.COORDINATOR), plan, today=today)


def pause(plan: Plan, *agency_ids: int, last: date = FRIDAY, first: date = TODAY) -> None:
    act, plan_id = coordinator_act(plan), plan.id
    with transaction():
        pauses.pause(plan_id, Wish(agency_ids, first, last, "Ứng phó bão, lũ"), act=act)


def end(plan: Plan, *, today: date = TODAY) -> None:
    pause_id = rows()[0].id
    act, plan_id = coordinator_act(plan, today), plan.id
    with transaction():
        pauses.end(plan_id, pause_id, act=act)


def rows() -> list[ReminderPause]:
    return list(db.session.scalars(select(ReminderPause).order_by(ReminderPause.id)))


def entries() -> list[JournalEntry]:
    wanted = select(JournalEntry).where(JournalEntry.action.startswith("reminders.pause"))
    return list(db.session.scalars(wanted.order_by(JournalEntry.id)))


def run_daily(first: date, last: date) -> dict[date, int]:
    """Plan every day of the period; the days on which mail about tasks went, with how much.

    The roll-up of a coordinator is not paused.
    """
    found = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        with transaction():
            planning = reminders.plan(now=datetime(day.year, day.month, day.day, 8, tzinfo=ZONE))
        assert not planning.stopped
        found[day] = sum(bool(digest.notices) for digest in planning.digests)
    return {day: mails for day, mails in found.items() if mails}


def test_a_paused_agency_gets_nothing_and_the_others_are_reminded(plan: Plan) -> None:
    paused, other = make_task(plan, due=LATE), make_task(plan, due=LATE)
    pause(plan, paused.responsible_agency_id)
    with transaction():
        planning = reminders.plan(now=TUESDAY)
    reminded = [digest.recipient_id for digest in planning.digests if digest.notices]
    assert reminded == [other.owner_id]


def test_after_the_pause_one_digest_each_goes_and_no_avalanche(plan: Plan) -> None:
    owner = make_user(plan, Role.OWNER)
    for n in range(10):
        make_task(plan, due=TODAY + timedelta(days=n - 3), owner=owner)
    make_task(plan, due=LATE)
    pause(plan)
    assert run_daily(TODAY, date(2026, 12, 21)) == {date(2026, 12, 21): 2}
    to_owner = select(OutboxMessage.local_day).where(OutboxMessage.recipient_id == owner.id)
    assert db.session.scalars(to_owner).all() == [date(2026, 12, 21)]


def test_deadlines_do_not_change(plan: Plan) -> None:
    task = make_task(plan, due=LATE)
    pause(plan)
    milestone = db.session.scalars(select(Milestone)).one()
    assert (milestone.due_date, milestone.deadline_revision) == (LATE, 1)
    assert task.version == 1


def test_several_agencies_are_one_entry_of_the_journal(plan: Plan) -> None:
    agencies = sorted([make_agency().id, make_agency().id])
    pause(plan, *agencies)
    assert sorted(row.agency_id or 0 for row in rows()) == agencies
    (entry,) = entries()
    assert entry.action == "reminders.paused"
    assert entry.data == {
        "agencies": agencies, "first_day": "2026-12-08", "last_day": "2026-12-18",
    }  # fmt: skip
    assert entry.text is not None
    assert entry.text.body == "Ứng phó bão, lũ"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (TODAY - timedelta(days=1), FRIDAY, "first_day"),
        (FRIDAY, TODAY, "last_day"),
        (TODAY, TODAY + timedelta(days=90), "last_day"),
    ],
)
def test_a_pause_that_cannot_be_is_refused_at_its_field(
    plan: Plan, first: date, last: date, field: str
) -> None:
    with pytest.raises(PauseNotPossible) as refused:
        pause(plan, first=first, last=last)
    assert refused.value.field == field
    assert rows() == []


def test_the_longest_pause_is_ninety_days(plan: Plan) -> None:
    pause(plan, last=TODAY + timedelta(days=89))
    assert len(rows()) == 1


def test_an_unknown_agency_is_refused(plan: Plan) -> None:
    with pytest.raises(PauseNotPossible):
        pause(plan, 999_999)


def test_only_coordinators_pause_and_end(plan: Plan) -> None:
    held = make_pause(plan)
    act = act_of(make_user(plan, Role.OWNER), plan)
    with pytest.raises(NotAllowed):
        pauses.pause(plan.id, Wish((), TODAY, FRIDAY, "Lũ"), act=act)
    with pytest.raises(NotAllowed):
        pauses.end(plan.id, held.id, act=act)


def test_a_pause_ended_early_holds_today_and_lets_go_tomorrow(plan: Plan) -> None:
    make_task(plan, due=LATE)
    pause(plan)
    end(plan)
    assert [row.last_day for row in rows()] == [TODAY]
    assert run_daily(TODAY, TODAY + timedelta(days=1)) == {TODAY + timedelta(days=1): 1}
    ended = entries()[-1]
    assert (ended.action, ended.data["last_day"]) == ("reminders.pause_ended", "2026-12-18")


def test_ending_ends_all_agencies_that_were_entered_together(plan: Plan) -> None:
    pause(plan, make_agency().id, make_agency().id)
    other = make_pause(plan, agency_id=make_agency().id)
    end(plan)
    assert [row.last_day for row in rows()[:2]] == [TODAY, TODAY]
    assert other.last_day == FRIDAY


def test_a_pause_that_has_not_begun_is_taken_back(plan: Plan) -> None:
    pause(plan, first=TODAY + timedelta(days=2))
    end(plan)
    assert rows() == []
    assert [entry.action for entry in entries()] == ["reminders.paused", "reminders.pause_ended"]


def test_what_is_over_cannot_be_ended(plan: Plan) -> None:
    make_pause(plan, last_day=TODAY)
    with pytest.raises(PauseOver):
        end(plan)


def test_the_pause_of_another_plan_is_not_found(plan: Plan) -> None:
    make_pause(make_plan())
    with pytest.raises(NotFound):
        end(plan)


def test_the_list_joins_what_was_entered_together(plan: Plan) -> None:
    pause(plan, make_agency(name="Sở A").id, make_agency(name="Sở B").id)
    make_pause(plan, first_day=date(2026, 1, 5), last_day=date(2026, 1, 9))
    entered = reads.list_entries(plan_id=plan.id)
    named = [[agency.name for agency in each.agencies] for each in entered]
    assert named == [["Sở A", "Sở B"], []]
    assert [each.is_lasting(TODAY) for each in entered] == [True, False]
    assert [each.can_end(TODAY) for each in entered] == [True, False]


def test_the_agencies_to_choose_are_those_responsible_and_their_groups(plan: Plan) -> None:
    task = make_task(plan)
    group = make_agency(is_group=True, members=[task.responsible_agency])
    make_agency(is_group=True, members=[make_agency()])
    chosen = [each.id for each in reads.list_choices(plan_id=plan.id)]
    assert chosen == [group.id, task.responsible_agency_id]


def test_people_of_a_paused_agency_are_told_until_when(plan: Plan) -> None:
    agency, member = make_agency(), make_agency()
    group = make_agency(is_group=True, members=[member])

    def until(agency_id: int | None, today: date = TODAY) -> date | None:
        return reads.find_paused_until(agency_id, plan_id=plan.id, today=today)

    assert until(agency.id) is None
    make_pause(plan, agency_id=agency.id)
    make_pause(plan, agency_id=group.id, last_day=date(2026, 12, 11))
    assert (until(agency.id), until(member.id)) == (FRIDAY, date(2026, 12, 11))
    assert until(make_agency().id) is None
    assert until(None) is None
    assert until(agency.id, FRIDAY + timedelta(days=1)) is None
    make_pause(plan, last_day=date(2026, 12, 9))
    assert until(None) == date(2026, 12, 9)


def test_coordinators_are_told_of_all_pauses_of_today(plan: Plan) -> None:
    anybody = make_user()

    def told() -> PausesToday:
        place = find_place(anybody, slug=plan.slug, today=TODAY)
        assert place is not None
        return of_columns(place.reminding, now=TUESDAY)[1]

    assert told() == PausesToday()
    make_pause(plan, agency_id=make_agency().id)
    make_pause(plan, agency_id=make_agency().id, last_day=date(2026, 12, 10))
    make_pause(make_plan())
    assert told() == PausesToday(None, FRIDAY, 2)
    make_pause(plan, last_day=date(2026, 12, 9))
    assert told() == PausesToday(date(2026, 12, 9), FRIDAY, 2, date(2026, 12, 9))
