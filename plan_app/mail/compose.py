"""Facts to a letter: the texts of the mails, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from plan_app.domain.dependencies import Predecessor
from plan_app.domain.duties import Duty, DutyPart, count_overdue
from plan_app.domain.progress import percentages
from plan_app.domain.update_links import last_day
from plan_app.extensions import settings
from plan_app.mail import (
    direction_words,
    leader_words,
    letter_words,
    links,
    mention_words,
    rendering,
    round_words,
    unsubscribing,
)
from plan_app.mail.addressing import dated_document, salutation, support_line, you
from plan_app.mail.facts import (
    AccountFacts,
    DecisionFacts,
    DigestFacts,
    ExtensionFacts,
    Facts,
    LeaderLetterFacts,
    LeaderNoticeFacts,
    LetterFacts,
    MilestoneFacts,
    NudgeFacts,
    ObjectionFacts,
    ReliefFacts,
    RoundFacts,
    UpdateLinkFacts,
)
from plan_app.mail.message import Letter
from plan_app.mail.update_links import Links
from plan_app.presentation.formatters import as_of, count, day, moment, percent, roman
from plan_app.presentation.language import sentence as _
from plan_app.presentation.language import speaking
from plan_app.presentation.words import state
from plan_app.queries.conditions import Owned, Progress
from plan_app.queries.roll_up import RollUp


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


class Part(Enum):
    """The sections of duties, in their order."""

    OVERDUE = 0
    SOON = 1
    EARLY = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A heading in Roman numerals and the duties below it."""

    numeral: str
    is_overdue: bool
    is_early: bool
    count: str
    lines: list[Line]


def compose(facts: Facts, made: Links = MappingProxyType({})) -> Letter:
    """The letter that says `facts`, with the links that were made for it.

    Equal facts give equal letters but for the links.
    """
    with speaking(facts.reader.language):
        values: dict[str, Any] = {
            "language": facts.reader.language,
            "salutation": salutation(facts.reader),
            "you": you(facts.reader),
            "is_draft": False,
            "support": support_line(facts.support),
            "support_address": facts.support.address if facts.support else "",
        }
        match facts:
            case DigestFacts():
                values |= _digest(facts, made)
            case UpdateLinkFacts():
                values |= _update_link(facts, made)
            case _:
                values |= _WORDS[type(facts)](facts)
        return rendering.render(facts.kind.value, values, language=facts.reader.language)


def _digest(facts: DigestFacts, made: Links) -> dict[str, Any]:
    overdue = count_overdue(facts.duties)
    shown = facts.duties[: facts.length]
    english = facts.reader.language == "en"
    return {
        "total": count(len(facts.duties)) if facts.duties else "",
        "overdue": count(overdue) if overdue else "",
        "first": _first_sentence(facts.duties[0], you(facts.reader)) if facts.duties else "",
        "announced": _announced(facts.duties),
        "early": bool(facts.duties) and all(duty.is_early for duty in facts.duties),
        "directions": direction_words.of_section(facts),
        "mentions": mention_words.of_section(facts),
        "sections": list(_sections(facts, shown, made, english=english)),
        "links_until": day(last_day(facts.today)) if made else "",
        "unsubscribe": unsubscribing.address(facts),
        "more": count(len(facts.duties) - len(shown)) if len(facts.duties) > len(shown) else "",
        "all_link": links.home(facts.duties[0].plan_slug) if facts.duties else "",
        "is_draft": any(duty.is_draft for duty in facts.duties)
        or any(each.is_draft for each in facts.directions)
        or any(each.is_draft for each in facts.mentions),
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
        ) + _to_do(duty, you)
    if duty.days_late == 0:
        when = _("Nhiệm vụ số %(number)s đến hạn trong ngày hôm nay.", number=number)
    else:
        when = _(
            "Nhiệm vụ số %(number)s còn %(days)s ngày đến hạn.",
            number=number,
            days=count(-duty.days_late),
        )
    return when + _(" Đề nghị %(you)s cập nhật kết quả thực hiện.", you=you)


def _to_do(duty: Duty, you: str) -> str:
    """The one thing to do about what is late; a member of a group asks for no more time."""
    if duty.part is DutyPart.MEMBER:
        return _(" Đề nghị %(you)s cập nhật kết quả thực hiện.", you=you)
    return _(" Đề nghị %(you)s cập nhật kết quả thực hiện hoặc đề nghị gia hạn.", you=you)


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


def _sections(
    facts: DigestFacts, shown: tuple[Duty, ...], made: Links, *, english: bool
) -> Iterable[Section]:
    lines = [_line(n, duty, made, english=english) for n, duty in enumerate(shown, start=1)]
    numeral = 1 if facts.directions else 0
    for part in Part:
        here = [line for line, duty in zip(lines, shown, strict=True) if _part(duty) is part]
        if here:
            numeral += 1
            number = sum(_part(duty) is part for duty in facts.duties)
            yield Section(roman(numeral), part is Part.OVERDUE, part is Part.EARLY, count(number),
                          here)  # fmt: skip


def _part(duty: Duty) -> Part:
    if duty.is_overdue:
        return Part.OVERDUE
    return Part.EARLY if duty.is_early else Part.SOON


def _line(ordinal: int, duty: Duty, made: Links, *, english: bool) -> Line:
    own = made.get(duty.milestone_id)
    return Line(
        ordinal=ordinal,
        number=duty.number,
        label=(english and duty.label_en) or duty.label,
        title=(english and duty.title_en) or duty.title,
        due=day(duty.due),
        standing=_standing(duty),
        last_report=_local_day(duty.last_reported_at),
        note=_note(duty),
        link=links.update(own.token) if own else _page(duty),
    )


def _page(duty: Duty) -> str:
    """Where the reader answers when signed in; who is told in the place of members sees them."""
    if duty.part is DutyPart.MEMBER:
        return links.member_answer(duty.plan_slug, duty.milestone_id)
    if duty.part is DutyPart.INSTEAD and duty.members:
        return links.members(duty.plan_slug, duty.milestone_id)
    return links.report(duty.plan_slug, duty.milestone_id)


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
    notes = [_why_yours(duty)]
    if duty.after is not None:
        notes.append(_after(duty.after))
    return " ".join(filter(None, notes))


def _why_yours(duty: Duty) -> str:
    if duty.part is DutyPart.DEPUTY:
        return _("Xử lý thay đầu mối theo dõi.")
    if duty.part is DutyPart.MEMBER:
        return _("Nhiệm vụ giao chung cho nhiều cơ quan; đề nghị báo cáo phần việc của cơ quan.")
    if duty.part is DutyPart.INSTEAD and duty.members:
        return _(
            "Chưa liên hệ được đầu mối của %(members)s cơ quan thành viên chưa báo cáo.",
            members=count(duty.members),
        )
    if duty.part is DutyPart.INSTEAD:
        return _("Chưa liên hệ được đầu mối theo dõi.")
    return _("Cần bổ sung kết quả.") if duty.returned else ""


def _after(first: Predecessor) -> str:
    """Which task comes first, and how it stands."""
    said = {"number": first.number, "state": state(first.state).lower()}
    if first.is_finished:
        return _("Nhiệm vụ số %(number)s phải thực hiện trước: %(state)s.", **said)
    return _("Thực hiện sau nhiệm vụ số %(number)s (%(state)s).", **said)


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
        "objections": count(attention.objections) if attention.objections else "",
        "to_leaders": count(roll_up.to_leaders) if roll_up.to_leaders else "",
        "leaders_link": links.leaders(plan),
        "closing": count(attention.closing) if attention.closing else "",
        "reliefs": count(attention.reliefs) if attention.reliefs else "",
        "directions": count(roll_up.directions) if roll_up.directions else "",
        "late_directions": count(roll_up.late_directions),
        "directions_link": links.directions(plan),
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
        "reliefs_link": links.reliefs(plan),
        "objections_link": links.letters(plan, standing="objected"),
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
        "document": dated_document(facts.document, facts.document_date),
        "request_link": links.extension(facts.plan_slug, facts.extension_id),
    }


def _objection(facts: ObjectionFacts) -> dict[str, Any]:
    return {
        **_milestone(facts),
        "document": dated_document(facts.document, facts.dated),
        "words": facts.words.rstrip(". "),
        "letter_link": links.letter(facts.plan_slug, facts.letter_id),
    }


def usual_words(agency: str) -> str:
    """The covering words of a nudge, where the coordinator leaves them."""
    return _(
        "Để có số liệu tổng hợp, %(agency)s trân trọng đề nghị quan tâm cập nhật kết quả thực "
        "hiện; trường hợp có khó khăn, vướng mắc, đề nghị thông tin để cùng phối hợp xử lý.",
        agency=agency,
    )


def _nudge(facts: NudgeFacts) -> dict[str, Any]:
    english = facts.reader.language == "en"
    lines = [_line(n, duty, {}, english=english) for n, duty in enumerate(facts.duties, start=1)]
    causes = [links.cause(duty.plan_slug, duty.milestone_id) for duty in facts.duties]
    return {
        "total": count(len(lines)),
        "first": _first_sentence(facts.duties[0], you(facts.reader)),
        "covering": facts.words or usual_words(facts.standing_agency),
        "lines": [
            {"line": line, "cause_link": cause} for line, cause in zip(lines, causes, strict=True)
        ],
        "asks_cause": facts.asks_cause,
        "is_draft": any(duty.is_draft for duty in facts.duties),
    }


def _update_link(facts: UpdateLinkFacts, made: Links) -> dict[str, Any]:
    return {
        "number": facts.number,
        "title": facts.title,
        "label": facts.label,
        "due": day(facts.due),
        "link": links.update(made[facts.milestone_id].token),
        "links_until": day(last_day(facts.today)),
        "is_draft": facts.is_draft,
    }


def _relief(facts: ReliefFacts) -> dict[str, Any]:
    return {
        "number": facts.number,
        "title": facts.title,
        "standing_agency": facts.standing_agency,
        "is_granted": facts.is_granted,
        "reason": facts.reason.rstrip(". "),
        "is_draft": facts.is_draft,
        "link": links.task(facts.plan_slug, facts.number),
    }


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


_WORDS: Final[Mapping[type[Facts], Callable[[Any], dict[str, Any]]]] = MappingProxyType(
    {
        DecisionFacts: _decision,
        ExtensionFacts: _extension,
        ObjectionFacts: _objection,
        LeaderLetterFacts: leader_words.of_letter,
        LeaderNoticeFacts: leader_words.of_notice,
        RoundFacts: round_words.of_mail,
        ReliefFacts: _relief,
        LetterFacts: letter_words.of_letter,
        NudgeFacts: _nudge,
        AccountFacts: _account,
    }
)
