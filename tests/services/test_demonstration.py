from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.deadlines import pressing
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import (
    ExtensionRequest,
    Installation,
    JournalEntry,
    Milestone,
    Plan,
    ProgressReport,
    Task,
    User,
)
from plan_app.queries.installation import find_purpose
from plan_app.services import journal_chains, seeding
from plan_app.services.demonstration import NotForDemonstration, Summary
from plan_app.services.demonstration_progress import MARK
from plan_app.services.transaction import transaction
from tests.builders import make_plan, make_user, save
from tests.conftest import NOW
from tests.demonstrated import TODAY, fill, seed, tasks
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
def test_one_date_of_the_decision_is_asked_to_be_moved_by_another_agency() -> None:
    (request,) = db.session.scalars(select(ExtensionRequest))
    milestone = request.milestone
    assert request.due_date_before == milestone.due_date
    assert milestone.due_date is not None
    assert request.requested_due_date > milestone.due_date > TODAY
    assert milestone.is_fixed
    assert milestone.task.responsible_agency_id != milestone.task.plan.standing_agency_id


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
