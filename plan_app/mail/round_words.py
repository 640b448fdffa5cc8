"""What a mail about a reporting round says, as values of its templates."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from plan_app.domain.deadlines import Figure
from plan_app.mail import links
from plan_app.mail.facts import RoundAgency, RoundFacts, RoundSection
from plan_app.presentation import words
from plan_app.presentation.formatters import count, day
from plan_app.presentation.language import sentence as _


@dataclass(frozen=True, slots=True)
class Line:
    """A task without a report as the mail shows it."""

    ordinal: int
    number: int
    title: str
    due: str
    last_report: str
    link: str


@dataclass(frozen=True, slots=True)
class Row:
    """A task as it will be reported."""

    number: int
    title: str
    figure: str
    due: str
    last_report: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Agency:
    """The figures of one agency and its rows; `more` is how many are only on the page."""

    name: str
    total: str
    figures: str
    rows: list[Row]
    more: str
    link: str


def of_mail(facts: RoundFacts) -> dict[str, Any]:
    """The values of the mail of its own."""
    shown = facts.lines[: facts.length]
    return {
        "name": facts.name,
        "day": day(facts.closes_at[0]),
        "time": facts.closes_at[1],
        "is_opening": facts.is_opening,
        "total": count(len(facts.lines)) if facts.lines else "",
        "lines": [_line(n, facts) for n in range(len(shown))],
        "more": _more(len(facts.lines), len(shown)),
        "all_link": links.round_agency(facts.plan_slug, facts.round_id, facts.agency_id),
        "agencies": [_agency(each, facts) for each in facts.agencies],
        "is_draft": facts.is_draft,
    }


def of_section(section: RoundSection) -> dict[str, Any]:
    """The values of the section of a digest."""
    return {
        "name": section.name,
        "day": day(section.closes_at[0]),
        "time": section.closes_at[1],
        "total": count(len(section.numbers)),
        "numbers": ", ".join(map(str, section.numbers)),
        "link": links.round_agency(section.plan_slug, section.round_id, section.agency_id),
    }


def _line(n: int, facts: RoundFacts) -> Line:
    line, plan = facts.lines[n], facts.plan_slug
    return Line(
        ordinal=n + 1,
        number=line.number,
        title=line.title,
        due=day(line.due),
        last_report=day(line.last_reported_on),
        link=links.report(plan, line.milestone_id)
        if line.milestone_id
        else links.task(plan, line.number),
    )


def _agency(agency: RoundAgency, facts: RoundFacts) -> Agency:
    shown = agency.lines[: facts.length]
    return Agency(
        name=agency.name,
        total=count(len(agency.lines)),
        figures=_figures(agency),
        rows=[
            Row(number, title, words.figure(figure), day(due), day(said_on), not is_complete)
            for number, title, figure, due, said_on, is_complete in shown
        ],
        more=_more(len(agency.lines), len(shown)),
        link=links.round_agency(facts.plan_slug, facts.round_id, agency.id),
    )


def _figures(agency: RoundAgency) -> str:
    """`Đã hoàn thành đúng hạn: 08; Chưa hoàn thành, quá hạn: 01`: those that there are."""
    counts = Counter(line[2] for line in agency.lines)
    return "; ".join(
        _("%(figure)s: %(count)s", figure=words.figure(figure), count=count(counts[figure]))
        for figure in Figure
        if counts[figure]
    )


def _more(total: int, shown: int) -> str:
    return count(total - shown) if total > shown else ""
