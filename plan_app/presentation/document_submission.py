"""The submission (tờ trình) that collects the wishes for other dates, and the draft of its answer.

The department submits; what the committee signs is the letter that decides on the dates.
"""

from collections.abc import Iterator, Sequence

from plan_app.domain.documents import Version
from plan_app.presentation import document_lists as lists
from plan_app.presentation import document_voices as voices
from plan_app.presentation import document_words as words
from plan_app.presentation.document_tables import Column, Row
from plan_app.presentation.document_text import Gap, Words
from plan_app.presentation.documents import Paper, Sender
from plan_app.presentation.formatters import count
from plan_app.queries.document_facts import Submission
from plan_app.queries.requested_dates import Extension

_WISHES = (
    Column("TT", 10, "center"),
    Column("Nhiệm vụ", 41),
    Column("Cơ quan chủ trì", 25),
    Column("Thời hạn theo Kế hoạch", 24, "center"),
    Column("Thời hạn đề nghị", 24, "center"),
    Column("Lý do đề nghị", 36),
)
_DECISIONS = (
    Column("TT", 10, "center"),
    Column("Nhiệm vụ", 45),
    Column("Cơ quan chủ trì", 29),
    Column("Thời hạn theo Kế hoạch", 24, "center"),
    Column("Thời hạn đề nghị", 24, "center"),
    Column("Thời hạn mới", 28, "center"),
)
_NOT_FIXED = "Không quy định"


def write(submission: Submission, version: Version) -> bytes:
    """The submission as a Word file, or the letter by which the committee answers it."""
    if version is Version.PROVINCE:
        return _write_answer(submission)
    plan, voice = submission.plan, voices.of_version(submission.plan, Version.DEPARTMENT)
    about = f"Về việc {_about(submission)}"
    paper = Paper(f"Tờ trình {about}", author=voice.name, now=submission.now)
    paper.head(Sender(voice.body, "TTr"), submission.now.date())
    paper.title("TỜ TRÌNH", about)
    paper.addressed(voice.to)
    _warn_of_drafts(paper, submission)
    paper.paragraph(f"Căn cứ {voices.decision(plan)} ban hành {plan.title};")
    for line in _letters(submission.extensions):
        paper.paragraph(line)
    _write_wishes(paper, submission, voice.name)
    _write_opinions(paper, submission, voice.name, voice.to_short)
    paper.close(f"{voice.name} trình {voice.to_short} xem xét, quyết định")
    paper.signature(voice.body.signing, voice.copies)
    return paper.save()


def _about(submission: Submission) -> str:
    return f"điều chỉnh thời hạn hoàn thành một số nhiệm vụ thuộc {submission.plan.title}"


def _warn_of_drafts(paper: Paper, submission: Submission) -> None:
    drafts = {each.number for each in submission.extensions if each.is_draft}
    voices.warn_of_drafts(paper, submission.plan, len(drafts))


def _letters(wishes: Sequence[Extension]) -> Iterator[Words]:
    """The agencies' letters, each once; a gap for those that nobody has named."""
    named = {
        (each.document, each.document_date, each.agency): None for each in wishes if each.document
    }
    for document, day, agency in named:
        dated = f" ngày {words.quoted_day(day)}" if day else ""
        yield f"Căn cứ {document}{dated} của {agency};"
    unnamed = dict.fromkeys(each.agency for each in wishes if not each.document)
    for agency in unnamed:
        yield ["Căn cứ ", Gap(f"số, ký hiệu, ngày của văn bản đề nghị của {agency}"), ";"]


def _write_wishes(paper: Paper, submission: Submission, name: str) -> None:
    wishes = submission.extensions
    tasks, agencies = ({each.number for each in wishes}, {each.agency for each in wishes})
    paper.paragraph(
        f"Đến hết ngày {words.quoted_day(submission.day)}, {name} nhận được {count(len(wishes))} "
        f"đề nghị điều chỉnh thời hạn đối với {count(len(tasks))} nhiệm vụ của "
        f"{count(len(agencies))} cơ quan chủ trì, tổng hợp như sau:"
    )
    rows = [Row([*_told(n, each), _reason(each)]) for n, each in enumerate(wishes, start=1)]
    paper.table(_WISHES, rows)
    if submission.incomplete:
        number = count(len(submission.incomplete))
        paper.paragraph(
            f"Ngoài ra, còn {number} đề nghị đang chờ cơ quan bổ sung hồ sơ, chưa tổng hợp trong "
            "Tờ trình này:"
        )
    for each in submission.incomplete:
        missing = f"; nội dung cần bổ sung: {words.sentence(each.missing)}" if each.missing else "."
        paper.paragraph(
            f"- Nhiệm vụ số {each.number} ({each.agency}), đề nghị đến ngày "
            f"{words.quoted_day(each.requested)}{missing}"
        )


def _write_opinions(paper: Paper, submission: Submission, name: str, to: str) -> None:
    paper.heading(f"Ý kiến của {name}", level=2)
    for each in submission.extensions:
        label = f" ({each.label})" if each.label else ""
        wanted = Gap("chấp thuận, chưa chấp thuận hoặc đề nghị thời hạn khác; lý do")
        paper.paragraph([f"- Nhiệm vụ số {each.number}{label}: ", wanted, "."])
    paper.paragraph(
        f"Thời hạn nêu trên được quy định tại Kế hoạch do {to} ban hành; thời hạn chỉ thay đổi khi "
        f"có văn bản chấp thuận của {to}."
    )


def _write_answer(submission: Submission) -> bytes:
    """A letter to the agencies; which dates are agreed to, a person fills in."""
    plan, voice = submission.plan, voices.of_version(submission.plan, Version.PROVINCE)
    name, standing = voices.short(plan), plan.standing_agency
    paper = Paper(_about(submission).capitalize(), author=voice.name, now=submission.now)
    subject = "V/v điều chỉnh thời hạn hoàn thành một số nhiệm vụ tại "
    subject += voices.short_title(plan)
    paper.head(Sender(voice.body, "", subject), submission.now.date())
    agencies = dict.fromkeys(each.agency for each in submission.extensions)
    paper.addressed(*dict.fromkeys([standing, *agencies]))
    _warn_of_drafts(paper, submission)
    sign = words.body(standing, province=plan.issued_by).sign or "…"
    paper.paragraph(
        f"Xét đề nghị của {standing} tại Tờ trình số{words.BLANK}/TTr-{sign} "
        f"{words.open_quoted_day(submission.now)} về việc {_about(submission)} (ban hành kèm theo "
        f"{voices.decision(plan)}), {name} có ý kiến như sau:"
    )
    paper.paragraph("1. Về thời hạn hoàn thành các nhiệm vụ:")
    agreed = Gap("ngày, hoặc giữ nguyên thời hạn")
    rows = [Row([*_told(n, each), agreed]) for n, each in enumerate(submission.extensions, start=1)]
    paper.table(_DECISIONS, rows)
    paper.paragraph(
        "2. Các cơ quan chủ trì tập trung hoàn thành nhiệm vụ theo thời hạn nêu trên; cập nhật kết "
        "quả thực hiện trên hệ thống theo dõi Kế hoạch."
    )
    paper.paragraph(
        f"3. Giao {standing} theo dõi, đôn đốc, tổng hợp kết quả thực hiện, báo cáo {name}."
    )
    paper.close(f"{name} đề nghị các cơ quan, đơn vị nghiêm túc triển khai thực hiện")
    copies: list[Words] = ["Như trên", voices.chairs(plan), voices.OFFICE]
    paper.signature(voice.body.signing, copies)
    return paper.save()


def _told(n: int, each: Extension) -> list[Words]:
    """What both tables say of a wish: its number, task, agency, date and the date asked for."""
    return [
        str(n),
        lists.title(each),
        each.agency,
        _due(each),
        words.quoted_day(each.requested),
    ]


def _due(each: Extension) -> str:
    """The date that holds, and the first one where it was moved before."""
    due = words.quoted_day(each.due) or _NOT_FIXED
    if each.original_due is None or each.original_due == each.due:
        return due
    return f"{due} (ban đầu {words.quoted_day(each.original_due)})"


def _reason(each: Extension) -> Words:
    return words.sentence(each.reason)
