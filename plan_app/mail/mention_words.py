"""What a digest says of the comments that mention its reader, as values of its templates."""

from typing import Any, NamedTuple

from plan_app.mail import links
from plan_app.mail.addressing import addressed, you
from plan_app.mail.facts import DigestFacts, MentionLine
from plan_app.presentation.formatters import count, day
from plan_app.presentation.language import sentence as _


class Line(NamedTuple):
    """One comment as the mail shows it."""

    number: int
    title: str
    said: str
    link: str


def of_section(facts: DigestFacts) -> dict[str, Any] | None:
    """The values of the section below the deadlines; None without any."""
    if not facts.mentions:
        return None
    reader = you(facts.reader)
    return {
        "total": count(len(facts.mentions)),
        "lines": [_line(each, reader) for each in facts.mentions],
    }


def _line(mention: MentionLine, reader: str) -> Line:
    said = _(
        "%(name)s nhắc đến %(you)s trong trao đổi ngày %(day)s.",
        name=addressed(mention.author_honorific, mention.author),
        you=reader,
        day=day(mention.written_on),
    )
    return Line(mention.number, mention.title, said, links.task(mention.plan_slug, mention.number))
