"""Days, times and numbers as the office writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from plan_app.domain.deadlines import Figure
from plan_app.domain.progress import count_figures, percentages
from plan_app.presentation import charts, formatters, spreadsheets
from plan_app.presentation.language import speaking
from plan_app.presentation.listing import Filter, Pages, offer

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LATE_EVENING = datetime(2026, 12, 7, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (formatters.day(date(2026, 12, 7)), "07/12/2026"),
        (formatters.day(None), ""),
        (formatters.moment(LATE_EVENING, ZONE), "00:30 ngày 08/12/2026"),
        (formatters.moment(None, ZONE), ""),
        (formatters.moment_since(LATE_EVENING, LATE_EVENING, ZONE), "00:30 hôm nay"),
        (
            formatters.moment_since(LATE_EVENING, LATE_EVENING - timedelta(hours=1), ZONE),
            "00:30 ngày 08/12/2026",
        ),
        (formatters.moment_since(None, LATE_EVENING, ZONE), ""),
        (formatters.local_day(LATE_EVENING, ZONE), "08/12/2026"),
        (formatters.local_day(None, ZONE), ""),
        (formatters.as_of(LATE_EVENING, ZONE), "00 giờ 30 ngày 08/12/2026"),
        (formatters.count(3), "03"),
        (formatters.count(105), "105"),
        (formatters.count(12345), "12.345"),
        (formatters.percent(Decimal("39.0")), "39,0%"),
        (formatters.roman(4), "IV"),
        (formatters.roman(38), "XXXVIII"),
        (formatters.telephone("(+84) 237 385.2246"), "+842373852246"),
    ],
)
def test_it_is_written_so(written: str, expected: str) -> None:
    assert written == expected


@pytest.mark.parametrize(
    ("asked", "total", "number", "last"),
    [(1, 0, 1, 1), (1, 30, 1, 1), (2, 31, 2, 2), (9, 31, 2, 2), (0, 31, 1, 2)],
)
def test_a_page_lies_within_the_list(asked: int, total: int, number: int, last: int) -> None:
    page = Pages(asked, total)

    assert (page.number, page.last) == (number, last)


def test_a_filter_says_its_value_in_words() -> None:
    choices = [("1", "I. Nhóm một")]

    assert Filter("group", "1", offer("Nhóm", choices)).word == "I. Nhóm một"
    assert Filter("group", "9", offer("Nhóm", choices)).word == ""
    assert Filter("q", "rừng", offer("Tên")).word == "rừng"


def test_a_filter_selects_its_value_and_escapes_its_words() -> None:
    choices = [("1", "<b>"), ("11", "Nhóm hai")]

    assert Filter("group", "1", offer("Nhóm", choices)).options == (
        '<option value="1" selected>&lt;b&gt;</option><option value="11">Nhóm hai</option>'
    )


def test_the_parts_of_the_bar_lie_end_to_end() -> None:
    counts = count_figures([Figure.COMPLETED_ON_TIME, Figure.OPEN_OVERDUE, Figure.OPEN_OVERDUE])
    laid = [each for each in charts.shares(counts, percentages(counts)) if each.number]

    assert [(each.start, each.width) for each in laid] == [
        ("0.000", "33.333"),
        ("33.333", "66.667"),
    ]


def test_a_bar_of_nothing_has_no_width() -> None:
    counts = count_figures([])

    assert {each.width for each in charts.shares(counts, percentages(counts))} == {"0.000"}


def test_a_file_begins_with_the_mark_and_keeps_formulas_as_text() -> None:
    text = spreadsheets.write_csv(["Số", "Tên"], [[-5, "-5"], [None, "a,b"], [1, 'nói "có"']])

    assert text == ('\ufeffSố,Tên\r\n-5,\'-5\r\n,"a,b"\r\n1,"nói ""có"""\r\n')


def test_numbers_and_moments_are_written_as_english_has_them() -> None:
    with speaking("en"):
        assert [formatters.count(n) for n in (0, 3, 105, 12345)] == ["0", "3", "105", "12,345"]
        assert formatters.percent(Decimal("39")) == "39.0%"
        assert formatters.day(date(2026, 12, 7)) == "07/12/2026"
        assert formatters.moment(LATE_EVENING, ZONE) == "00:30 on 08/12/2026"
        assert formatters.as_of(LATE_EVENING, ZONE) == "00:30 on 08/12/2026"
    assert formatters.count(3) == "03"
