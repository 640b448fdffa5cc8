"""The letter that asks one agency for its overdue work (đôn đốc)."""

from plan_app.domain.documents import Version
from plan_app.presentation import document_figures as figures
from plan_app.presentation import document_lists as lists
from plan_app.presentation import document_voices as voices
from plan_app.presentation import document_words as words
from plan_app.presentation.document_text import Gap, Words
from plan_app.presentation.documents import Paper, Sender
from plan_app.presentation.formatters import count
from plan_app.queries.document_facts import AgencyReport


def write(letter: AgencyReport, version: Version) -> bytes:
    """The letter as a Word file; a department asks another, the committee may tell it to."""
    plan, voice = letter.plan, voices.of_version(letter.plan, version)
    paper = Paper(f"Đôn đốc thực hiện nhiệm vụ: {letter.agency}", author=voice.name, now=letter.now)
    subject = f"V/v đôn đốc thực hiện nhiệm vụ tại {voices.short_title(plan)}"
    paper.head(Sender(voice.body, "", subject), letter.now.date())
    paper.addressed(letter.agency)
    overdue = letter.standing.overdue
    voices.warn_of_drafts(paper, plan, voices.count_drafts(overdue))
    total = sum(letter.counts.values())
    paper.paragraph(
        f"Theo {plan.title} (ban hành kèm theo {voices.decision(plan)}), {letter.agency} chủ trì "
        f"{count(total)} nhiệm vụ. Đến hết ngày {words.quoted_day(letter.day)}: "
        f"{figures.totalled(letter.counts)}."
    )
    tasks = {row.task_id for row in overdue}
    paper.paragraph(f"Các nhiệm vụ chưa hoàn thành, quá hạn ({count(len(tasks))} nhiệm vụ) gồm:")
    lists.write_overdue(paper, letter.standing, (), with_agency=False)
    _ask(paper, letter, version)
    paper.signature(voice.body.signing, _copies(letter, version))
    return paper.save()


def _ask(paper: Paper, letter: AgencyReport, version: Version) -> None:
    plan = letter.plan
    if version is Version.PROVINCE:
        sender = voices.short(plan)
        asks = f"{sender} yêu cầu {letter.agency}"
    else:
        sender = plan.standing_agency
        asks = f"{sender} trân trọng đề nghị {letter.agency}"
    paper.paragraph(f"Để bảo đảm tiến độ thực hiện Kế hoạch, {asks} quan tâm, chỉ đạo:")
    paper.paragraph(
        "1. Tập trung hoàn thành các nhiệm vụ nêu trên; cập nhật kết quả thực hiện, số, ký hiệu "
        "và ngày của văn bản, sản phẩm đã hoàn thành trên hệ thống theo dõi Kế hoạch."
    )
    paper.paragraph(
        "2. Trường hợp có khó khăn, vướng mắc, báo cáo rõ nguyên nhân (khách quan, chủ quan), đề "
        "xuất giải pháp; trường hợp cần điều chỉnh thời hạn, có văn bản đề nghị, nêu rõ lý do và "
        "thời hạn đề nghị."
    )
    paper.paragraph([
        f"3. Gửi kết quả về {plan.standing_agency} trước ngày ", Gap("ngày, tháng, năm"),
        f" để tổng hợp, báo cáo {voices.short(plan)}.",
    ])  # fmt: skip
    paper.close(f"{sender} {_ends(letter, version)}")


def _ends(letter: AgencyReport, version: Version) -> str:
    if version is Version.PROVINCE:
        return f"đề nghị {letter.agency} nghiêm túc triển khai thực hiện"
    return "trân trọng cảm ơn sự phối hợp của quý cơ quan"


def _copies(letter: AgencyReport, version: Version) -> list[Words]:
    plan = letter.plan
    if version is Version.PROVINCE:
        return ["Như trên", voices.chairs(plan), plan.standing_agency, voices.OFFICE]
    head = f"{voices.head_of(plan.standing_agency)} (để b/c)"
    return ["Như trên", f"{voices.short(plan)} (để b/c)", head, voices.OFFICE]
