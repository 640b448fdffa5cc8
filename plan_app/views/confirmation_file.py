"""The confirmation queue as a file for spreadsheets."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from plan_app.models import Paper
from plan_app.presentation import formatters, measures, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.queries.confirmations import ConfirmationRow
from plan_app.queries.measures import Reported

Papers = Mapping[int, Sequence[Paper]]
Values = Mapping[int, Sequence[Reported]]


def write(
    rows: Sequence[ConfirmationRow], papers: Papers, values: Values, *, needs_paper: bool
) -> str:
    """The text of the file; days as on the page."""
    lines = (
        _cells(
            row,
            papers.get(row.report_id or 0, ()),
            measures.reported(values.get(row.report_id or 0, ())),
            needs_paper,
        )
        for row in rows
    )
    return spreadsheets.write_csv(_head(), lines)


def named(paper: Paper) -> str:
    """A file by its name, a reference as it is quoted."""
    if paper.is_file:
        return paper.name
    said = _("%(document)s ngày %(day)s", document=paper.number, day=formatters.day(paper.dated))
    return f"{said}: {paper.subject}" if paper.subject else said


def _head() -> list[str]:
    return [
        _("Số"),
        _("Nhiệm vụ"),
        _("Mốc thực hiện"),
        _("Cơ quan chủ trì"),
        _("Đầu mối theo dõi"),
        _("Thời hạn"),
        _("Ngày báo cáo"),
        _("Kết quả đạt được"),
        _("Chỉ tiêu, kinh phí"),
        _("Khó khăn, vướng mắc; kiến nghị"),
        _("Văn bản, tài liệu kèm theo"),
        _("Còn thiếu"),
    ]


def _cells(
    row: ConfirmationRow, papers: Sequence[Paper], reported: str, needs_paper: bool
) -> list[object]:
    named_papers = [named(each) for each in papers]
    if row.letter:
        day = formatters.day(row.letter_date)
        named_papers.insert(0, _("%(document)s ngày %(day)s", document=row.letter, day=day))
    lacking = (words.missing(each) for each in row.missing(needs_paper=needs_paper))
    return [
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.label, row.label_en),
        in_language(row.agency_name, row.agency_name_en),
        row.owner_name,
        formatters.day(row.due_date),
        formatters.day(row.reported_on),
        row.result,
        reported,
        row.difficulties,
        "; ".join(named_papers),
        "; ".join(lacking),
    ]
