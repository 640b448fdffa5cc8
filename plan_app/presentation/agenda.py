"""Agendas in words: the name of each, and an agenda as a file for spreadsheets."""

from collections.abc import Iterable, Iterator
from datetime import date

from plan_app.domain.agenda import Month, Whose
from plan_app.presentation import chips, formatters, policy, spreadsheets
from plan_app.presentation.language import in_language
from plan_app.presentation.language import sentence as _
from plan_app.queries.agenda import Day, RoundDay
from plan_app.queries.rows import MilestoneRow


def of_whom(whose: Whose, agency: str = "") -> str:
    """`Nhiệm vụ của tôi`: whose deadlines an agenda shows; `agency` is a name."""
    if whose is Whose.OWN:
        return _("Nhiệm vụ của tôi")
    if whose is Whose.PLAN:
        return _("Toàn bộ Kế hoạch")
    return agency or _("Cơ quan của tôi")


def month(value: Month) -> str:
    """`Tháng 12/2026`."""
    return _("Tháng %(month)s", month=value.written)


def weekday(day: date) -> str:
    """`Thứ Hai`, as a heading begins."""
    word = policy.weekday(day)
    return word[:1].upper() + word[1:]


def written(day: date) -> str:
    """`Thứ Hai, 07/12/2026`."""
    return f"{weekday(day)}, {formatters.day(day)}"


def round_word(value: RoundDay) -> str:
    """What becomes of the reporting round on the day."""
    return _("Chốt số liệu") if value.is_closing else _("Mở kỳ báo cáo")


def day_word(value: Day) -> str:
    """What the calendar of the administration says of a day that differs from the week."""
    return _("Ngày làm bù") if value.is_working else _("Ngày nghỉ")


def write_csv(days: Iterable[Day], today: date) -> str:
    """Everything that stands on the days, a line each."""
    head = [
        _("Ngày"),
        _("Là"),
        _("Số"),
        _("Nội dung"),
        _("Mốc thực hiện"),
        _("Cơ quan chủ trì"),
        _("Tình trạng"),
    ]
    return spreadsheets.write_csv(head, (line for day in days for line in _lines(day, today)))


def _lines(day: Day, today: date) -> Iterator[list[object]]:
    when = formatters.day(day.date)
    if day.differs:
        yield [when, day_word(day), None, day.name, None, None, None]
    for each in day.rounds:
        yield [when, round_word(each), None, each.name, None, None, None]
    for row in day.deadlines:
        yield [when, _("Thời hạn nhiệm vụ"), *_deadline(row, today)]


def _deadline(row: MilestoneRow, today: date) -> list[object]:
    found = chips.of_milestone(row.facts, today, returned=row.is_returned)
    return [
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.label, row.label_en),
        in_language(row.agency_name, row.agency_name_en),
        "; ".join(chip.word for chip in found),
    ]
