from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.causes import is_late
from plan_app.domain.deadlines import figure, pressing
from plan_app.domain.leader_lists import AGAIN_AFTER, LeftOut
from plan_app.domain.mailing import MessageState
from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.domain.rounds import RoundState
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import (
    AgencyLetter,
    CauseConfirmation,
    ExtensionRequest,
    Installation,
    JournalEntry,
    LeaderList,
    Milestone,
    Plan,
    ProgressReport,
    Reorganisation,
    RoundNote,
    Snapshot,
    SnapshotRow,
    Task,
    User,
)
from plan_app.queries.installation import find_purpose
from plan_app.queries.reorganisations import get_holdings
from plan_app.queries.standings import get_record
from plan_app.services import journal_chains, reorganisation_undo, seeding
from plan_app.services.acts import Act
from plan_app.services.demonstration import NotForDemonstration, Summary
from plan_app.services.demonstration_words import MARK
from plan_app.services.transaction import transaction
from tests.builders import make_plan, make_user, save
from tests.conftest import NOW
from tests.demonstrated import TODAY, ZONE, fill, get_person, seed, tasks
from tests.seed_files import shipped
from tests.services.test_seeding import everything


@pytest.mark.usefixtures("app")
def test_it_says_what_it_holds(prepared_demonstration: Summary) -> None:
    assert (prepared_demonstration.people, prepared_demonstration.assigned) == (37, 98)
    assert prepared_demonstration.reports == db.session.scalar(
        select(func.count()).select_from(ProgressReport)
    )


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_filling_again_changes_no_row_also_on_another_day() -> None:
    before = everything()

    assert fill(datetime(2027, 3, 1, 1, 0, tzinfo=UTC)) is None

    assert everything() == before


@pytest.mark.usefixtures("app")
def test_seeding_again_after_the_demonstration_has_no_differences(
    prepared_demonstration: Summary,
) -> None:
    assert prepared_demonstration
    before = everything()

    with transaction():
        outcome = seeding.seed(shipped(), apply=True, now=NOW)

    assert outcome.differences == ()
    assert everything() == before


def test_it_is_refused_where_there_are_people(app: Flask) -> None:
    assert app
    seed()
    make_user()

    with pytest.raises(NotForDemonstration, match="PLAN_APP_INSTANCE"):
        fill()
    assert find_purpose() is None


def test_it_is_refused_where_the_database_has_another_purpose(app: Flask) -> None:
    assert app
    seed()
    save(Installation(name="purpose", value="rehearsal"))

    with pytest.raises(NotForDemonstration):
        fill()


def test_it_needs_a_plan(app: Flask) -> None:
    assert app

    with pytest.raises(NotFound, match="plan-app seed"):
        fill()


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_exactly_the_pressing_milestone_of_each_task_is_marked() -> None:
    for task in tasks():
        chosen = pressing([each.facts for each in task.milestones])
        assert [each.id for each in task.milestones if each.is_pressing] == [chosen and chosen.id]


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_a_date_of_the_decision_and_an_internal_one_are_asked_to_be_moved() -> None:
    requests = {
        each.milestone.is_fixed: each for each in db.session.scalars(select(ExtensionRequest))
    }
    assert set(requests) == {True, False}
    for request in requests.values():
        milestone = request.milestone
        assert request.due_date_before == milestone.due_date
        assert milestone.due_date is not None
        assert request.requested_due_date > max(milestone.due_date, TODAY)
        assert milestone.task.responsible_agency_id != milestone.task.plan.standing_agency_id
    assert (requests[True].due_date_before or TODAY) > TODAY


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_a_round_was_closed_with_the_figures_that_the_journal_tells_of_that_day() -> None:
    snapshot = db.session.scalars(select(Snapshot)).one()
    frozen = {
        row.milestone_id: row
        for row in db.session.scalars(
            select(SnapshotRow).where(SnapshotRow.snapshot_id == snapshot.id)
        )
    }
    told = get_record(snapshot.round.plan_id, zone=ZONE).on(snapshot.day)

    assert (snapshot.round.state, snapshot.day) == (RoundState.CLOSED, date(2026, 6, 15))
    assert frozen.keys() == {row.milestone_id for row in told.milestones}
    for row in told.milestones:
        own = frozen[row.milestone_id]
        assert (own.state, own.due_date, own.figure) == (
            row.facts.state,
            row.facts.due,
            figure(row.facts, snapshot.day),
        )
        assert own.report_id == (row.said.report_id if row.said else None)
    pressed = {each for each, row in frozen.items() if row.is_pressing}
    assert pressed == {row.milestone_id for row in told.tasks}
    assert {note.is_correction for note in db.session.scalars(select(RoundNote))} == {True, False}


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_a_list_was_sent_to_a_leader_and_may_be_sent_again() -> None:
    sent = db.session.scalars(select(LeaderList)).one()
    (letter,) = sent.letters
    assert letter.message.state is MessageState.ACCEPTED
    assert "minh họa" in (letter.message.text or "")
    assert [row for row in sent.rows if row.left_out is LeftOut.NO_HEAD]
    assert NOW - sent.sends_at > AGAIN_AFTER


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_one_letter_told_of_several_tasks_and_one_owner_objects() -> None:
    letter = db.session.scalars(select(AgencyLetter)).one()
    assert len(letter.reports) == 4
    assert {report.milestone.task.responsible_agency.code for report in letter.reports} == {
        "so-nong-nghiep-va-moi-truong"
    }
    (report,) = (each for each in letter.reports if each.objection)
    assert report.objection is not None
    assert report.objection.objected_by is report.milestone.task.owner
    assert letter.object_by > TODAY


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_causes_were_confirmed_of_what_was_late() -> None:
    made = db.session.scalars(select(CauseConfirmation)).one()
    assert len(made.rows) == 3
    assert all(is_late(row.milestone.facts, TODAY) for row in made.rows)
    assert all(row.milestone.cause_confirmed for row in made.rows)


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_an_invented_agency_was_merged_and_that_can_be_undone() -> None:
    done = db.session.scalars(select(Reorganisation)).one()
    assert "minh họa" in done.agency.name
    assert (done.tasks, done.people) == (3, 1)
    assert get_holdings(done.agency).tasks == []
    coordinator = get_person(Role.COORDINATOR, "so-tai-chinh")
    by = Actor(coordinator.id, coordinator.agency_id, frozenset({Role.COORDINATOR}))

    with transaction():
        reorganisation_undo.undo(reorganisation_undo.hold(done.id), Act(by, NOW, TODAY))

    assert len(get_holdings(done.agency).tasks) == 3


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_the_chain_of_the_journal_holds() -> None:
    assert all(each.is_whole for each in journal_chains.verify())


@pytest.mark.usefixtures("app", "prepared_demonstration")
def test_the_journal_names_nobody() -> None:
    said = "".join(str(data) for data in db.session.scalars(select(JournalEntry.data)))
    for name, email in db.session.execute(select(User.full_name, User.email)).tuples():
        assert name not in said
        assert email not in said


def test_any_other_plan_gets_words_that_fit_everything(app: Flask) -> None:
    assert app
    plan: Plan = make_plan()
    task = save(
        Task(
            plan=plan,
            group=plan.groups[0],
            number=1,
            title="Lập quy hoạch",
            deliverable="Bản quy hoạch",
            lead_agency=plan.standing_agency,
            responsible_agency=plan.standing_agency,
        )
    )
    due = TODAY.replace(year=2025)
    save(Milestone(task=task, plan_id=plan.id, ordinal=1, due_date=due, original_due_date=due))

    summary = fill()

    assert summary is not None
    assert summary.assigned == 1
    results = db.session.scalars(select(ProgressReport.result)).all()
    assert results == [f"Đã có sản phẩm: Bản quy hoạch.{MARK}"]
