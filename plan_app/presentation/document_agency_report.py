"""An agency's own report on its tasks, for its leader to sign."""

from collections.abc import Collection

from plan_app.domain.periods import Period
from plan_app.presentation import document_figures as figures
from plan_app.presentation import document_lists as lists
from plan_app.presentation import document_measures as measures
from plan_app.presentation import document_voices as voices
from plan_app.presentation import document_words as words
from plan_app.presentation.document_measures import Measured
from plan_app.presentation.documents import Paper, Sender
from plan_app.presentation.formatters import count
from plan_app.queries.document_facts import AgencyReport


def write(report: AgencyReport, cuts: Collection[int] = ()) -> bytes:
    """The report as a Word file, from the agency to the standing department."""
    plan = report.plan
    body = words.body(report.agency, province=plan.issued_by)
    about = f"Kết quả thực hiện nhiệm vụ tại {plan.title}"
    paper = Paper(f"Báo cáo {about}", author=report.agency, now=report.now)
    paper.head(Sender(body, "BC"), report.now.date())
    paper.title("BÁO CÁO", about)
    to = voices.short(plan) if report.agency == plan.standing_agency else plan.standing_agency
    paper.addressed(to)
    voices.warn_of_drafts(paper, plan, voices.count_drafts(report.standing.tasks))
    paper.paragraph(
        f"Thực hiện {voices.decision(plan)} ban hành {plan.title}, {report.agency} báo cáo kết quả "
        f"thực hiện các nhiệm vụ được giao đến hết ngày {words.quoted_day(report.day)} như sau:"
    )
    _write_body(paper, report, cuts)
    paper.close(f"{report.agency} báo cáo {to} để tổng hợp")
    paper.signature(body.signing, ["Như trên", voices.OFFICE])
    return paper.save()


def _write_body(paper: Paper, report: AgencyReport, cuts: Collection[int]) -> None:
    counts = report.counts
    paper.heading("I. KẾT QUẢ THỰC HIỆN")
    total = count(sum(counts.values()))
    paper.paragraph(
        f"{report.agency} chủ trì {total} nhiệm vụ: {figures.totalled(counts)}. Kết quả cụ thể:"
    )
    lists.write_own(paper, report.standing)
    paper.note(figures.NOTE)
    measures.write(
        paper, Measured(report.measures, report.standing, report.day.year), with_agency=False
    )
    paper.gap("Đánh giá chung; kết quả nổi bật")
    paper.heading("II. KHÓ KHĂN, VƯỚNG MẮC; NGUYÊN NHÂN")
    lists.write_difficulties(paper, report.difficulties, cuts, headed=False)
    if report.standing.overdue:
        paper.paragraph("Nhiệm vụ quá hạn và nguyên nhân:")
        lists.write_overdue(paper, report.standing, cuts, with_agency=False)
    paper.heading("III. NHIỆM VỤ THỜI GIAN TỚI")
    _write_ahead(paper, report)
    paper.heading("IV. ĐỀ XUẤT, KIẾN NGHỊ")
    paper.gap(f"Đề xuất, kiến nghị của {report.agency}")


def _write_ahead(paper: Paper, report: AgencyReport) -> None:
    following = Period.half_of(report.day).following
    due = report.standing.due_within(report.day, following.last)
    ahead = [row for row in due if row.is_open]
    day = words.quoted_day(following.last)
    if ahead:
        paper.paragraph(f"Các mốc thực hiện đến hạn từ nay đến ngày {day}:")
        lists.write_ahead(paper, ahead, with_agency=False)
    else:
        paper.paragraph(f"Không có mốc thực hiện đến hạn từ nay đến ngày {day}.")
    paper.gap("Giải pháp thực hiện các nhiệm vụ chưa hoàn thành")
