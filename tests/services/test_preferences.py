"""Mail as people chose it: weekly, earlier, without what is optional."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.holding import Hold
from plan_app.domain.permissions import Actor
from plan_app.domain.preferences import Preferences, PreferenceWrong, Topic
from plan_app.domain.reasons import Why
from plan_app.domain.roles import Role
from plan_app.errors import NotFound, StaleEdit
from plan_app.extensions import db
from plan_app.mail import unsubscribing
from plan_app.mail.transports import MemoryTransport
from plan_app.models import Absence, JournalEntry, Plan, Task, User
from plan_app.queries import deadlines, task_mails
from plan_app.queries.outlook import get_outlook
from plan_app.queries.why import find_why
from plan_app.services import preferences, reminders
from plan_app.services.acts import Act
from plan_app.services.transaction import transaction
from tests.acting import TODAY
from tests.builders import make_plan, make_task, make_user, save
from tests.conftest import NOW
from tests.services.test_delivery import plan_mail, send, text_of
from tests.smtp import parse

# NOW is Tuesday, 08/12/2026.
THURSDAY = 3
IN_A_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def task(plan: Plan) -> Task:
    """A lead of seven days is crossed today."""
    return make_task(plan, due=IN_A_WEEK, number=53)


def at(day: date) -> datetime:
    return NOW + (day - TODAY)


def choose(task: Task, **chosen: object) -> None:
    assert task.owner is not None
    for name, value in chosen.items():
        setattr(task.owner, name, value)
    db.session.commit()


def act_of(user: User) -> Act:
    return Act(Actor(user_id=user.id), NOW, TODAY)


def mails(now: datetime) -> list[str]:
    plan_mail(now)
    return [each.recipient for each in send(now).sent]


def sent(now: datetime = NOW) -> MemoryTransport:
    plan_mail(now)
    return send(now)


def why(task: Task) -> Why:
    found = find_why(task, task_mails.get_mails(task_id=task.id), now=NOW, version=(0, 0))
    assert found is not None
    return found


def test_a_weekly_digest_waits_for_its_day_and_why_says_so(plan: Plan, task: Task) -> None:
    choose(task, digest_weekday=THURSDAY)
    held = reminders.plan(now=NOW, dry_run=True, explain=True)
    assert held.digests == []
    assert held.count_held(Hold.WEEKDAY) == 1
    found = why(task)
    assert found.hold is Hold.WEEKDAY
    assert found.next_at is not None
    assert found.next_at.date() == date(2026, 12, 10)
    outlook = get_outlook(deadlines.row_of(plan), now=NOW, last=TODAY + timedelta(days=3))
    assert [day.day for day in outlook.days() if day.mails] == [date(2026, 12, 10)]
    assert mails(NOW) == []
    assert mails(at(date(2026, 12, 9))) == []
    assert len(mails(at(date(2026, 12, 10)))) == 1


def test_the_day_itself_and_what_is_overdue_do_not_wait(plan: Plan, task: Task) -> None:
    choose(task, digest_weekday=THURSDAY)
    make_task(plan, due=TODAY, owner=task.owner)
    found = why(task)
    assert found.hold is None
    assert len(mails(NOW)) == 1


def test_a_weekly_digest_that_an_outage_swallowed_goes_on_the_next_day(
    plan: Plan, task: Task
) -> None:
    choose(task, digest_weekday=0)
    task.milestones[0].due_date = date(2026, 12, 14)
    db.session.commit()
    # The lead was crossed on Monday, when no planner ran.
    assert len(mails(NOW)) == 1
    assert plan.id


def test_an_early_lead_is_told_in_a_section_of_its_own_and_is_optional(
    plan: Plan, task: Task
) -> None:
    early = make_task(plan, due=TODAY + timedelta(days=60), owner=task.owner, number=60)
    choose(task, early_lead=60)
    (mail,) = sent().sent
    text = text_of(mail)
    assert "I. SẮP ĐẾN HẠN (01 nhiệm vụ)" in text
    assert "II. NHẮC SỚM THEO ĐỀ NGHỊ (01 nhiệm vụ)" in text
    # Duty is in it: the whole of it is not optional.
    assert "List-Unsubscribe" not in parse(mail.data)
    assert early.id
    assert mails(NOW + timedelta(days=1)) == []


def test_a_mail_of_early_leads_alone_carries_the_one_click_header(plan: Plan, task: Task) -> None:
    task.milestones[0].due_date = TODAY + timedelta(days=60)
    choose(task, early_lead=60)
    found = why(task)
    assert (found.threshold, found.hold) == (-60, None)
    (mail,) = sent().sent
    message = parse(mail.data)
    assert str(message["Subject"]) == "[Tăng trưởng xanh] Nhắc sớm: 01 nhiệm vụ"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    head = mail.data.split(b"\r\n\r\n")[0].decode("ascii")
    (line,) = [each for each in head.split("\r\n") if each.startswith("List-Unsubscribe:")]
    assert "=?" not in line
    assert len(line) < 200
    token = line.rpartition("/")[2].rstrip(">")
    choice = unsubscribing.read(token)
    assert choice is not None
    assert (choice.user_id, choice.topics) == (task.owner_id, (Topic.EARLY,))
    assert plan.id
    # Withdrawn wish, no mail: it is asked again when the next one is sent.
    choose(task, early_lead=None)
    assert mails(NOW + timedelta(days=1)) == []


def test_the_wish_is_the_owners_and_not_the_deputys(plan: Plan, task: Task) -> None:
    task.milestones[0].due_date = TODAY + timedelta(days=60)
    choose(task, early_lead=60)
    deputy = make_user(plan, Role.OWNER)
    save(Absence(user_id=task.owner_id, deputy_id=deputy.id, first_day=TODAY, last_day=TODAY))
    assert mails(NOW) == []


def test_duty_mail_has_no_way_to_be_switched_off(plan: Plan, task: Task) -> None:
    choose(task, digest_weekday=THURSDAY, early_lead=90, skips_roll_up=True)
    (mail,) = sent(at(date(2026, 12, 10))).sent
    assert "List-Unsubscribe" not in parse(mail.data)
    assert "Ngừng nhận" not in text_of(mail)
    assert plan.id


def test_a_coordinator_does_without_the_roll_up_while_another_gets_it(plan: Plan) -> None:
    first, second = (make_user(plan, Role.COORDINATOR) for _ in range(2))
    make_task(plan, due=date(2026, 11, 30), owner=None)
    found = {each.recipient: parse(each.data) for each in sent().sent}
    assert set(found) == {first.email, second.email}
    assert all("List-Unsubscribe" in message for message in found.values())
    for person in (first, second):
        with transaction():
            preferences.unsubscribe(person.id, [Topic.ROLL_UP], act_of(person))
    # Somebody has to get it: it is the first one's duty, and no longer optional.
    week_later = NOW + timedelta(days=7)
    (mail,) = sent(week_later).sent
    assert mail.recipient == first.email
    assert "List-Unsubscribe" not in parse(mail.data)


def test_one_who_unsubscribed_between_planning_and_sending_gets_none(plan: Plan) -> None:
    first, second = (make_user(plan, Role.COORDINATOR) for _ in range(2))
    make_task(plan, due=date(2026, 11, 30), owner=None)
    plan_mail(NOW)
    with transaction():
        preferences.unsubscribe(second.id, [Topic.ROLL_UP], act_of(second))
    assert [each.recipient for each in send(NOW).sent] == [first.email]


def test_choosing_is_written_once_checked_and_in_the_journal(task: Task) -> None:
    user = task.owner
    assert user is not None
    seen, wanted = preferences.fingerprint(user), Preferences(digest_weekday=1, early_lead=45)
    with transaction():
        preferences.choose(user.id, wanted, seen=seen, act=act_of(user))
    assert preferences.of(user) == wanted
    with pytest.raises(StaleEdit), transaction():
        preferences.choose(user.id, Preferences(), seen=seen, act=act_of(user))
    now_seen = preferences.fingerprint(user)
    with pytest.raises(PreferenceWrong), transaction():
        preferences.choose(user.id, Preferences(early_lead=7), seen=now_seen, act=act_of(user))
    with transaction():
        preferences.choose(user.id, wanted, seen=now_seen, act=act_of(user))
    entry = db.session.scalars(select(JournalEntry)).one()
    assert entry.action == "preferences_edited"
    assert entry.data["preferences_after"]["early_lead"] == 45


def test_unsubscribing_twice_is_once_and_can_be_undone(task: Task) -> None:
    user = task.owner
    assert user is not None
    choose(task, early_lead=60)
    for _ in range(2):
        with transaction():
            preferences.unsubscribe(user.id, [Topic.EARLY], act_of(user))
    assert preferences.of(user) == Preferences()
    assert len(db.session.scalars(select(JournalEntry)).all()) == 1
    with transaction():
        preferences.undo(user.id, Preferences(early_lead=60), act_of(user))
    assert preferences.of(user).early_lead == 60
    with pytest.raises(NotFound), transaction():
        preferences.unsubscribe(0, [Topic.EARLY], act_of(user))
