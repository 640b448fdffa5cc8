"""What the demonstration holds; that it is written alike on both databases, services prove."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.deadlines import Figure, figure
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.permissions import Permission
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    AgencyContact,
    ContactKind,
    JournalEntry,
    MemberAnswer,
    Membership,
    Milestone,
    OutboxMessage,
    ProgressReport,
    TextStatus,
    User,
)
from plan_app.queries import members, plans
from plan_app.queries.installation import find_purpose
from plan_app.services.demonstration_words import MARK, OF_TASK
from tests.conftest import NOW
from tests.demonstrated import TODAY, fill, get_person, seed, tasks


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_the_database_is_marked() -> None:
    assert find_purpose() == "demonstration"


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_there_is_somebody_for_every_role() -> None:
    roles = Counter(db.session.scalars(select(Membership.role)))

    assert roles == {Role.COORDINATOR: 2, Role.LEADER: 2, Role.OBSERVER: 1, Role.OWNER: 31}
    assert db.session.scalars(select(User).where(User.is_administrator)).one().memberships == []
    assert get_person(Role.COORDINATOR, "so-tai-chinh")
    assert get_person(Role.OBSERVER, "van-phong-ubnd-tinh")


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_nobody_can_be_reached_and_nobody_has_a_password() -> None:
    for user in db.session.scalars(select(User)):
        assert user.email.endswith(".example.org")
        assert user.telephone.startswith("0237 000 ")
        assert user.password is None
        assert user.sort_key
        assert user.search_text


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_ten_of_twelve_communes_have_answered_about_their_task() -> None:
    answers = db.session.scalars(select(MemberAnswer)).all()
    (milestone,) = {each.milestone for each in answers}
    roll_up = members.get_roll_up(milestone)

    assert milestone.task.number == 66
    assert (roll_up.members, roll_up.answered, roll_up.done) == (12, 10, 5)
    assert {each.author.is_shared for each in answers} == {True, False}


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_the_leader_of_an_agency_may_reassign_inside_it() -> None:
    head = get_person(Role.LEADER, "so-cong-thuong")

    (plan,) = plans.list_plans()
    place = plans.find_place(head, slug=plan.slug, today=TODAY)

    assert place is not None
    assert place.actor.head_of == {head.agency_id}
    assert place.actor.may(Permission.SEE_ALL_DETAILS)


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_every_agency_with_owners_has_a_contact_of_its_own() -> None:
    contacts = db.session.scalars(
        select(AgencyContact).where(AgencyContact.kind == ContactKind.CONTACT)
    ).all()

    owners = select(User.agency_id).join(Membership).where(Membership.role == Role.OWNER)
    assert {each.agency_id for each in contacts} == set(db.session.scalars(owners))
    assert all(each.user.agency_id == each.agency_id for each in contacts)


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_a_commune_works_with_one_account() -> None:
    shared = db.session.scalars(select(User).where(User.full_name == "UBND xã A")).one()
    group = db.session.scalars(select(Agency).where(Agency.code == "ubnd-xa-phuong")).one()

    assert shared.is_shared
    assert [member.name for member in group.members][:2] == ["UBND xã A", "UBND xã B"]
    assert {task.number for task in tasks() if task.owner is shared} == {66, 93}
    reports = db.session.scalars(
        select(ProgressReport).where(ProgressReport.author == shared)
    ).all()
    assert reports
    assert all(report.prepared_by and report.approved_by for report in reports)


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_owners_work_for_the_agency_that_is_responsible_now() -> None:
    for task in tasks():
        if task.owner is not None and not task.owner.is_shared:
            assert task.owner.agency_id == task.responsible_agency_id


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_one_person_has_the_tasks_of_the_texts() -> None:
    owners = {task.owner_id for task in tasks() if task.number in {53, 57, 60}}

    assert len(owners) == 1


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_the_figures_are_those_of_a_plan_in_the_middle_of_its_life() -> None:
    pressings = [task.pressing_milestone for task in tasks()]
    figures = Counter(figure(each.facts, TODAY) for each in pressings if each is not None)
    states = Counter(db.session.scalars(select(Milestone.state)))

    assert figures[Figure.OPEN_OVERDUE] == 12
    assert 20 <= figures[Figure.COMPLETED_ON_TIME] + figures[Figure.COMPLETED_LATE] <= 25
    assert states[MilestoneState.AWAITING_CONFIRMATION] == 5
    assert states[MilestoneState.SUSPENDED] == 1
    returned = select(func.count()).where(Milestone.returned_on.is_not(None))
    assert db.session.scalar(returned) == 2


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_reports_are_marked_as_illustrative_and_no_two_are_alike() -> None:
    reports = db.session.scalars(select(ProgressReport)).all()

    assert len({report.result for report in reports}) == len(reports)
    assert all(report.result.endswith(MARK) for report in reports)
    difficulties = [report.difficulties for report in reports if report.difficulties]
    assert len(difficulties) >= 10
    assert all(each.endswith(MARK) for each in difficulties)


def test_there_are_words_for_every_task() -> None:
    assert sorted(OF_TASK) == list(range(1, 106))
    said = [text for words in OF_TASK.values() for text in (words.doing, words.done)]
    assert len(set(said)) == 210


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_a_milestone_says_what_its_report_says() -> None:
    for report in db.session.scalars(select(ProgressReport)):
        milestone = report.milestone
        assert milestone.last_reported_at == report.reported_at <= NOW
        assert milestone.version > 1
        if milestone.state in {MilestoneState.COMPLETED, MilestoneState.AWAITING_CONFIRMATION}:
            assert milestone.reported_on == report.reported_on
            assert milestone.percent == 100


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_work_that_nobody_is_named_for_has_no_reports_of_its_own() -> None:
    unassigned = [task.number for task in tasks() if task.owner is None]
    on_behalf = db.session.scalars(select(ProgressReport).where(ProgressReport.on_behalf)).all()

    assert len(unassigned) == 7
    assert all(report.letter and report.letter_date for report in on_behalf)


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_texts_stay_drafts_and_only_a_letter_of_days_ago_is_in_the_log() -> None:
    assert {task.text_status for task in tasks()} == {TextStatus.DRAFT}
    assert {task.armed_at for task in tasks()} == {None}
    (message,) = db.session.scalars(select(OutboxMessage))
    assert (message.kind, message.state) == (MessageKind.LEADER_LETTER, MessageState.ACCEPTED)


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_every_report_and_answer_is_in_the_journal() -> None:
    actions = Counter(db.session.scalars(select(JournalEntry.action)))
    states = Counter(db.session.scalars(select(Milestone.state)))
    reports = db.session.scalar(select(func.count()).select_from(ProgressReport))

    assert actions["completion_reported"] + actions["progress_reported"] == reports
    assert actions["completion_confirmed"] == states[MilestoneState.COMPLETED]
    assert (actions["completion_returned"], actions["milestone_suspended"]) == (2, 1)
    assert (actions["owner_changed"], actions["user_created"]) == (98, 37)


def test_a_day_on_which_unassigned_work_is_done_has_letters(app: Flask) -> None:
    assert app
    seed()

    fill(datetime(2031, 6, 2, 1, 0, tzinfo=UTC))

    on_behalf = db.session.scalars(select(ProgressReport).where(ProgressReport.on_behalf)).all()
    assert on_behalf
    assert all(report.letter and report.letter_date for report in on_behalf)
