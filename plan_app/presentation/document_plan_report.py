"""The half-year and yearly report on the plan."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from plan_app.domain.deadlines import Figure
from plan_app.domain.documents import MINISTRY, Section, Version
from plan_app.presentation import document_figures as figures
from plan_app.presentation import document_lists as lists
from plan_app.presentation import document_measures as measures
from plan_app.presentation import document_voices as voices
from plan_app.presentation import document_words as words
from plan_app.presentation.document_measures import Measured
from plan_app.presentation.document_voices import Voice
from plan_app.presentation.documents import Paper, Sender
from plan_app.presentation.formatters import count, roman
from plan_app.queries.choices import Choice
from plan_app.queries.document_facts import PlanReport
from plan_app.queries.standings import StandingRow


@dataclass(frozen=True, slots=True)
class Left:
    """What is left out: reports by id whose difficulties are not told, and whole sections."""

    reports: frozenset[int] = frozenset()
    sections: frozenset[Section] = frozenset()

    def has(self, section: Section) -> bool:
        """Whether the section stays in."""
        return section not in self.sections


def write(report: PlanReport, version: Version, left: Left, *, ministry: str = MINISTRY) -> bytes:
    """The report as a Word file."""
    voice = voices.of_version(report.plan, version, ministry=ministry)
    about = f"Kết quả thực hiện {report.plan.title}, {words.period(report.period)}"
    paper = Paper(f"Báo cáo {about}", author=voice.name, now=report.now)
    paper.head(Sender(voice.body, "BC"), report.now.date())
    paper.title("BÁO CÁO", about)
    paper.addressed(voice.to)
    voices.warn_of_drafts(paper, report.plan, voices.count_drafts(report.standing.milestones))
    _open(paper, report, voice)
    numbers = iter(range(1, 10))
    for title, write_section in _sections(report, voice, left):
        paper.heading(f"{roman(next(numbers))}. {title}")
        write_section(paper)
    paper.close(f"{voice.name} báo cáo {voice.to_short} {_asks(version)}")
    paper.signature(voice.body.signing, voice.copies)
    if left.has(Section.APPENDIX):
        _write_appendix(paper, report, voice)
    return paper.save()


def _asks(version: Version) -> str:
    return "xem xét, chỉ đạo" if version is Version.DEPARTMENT else "tổng hợp theo quy định"


def _open(paper: Paper, report: PlanReport, voice: Voice) -> None:
    paper.paragraph(
        f"Thực hiện {voices.decision(report.plan)} ban hành {report.plan.title}, {voice.name} báo "
        f"cáo kết quả thực hiện {words.period(report.period)} ({figures.taken(report)}) "
        "như sau:"
    )


Writer = Callable[[Paper], None]


def _sections(report: PlanReport, voice: Voice, left: Left) -> Iterator[tuple[str, Writer]]:
    yield (
        "CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI THỰC HIỆN",
        lambda paper: paper.gap(
            "Các văn bản chỉ đạo, triển khai, kiểm tra, đôn đốc đã ban hành trong kỳ: số, ký hiệu, "
            "ngày, trích yếu"
        ),
    )
    yield "KẾT QUẢ CHUNG", lambda paper: _write_results(paper, report, left)
    yield "KẾT QUẢ THEO NHÓM GIẢI PHÁP", lambda paper: _write_groups(paper, report, left)
    measured = Measured(report.measures, report.standing, report.period.last.year)
    if measured and left.has(Section.MEASURES):
        yield (
            "KẾT QUẢ THỰC HIỆN CHỈ TIÊU, KINH PHÍ",
            lambda paper: measures.write(paper, measured),
        )
    if left.has(Section.DIFFICULTIES):
        yield (
            "KHÓ KHĂN, VƯỚNG MẮC; KIẾN NGHỊ CỦA CÁC CƠ QUAN",
            lambda paper: lists.write_difficulties(paper, report.difficulties, left.reports),
        )
    if left.has(Section.OVERDUE):
        yield "NHIỆM VỤ QUÁ HẠN", lambda paper: _write_overdue(paper, report, left.reports)
    if left.has(Section.AHEAD):
        following = words.period(report.period.following).upper()
        yield f"NHIỆM VỤ {following}", lambda paper: _write_ahead(paper, report)
    yield (
        "ĐỀ XUẤT, KIẾN NGHỊ",
        lambda paper: paper.gap(f"Đề xuất, kiến nghị của {voice.name} với {voice.to_short}"),
    )


def _write_results(paper: Paper, report: PlanReport, left: Left) -> None:
    counts = report.counted.counts()
    agencies = {cell.agency_id for cell in report.counted.cells}
    paper.heading("1. Kết quả thực hiện nhiệm vụ", level=2)
    paper.paragraph(
        f"Kế hoạch có {count(report.counted.total)} nhiệm vụ thuộc {count(len(report.groups))} "
        f"nhóm giải pháp, do {count(len(agencies))} cơ quan, đơn vị chủ trì. Đến hết ngày "
        f"{words.quoted_day(report.day)}: {figures.totalled(counts)}."
    )
    day_before = report.day_before
    paper.caption("Bảng 1. Kết quả thực hiện nhiệm vụ")
    figures.write_table(paper, counts, day=report.day, before=report.before, day_before=day_before)
    if report.before is None:
        paper.gap(
            f"So sánh với kỳ trước (đến hết ngày {words.quoted_day(day_before)}): hệ thống chưa "
            "có số liệu của kỳ này; bổ sung từ báo cáo kỳ trước"
        )
    else:
        compared = figures.compared(counts, report.before)
        day = words.quoted_day(day_before)
        paper.paragraph(f"So với kỳ trước (đến hết ngày {day}): {compared}.")
    if left.has(Section.CHARTS):
        paper.caption("Biểu đồ 1. Cơ cấu kết quả thực hiện nhiệm vụ")
        figures.write_ring(paper, counts)
    _write_due(paper, report)
    paper.heading("3. Đánh giá chung", level=2)
    paper.gap("Đánh giá chung về mức độ hoàn thành, ưu điểm, hạn chế và nguyên nhân")
    if report.corrections:
        paper.heading("4. Nội dung đính chính sau khi chốt số liệu", level=2)
        lists.write_corrections(paper, report.corrections, report.now.tzinfo)


def _write_due(paper: Paper, report: PlanReport) -> None:
    due = report.due.counts()
    paper.heading(f"2. Các mốc thực hiện đến hạn trong {words.period(report.period)}", level=2)
    if not report.due.total:
        paper.paragraph("Không có mốc thực hiện đến hạn trong kỳ.")
        return
    paper.paragraph(
        f"Trong {words.period(report.period)} có {count(report.due.total)} mốc thực hiện có thời "
        f"hạn: {figures.said(due)}."
    )


def _write_groups(paper: Paper, report: PlanReport, left: Left) -> None:
    paper.caption("Bảng 2. Kết quả thực hiện nhiệm vụ theo nhóm giải pháp")
    figures.write_groups(paper, report.counted, report.groups)
    if left.has(Section.CHARTS) and report.groups:
        paper.caption("Biểu đồ 2. Kết quả thực hiện theo nhóm giải pháp")
        figures.write_bars(paper, report.counted, report.groups)
    if left.has(Section.GROUPS):
        done = report.completed
        for group in report.groups:
            own = [row for row in done if row.group_id == group.id]
            _write_group(paper, report, group, own)


def _write_group(paper: Paper, report: PlanReport, group: Choice, done: list[StandingRow]) -> None:
    counts = report.counted.counts(group_id=group.id)
    paper.heading(f"{group.ordinal}. Nhóm {roman(group.ordinal)}: {group.name}", level=2)
    total, finished = sum(counts.values()), figures.completed(counts)
    said = f"Nhóm có {count(total)} nhiệm vụ; đã hoàn thành {count(finished)}"
    if counts[Figure.OPEN_OVERDUE]:
        said += f", quá hạn {count(counts[Figure.OPEN_OVERDUE])}"
    period = words.period(report.period)
    did = f"các cơ quan đã hoàn thành {count(len(done))} mốc thực hiện:"
    paper.paragraph(
        f"{said}. Trong {period}, {did if done else 'chưa có mốc thực hiện nào hoàn thành.'}"
    )
    for row in done:
        label = f", {row.label[0].lower()}{row.label[1:]}" if row.label else ""
        result = lists.result(row)
        said = f": {result}" if result else "."
        paper.paragraph(f"- Nhiệm vụ số {row.number} ({row.agency_name}{label}){said}")
    paper.gap(f"Kết quả nổi bật, đánh giá của Nhóm {roman(group.ordinal)}")


def _write_overdue(paper: Paper, report: PlanReport, cuts: Collection[int]) -> None:
    overdue = report.standing.overdue
    day = words.quoted_day(report.day)
    if not overdue:
        paper.paragraph(f"Đến hết ngày {day}, không có nhiệm vụ quá hạn.")
        return
    tasks, agencies = ({row.task_id for row in overdue}, {row.agency_id for row in overdue})
    said = f"Đến hết ngày {day}, có {count(len(tasks))} nhiệm vụ quá hạn"
    if len(overdue) != len(tasks):
        said += f" ({count(len(overdue))} mốc thực hiện)"
    paper.paragraph(f"{said}, do {count(len(agencies))} cơ quan chủ trì, cụ thể:")
    lists.write_overdue(paper, report.standing, cuts)


def _write_ahead(paper: Paper, report: PlanReport) -> None:
    following = words.period(report.period.following)
    paper.gap(f"Nhiệm vụ trọng tâm, giải pháp {following}")
    ahead = report.ahead
    if not ahead:
        paper.paragraph(f"Không có mốc thực hiện đến hạn trong {following}.")
        return
    paper.paragraph(f"Các mốc thực hiện đến hạn trong {following} ({count(len(ahead))} mốc):")
    lists.write_ahead(paper, ahead)


def _write_appendix(paper: Paper, report: PlanReport, voice: Voice) -> None:
    blank, sign = words.BLANK, voice.body.sign or "…"
    paper.appendix(
        f"KẾT QUẢ THỰC HIỆN CÁC NHIỆM VỤ ĐẾN NGÀY {words.quoted_day(report.day)}",
        f"(Kèm theo Báo cáo số{blank}/BC-{sign} {words.open_quoted_day(report.now)} của "
        f"{voice.name})",
    )
    groups = {group.id: group.name for group in report.groups}
    lists.write_all(paper, report.standing, groups)
    paper.note(figures.NOTE)
    if voices.count_drafts(report.standing.milestones):
        paper.note(
            "(*) Nội dung minh họa, chưa đối chiếu với Phụ lục kèm theo Quyết định số "
            f"{report.plan.decision_number}."
        )
