"""What a document would say, so that parts of it can be left out before it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from plan_app.domain.documents import DocumentKind
from plan_app.domain.periods import Period
from plan_app.domain.progress import percentages
from plan_app.extensions import settings
from plan_app.forms.documents import DocumentForm
from plan_app.models import Plan
from plan_app.presentation.charts import Share, shares
from plan_app.queries import agencies, document_facts, requested_dates, rounds
from plan_app.queries.calendar import get_calendar
from plan_app.queries.document_facts import PlanFacts
from plan_app.queries.figures import Counts
from plan_app.queries.moments import one_moment
from plan_app.queries.requested_dates import Extension
from plan_app.queries.rounds import Round
from plan_app.queries.standings import StandingRow


@dataclass(frozen=True, slots=True)
class Preview:
    """The figures of the document, and what can be cut from it by agency.

    `told` are rows of which each can be cut: their difficulties, or in a summary the matters.
    `is_empty`: there is nothing to write the document about.
    """

    day: date
    shares: Sequence[Share] = ()
    told: Sequence[tuple[str, Sequence[StandingRow]]] = ()
    overdue: Sequence[StandingRow] = ()
    extensions: Sequence[Extension] = ()
    incomplete: Sequence[Extension] = ()
    has_before: bool = True
    is_closed: bool = False
    is_empty: bool = False


def preview(form: DocumentForm, plan: Plan, now: datetime) -> Preview | None:
    """What the chosen document would hold, as of one moment; None while the agency or period is
    not chosen.
    """
    facts = document_facts.facts_of(plan)
    with one_moment():
        return _preview(form, facts, now)


def _preview(form: DocumentForm, facts: PlanFacts, now: datetime) -> Preview | None:
    match form.chosen_kind:
        case DocumentKind.PLAN:
            closed = _closed(form, facts)
            period = form.chosen_period or (Period.half_of(_today(now)) if closed else None)
            return _of_plan(facts, period, now, closed) if period else None
        case DocumentKind.SUMMARY:
            return _of_summary(facts, now, _closed(form, facts))
        case DocumentKind.SUBMISSION:
            found = requested_dates.list_extensions(facts.id)
            incomplete = requested_dates.list_incomplete(facts.id)
            return Preview(_today(now), extensions=found, incomplete=incomplete, is_empty=not found)
        case _:
            return _of_agency(form, facts, now)


def _closed(form: DocumentForm, plan: PlanFacts) -> Round | None:
    return rounds.get_round(form.round_id, plan_id=plan.id) if form.round_id else None


def _of_plan(plan: PlanFacts, period: Period, now: datetime, closed: Round | None) -> Preview:
    zone = settings().timezone
    report = document_facts.get_plan_report(
        plan, period, now=now, zone=zone, grouped=False, closed=closed
    )
    return Preview(
        report.day,
        _shares(report.counted.counts()),
        document_facts.by_agency(report.difficulties),
        report.standing.overdue,
        has_before=report.before is not None,
        is_closed=closed is not None,
    )


def _of_summary(plan: PlanFacts, now: datetime, closed: Round | None) -> Preview:
    period, zone = Period.half_of(_today(now)), settings().timezone
    report = document_facts.get_plan_report(
        plan, period, now=now, zone=zone, grouped=False, closed=closed
    )
    matters = document_facts.list_matters(report, get_calendar())
    return Preview(
        report.day,
        _shares(report.counted.counts()),
        document_facts.by_agency(matters),
        has_before=report.before is not None,
        is_closed=closed is not None,
    )


def _of_agency(form: DocumentForm, plan: PlanFacts, now: datetime) -> Preview | None:
    if form.agency_id is None:
        return None
    agency = agencies.get_by_id(form.agency_id)
    report = document_facts.get_agency_report(plan, agency, now=now, zone=settings().timezone)
    is_own = form.chosen_kind is DocumentKind.AGENCY
    return Preview(
        report.day,
        _shares(report.counts),
        document_facts.by_agency(report.difficulties) if is_own else (),
        report.standing.overdue,
    )


def _shares(counts: Counts) -> list[Share]:
    return shares(counts, percentages(counts))


def _today(now: datetime) -> date:
    return now.astimezone(settings().timezone).date()
