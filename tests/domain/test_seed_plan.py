from datetime import date

from plan_app.domain.seed_plan import (
    MilestoneSeed,
    Once,
    Ongoing,
    Step,
    Timing,
    WaitingFor,
    Yearly,
    milestones,
)

ISSUED = date(2023, 10, 18)


def of(timing: Timing) -> list[MilestoneSeed]:
    return milestones(timing, issued=ISSUED, last_year=2030)


def test_one_date_is_one_milestone_without_a_label() -> None:
    assert of(Once(date(2026, 12, 31))) == [MilestoneSeed("", "", None, date(2026, 12, 31))]


def test_a_yearly_task_has_a_result_a_year_from_the_year_of_issue_to_the_last() -> None:
    found = of(Yearly(31, 12))

    assert [each.year for each in found] == list(range(2023, 2031))
    assert found[3] == MilestoneSeed("Kết quả năm 2026", "Result of 2026", 2026, date(2026, 12, 31))


def test_a_yearly_task_may_have_years_of_its_own() -> None:
    found = of(Yearly(31, 3, first=2024, last=2026))

    assert [each.due for each in found] == [date(year, 3, 31) for year in (2024, 2025, 2026)]


def test_ongoing_work_has_one_milestone_without_a_date() -> None:
    assert of(Ongoing()) == [MilestoneSeed("", "", None, None)]


def test_work_that_waits_has_no_date_and_says_for_whom() -> None:
    assert of(WaitingFor("Bộ Tài chính")) == [
        MilestoneSeed("", "", None, None, waiting_for="Bộ Tài chính")
    ]


def test_steps_keep_their_order_and_whether_they_are_fixed() -> None:
    steps = (
        Step("Khảo sát", "Survey", date(2025, 6, 30), is_fixed=False),
        Step("Phê duyệt", "Approval", date(2026, 12, 31)),
    )

    assert of(steps) == [
        MilestoneSeed("Khảo sát", "Survey", None, date(2025, 6, 30), is_fixed=False),
        MilestoneSeed("Phê duyệt", "Approval", None, date(2026, 12, 31)),
    ]
