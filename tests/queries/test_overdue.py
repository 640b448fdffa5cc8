"""The overdue list is what the rule says, in the order asked for, over an index."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from plan_app.domain import deadlines, vietnamese
from plan_app.domain.mailing import LedgerState, MessageKind, MessageState
from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    LedgerRow,
    Milestone,
    OutboxMessage,
    Plan,
    ProgressReport,
    SolutionGroup,
    Task,
    TextStatus,
    User,
)
from plan_app.queries import overdue
from plan_app.queries.conditions import ListFilter, Owned, Progress
from plan_app.queries.overdue import OverdueRow
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user, save
from tests.conftest import NOW
from tests.queries.test_figures import fill

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 12, 8)
COORDINATOR = Actor(user_id=0, roles=frozenset({Role.COORDINATOR}))


def rows(plan: Plan, *, actor: Actor = COORDINATOR, **facts: Any) -> list[OverdueRow]:  # noqa: ANN401
    """The list without a page, narrowed by the facts of a filter."""
    sort = facts.pop("sort", "due")
    return overdue.list_rows(
        plan.id, actor=actor, today=TODAY, wanted=ListFilter(**facts), sort=sort, page=None
    )


def numbers(plan: Plan, **facts: Any) -> list[int]:  # noqa: ANN401
    """The numbers of the tasks on the list."""
    return [row.number for row in rows(plan, **facts)]


def test_the_list_is_what_the_rule_calls_overdue() -> None:
    plan = make_plan()
    fill(plan)
    milestones = db.session.scalars(select(Milestone).where(Milestone.plan_id == plan.id)).all()
    expected = {each.id for each in milestones if deadlines.is_overdue(each.facts, TODAY)}

    found = rows(plan)

    assert len(found) == len(expected) > 20
    assert {row.milestone_id for row in found} == expected
    days = {each.id: deadlines.days_late(each.facts, TODAY) for each in milestones}
    assert all(row.days_late(TODAY) == days[row.milestone_id] for row in found)


def test_the_longest_overdue_stands_first() -> None:
    plan = make_plan()
    for days in (3, 30, 1):
        make_task(plan, due=TODAY - timedelta(days=days))

    assert [row.days_late(TODAY) for row in rows(plan)] == [30, 3, 1]
    assert [row.days_late(TODAY) for row in rows(plan, sort="-due")] == [1, 3, 30]


def test_a_page_holds_thirty_rows_and_the_next_goes_on() -> None:
    plan = make_plan()
    agency = make_agency()
    for days in range(1, 33):
        make_task(plan, due=TODAY - timedelta(days=days), agency=agency, owner=None)
    pages = [
        overdue.list_rows(plan.id, actor=COORDINATOR, today=TODAY, wanted=ListFilter(), page=number)
        for number in (1, 2, 3)
    ]

    assert [len(page) for page in pages] == [30, 2, 0]
    assert [row.milestone_id for page in pages for row in page] == [
        row.milestone_id for row in rows(plan)
    ]


def test_the_list_sorts_by_what_the_person_knows() -> None:
    plan = make_plan()
    second = save(SolutionGroup(plan=plan, ordinal=2, title="Hai", title_en="Two"))
    office = make_agency(official_order=2, name="Sở B")
    first = make_agency(official_order=1, name="Sở A")
    binh = make_user(plan, Role.OWNER, full_name="Trần Văn Bình")
    an = make_user(plan, Role.OWNER, full_name="Vũ Thị An")
    a = make_task(plan, due=date(2026, 1, 1), group=second, agency=office, owner=binh)
    b = make_task(plan, due=date(2026, 2, 1), agency=first, owner=None)
    c = make_task(plan, due=date(2026, 3, 1), agency=office, owner=an)

    assert numbers(plan, sort="number") == [a.number, b.number, c.number]
    assert numbers(plan, sort="-number") == [c.number, b.number, a.number]
    assert numbers(plan, sort="group") == [b.number, c.number, a.number]
    assert numbers(plan, sort="agency") == [b.number, a.number, c.number]
    assert numbers(plan, sort="owner") == [c.number, a.number, b.number]


class TestFilters:
    """Each leaves exactly the rows that have it."""

    LATE = date(2026, 12, 1)

    def test_words_are_found_without_diacritics_and_in_any_spelling(self) -> None:
        plan = make_plan()
        title = "Nâng cấp Khu bảo tồn ở thị xã Thanh Hóa"
        wanted = make_task(plan, due=self.LATE, title=title)
        make_task(plan, due=self.LATE, title="Trồng rừng")

        for words in ("thanh hoa", "Thanh Hoá", "BAO TON nang", str(wanted.number) + " khu"):
            assert numbers(plan, words=words) == [wanted.number], words
        assert numbers(plan, words="%") == []

    def test_group_and_agency(self) -> None:
        plan = make_plan()
        second = save(SolutionGroup(plan=plan, ordinal=2, title="Hai", title_en="Two"))
        wanted = make_task(plan, due=self.LATE, group=second)
        other = make_task(plan, due=self.LATE)

        assert numbers(plan, group=2) == [wanted.number]
        assert numbers(plan, group=9) == []
        assert numbers(plan, agency=other.responsible_agency_id) == [other.number]

    def test_owner_nobody_and_nobody_to_reach(self) -> None:
        plan = make_plan()
        refused = make_user(plan, Role.OWNER, unreachable_since=NOW)
        gone = make_user(plan, Role.OWNER, active=False)
        mine = make_task(plan, due=self.LATE)
        nobody_s = make_task(plan, due=self.LATE, owner=None)
        lost = [make_task(plan, due=self.LATE, owner=user).number for user in (refused, gone)]

        assert numbers(plan, owner=mine.owner_id) == [mine.number]
        assert numbers(plan, owner=Owned.NOBODY) == [nobody_s.number]
        assert numbers(plan, owner=Owned.UNREACHABLE) == lost

    def test_state(self) -> None:
        plan = make_plan()
        started = make_task(plan, due=self.LATE, milestone_state=MilestoneState.IN_PROGRESS)
        other = make_task(plan, due=self.LATE)

        assert numbers(plan, state=MilestoneState.IN_PROGRESS) == [started.number]
        assert numbers(plan, state=Progress.OPEN) == [started.number, other.number]

    def test_year_of_a_milestone_or_of_its_date(self) -> None:
        plan = make_plan()
        by_year = make_task(plan, due=self.LATE, milestone_year=2025)
        by_date = make_task(plan, due=date(2025, 12, 31))
        make_task(plan, due=self.LATE)

        assert numbers(plan, year=2025) == [by_date.number, by_year.number]

    def test_text_status(self) -> None:
        plan = make_plan()
        draft = make_task(plan, due=self.LATE, text_status=TextStatus.DRAFT)
        make_task(plan, due=self.LATE)

        assert numbers(plan, text_status=TextStatus.DRAFT) == [draft.number]


def totals(plan: Plan, **facts: Any) -> list[tuple[str, int, int, int]]:  # noqa: ANN401
    """(agency, milestones, tasks, new tasks) of the list."""
    found = overdue.list_totals(
        plan.id, today=TODAY, wanted=ListFilter(**facts), version=(0, len(facts))
    )
    return [(each.name, each.milestones, each.tasks, each.new_tasks) for each in found]


def test_totals_by_agency_stand_in_official_order() -> None:
    plan = make_plan()
    last = make_agency(name="UBND xã A", official_order=99)
    first = make_agency(name="Văn phòng", official_order=1)
    for _ in range(3):
        make_task(plan, due=date(2026, 1, 1), agency=last)
    make_task(plan, due=date(2026, 12, 7), agency=first)
    make_task(plan, due=TODAY, agency=first)

    assert totals(plan) == [("Văn phòng", 1, 1, 1), ("UBND xã A", 3, 3, 0)]
    assert totals(plan, agency=last.id) == [("UBND xã A", 3, 3, 0)]


def test_a_task_with_two_overdue_milestones_is_one_task() -> None:
    plan = make_plan()
    agency = make_agency(name="Sở A")
    task = make_task(plan, due=date(2026, 1, 1), agency=agency)
    make_milestone(task, due=date(2026, 12, 7))

    assert totals(plan) == [("Sở A", 2, 1, 0)]


@pytest.mark.parametrize(("days", "new"), [(1, 1), (7, 1), (8, 0)])
def test_new_is_what_was_not_overdue_seven_days_ago(days: int, new: int) -> None:
    plan = make_plan()
    make_task(plan, due=TODAY - timedelta(days=days), agency=make_agency(name="Sở A"))

    assert totals(plan) == [("Sở A", 1, 1, new)]


def test_the_next_due_task_is_the_nearest_open_one() -> None:
    plan = make_plan()
    make_task(plan, due=date(2026, 12, 10), milestone_state=MilestoneState.SUSPENDED)
    make_task(plan, due=date(2027, 1, 1))
    next_one = make_task(plan, due=date(2026, 12, 15))

    assert overdue.find_next_due(plan.id, today=TODAY) == overdue.NextDue(
        next_one.number, date(2026, 12, 15)
    )


def test_a_plan_without_dates_has_no_next_task() -> None:
    plan = make_plan()
    make_task(plan, due=None)

    assert overdue.find_next_due(plan.id, today=TODAY) is None


class TestLastWords:
    """The last report and reminder of a row, for those who may see them."""

    def make(self) -> tuple[Plan, Task]:
        plan = make_plan()
        task = make_task(plan, due=date(2026, 12, 1))
        for day, facts in (
            (1, {}),
            (2, {}),
            (3, {"retracted_at": NOW}),
        ):
            save(
                ProgressReport(
                    milestone=task.milestones[0],
                    author=task.owner,
                    reported_at=datetime(2026, 12, day, tzinfo=UTC),
                    reported_on=date(2026, 12, day),
                    state_before=MilestoneState.NOT_STARTED,
                    state=MilestoneState.IN_PROGRESS,
                    difficulties=f"Vướng mắc {day}",
                    **facts,
                )
            )
        return plan, task

    def remind(self, task: Task, state: MessageState, day: int) -> None:
        assert task.owner
        message = save(
            OutboxMessage(
                kind=MessageKind.DIGEST,
                recipient=task.owner,
                local_day=date(2026, 12, day),
                state=state,
                created_at=datetime(2026, 12, day, 1, tzinfo=UTC),
                not_before=NOW,
                expires_at=NOW,
                settled_at=datetime(2026, 12, day, 2, tzinfo=UTC)
                if state is MessageState.ACCEPTED
                else None,
            )
        )
        save(
            LedgerRow(
                milestone=task.milestones[0],
                deadline_revision=1,
                threshold=day,
                recipient_id=task.owner.id,
                state=LedgerState.TOLD,
                message=message,
            )
        )

    def test_the_last_valid_report_speaks(self) -> None:
        plan, _ = self.make()

        assert [row.last_words for row in rows(plan)] == ["Vướng mắc 2"]

    def test_without_difficulties_the_result_is_the_last_word_and_for_everybody(self) -> None:
        plan, _ = self.make()
        db.session.execute(update(ProgressReport).values(difficulties="", result="Đã trình"))

        assert [row.last_words for row in rows(plan)] == ["Đã trình"]
        observer = Actor(user_id=0, roles=frozenset({Role.OBSERVER}))
        assert [row.last_words for row in rows(plan, actor=observer)] == ["Đã trình"]

    def test_the_last_reminder_counts(self) -> None:
        plan, task = self.make()
        self.remind(task, MessageState.ACCEPTED, 4)
        [row] = rows(plan)
        assert (row.reminder_state, row.reminded_at) == (
            MessageState.ACCEPTED,
            datetime(2026, 12, 4, 2, tzinfo=UTC),
        )

        self.remind(task, MessageState.RETRY, 5)
        [row] = rows(plan)

        assert (row.reminder_state, row.reminded_at) == (
            MessageState.RETRY,
            datetime(2026, 12, 5, 1, tzinfo=UTC),
        )

    @pytest.mark.parametrize("part", ["stranger", "observer", "administrator"])
    def test_they_are_not_for_those_without_a_part_in_the_task(self, part: str) -> None:
        plan, task = self.make()
        self.remind(task, MessageState.ACCEPTED, 4)
        actors = {
            "stranger": Actor(user_id=0, agency_id=make_agency().id, roles=frozenset({Role.OWNER})),
            "observer": Actor(user_id=0, roles=frozenset({Role.OBSERVER})),
            "administrator": Actor(user_id=0, is_administrator=True),
        }

        [row] = rows(plan, actor=actors[part])

        assert (row.sees_details, row.difficulties) == (False, None)
        assert (row.reminder_state, row.reminded_at) == (None, None)

    @pytest.mark.parametrize("part", ["owner", "lead", "coordinating", "heir", "deputy"])
    def test_they_are_for_those_with_a_part_in_it(self, part: str) -> None:
        plan, task = self.make()
        agency = make_agency()
        task.coordinating_agencies.append(agency)
        db.session.commit()
        roles = frozenset({Role.OWNER})
        actors = {
            "owner": Actor(user_id=task.owner_id or 0, roles=roles),
            "lead": Actor(user_id=0, agency_id=task.lead_agency_id, roles=roles),
            "coordinating": Actor(user_id=0, agency_id=agency.id, roles=roles),
            "heir": Actor(user_id=0, heir_of=frozenset({agency.id}), roles=roles),
            "deputy": Actor(user_id=0, roles=roles, stands_in_for=frozenset({task.owner_id or 0})),
        }

        [row] = rows(plan, actor=actors[part])

        assert row.difficulties == "Vướng mắc 2"


def test_the_first_page_reads_the_index_and_sorts_nothing() -> None:
    plan = make_plan()
    agency = make_agency()
    group = plan.groups[0]
    db.session.execute(
        insert(Task),
        [
            {
                "plan_id": plan.id,
                "group_id": group.id,
                "number": n,
                "title": f"Nhiệm vụ {n}",
                "lead_agency_id": agency.id,
                "responsible_agency_id": agency.id,
                "search_text": vietnamese.fold(f"{n}"),
            }
            for n in range(1, 3001)
        ],
    )
    ids = db.session.scalars(select(Task.id).where(Task.plan_id == plan.id)).all()
    db.session.execute(
        insert(Milestone),
        [
            {
                "task_id": id_,
                "plan_id": plan.id,
                "ordinal": 1,
                "due_date": TODAY + timedelta(days=place % 1000 - 300),
                "is_pressing": True,
            }
            for place, id_ in enumerate(ids)
        ],
    )
    db.session.execute(text("ANALYZE"))
    statement = overdue._ids(plan.id, TODAY, ListFilter(), "due").limit(30)
    compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    is_sqlite = db.engine.dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "

    steps = " ".join(
        str(row) for row in db.session.execute(text(explain + str(compiled).replace(":", "\\:")))
    )

    assert "ix_milestone_plan_open_due" in steps
    assert "TEMP B-TREE" not in steps
    assert "Seq Scan" not in steps
    assert "SCAN milestone" not in steps


def test_the_database_looks_for_the_best_order_of_all_tables_of_a_page(backend: str) -> None:
    statement = overdue._statement(1, frozenset({1}), TODAY, ListFilter(), "due", 1)
    # The first of them, and the ids of the page.
    tables = str(statement).count(" JOIN ") + 2
    assert tables > 8
    if backend == "postgresql":
        for name in ("join_collapse_limit", "from_collapse_limit"):
            assert int(db.session.scalar(text(f"SHOW {name}")) or 0) >= tables


def test_the_owner_is_shown_with_what_is_needed_to_call() -> None:
    plan = make_plan()
    owner: User = make_user(plan, Role.OWNER, telephone="0237 385 2246", unreachable_since=NOW)
    make_task(plan, due=date(2026, 12, 1), owner=owner)
    make_task(plan, due=date(2026, 12, 2), owner=None)

    first, second = rows(plan)

    assert (first.owner_name, first.owner_telephone) == (owner.full_name, "0237 385 2246")
    assert first.is_owner_unreachable
    assert (second.owner_id, second.is_owner_unreachable) == (None, False)
