"""What mails about lists to leaders say, as values of their templates."""

from typing import Any

from plan_app.mail import links
from plan_app.mail.addressing import addressed
from plan_app.mail.facts import (
    LeaderLetterFacts,
    LeaderLine,
    LeaderNoticeFacts,
    Reader,
    Support,
)
from plan_app.presentation.catalogue import DEFAULT_LANGUAGE
from plan_app.presentation.formatters import count, day
from plan_app.presentation.language import sentence as _


def of_letter(facts: LeaderLetterFacts) -> dict[str, Any]:
    """The letter to the leader in charge (mail 2)."""
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
    name = addressed(reader.honorific if is_english else "Đồng chí", reader.full_name)
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
    name = addressed(signer.honorific, signer.full_name)
    who = ", ".join(part for part in (name, signer.position, signer.agency) if part)
    return (
        _("%(who)s; điện thoại %(number)s", who=who, number=signer.telephone)
        if signer.telephone
        else who
    )


def of_notice(facts: LeaderNoticeFacts) -> dict[str, Any]:
    """What the owner is told of it."""
    return {
        "agency": facts.agency,
        "standing_agency": facts.standing_agency,
        "numbers": ", ".join(str(number) for number in facts.numbers),
        "is_draft": facts.is_draft,
        "link": links.home(facts.plan_slug),
    }
