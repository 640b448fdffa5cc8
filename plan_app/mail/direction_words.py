"""What a digest says of the directions that its reader is to answer, as values of its templates."""

from dataclasses import dataclass
from typing import Any

from plan_app.mail import links
from plan_app.mail.addressing import addressed, dated_document, you
from plan_app.mail.facts import DigestFacts, DirectionLine
from plan_app.presentation.formatters import count, day
from plan_app.presentation.language import sentence as _


@dataclass(frozen=True, slots=True)
class Line:
    """One direction as the mail shows it."""

    number: int
    title: str
    source: str
    body: str
    asked_again: str
    until: str
    standing: str
    link: str


def of_section(facts: DigestFacts) -> dict[str, Any] | None:
    """The values of the section above the deadlines; None without any."""
    if not facts.directions:
        return None
    late = sum(each.answer_by < facts.today for each in facts.directions)
    return {
        "total": count(len(facts.directions)),
        "late": count(late) if late else "",
        "first": _first(facts.directions[0], facts),
        "lines": [_line(each, facts) for each in facts.directions],
    }


def _first(direction: DirectionLine, facts: DigestFacts) -> str:
    """Of which task, until when or how late, the one thing to do."""
    said = {"number": direction.number, "you": you(facts.reader)}
    days = (facts.today - direction.answer_by).days
    if days > 0:
        return _(
            "Ý kiến chỉ đạo về nhiệm vụ số %(number)s đã quá hạn trả lời %(days)s ngày;"
            " đề nghị %(you)s trả lời.",
            days=count(days),
            **said,
        )
    return _(
        "Nhiệm vụ số %(number)s có ý kiến chỉ đạo; đề nghị %(you)s trả lời chậm nhất ngày %(day)s.",
        day=day(direction.answer_by),
        **said,
    )


def _line(direction: DirectionLine, facts: DigestFacts) -> Line:
    return Line(
        number=direction.number,
        title=direction.title,
        source=_source(direction),
        body=direction.body,
        asked_again=direction.asked_again,
        until=day(direction.answer_by),
        standing=_standing((direction.answer_by - facts.today).days),
        link=links.task(direction.plan_slug, direction.number),
    )


def _source(direction: DirectionLine) -> str:
    """Where the words stand, or whose they are."""
    if direction.document:
        document = dated_document(direction.document, direction.document_date)
        return _("Ý kiến chỉ đạo tại %(document)s", document=document)
    return _(
        "Ý kiến chỉ đạo của %(name)s ngày %(day)s",
        name=addressed(direction.author_honorific, direction.author),
        day=day(direction.written_on),
    )


def _standing(days: int) -> str:
    """How many days are left."""
    if days < 0:
        return _("quá hạn %(days)s ngày", days=count(-days))
    return _("hạn trong ngày hôm nay") if days == 0 else _("còn %(days)s ngày", days=count(days))
