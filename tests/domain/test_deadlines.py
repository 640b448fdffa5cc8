from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_app.domain.deadlines import (
    Figure,
    MilestoneFacts,
    Timeliness,
    days_late,
    figure,
    is_overdue,
    open_due,
    pressing,
    timeliness,
)
from plan_app.domain.statuses import CLOSED, OPEN, MilestoneState

DUE = date(2026, 11, 30)
IN_TIME = DUE
LATE = DUE + timedelta(days=1)
TODAY = date(2026, 12, 8)

OPEN_MILESTONE = MilestoneFacts(
    state=MilestoneState.IN_PROGRESS, due=DUE, reported_on=None, confirmed_on=None
)
AWAITING = replace(OPEN_MILESTONE, state=MilestoneState.AWAITING_CONFIRMATION, reported_on=IN_TIME)
COMPLETED = replace(AWAITING, state=MilestoneState.COMPLETED, confirmed_on=TODAY)
SUSPENDED = replace(OPEN_MILESTONE, state=MilestoneState.SUSPENDED)
WITHDRAWN = replace(OPEN_MILESTONE, state=MilestoneState.WITHDRAWN)

some_days = st.dates(date(2026, 11, 1), date(2026, 12, 31))
facts_of_any_milestone = st.builds(
    MilestoneFacts,
    state=st.sampled_from(MilestoneState),
    due=st.none() | some_days,
    reported_on=st.none() | some_days,
    confirmed_on=st.none() | some_days,
    waiting_for=st.none() | st.just("Bộ Công Thương"),
    ordinal=st.integers(0, 3),
    id=st.integers(1, 9),
)
tasks = st.lists(facts_of_any_milestone, min_size=1, max_size=6)


class TestOverdue:
    @pytest.mark.parametrize("state", [MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS])
    def test_open_work_is_overdue_from_the_day_after_its_due_date(
        self, state: MilestoneState
    ) -> None:
        facts = replace(OPEN_MILESTONE, state=state)

        assert open_due(facts) == DUE
        assert not is_overdue(facts, DUE)
        assert is_overdue(facts, DUE + timedelta(days=1))

    def test_undated_work_is_never_overdue(self) -> None:
        facts = replace(OPEN_MILESTONE, due=None)

        assert open_due(facts) is None
        assert not is_overdue(facts, TODAY)

    def test_work_reported_on_its_due_date_is_not_overdue_while_it_awaits(self) -> None:
        assert open_due(AWAITING) is None
        assert not is_overdue(AWAITING, TODAY)

    def test_work_reported_late_stays_overdue_while_it_awaits(self) -> None:
        facts = replace(AWAITING, reported_on=LATE)

        assert open_due(facts) == DUE
        assert is_overdue(facts, TODAY)

    @pytest.mark.parametrize("missing", ["due", "reported_on"])
    def test_nothing_proves_lateness_of_a_report_without_both_days(self, missing: str) -> None:
        late = replace(AWAITING, reported_on=LATE)
        facts = replace(late, due=None) if missing == "due" else replace(late, reported_on=None)

        assert open_due(facts) is None

    @pytest.mark.parametrize("state", sorted(CLOSED))
    def test_closed_work_is_not_overdue(self, state: MilestoneState) -> None:
        facts = replace(OPEN_MILESTONE, state=state, reported_on=LATE)

        assert open_due(facts) is None
        assert not is_overdue(facts, TODAY)

    @given(facts_of_any_milestone, some_days)
    def test_is_what_the_generated_column_says(self, facts: MilestoneFacts, today: date) -> None:
        due = open_due(facts)

        assert is_overdue(facts, today) == (due is not None and due < today)

    @given(facts_of_any_milestone, some_days)
    def test_work_once_overdue_stays_so_until_something_is_done(
        self, facts: MilestoneFacts, today: date
    ) -> None:
        if is_overdue(facts, today):
            assert is_overdue(facts, today + timedelta(days=1))


class TestDaysLate:
    def test_counts_calendar_days_since_the_due_date(self) -> None:
        assert days_late(OPEN_MILESTONE, TODAY) == 8

    def test_is_nothing_on_the_due_date(self) -> None:
        assert days_late(OPEN_MILESTONE, DUE) == 0

    def test_is_nothing_without_a_due_date(self) -> None:
        assert days_late(replace(OPEN_MILESTONE, due=None), TODAY) == 0

    def test_stops_on_the_day_of_the_report(self) -> None:
        facts = replace(AWAITING, reported_on=DUE + timedelta(days=3))

        assert days_late(facts, TODAY) == 3
        assert days_late(facts, TODAY + timedelta(days=30)) == 3

    def test_of_an_earlier_report_does_not_stop_work_that_was_returned(self) -> None:
        assert days_late(replace(OPEN_MILESTONE, reported_on=LATE), TODAY) == 8

    @given(facts_of_any_milestone, some_days)
    def test_is_positive_exactly_when_overdue(self, facts: MilestoneFacts, today: date) -> None:
        assert (days_late(facts, today) > 0) == is_overdue(facts, today)


class TestTimeliness:
    def test_of_late_work_is_overdue(self) -> None:
        assert timeliness(OPEN_MILESTONE, TODAY) is Timeliness.OVERDUE

    @pytest.mark.parametrize("days_left", [0, 1, 30])
    def test_of_work_due_within_thirty_days_is_due_soon(self, days_left: int) -> None:
        assert timeliness(OPEN_MILESTONE, DUE - timedelta(days=days_left)) is Timeliness.DUE_SOON

    def test_of_work_due_later_is_on_time(self) -> None:
        assert timeliness(OPEN_MILESTONE, DUE - timedelta(days=31)) is Timeliness.ON_TIME

    def test_takes_another_meaning_of_soon(self) -> None:
        week_before = DUE - timedelta(days=7)

        assert timeliness(OPEN_MILESTONE, week_before, soon_days=7) is Timeliness.DUE_SOON
        assert timeliness(OPEN_MILESTONE, week_before, soon_days=6) is Timeliness.ON_TIME

    def test_of_undated_work_is_no_deadline(self) -> None:
        assert timeliness(replace(OPEN_MILESTONE, due=None), TODAY) is Timeliness.NO_DEADLINE

    def test_of_undated_work_that_needs_guidance_is_waiting(self) -> None:
        facts = replace(OPEN_MILESTONE, due=None, waiting_for="Bộ Công Thương")

        assert timeliness(facts, TODAY) is Timeliness.WAITING_FOR_GUIDANCE

    def test_of_dated_work_does_not_wait_for_guidance(self) -> None:
        facts = replace(OPEN_MILESTONE, waiting_for="Bộ Công Thương")

        assert timeliness(facts, TODAY) is Timeliness.OVERDUE

    @pytest.mark.parametrize("today", [DUE, TODAY])
    def test_of_work_reported_in_time_is_on_time(self, today: date) -> None:
        assert timeliness(AWAITING, today) is Timeliness.ON_TIME

    def test_of_work_reported_late_is_overdue(self) -> None:
        assert timeliness(replace(AWAITING, reported_on=LATE), TODAY) is Timeliness.OVERDUE

    def test_of_undated_work_reported_done_no_longer_waits_for_guidance(self) -> None:
        facts = replace(AWAITING, due=None, waiting_for="Bộ Công Thương")

        assert timeliness(facts, TODAY) is Timeliness.NO_DEADLINE

    @given(facts_of_any_milestone, some_days)
    def test_is_given_for_open_work_only(self, facts: MilestoneFacts, today: date) -> None:
        assert (timeliness(facts, today) is None) == (facts.state in CLOSED)

    @given(facts_of_any_milestone, some_days)
    def test_agrees_with_the_one_definition_of_overdue(
        self, facts: MilestoneFacts, today: date
    ) -> None:
        overdue = timeliness(facts, today) is Timeliness.OVERDUE

        assert overdue == is_overdue(facts, today)


class TestFigure:
    def test_of_work_reported_in_time_and_confirmed_later_is_on_time(self) -> None:
        assert figure(COMPLETED, TODAY) is Figure.COMPLETED_ON_TIME

    def test_of_work_reported_late_is_completed_late(self) -> None:
        assert figure(replace(COMPLETED, reported_on=LATE), TODAY) is Figure.COMPLETED_LATE

    def test_without_a_report_goes_by_the_confirmation(self) -> None:
        unreported = replace(COMPLETED, reported_on=None)

        assert figure(replace(unreported, confirmed_on=LATE), TODAY) is Figure.COMPLETED_LATE
        assert figure(replace(unreported, confirmed_on=DUE), TODAY) is Figure.COMPLETED_ON_TIME

    def test_without_any_day_is_on_time(self) -> None:
        facts = replace(COMPLETED, reported_on=None, confirmed_on=None)

        assert figure(facts, TODAY) is Figure.COMPLETED_ON_TIME

    def test_of_undated_completed_work_is_on_time(self) -> None:
        assert figure(replace(COMPLETED, due=None), TODAY) is Figure.COMPLETED_ON_TIME

    def test_of_open_work_changes_the_day_after_the_due_date(self) -> None:
        assert figure(OPEN_MILESTONE, DUE) is Figure.OPEN_WITHIN_TIME
        assert figure(OPEN_MILESTONE, LATE) is Figure.OPEN_OVERDUE

    def test_of_undated_open_work_is_within_time(self) -> None:
        assert figure(replace(OPEN_MILESTONE, due=None), TODAY) is Figure.OPEN_WITHIN_TIME

    def test_of_awaiting_work_goes_by_the_report(self) -> None:
        assert figure(AWAITING, TODAY) is Figure.OPEN_WITHIN_TIME
        assert figure(replace(AWAITING, reported_on=LATE), TODAY) is Figure.OPEN_OVERDUE

    def test_of_suspended_and_withdrawn_work_stands_beside(self) -> None:
        assert figure(SUSPENDED, TODAY) is Figure.SUSPENDED
        assert figure(WITHDRAWN, TODAY) is Figure.WITHDRAWN

    @given(facts_of_any_milestone, some_days)
    def test_agrees_with_the_one_definition_of_overdue(
        self, facts: MilestoneFacts, today: date
    ) -> None:
        assert (figure(facts, today) is Figure.OPEN_OVERDUE) == is_overdue(facts, today)


class TestPressing:
    def test_of_no_milestones_is_none(self) -> None:
        assert pressing([]) is None

    def test_follows_the_order_of_the_ranks(self) -> None:
        later = DUE + timedelta(days=1)
        by_rank = [
            OPEN_MILESTONE,
            replace(AWAITING, reported_on=LATE + timedelta(days=1), due=later),
            replace(OPEN_MILESTONE, due=later + timedelta(days=1)),
            AWAITING,
            replace(AWAITING, due=later),
            replace(AWAITING, due=None),
            replace(OPEN_MILESTONE, due=None),
            SUSPENDED,
            replace(COMPLETED, due=later),
            COMPLETED,
            replace(COMPLETED, due=None),
            WITHDRAWN,
        ]

        for first in range(len(by_rank)):
            assert pressing(by_rank[first:][::-1]) is by_rank[first]

    @pytest.mark.parametrize(
        "facts", [OPEN_MILESTONE, AWAITING, COMPLETED, SUSPENDED, WITHDRAWN], ids=lambda f: f.state
    )
    def test_decides_a_tie_by_ordinal_and_then_by_id(self, facts: MilestoneFacts) -> None:
        first = replace(facts, ordinal=1, id=8)
        same_ordinal = replace(facts, ordinal=1, id=9)
        second = replace(facts, ordinal=2, id=7)

        assert pressing([second, same_ordinal, first]) is first

    @pytest.mark.parametrize("facts", [SUSPENDED, WITHDRAWN], ids=lambda f: f.state)
    def test_goes_by_ordinal_and_not_by_date_where_a_date_means_nothing(
        self, facts: MilestoneFacts
    ) -> None:
        first = replace(facts, ordinal=1)
        earlier_but_second = replace(facts, due=DUE - timedelta(days=90), ordinal=2)

        assert pressing([earlier_but_second, first]) is first

    @given(tasks, some_days)
    def test_makes_a_task_overdue_exactly_when_any_of_its_milestones_is(
        self, task: Sequence[MilestoneFacts], today: date
    ) -> None:
        chosen = pressing(task)

        assert chosen is not None
        assert is_overdue(chosen, today) == any(is_overdue(facts, today) for facts in task)

    @given(tasks)
    def test_makes_a_task_completed_only_when_nothing_is_open_or_suspended(
        self, task: Sequence[MilestoneFacts]
    ) -> None:
        chosen = pressing(task)

        assert chosen is not None
        if chosen.state is MilestoneState.COMPLETED:
            assert not any(
                facts.state in OPEN or facts.state is MilestoneState.SUSPENDED for facts in task
            )

    @given(tasks)
    def test_makes_a_task_withdrawn_only_when_all_of_it_is(
        self, task: Sequence[MilestoneFacts]
    ) -> None:
        chosen = pressing(task)

        assert chosen is not None
        all_withdrawn = all(facts.state is MilestoneState.WITHDRAWN for facts in task)
        assert (chosen.state is MilestoneState.WITHDRAWN) == all_withdrawn

    @given(tasks, st.data())
    def test_shows_the_same_whatever_the_order_of_reading(
        self, task: list[MilestoneFacts], data: st.DataObject
    ) -> None:
        numbered = [replace(facts, id=n) for n, facts in enumerate(task)]

        assert pressing(numbered) == pressing(data.draw(st.permutations(numbered)))
