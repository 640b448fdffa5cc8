"""Facts to a letter: the texts of the mails, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from plan_app.domain.duties import Duty, DutyPart, count_overdue
from plan_app.domain.progress import percentages
from plan_app.errors import N_
from plan_app.extensions import settings
from plan_app.mail import links, rendering, round_words
from plan_app.mail.facts import (
    AccountFacts,
    DecisionFacts,
    DigestFacts,
    ExtensionFacts,
    Facts,
    LeaderLetterFacts,
    LeaderLine,
    LeaderNoticeFacts,
    MilestoneFacts,
    Reader,
    RoundFacts,
    Support,
)
from plan_app.mail.message import Letter
from plan_app.presentation.catalogue import DEFAULT_LANGUAGE
from plan_app.presentation.formatters import as_of, count, day, moment, percent, roman
from plan_app.presentation.language import sentence as _
from plan_app.presentation.language import speaking
from plan_app.queries.conditions import Owned, Progress
from plan_app.queries.roll_up import RollUp

HONORIFICS: Final = frozenset({N_("Ông"), N_("Bà"), N_("Đồng chí")})


@dataclass(frozen=True, slots=True)
class Line:
    """One duty as the mail shows it."""

    ordinal: int
    number: int
    label: str
    title: str
    due: str
    standing: str
    last_report: str
    note: str
    link: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading in Roman numerals and the duties below it."""

    numeral: str
    is_overdue: bool
    count: str
    lines: list[Line]


def compose(facts: Facts) -> Letter:
    """The letter that says `facts`; equal facts give equal letters."""
    with speaking(facts.reader.language):
        values: dict[str, Any] = {
            "language": facts.reader.language,
            "salutation": salutation(facts.reader),
            "you": _you(facts.reader),
            "is_draft": False,
            "support": _support(facts.support),
            "support_address": facts.support.address if facts.support else "",
        }
        match facts:
            case DigestFacts():
                values |= _digest(facts)
            case DecisionFacts():
                values |= _decision(facts)
            case ExtensionFacts():
                values |= _extension(facts)
            case LeaderLetterFacts():
                values |= _leader_letter(facts)
            case LeaderNoticeFacts():
                values |= _leader_notice(facts)
            case RoundFacts():
                values |= round_words.of_mail(facts)
            case AccountFacts():
                values |= _account(facts)
        return rendering.render(facts.kind.value, values, language=facts.reader.language)


def salutation(reader: Reader) -> str:
    """`Ông Nguyễn Văn A, Phòng Kế hoạch, Sở Công Thương`; of a shared account, the agency."""
    if reader.is_shared:
        return reader.agency or reader.full_name
    name = _addressed(reader.honorific, reader.full_name)
    return ", ".join(part for part in (name, reader.division, reader.agency) if part)


def _addressed(honorific: str, full_name: str) -> str:
    """`Ông Nguyễn Văn A`, `Mr Nguyễn Văn A`; what is no form of address stays as it is."""
    return f"{_(honorific) if honorific in HONORIFICS else honorific} {full_name}".strip()


def _you(reader: Reader) -> str:
    """`Ông`, where Vietnamese says it; English has one word for everybody."""
    if reader.is_shared:
        return _("Quý cơ quan")
    is_named = reader.honorific and reader.language == DEFAULT_LANGUAGE
    return reader.honorific if is_named else _("Ông/Bà")


def _support(support: Support | None) -> str:
    """`Bà Lê Thị B, chuyên viên, Sở Tài chính; điện thoại …; thư công vụ …`."""
    if support is None:
        return ""
    name = _addressed(support.honorific, support.full_name)
    who = ", ".join(part for part in (name, support.position, support.agency) if part)
    telephone = _("điện thoại %(number)s", number=support.telephone) if support.telephone else ""
    address = _("thư công vụ %(address)s", address=support.address)
    return "; ".join(part for part in (who, telephone, address) if part)


def _digest(facts: DigestFacts) -> dict[str, Any]:
    overdue = count_overdue(facts.duties)
    shown = facts.duties[: facts.length]
    english = facts.reader.language == "en"
    return {
        "total": count(len(facts.duties)) if facts.duties else "",
        "overdue": count(overdue) if overdue else "",
        "first": _first_sentence(facts.duties[0], _you(facts.reader)) if facts.duties else "",
        "announced": _announced(facts.duties),
        "sections": list(_sections(facts, shown, english=english)),
        "more": count(len(facts.duties) - len(shown)) if len(facts.duties) > len(shown) else "",
        "all_link": links.home(facts.duties[0].plan_slug) if facts.duties else "",
        "is_draft": any(duty.is_draft for duty in facts.duties),
        "round": round_words.of_section(facts.round) if facts.round else None,
        "roll_ups": [_roll_up(roll_up) for roll_up in facts.roll_ups],
    }


def _first_sentence(duty: Duty, you: str) -> str:
    """Which task, how late, the one thing to do."""
    number = duty.number
    if duty.is_overdue:
        return _(
            "Nhiệm vụ số %(number)s đã quá hạn %(days)s ngày, chưa có báo cáo kết quả.",
            number=number,
            days=count(duty.days_late),
        ) + _(" Đề nghị %(you)s cập nhật kết quả thực hiện hoặc đề nghị gia hạn.", you=you)
    if duty.days_late == 0:
        when = _("Nhiệm vụ số %(number)s đến hạn trong ngày hôm nay.", number=number)
    else:
        when = _(
            "Nhiệm vụ số %(number)s còn %(days)s ngày đến hạn.",
            number=number,
            days=count(-duty.days_late),
        )
    return when + _(" Đề nghị %(you)s cập nhật kết quả thực hiện.", you=you)


def _announced(duties: Iterable[Duty]) -> str:
    """The sentence before a list to leaders: which tasks, from which day."""
    coming = [duty for duty in duties if duty.is_overdue and duty.escalates_on is not None]
    if not coming:
        return ""
    first_day = min(duty.escalates_on for duty in coming if duty.escalates_on is not None)
    numbers = ", ".join(str(duty.number) for duty in coming if duty.escalates_on == first_day)
    return _(
        "Nếu chưa có cập nhật, từ ngày %(day)s nhiệm vụ số %(numbers)s sẽ được tổng hợp"
        " gửi lãnh đạo cơ quan phụ trách.",
        day=day(first_day),
        numbers=numbers,
    )


def _sections(facts: DigestFacts, shown: tuple[Duty, ...], *, english: bool) -> Iterable[Section]:
    lines = [_line(n, duty, english=english) for n, duty in enumerate(shown, start=1)]
    overdue = count_overdue(facts.duties)
    parts = ((True, overdue), (False, len(facts.duties) - overdue))
    numeral = 0
    for is_overdue, number in parts:
        here = [
            line for line, duty in zip(lines, shown, strict=True) if duty.is_overdue == is_overdue
        ]
        if here:
            numeral += 1
            yield Section(roman(numeral), is_overdue, count(number), here)


def _line(ordinal: int, duty: Duty, *, english: bool) -> Line:
    return Line(
        ordinal=ordinal,
        number=duty.number,
        label=(english and duty.label_en) or duty.label,
        title=(english and duty.title_en) or duty.title,
        due=day(duty.due),
        standing=_standing(duty),
        last_report=_local_day(duty.last_reported_at),
        note=_note(duty),
        link=links.report(duty.plan_slug, duty.milestone_id),
    )


def _local_day(instant: datetime | None) -> str:
    return day(instant.astimezone(settings().timezone).date()) if instant else ""


def _standing(duty: Duty) -> str:
    if duty.is_overdue:
        return _("quá hạn %(days)s ngày", days=count(duty.days_late))
    if duty.days_late == 0:
        return _("đến hạn hôm nay")
    return _("còn %(days)s ngày", days=count(-duty.days_late))


def _note(duty: Duty) -> str:
    """Why it is this reader's, or what else stands out."""
    if duty.part is DutyPart.DEPUTY:
        return _("Xử lý thay đầu mối theo dõi.")
    if duty.part is DutyPart.INSTEAD:
        return _("Chưa liên hệ được đầu mối theo dõi.")
    return _("Cần bổ sung kết quả.") if duty.returned else ""


def _roll_up(roll_up: RollUp) -> dict[str, Any]:
    shares = percentages(roll_up.figures)
    plan, attention = roll_up.plan_slug, roll_up.attention
    of_open = Progress.OPEN.value
    return {
        "day": day(roll_up.today),
        "taken_at": as_of(roll_up.taken_at, settings().timezone),
        "to_handle": count(roll_up.to_handle),
        "awaiting": count(attention.awaiting),
        "awaiting_since": day(attention.awaiting_since),
        "unassigned": count(attention.unassigned),
        "unreachable": count(attention.unreachable),
        "extensions": count(attention.extensions) if attention.extensions else "",
        "to_leaders": count(roll_up.to_leaders) if roll_up.to_leaders else "",
        "leaders_link": links.leaders(plan),
        "closing": count(attention.closing) if attention.closing else "",
        "overdue": count(roll_up.overdue),
        "overdue_before": count(roll_up.overdue_before),
        "new": count(len(roll_up.new)),
        "new_numbers": _numbers(roll_up.new),
        "settled": count(len(roll_up.settled)),
        "settled_numbers": _numbers(roll_up.settled),
        "due_soon": count(roll_up.due_soon),
        "total": count(sum(roll_up.figures.values())),
        "figures": {
            figure.value: f"{count(number)} ({percent(shares[figure])})"
            for figure, number in roll_up.figures.items()
        },
        "planned": count(roll_up.mails.planned),
        "accepted": count(roll_up.mails.accepted),
        "failed": count(roll_up.mails.failed),
        "awaiting_link": links.confirmations(plan),
        "unassigned_link": links.tasks(plan, owner=Owned.NOBODY.value, state=of_open),
        "unreachable_link": links.tasks(plan, owner=Owned.UNREACHABLE.value, state=of_open),
        "extensions_link": links.extensions(plan),
        "rounds_link": links.rounds(plan),
        "overdue_link": links.overdue(plan),
    }


def _numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(number) for number in numbers)


def _milestone(facts: MilestoneFacts) -> dict[str, Any]:
    return {
        "number": facts.number,
        "title": facts.title,
        "label": facts.label,
        "standing_agency": facts.standing_agency,
        "due": day(facts.due),
        "is_draft": facts.is_draft,
        "reason": facts.reason.rstrip(". "),
        "link": links.task(facts.plan_slug, facts.number),
    }


def _decision(facts: DecisionFacts) -> dict[str, Any]:
    return {
        **_milestone(facts),
        "agency": facts.agency,
        "reported_on": day(facts.reported_on),
        "is_late": facts.is_late,
        "rework_by": day(facts.rework_by),
    }


def _extension(facts: ExtensionFacts) -> dict[str, Any]:
    return {
        **_milestone(facts),
        "standing": facts.standing.value,
        "is_fixed": facts.is_fixed,
        "requested_on": day(facts.requested_on),
        "before": day(facts.before),
        "wanted": day(facts.wanted),
        "offered": day(facts.offered),
        "answer_by": day(facts.answer_by),
        "granted": day(facts.granted),
        "document": _document(facts.document, facts.document_date),
        "request_link": links.extension(facts.plan_slug, facts.extension_id),
    }


def _leader_letter(facts: LeaderLetterFacts) -> dict[str, Any]:
    return {
        "salutation": _salutation_of_leader(facts.reader),
        "agency": facts.agency,
        "standing_agency": facts.standing_agency,
        "plan_title": facts.plan_title,
        "decision_number": facts.decision_number,
        "decision_date": day(facts.decision_date),
        "as_of": day(facts.today),
        "lead": count(facts.lead),
        "completed": count(facts.completed),
        "within": count(facts.within),
        "late": count(facts.late),
        "lines": [_leader_line(line) for line in facts.lines],
        "words": facts.words,
        "signer": _signer(facts.signer),
        "is_draft": facts.is_draft,
        "link": links.leader_letter(facts.letter_id) if facts.letter_id else "",
    }


def _salutation_of_leader(reader: Reader) -> str:
    """`Đồng chí Nguyễn Văn A, Phó Giám đốc, Sở Công Thương`."""
    is_english = reader.language != DEFAULT_LANGUAGE
    name = _addressed(reader.honorific if is_english else "Đồng chí", reader.full_name)
    return ", ".join(part for part in (name, reader.position, reader.agency) if part)


def _leader_line(line: LeaderLine) -> dict[str, str]:
    return {
        "number": str(line.number),
        "title": line.title,
        "label": line.label,
        "due": day(line.due),
        "said_on": day(line.said_on),
        "words": line.words,
    }


def _signer(signer: Support) -> str:
    """`Bà Lê Thị B, chuyên viên, Sở Tài chính; điện thoại …`."""
    name = _addressed(signer.honorific, signer.full_name)
    who = ", ".join(part for part in (name, signer.position, signer.agency) if part)
    return (
        _("%(who)s; điện thoại %(number)s", who=who, number=signer.telephone)
        if signer.telephone
        else who
    )


def _leader_notice(facts: LeaderNoticeFacts) -> dict[str, Any]:
    return {
        "agency": facts.agency,
        "standing_agency": facts.standing_agency,
        "numbers": _numbers(facts.numbers),
        "is_draft": facts.is_draft,
        "link": links.home(facts.plan_slug),
    }


def _document(document: str, dated: date | None) -> str:
    if not dated:
        return document
    return _("%(document)s ngày %(day)s", document=document, day=day(dated))


def _moment(said: str | None) -> str:
    """An instant of a context as people write it."""
    return moment(datetime.fromisoformat(said), settings().timezone) if said else ""


def _owned(facts: AccountFacts) -> str:
    """`06 nhiệm vụ do Sở Xây dựng chủ trì`; "" for who owns none."""
    if not facts.tasks:
        return ""
    if not facts.lead_agency:
        return _("%(tasks)s nhiệm vụ", tasks=count(facts.tasks))
    return _(
        "%(tasks)s nhiệm vụ do %(agency)s chủ trì",
        tasks=count(facts.tasks),
        agency=facts.lead_agency,
    )


def _account(facts: AccountFacts) -> dict[str, Any]:
    return {
        **facts.said,
        "changed_at": _moment(facts.said.get("changed_at")),
        "until": _moment(facts.said.get("until")),
        "owned": _owned(facts),
        "privacy_link": links.privacy(),
        "agency": facts.reader.agency,
        "standing_agency": facts.standing_agency or _("Cơ quan thường trực"),
    }
