"""A list of days as people paste it."""

from datetime import date

import pytest

from plan_app.domain import official_days
from plan_app.domain.official_days import Line


def faults(text: str) -> list[tuple[int, str]]:
    return [(fault.number, fault.message) for fault in official_days.read(text, 2027)[1]]


def test_days_are_read_line_by_line() -> None:
    text = "05/02/2027; nghỉ; Tết Nguyên đán\n\n6-2-2027;Làm việc; Làm bù \n"
    lines, wrong = official_days.read(text, 2027)
    assert wrong == []
    assert lines == [
        Line(1, date(2027, 2, 5), is_working=False, name="Tết Nguyên đán"),
        Line(3, date(2027, 2, 6), is_working=True, name="Làm bù"),
    ]


def test_cells_of_a_spreadsheet_and_english_words_are_read() -> None:
    text = "05.02.2027\toff\tTết\n06/02/2027 ; WORKING ; Làm bù"
    lines, wrong = official_days.read(text, 2027)
    assert wrong == []
    assert [line.is_working for line in lines] == [False, True]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("30/02/2027; nghỉ; Tết", official_days.NOT_A_DAY),
        ("Tết; nghỉ", official_days.NOT_A_DAY),
        ("05/02/2026; nghỉ; Tết", official_days.OTHER_YEAR),
        ("05/02/2027; Tết", official_days.NO_STATE),
        ("05/02/2027; nghỉ", official_days.NO_NAME),
        ("05/02/2027; nghỉ; " + "x" * 121, official_days.NAME_TOO_LONG),
    ],
)
def test_a_wrong_line_is_named_with_its_reason(line: str, message: str) -> None:
    assert faults("01/01/2027; nghỉ; Tết Dương lịch\n" + line) == [(2, message)]


def test_a_day_twice_is_wrong_the_second_time() -> None:
    assert faults("05/02/2027; nghỉ; A\n05/02/2027; làm việc; B") == [(2, official_days.TWICE)]


def test_a_list_without_end_is_cut_off() -> None:
    text = "\n".join(["x"] * 300)
    assert faults(text)[-1] == (101, official_days.TOO_MANY)
