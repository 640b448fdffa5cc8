"""Tasks of a group of agencies: what members answer, and who of them is reminded."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.duties import DutyPart
from plan_app.domain.members import AnsweredMeanwhile, NoAnswersNow, NotAMember, RollUp, Standing
from plan_app.domain.reports import COMPLETE, LetterMissing, PreparerMissing, ResultMissing
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.mail import truth
from plan_app.mail.compose import compose
from plan_app.mail.facts import DigestFacts
from plan_app.models import (
    Absence,
    Agency,
    AgencyContact,
    JournalEntry,
    LedgerRow,
    MemberAnswer,
    OutboxMessage,
    Plan,
    ReminderPause,
    Task,
    User,
)
from plan_app.queries import days, members, nudges
from plan_app.queries.duties import list_duties
from plan_app.queries.figures import count_figures
from plan_app.queries.members import WANTED, MemberFilter
from plan_app.queries.recipients import get_line
from plan_app.queries.task_mails import get_mails
from plan_app.queries.versions import get_version
from plan_app.queries.why import find_why
from plan_app.services import agencies, ledger, milestones, reminders
from plan_app.services import members as writing
from plan_app.services.nudges import Wish, send
from plan_app.services.reminders import Planning
from plan_app.services.transaction import transaction
from tests.acting import DONE, UNDER_WAY, act_of
from tests.builders import (
    make_agency,
    make_group,
    make_member_answer,
    make_pause,
    make_plan,
    make_task,
    make_user,
    save,
)
from tests.conftest import NOW

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TUESDAY = datetime(2026, 12, 8, 8, 0, tzinfo=ZONE)
WEDNESDAY = TUESDAY + timedelta(days=1)
LATE = date(2026, 11, 30)


@pytest.fixture
def task(app: Flask) -> Task:
    """A task of three communes, overdue, followed by nobody."""
    assert app
    plan = make_plan()
    return make_task(plan, agency=make_group(plan), owner=None, due=LATE)


def contact_of(member: Agency) -> User:
    return db.session.get_one(
        User, db.session.scalar(select(AgencyContact.user_id).filter_by(agency_id=member.id))
    )


def members_of(task: Task) -> list[Agency]:
    db.session.expire_all()
    return list(task.responsible_agency.members)


def give(
    task: Task,
    member: Agency,
    said: object = UNDER_WAY,
    *,
    by: User | None = None,
    version: int | None = None,
) -> MemberAnswer:
    act = act_of(by or contact_of(member), task.plan, version=version)
    milestone_id, plan_id = task.milestones[0].id, task.plan_id
    with transaction():
        held = milestones.lock(milestone_id, plan_id=plan_id)
        return writing.answer(held, member.id, said, act)  # type: ignore[arg-type]


def asked(planning: Planning) -> list[int]:
    return [digest.recipient_id for digest in planning.digests]


def run(now: datetime = TUESDAY) -> list[int]:
    with transaction():
        return asked(reminders.plan(now=now))


def arrive() -> None:
    """Everything under way was accepted by the server."""
    with transaction():
        for message in db.session.scalars(select(OutboxMessage)):
            ledger.tell(message)


def contacts(task: Task) -> list[int]:
    return [contact_of(each).id for each in members_of(task)]


def test_a_member_answers_and_the_task_stays_as_it_is(task: Task) -> None:
    first = members_of(task)[0]
    said = give(task, first, DONE)
    assert (said.is_done, said.percent, said.on_behalf) == (True, COMPLETE, False)
    assert said.result == DONE.result
    assert task.milestones[0].state is MilestoneState.NOT_STARTED
    assert task.version == 1
    assert members.get_roll_up(task.milestones[0]) == RollUp(members=3, answered=1, done=1)


def test_an_answer_is_superseded_and_kept(task: Task) -> None:
    first = members_of(task)[0]
    give(task, first)
    give(task, first, DONE)
    latest, before = members.list_answers(task.milestones[0].id, first.id)
    assert (latest.is_done, latest.superseded_at) == (True, None)
    assert (before.is_done, before.superseded_at) == (False, NOW)


def test_the_journal_knows_it_beside_the_task(task: Task) -> None:
    first = members_of(task)[0]
    said = give(task, first)
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "member_answered")
    ).one()
    assert (entry.task_id, entry.subject_kind, entry.subject_id) == (None, "agency", first.id)
    assert entry.data["answer"] == said.id


def test_another_member_and_a_stranger_cannot_answer_for_it(task: Task) -> None:
    first, second, _ = members_of(task)
    for by in (contact_of(second), make_user(task.plan, Role.OWNER)):
        with pytest.raises(NotAMember):
            give(task, first, by=by)


def test_who_is_not_in_the_group_answers_nothing(task: Task) -> None:
    other = make_agency()
    with pytest.raises(NotAMember):
        give(task, other, by=make_user(task.plan, Role.OWNER, agency=other))


def test_a_coordinator_enters_a_members_letter(task: Task) -> None:
    first = members_of(task)[0]
    coordinator = make_user(task.plan, Role.COORDINATOR)
    with pytest.raises(LetterMissing):
        give(task, first, by=coordinator)
    letter = replace(UNDER_WAY, letter="Báo cáo số 112/BC-UBND", letter_date=date(2026, 12, 7))
    assert give(task, first, letter, by=coordinator).on_behalf


def test_what_is_done_says_what_was_achieved(task: Task) -> None:
    with pytest.raises(ResultMissing):
        give(task, members_of(task)[0], replace(DONE, result=" "))


def test_a_shared_account_names_who_prepared_the_answer(task: Task) -> None:
    first = members_of(task)[0]
    contact_of(first).is_shared = True
    db.session.commit()
    with pytest.raises(PreparerMissing):
        give(task, first)


def test_who_did_not_see_the_last_answer_is_told(task: Task) -> None:
    first = members_of(task)[0]
    said = give(task, first, version=0)
    with pytest.raises(AnsweredMeanwhile):
        give(task, first, DONE, version=0)
    assert give(task, first, DONE, version=said.id).is_done


def test_a_finished_milestone_asks_nobody_any_more(task: Task) -> None:
    milestone = task.milestones[0]
    milestone.state, milestone.state_document = MilestoneState.WITHDRAWN, "Công văn số 1"
    db.session.commit()
    with pytest.raises(NoAnswersNow):
        give(task, members_of(task)[0])


def test_a_member_that_left_keeps_its_answer(task: Task) -> None:
    first, *others = members_of(task)
    give(task, first, DONE)
    group = task.responsible_agency
    coordinator = make_user(task.plan, Role.COORDINATOR)
    with transaction():
        agencies.set_members(
            group,
            [each.id for each in others],
            seen=agencies.members_fingerprint(group),
            act=act_of(coordinator, task.plan),
        )
    milestone = task.milestones[0]
    assert members.get_roll_up(milestone) == RollUp(members=2, answered=0, done=0)
    (row,) = members.list_rows(milestone, MemberFilter(standing=WANTED["left"]))
    assert (row.agency_id, row.is_member, row.standing) == (first.id, False, Standing.DONE)


def test_the_list_is_narrowed_by_words_and_standing(task: Task) -> None:
    first, second, third = members_of(task)
    give(task, first, DONE)
    give(task, second)
    milestone = task.milestones[0]

    def listed(**wanted: object) -> list[int]:
        narrowed = MemberFilter(**wanted)  # type: ignore[arg-type]
        found = [row.agency_id for row in members.list_rows(milestone, narrowed)]
        assert members.count_rows(milestone, narrowed) == len(found)
        return found

    assert listed() == [first.id, second.id, third.id]
    assert listed(words="UBND xa 2") == [second.id]
    assert listed(standing=WANTED["unanswered"]) == [third.id]
    assert listed(standing=WANTED["not_done"]) == [second.id, third.id]
    assert listed(standing=WANTED["done"]) == [first.id]
    assert listed(standing=WANTED["under_way"]) == [second.id]


def test_a_list_is_sorted_both_ways_with_the_silent_last(task: Task) -> None:
    first, second, third = members_of(task)
    make_member_answer(task, first, answered_at=NOW)
    make_member_answer(task, third, answered_at=NOW - timedelta(days=1))
    wanted, milestone = MemberFilter(), task.milestones[0]
    by_day = [row.agency_id for row in members.list_rows(milestone, wanted, sort="answered")]
    assert by_day == [third.id, first.id, second.id]
    latest = [row.agency_id for row in members.list_rows(milestone, wanted, sort="-answered")]
    assert latest == [first.id, third.id, second.id]


def test_every_member_that_has_not_answered_is_reminded_once(task: Task) -> None:
    give(task, members_of(task)[0])
    waiting = contacts(task)[1:]
    assert run() == sorted(waiting)
    assert run() == []
    arrive()
    assert run(WEDNESDAY) == []
    assert db.session.scalar(select(func.count(LedgerRow.id))) == 2


def test_the_next_threshold_goes_only_to_those_who_are_still_silent(task: Task) -> None:
    run()
    arrive()
    first, *others = members_of(task)
    give(task, first, DONE)
    assert run(datetime(2026, 12, 14, 8, 0, tzinfo=ZONE)) == sorted(
        contact_of(each).id for each in others
    )


def test_a_new_date_asks_those_again_whose_part_is_not_done(task: Task) -> None:
    first, second, third = members_of(task)
    give(task, first, DONE)
    give(task, second)
    milestone = task.milestones[0]
    milestone.deadline_revision += 1
    db.session.commit()
    assert run() == sorted([contact_of(second).id, contact_of(third).id])
    (row,) = members.list_rows(milestone, MemberFilter(words="UBND xa 2"))
    assert row.standing is Standing.ASKED_AGAIN


def test_the_owner_of_the_task_is_reminded_beside_the_members(task: Task) -> None:
    owner = task.owner = make_user(task.plan, Role.OWNER)
    db.session.commit()
    assert run() == sorted([owner.id, *contacts(task)])
    duties = list_duties(today=TUESDAY.date(), calendar=days.get_day(now=TUESDAY).calendar)
    assert duties[owner.id][0].part is DutyPart.OWNER
    assert {duties[each][0].part for each in contacts(task)} == {DutyPart.MEMBER}


def test_the_owner_who_is_also_a_members_contact_gets_one_line(task: Task) -> None:
    owner = task.owner = contact_of(members_of(task)[0])
    db.session.commit()
    assert run() == sorted(contacts(task))
    found = list_duties(today=TUESDAY.date(), calendar=days.get_day(now=TUESDAY).calendar)
    (duty,) = found[owner.id]
    assert (duty.part, duty.members) == (DutyPart.OWNER, 1)


def test_a_paused_member_is_left_in_peace_and_a_paused_group_as_a_whole(task: Task) -> None:
    first, *others = members_of(task)
    make_pause(task.plan, agency_id=first.id)
    waiting = sorted(contact_of(each).id for each in others)
    assert asked(reminders.preview(days.get_day(now=TUESDAY))) == waiting
    save(
        ReminderPause(
            plan_id=task.plan_id,
            agency_id=task.responsible_agency_id,
            first_day=TUESDAY.date(),
            last_day=TUESDAY.date(),
            reason="Bão",
            created_at=NOW,
        )
    )
    assert asked(reminders.preview(days.get_day(now=TUESDAY))) == []


def test_a_deputy_is_asked_for_an_absent_contact(task: Task) -> None:
    away, deputy = contact_of(members_of(task)[0]), make_user(task.plan, Role.OWNER)
    today = TUESDAY.date()
    save(Absence(user_id=away.id, deputy_id=deputy.id, first_day=today, last_day=today))
    assert deputy.id in run()
    give(task, members_of(task)[0], by=deputy)


def test_a_member_without_a_contact_falls_to_the_coordinator_once(task: Task) -> None:
    coordinator = make_user(task.plan, Role.COORDINATOR)
    for member in members_of(task)[:2]:
        contact_of(member).unreachable_since = NOW
    db.session.commit()
    assert run() == sorted([coordinator.id, contacts(task)[2]])
    found = list_duties(today=TUESDAY.date(), calendar=days.get_day(now=TUESDAY).calendar)
    (duty,) = found[coordinator.id]
    assert (duty.part, duty.members) == (DutyPart.INSTEAD, 2)


def test_a_storm_of_166_members_takes_as_many_questions_as_one_of_three(
    app: Flask, count_queries: object
) -> None:
    assert app

    def ask(plan: Plan) -> tuple[int, int]:
        with count_queries() as sent:  # type: ignore[operator]
            planned = reminders.preview(days.get_day(now=TUESDAY))
        assert plan.id
        return len(planned.digests), len(sent)

    plan = make_plan()
    make_task(plan, agency=make_group(plan), owner=None, due=LATE)
    few, questions = ask(plan)
    make_task(plan, agency=make_group(plan, 166, name="UBND 166 xã"), owner=None, due=LATE)
    assert ask(plan) == (few + 166, questions)
    with transaction():
        planned = reminders.plan(now=TUESDAY)
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == len(planned.digests) == 169


def test_switching_on_counts_the_members_that_may_be_reached(task: Task) -> None:
    reach = days.get_reach(task.plan_id, line=get_line(today=TUESDAY.date()))
    assert reach.people == frozenset(contacts(task))


def test_a_members_digest_names_the_task_and_asks_for_its_part(task: Task) -> None:
    task.plan.policy = {"update_links": "progress"}
    db.session.commit()
    run()
    message = db.session.scalars(select(OutboxMessage)).first()
    assert message is not None
    facts = truth.read_again(message, now=TUESDAY)
    assert isinstance(facts, DigestFacts)
    assert facts.linked == (task.plan_id,)
    text = compose(facts).text
    assert f"Nhiệm vụ số {task.number}" in text
    assert "đề nghị báo cáo phần việc của cơ quan" in text
    assert "gia hạn" not in text.split("Nếu cơ quan")[0]
    assert f"/milestones/{task.milestones[0].id}/answer" in text


def test_why_says_how_many_answered_and_who_is_next(task: Task) -> None:
    first = members_of(task)[0]
    give(task, first)

    def why() -> object:
        mails, version = get_mails(task_id=task.id), get_version(task.plan_id)
        return find_why(task, mails, now=TUESDAY, version=version)

    found = why()
    assert found is not None
    assert found.members == RollUp(members=3, answered=1, done=0)  # type: ignore[attr-defined]
    assert found.hold is None  # type: ignore[attr-defined]
    assert found.recipient.part is DutyPart.MEMBER  # type: ignore[attr-defined]
    for member in members_of(task)[1:]:
        give(task, member)
    assert why().hold.value == "unassigned"  # type: ignore[attr-defined]


def test_a_nudge_goes_to_the_silent_members_once_a_day(task: Task) -> None:
    give(task, members_of(task)[0])
    coordinator = make_user(task.plan, Role.COORDINATOR)
    chosen = [task.milestones[0].id]
    with transaction():
        done = send(task.plan, chosen, Wish(), act_of(coordinator, task.plan))
    waiting = {contact_of(each).id for each in members_of(task)[1:]}
    assert {row.recipient_id for row in done.rows if row.why_not is None} == waiting
    again = nudges.get_nudging(task.plan, chosen, now=NOW)
    assert all(row.why_not is not None for row in again.rows)


def test_overdue_work_of_a_group_is_one_task_in_the_figures(task: Task) -> None:
    found = count_figures(task.plan_id, today=TUESDAY.date())
    assert sum(found.values()) == 1
