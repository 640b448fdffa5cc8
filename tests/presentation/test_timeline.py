"""What is drawn of a task, and the same in words."""

from dataclasses import replace
from datetime import date

import pytest

from plan_app.domain.deadlines import MilestoneFacts
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.timelines import Window, Zoom
from plan_app.presentation import timeline
from plan_app.presentation.timeline import Line, Mark
from plan_app.presentation.timeline_signs import legend
from plan_app.queries.timeline import TimelineMilestone

TODAY = date(2026, 12, 8)
PLAN = Window(Zoom.YEAR, 2021, 2030)


def milestone(due: date | None = date(2027, 12, 31), **facts: object) -> TimelineMilestone:
    """One that is due at the end of next year and not begun."""
    found = MilestoneFacts(
        state=MilestoneState.NOT_STARTED, due=due, reported_on=None, confirmed_on=None
    )
    return TimelineMilestone(replace(found, **facts), due, True, "", "")  # type: ignore[arg-type]


def lane(*milestones: TimelineMilestone, window: Window = PLAN, wording: str = "") -> timeline.Lane:
    """The line of a task with these milestones."""
    return timeline.lane(window, milestones, wording, TODAY)


@pytest.mark.parametrize(
    ("facts", "kind", "said"),
    [
        ({}, "within", "31/12/2027: trong hạn"),
        ({"due": date(2026, 12, 9)}, "soon", "09/12/2026: sắp đến hạn"),
        ({"due": date(2026, 12, 5)}, "late", "05/12/2026: quá hạn 03 ngày"),
        (
            {"state": MilestoneState.AWAITING_CONFIRMATION, "reported_on": TODAY},
            "awaiting",
            "31/12/2027: chờ xác nhận",
        ),
        (
            {"state": MilestoneState.COMPLETED, "reported_on": TODAY, "confirmed_on": TODAY},
            "done",
            "31/12/2027: đã hoàn thành đúng hạn",
        ),
        (
            {
                "due": date(2026, 12, 1),
                "state": MilestoneState.COMPLETED,
                "reported_on": TODAY,
                "confirmed_on": TODAY,
            },
            "done-late",
            "01/12/2026: đã hoàn thành quá hạn",
        ),
        ({"state": MilestoneState.SUSPENDED}, "suspended", "31/12/2027: tạm dừng"),
        ({"state": MilestoneState.WITHDRAWN}, "withdrawn", "31/12/2027: dừng thực hiện"),
    ],
)
def test_each_standing_has_a_sign_of_its_own(
    facts: dict[str, object], kind: str, said: str
) -> None:
    drawn = lane(milestone(**facts))  # type: ignore[arg-type]

    assert [(mark.kind, mark.said) for mark in drawn.marks] == [(kind, said)]
    assert drawn.said == said


def test_a_changed_date_is_drawn_with_the_first_one() -> None:
    moved = replace(milestone(), original_due_date=date(2025, 12, 31))

    drawn = lane(moved)

    assert drawn.lines == [Line("moved", "50", "70")]
    assert drawn.marks == [
        Mark("original", "50", "31/12/2025: thời hạn ban đầu"),
        Mark("within", "70", "31/12/2027: trong hạn"),
    ]
    assert drawn.said == "31/12/2027: trong hạn; ban đầu: 31/12/2025"


def test_milestones_are_joined_and_counted() -> None:
    done = replace(
        milestone(
            date(2025, 12, 31), state=MilestoneState.COMPLETED, reported_on=date(2025, 12, 1)
        ),
        is_pressing=False,
        label="Trình Đề án",
    )
    yearly = replace(milestone(), label="Kết quả năm 2027")

    drawn = lane(yearly, done)

    assert drawn.lines == [Line("span", "50", "70")]
    assert [mark.said for mark in drawn.marks] == [
        "31/12/2025: đã hoàn thành đúng hạn (Trình Đề án)",
        "31/12/2027: trong hạn",
    ]
    assert drawn.said == "31/12/2027: trong hạn; đã hoàn thành 01/02 mốc"
    assert drawn.kinds == {"span", "done", "within"}


def test_the_line_begins_with_the_first_year_that_the_plan_names() -> None:
    assert lane(milestone(), wording="2024 - 2027").lines == [Line("span", "30", "70")]
    assert lane(milestone()).lines == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Không quy định thời hạn"),
        ({"waiting_for": "Bộ Tài chính"}, "Chờ hướng dẫn của Bộ Tài chính"),
        ({"state": MilestoneState.SUSPENDED}, "Không quy định thời hạn; tạm dừng"),
    ],
)
def test_work_without_a_date_is_a_line_without_a_mark(facts: dict[str, object], said: str) -> None:
    drawn = lane(milestone(None, **facts))

    assert (drawn.lines, drawn.marks) == ([Line("undated", "0", "100")], [])
    assert drawn.said == said
    assert lane(milestone(None), wording="2026 - 2030").lines == [Line("undated", "50", "100")]


def test_what_lies_outside_of_the_window_is_counted_at_its_ends() -> None:
    year = Window(Zoom.MONTH, 2026, 2026)
    others = [replace(milestone(date(n, 6, 1)), is_pressing=False) for n in (2023, 2024, 2028)]

    drawn = lane(*others, milestone(date(2026, 6, 30)), window=year)

    assert [(mark.kind, mark.x) for mark in drawn.marks] == [
        ("earlier", "0"),
        ("later", "100"),
        ("late", "50"),
    ]
    assert drawn.marks[0].said == "Mốc trước đó: 02"
    assert drawn.lines == [Line("span", "0", "100")]
    assert lane(others[0], window=year).lines == []


def test_the_axis_has_borders_names_and_today() -> None:
    months = timeline.axis(Window(Zoom.MONTH, 2026, 2026), TODAY)
    quarters = timeline.axis(Window(Zoom.QUARTER, 2028, 2030), TODAY)

    assert (months.names[-1], months.period, months.years) == ("12", "2026", [])
    assert months.today == "93.7"
    assert (quarters.names[:5], quarters.period) == (["I", "II", "III", "IV", "I"], "2028 – 2030")
    assert (quarters.years, quarters.today) == (["33.3", "66.7"], "")
    assert timeline.axis(PLAN, TODAY).names == []


def test_the_legend_explains_what_occurs_in_its_own_order() -> None:
    assert legend({"late", "moved", "done"}) == [
        ("done", "Đã hoàn thành đúng hạn"),
        ("late", "Quá hạn"),
    ]


def test_a_single_date_is_not_worth_a_drawing_of_its_own() -> None:
    assert not timeline.draw(PLAN, [milestone()], "", TODAY).tells
    assert timeline.draw(PLAN, [milestone()], "2024 - 2027", TODAY).tells
