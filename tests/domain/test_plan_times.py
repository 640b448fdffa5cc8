"""The times of an appendix, as they are worded and as they are due."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_app.domain.appendix import PlanTerm
from plan_app.domain.plan_times import TimeReading, read
from plan_app.domain.seed_plan import MilestoneSeed, Once, WaitingFor, Yearly, milestones
from plan_app.imports import seed_file
from tests.seed_files import SHIPPED

TERM = PlanTerm(issued=date(2023, 10, 18), last_year=2030)
YEARS = st.integers(2020, 2035)
DASHES = st.sampled_from(["-", " - ", " – ", "–", " — ", " đến ", "- "])


def dues(wording: str) -> list[str]:
    return [f"{each.due:%d/%m/%Y}" if each.due else "" for each in read(wording, TERM).milestones]


@pytest.mark.parametrize(
    ("wording", "due"),
    [
        ("2025", "31/12/2025"),
        ("Năm 2025", "31/12/2025"),
        ("trong năm 2026", "31/12/2026"),
        ("Đến hết năm 2025", "31/12/2025"),
        ("Cuối năm 2025", "31/12/2025"),
        ("2023-2025", "31/12/2025"),
        ("2023 – 2030", "31/12/2030"),
        ("Giai đoạn 2024 - 2026", "31/12/2026"),
        ("Từ năm 2024 đến năm 2027", "31/12/2027"),
        ("2023 -\n2025", "31/12/2025"),
        ("Quý IV/2024", "31/12/2024"),
        ("QUÝ II / 2025", "30/06/2025"),
        ("Quý 3 năm 2026", "30/09/2026"),
        ("Hết quý I/2026", "31/03/2026"),
        ("Quý I - III/2025", "30/09/2025"),
        ("Quý I/2024 - Quý IV/2025", "31/12/2025"),
        ("Tháng 6/2025", "30/06/2025"),
        ("Tháng 02 năm 2024", "29/02/2024"),
        ("06/2025", "30/06/2025"),
        ("Từ tháng 6/2024 đến tháng 8/2025", "31/08/2025"),
        ("Tháng 6 - tháng 8/2025", "31/08/2025"),
        ("Trước ngày 30/6/2025", "30/06/2025"),
        ("Trước 30/6/2025", "30/06/2025"),
        ("Hoàn thành trước ngày 15/12/2026.", "15/12/2026"),
        ("Ngày 15 tháng 6 năm 2025", "15/06/2025"),
        ("30/06/2025", "30/06/2025"),
        ("2025-06-30", "30/06/2025"),
        ("01/01/2024 - 31/12/2025", "31/12/2025"),
        ("6 tháng đầu năm 2025", "30/06/2025"),
        ("Sáu tháng đầu năm 2025", "30/06/2025"),
        ("9 tháng đầu năm 2025", "30/09/2025"),
        ("06 tháng cuối năm 2026", "31/12/2026"),
    ],
)
def test_a_time_with_one_end_is_due_on_its_last_day(wording: str, due: str) -> None:
    assert read(wording, TERM) == TimeReading((MilestoneSeed("", "", None, _day(due)),))


def _day(text: str) -> date:
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)


@pytest.mark.parametrize(
    ("wording", "first", "last", "number"),
    [
        ("Hằng năm", "31/12/2023", "31/12/2030", 8),
        ("Hàng năm", "31/12/2023", "31/12/2030", 8),
        ("Thường xuyên, hằng năm", "31/12/2023", "31/12/2030", 8),
        ("Tháng 11 hằng năm", "30/11/2023", "30/11/2030", 8),
        ("Tháng 2 hằng năm", "29/02/2024", "28/02/2030", 7),
        ("Quý III hằng năm", "30/09/2024", "30/09/2030", 7),
        ("Trước 31/3 hằng năm", "31/03/2024", "31/03/2030", 7),
        ("Trước ngày 15/12 hàng năm", "15/12/2023", "15/12/2030", 8),
        ("Ngày 15 tháng 6 hằng năm", "15/06/2024", "15/06/2030", 7),
        ("Quý II, quý IV hằng năm", "31/12/2023", "31/12/2030", 15),
        ("Quý II và IV hằng năm", "31/12/2023", "31/12/2030", 15),
        ("Định kỳ 6 tháng", "31/12/2023", "31/12/2030", 15),
        ("Hằng quý", "31/12/2023", "31/12/2030", 29),
        ("2024 và những năm tiếp theo", "31/12/2024", "31/12/2030", 7),
        ("Từ năm 2025 trở đi", "31/12/2025", "31/12/2030", 6),
        ("2025 và hằng năm", "31/12/2025", "31/12/2030", 6),
        ("Hằng năm (2024-2026)", "31/12/2024", "31/12/2026", 3),
        ("2024 - 2026, hằng năm", "31/12/2024", "31/12/2026", 3),
        ("Hằng năm, giai đoạn 2022 - 2026", "31/12/2022", "31/12/2026", 5),
        ("Hằng năm từ năm 2025", "31/12/2025", "31/12/2030", 6),
        ("Hằng năm đến năm 2027", "31/12/2023", "31/12/2027", 5),
        ("2024 - 2030 (báo cáo trước 30/11 hằng năm)", "30/11/2024", "30/11/2030", 7),
    ],
)
def test_yearly_work_has_its_results_until_the_plan_ends(
    wording: str, first: str, last: str, number: int
) -> None:
    found = dues(wording)

    assert (found[0], found[-1], len(found)) == (first, last, number)
    assert read(wording, TERM).unread == ""


def test_a_yearly_result_is_labelled_as_the_plan_labels_it() -> None:
    assert read("Hằng năm", TERM).milestones == tuple(
        milestones(Yearly(31, 12), issued=TERM.issued, last_year=TERM.last_year)
    )


def test_several_results_a_year_have_labels_of_their_own() -> None:
    labels = [each.label for each in read("Quý II, quý IV hằng năm", TERM).milestones]

    assert labels[:3] == ["Kết quả Quý IV/2023", "Kết quả Quý II/2024", "Kết quả Quý IV/2024"]
    assert len(set(labels)) == len(labels)
    assert dues("Quý II, IV/2025") == ["30/06/2025", "31/12/2025"]
    assert read("30/6, 31/12 hằng năm", TERM).milestones[0].label_en == "Result of 31/12/2023"


@pytest.mark.parametrize(
    "wording", ["Thường xuyên", "Thường xuyên, liên tục", "Liên tục", "Thường xuyên (2023-2030)"]
)
def test_ongoing_work_has_no_date(wording: str) -> None:
    assert read(wording, TERM) == TimeReading((MilestoneSeed("", "", None, None),))


@pytest.mark.parametrize(
    ("wording", "whom"),
    [
        ("Sau khi có hướng dẫn của Bộ Tài chính", "Bộ Tài chính"),
        ("sau khi có văn bản hướng dẫn cụ thể của Bộ, ngành Trung ương", "Bộ, ngành Trung ương"),
        ("Sau khi Bộ Công Thương ban hành hướng dẫn", "Bộ Công Thương"),
        ("Sau khi có hướng dẫn", "cơ quan có thẩm quyền"),
    ],
)
def test_work_that_waits_names_for_whom(wording: str, whom: str) -> None:
    found = milestones(WaitingFor(whom), issued=TERM.issued, last_year=TERM.last_year)

    assert read(wording, TERM) == TimeReading(tuple(found))


def test_a_remark_with_a_time_is_a_step_of_its_own() -> None:
    found = read("2025 - 2026 (báo cáo sơ kết trong Quý I/2026)", TERM).milestones

    assert [(each.label, each.due) for each in found] == [
        ("Báo cáo sơ kết", date(2026, 3, 31)),
        ("Hoàn thành nhiệm vụ", date(2026, 12, 31)),
    ]
    assert len(read("2026 (báo cáo trước ngày 31/12/2026)", TERM).milestones) == 1


def test_lines_with_times_are_steps() -> None:
    found = read("- Quý II/2025: trình Đề án;\n- Triển khai năm 2026", TERM).milestones

    assert [(each.label, each.due) for each in found] == [
        ("Trình Đề án", date(2025, 6, 30)),
        ("Triển khai", date(2026, 12, 31)),
    ]


@pytest.mark.parametrize(
    "wording", ["2025 (ghi chú)", "2025 (sơ kết năm 2027)", "Thường xuyên (theo kế hoạch)"]
)
def test_a_remark_that_says_no_time_of_the_work_stays_unread(wording: str) -> None:
    reading = read(wording, TERM)

    assert len(reading.milestones) == 1
    assert reading.unread == wording.split("(")[1].rstrip(")")


@pytest.mark.parametrize(
    "wording",
    [
        "Trước tháng 6/2025",
        "Trước năm 2026",
        "Đầu năm 2025",
        "2024, 2025",
        "31/02/2025",
        "6/30/2025",
        "Tháng 13/2025",
        "13/2025",
        "Quý V/2025",
        "2030-2025",
        "Quý IV - Quý II/2025",
        "29/2 hằng năm",
        "Quý IV, quý II/2025",
        "Trước ngày 25 hằng tháng",
        "Theo tiến độ của dự án",
        "Giai đoạn 2021 – 2025, định hướng đến năm 2030",
        "Hằng năm từ năm 2031",
        "Quý II/2025: trình; trình",
        "Theo tiến độ (năm 2025)",
        "Hằng quý, theo yêu cầu",
        "",
    ],
)
def test_what_allows_two_readings_or_none_is_kept_and_not_guessed(wording: str) -> None:
    assert read(wording, TERM) == TimeReading((), wording)


def test_the_wordings_of_the_shipped_plan_give_its_own_dates() -> None:
    """But for what the plan adds by hand: steps of its own, and two that begin a year later."""
    plan = seed_file.read(SHIPPED.read_bytes(), today=date.min)
    differing = {
        task.number
        for task in plan.tasks
        if not isinstance(task.timing, tuple)
        and [each.due for each in read(task.time_as_worded, TERM).milestones]
        != [
            each.due
            for each in milestones(task.timing, issued=TERM.issued, last_year=TERM.last_year)
        ]
    }

    assert differing == {29, 56}
    assert all(read(task.time_as_worded, TERM).milestones for task in plan.tasks)


@given(YEARS)
def test_any_year_ends_with_its_last_day(year: int) -> None:
    wanted = milestones(Once(date(year, 12, 31)), issued=TERM.issued, last_year=2030)

    for wording in (f"{year}", f"Năm {year}", f"nam {year}", f"Trong năm {year}"):
        assert list(read(wording, TERM).milestones) == wanted


@given(YEARS, YEARS, DASHES)
def test_a_period_is_read_only_in_order(first: int, last: int, dash: str) -> None:
    found = dues(f"{first}{dash}{last}")

    assert found == ([f"31/12/{last}"] if first < last else [])


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_any_date_is_read_in_all_its_forms(day: date) -> None:
    short = f"{day.day}/{day.month}/{day.year}"

    worded = f"ngày {day.day} tháng {day.month} năm {day.year}"
    forms = (f"{day:%d/%m/%Y}", short, f"Trước ngày {short}", f"{day:%d-%m-%Y}", worded)
    for wording in (*forms, day.isoformat()):
        assert dues(wording) == [f"{day:%d/%m/%Y}"]


@given(
    st.sampled_from(["Hằng năm", "Quý IV/2024", "Thường xuyên", "Trước 31/3 hằng năm"]),
    st.booleans(),
    st.booleans(),
)
def test_spelling_and_case_change_no_date(wording: str, is_upper: bool, is_nfd: bool) -> None:
    written = wording.upper() if is_upper else wording.lower()
    written = unicodedata.normalize("NFD", written) if is_nfd else written

    assert dues(f"  {written} . ") == dues(wording)


WORDS = st.sampled_from(
    ["quý", "tháng", "năm", "ngày", "hằng năm", "trước", "đến", "2025", "2026", "IV", "6", "/", "-",
     "(", ")", ",", ";", ":", "sau khi", "có", "hướng dẫn", "của", "Bộ", "thường xuyên", "\n"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=8).map(" ".join)))
def test_any_wording_is_read_or_kept(wording: str) -> None:
    reading = read(wording, TERM)

    assert reading.milestones or reading.unread == read(reading.unread, TERM).unread
    labels = [each.label for each in reading.milestones]
    assert len(set(labels)) == len(labels)
    assert all(len(label) <= 200 for label in labels)
    assert all(2000 <= each.due.year <= 2099 for each in reading.milestones if each.due)
