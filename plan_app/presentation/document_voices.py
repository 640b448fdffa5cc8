"""In whose name a document speaks, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plan_app.domain.documents import MINISTRY, Version
from plan_app.presentation import document_words as words
from plan_app.presentation.document_text import Gap, Words
from plan_app.presentation.document_words import Body
from plan_app.presentation.documents import Paper
from plan_app.presentation.formatters import count
from plan_app.queries.document_facts import PlanFacts
from plan_app.queries.standings import StandingRow

# The last of the recipients: the clerk's office, and the division that wrote the document.
OFFICE: Final[Words] = ("Lưu: VT, ", Gap("đơn vị soạn thảo"))


@dataclass(frozen=True, slots=True)
class Voice:
    """`name` is the sender in a sentence, `to` the addressee, `to_short` in a sentence."""

    body: Body
    name: str
    to: str
    to_short: str
    copies: Sequence[Words]


def of_version(plan: PlanFacts, version: Version, *, ministry: str = MINISTRY) -> Voice:
    """The department to the committee, or the committee to the ministry."""
    copies: list[Words]
    body = words.body(speaker(plan, version), province=plan.issued_by)
    if version is Version.PROVINCE:
        copies = ["Như trên", chairs(plan), plan.standing_agency, OFFICE]
        # A ministry does not know which province is meant by "UBND tỉnh".
        return Voice(body, plan.issued_by, ministry, ministry, copies)
    copies = ["Như trên", f"{head_of(plan.standing_agency)} (để b/c)", OFFICE]
    to = words.committee(plan.issued_by)
    return Voice(body, plan.standing_agency, to, short(plan), copies)


def speaker(plan: PlanFacts, version: Version) -> str:
    """The name of the body that signs."""
    return plan.issued_by if version is Version.PROVINCE else plan.standing_agency


def short(plan: PlanFacts) -> str:
    """`UBND tỉnh` of `UBND tỉnh Thanh Hóa`: who issued the plan, within the province."""
    place = words.province_name(plan.issued_by)
    return plan.issued_by.removesuffix(place).strip() or plan.issued_by


def short_title(plan: PlanFacts) -> str:
    """`Kế hoạch hành động về tăng trưởng xanh`: the plan's title without place and years."""
    return plan.title.partition(" tỉnh ")[0]


def chairs(plan: PlanFacts) -> str:
    """Who of the committee gets a copy of what is signed in its name."""
    return f"Chủ tịch, các Phó Chủ tịch {short(plan)} (để b/c)"


def head_of(department: str) -> str:
    """`Giám đốc Sở` of a department; `Lãnh đạo` of any other body."""
    return "Giám đốc Sở" if department.startswith("Sở ") else "Lãnh đạo cơ quan"


def decision(plan: PlanFacts) -> str:
    """`Quyết định số 3825/QĐ-UBND ngày 18/10/2023 của UBND tỉnh Thanh Hóa`."""
    day = words.quoted_day(plan.decision_date)
    return f"Quyết định số {plan.decision_number} ngày {day} của {plan.issued_by}"


def warn_of_drafts(paper: Paper, plan: PlanFacts, drafts: int) -> None:
    """Say on top that texts were not compared with the decision, to be removed once they are."""
    if drafts:
        number = count(drafts)
        paper.gap(
            f"Lưu ý khi hoàn thiện: {number} nhiệm vụ có dấu (*) trong văn bản là nội dung minh "
            f"họa, chưa đối chiếu với Phụ lục kèm theo Quyết định số {plan.decision_number}; xóa "
            "đoạn này sau khi đối chiếu"
        )


def count_drafts(rows: Sequence[StandingRow]) -> int:
    """How many tasks of the rows have a text that nobody compared yet."""
    return len({row.task_id for row in rows if row.is_draft})
