"""The plan on one page, for the leader: the figures, and the matters on which a word is asked."""

from zoneinfo import ZoneInfo

from plan_app.domain.documents import Version
from plan_app.presentation import document_figures as figures
from plan_app.presentation import document_voices as voices
from plan_app.presentation import document_words as words
from plan_app.presentation.document_tables import Column, Row
from plan_app.presentation.document_text import Gap, Words
from plan_app.presentation.documents import Paper
from plan_app.presentation.formatters import as_of, count
from plan_app.queries.document_facts import Summary
from plan_app.queries.standings import StandingRow

_COLUMNS = (
    Column("TT", 10, "center"),
    Column("Việc xin ý kiến", 63),
    Column("Cơ quan chủ trì", 27),
    Column("Vướng mắc", 36),
    Column("Đề xuất", 24),
)
# What fits on one page with five matters.
_LONGEST_TITLE = 80
_LONGEST_WORDS = 80


def write(summary: Summary, zone: ZoneInfo) -> bytes:
    """The page as a Word file: agencies only, no person is named, nothing is ranked."""
    report = summary.report
    counts = report.counted.counts()
    voice = voices.of_version(report.plan, Version.DEPARTMENT)
    day = words.quoted_day(report.day)
    paper = Paper(f"Tóm tắt kết quả thực hiện đến ngày {day}", author=voice.name, now=report.now)
    closed = " (SỐ LIỆU ĐÃ CHỐT)" if report.closed else ""
    paper.title(f"TÓM TẮT KẾT QUẢ THỰC HIỆN ĐẾN NGÀY {day}{closed}", report.plan.title)
    paper.paragraph(
        f"Tổng số {count(report.counted.total)} nhiệm vụ: {figures.totalled(counts)}.", size=13
    )
    if report.before is not None:
        compared = figures.compared(counts, report.before)
        before = words.quoted_day(report.day_before)
        paper.paragraph(f"So với kỳ trước (đến hết ngày {before}): {compared}.", size=13)
    figures.write_ring(paper, counts)
    _write_matters(paper, summary, voice.name)
    said = figures.taken(report) if report.closed else f"số liệu tính đến {as_of(report.now, zone)}"
    note = f"{figures.NOTE} {said[0].upper()}{said[1:]}. {voice.name} tổng hợp."
    if voices.count_drafts(report.standing.milestones):
        note += " (*) Nội dung minh họa, chưa đối chiếu với Phụ lục kèm theo Quyết định."
    paper.note(note)
    return paper.save()


def _write_matters(paper: Paper, summary: Summary, name: str) -> None:
    after = count(summary.report.plan.matter_after)
    if not summary.matters:
        paper.paragraph(
            f"Không có nhiệm vụ quá hạn trên {after} ngày làm việc cần xin ý kiến.", size=13
        )
    else:
        number = count(len(summary.matters))
        paper.paragraph(
            f"{number} việc đề nghị lãnh đạo {voices.short(summary.report.plan)} cho ý kiến:",
            bold=True,
            size=13,
        )
        rows = [_row(n, row, summary) for n, row in enumerate(summary.matters, start=1)]
        paper.table(_COLUMNS, rows, size=11)
    rest = []
    if summary.left_out:
        rest.append(f"{count(summary.left_out)} việc khác quá hạn trên {after} ngày làm việc")
    if summary.extensions:
        rest.append(f"{count(summary.extensions)} đề nghị điều chỉnh thời hạn chưa xử lý")
    if rest:
        paper.paragraph(f"Ngoài ra có {'; '.join(rest)} ({name} báo cáo riêng).", size=13)


def _row(n: int, row: StandingRow, summary: Summary) -> Row:
    late = count(summary.report.standing.days_late(row))
    mark = " (*)" if row.is_draft else ""
    title = words.shortened(row.title, _LONGEST_TITLE)
    told: Words = Gap("vướng mắc")
    if row.said and row.said.difficulties:
        told = words.shortened(row.said.difficulties, _LONGEST_WORDS)
    matter = f"Số {row.number}. {title}{mark} (quá hạn {late} ngày)"
    return Row([str(n), matter, row.agency_name, told, Gap("đề xuất")])
