"""The submission (tờ trình) that collects the wishes for other dates."""

from plan_app.domain.documents import Version
from plan_app.presentation import document_lists as lists
from plan_app.presentation import document_voices as voices
from plan_app.presentation import document_words as words
from plan_app.presentation.document_tables import Column, Row
from plan_app.presentation.document_text import Gap
from plan_app.presentation.documents import Paper, Sender
from plan_app.presentation.formatters import count
from plan_app.queries.document_facts import Extension, Submission

_COLUMNS = (
    Column("TT", 10, "center"),
    Column("Nhiệm vụ", 41),
    Column("Cơ quan chủ trì", 25),
    Column("Thời hạn theo Kế hoạch", 24, "center"),
    Column("Thời hạn đề nghị", 24, "center"),
    Column("Lý do đề nghị", 36),
)


def write(submission: Submission) -> bytes:
    """The submission as a Word file, from the standing department to the committee."""
    plan, voice = submission.plan, voices.of_version(submission.plan, Version.DEPARTMENT)
    about = f"Về việc điều chỉnh thời hạn hoàn thành một số nhiệm vụ thuộc {plan.title}"
    paper = Paper(f"Tờ trình {about}", author=voice.name, now=submission.now)
    paper.head(Sender(voice.body, "TTr"), submission.now.date())
    paper.title("TỜ TRÌNH", about)
    paper.addressed(voice.to)
    drafts = {each.number for each in submission.extensions if each.is_draft}
    voices.warn_of_drafts(paper, plan, len(drafts))
    _write_body(paper, submission, voice.name, voice.to_short)
    paper.signature(voice.body.signing, voice.copies)
    return paper.save()


def _write_body(paper: Paper, submission: Submission, name: str, to: str) -> None:
    plan, wishes = submission.plan, submission.extensions
    tasks, agencies = ({each.number for each in wishes}, {each.agency for each in wishes})
    paper.paragraph(f"Căn cứ {voices.decision(plan)} ban hành {plan.title};")
    paper.paragraph(["Căn cứ ", Gap("số, ký hiệu, ngày của văn bản đề nghị của từng cơ quan"), ";"])
    paper.paragraph(
        f"Đến hết ngày {words.quoted_day(submission.day)}, {name} nhận được {count(len(wishes))} "
        f"đề nghị điều chỉnh thời hạn đối với {count(len(tasks))} nhiệm vụ của "
        f"{count(len(agencies))} cơ quan chủ trì, tổng hợp như sau:"
    )
    paper.table(_COLUMNS, [_row(n, each) for n, each in enumerate(wishes, start=1)])
    paper.heading(f"Ý kiến của {name}", level=2)
    for each in wishes:
        label = f" ({each.label})" if each.label else ""
        wanted = Gap("chấp thuận, chưa chấp thuận hoặc đề nghị thời hạn khác; lý do")
        paper.paragraph([f"- Nhiệm vụ số {each.number}{label}: ", wanted, "."])
    paper.paragraph(
        f"Thời hạn nêu trên được quy định tại Kế hoạch do {to} ban hành; thời hạn chỉ thay đổi khi "
        f"có văn bản chấp thuận của {to}."
    )
    paper.close(f"{name} trình {to} xem xét, quyết định")


def _row(n: int, each: Extension) -> Row:
    return Row([
        str(n),
        lists.title(each),
        each.agency,
        words.quoted_day(each.due) or "Không quy định",
        words.quoted_day(each.requested),
        words.sentence(each.reason),
    ])  # fmt: skip
