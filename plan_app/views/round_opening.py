"""A round before it is opened: its form, its days, and who would get which mail."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import g, render_template

from plan_app.domain import rounds as rules
from plan_app.domain.askings import Asking, RoundDays, Told
from plan_app.domain.holding import Hold
from plan_app.domain.periods import Period
from plan_app.domain.rounds import RoundKind, Wish
from plan_app.errors import RuleBroken
from plan_app.extensions import settings
from plan_app.forms.rounds import OWN, RoundForm
from plan_app.queries import askings, days, recipients
from plan_app.queries.deadlines import PlanRow
from plan_app.queries.recipients import Person
from plan_app.queries.rounds import Round
from plan_app.views import editing


@dataclass(frozen=True, slots=True)
class Preview:
    """What opening the round would do; `named` names exactly this."""

    wish: Wish
    days: RoundDays
    mails: list[Asking]
    people: Mapping[int, Person]
    held: Mapping[Hold, list[int]]
    named: str


def new_form(plan: PlanRow, now: datetime) -> RoundForm:
    """The form with what is likely wanted: the present half-year, from today on."""
    today = now.astimezone(settings().timezone).date()
    likely = rules.usual_period(RoundKind.HALF_YEAR, today)
    form = RoundForm(
        data={
            "version": 1,
            "period": likely.slug,
            "opens_on": today,
            "closes_time": plan.policy.round_closing_time.strftime("%H:%M"),
        }
    )
    form.offer(_periods(today))
    return form


def edit_form(this: Round) -> RoundForm:
    """The form as the round is."""
    closes_at = this.closes_at.astimezone(settings().timezone)
    form = RoundForm(
        data={
            "version": this.version,
            "period": _slug(this),
            "first_day": this.first_day,
            "last_day": this.last_day,
            "name": this.name,
            "opens_on": this.opens_on,
            "closes_on": closes_at.date(),
            "closes_time": closes_at.strftime("%H:%M"),
        }
    )
    form.offer(_periods(this.first_day))
    return form


def preview(form: RoundForm, plan: PlanRow, now: datetime) -> Preview | None:
    """What the round of the form would do; None with the error on the form where it cannot be."""
    zone = settings().timezone
    wish = form.wish(plan.policy, zone)
    today = now.astimezone(zone).date()
    try:
        rules.check(wish, now=now, today=today, zone=zone)
    except RuleBroken as error:
        form.show(error)
        return None
    day = days.get_day(now=now, assumed=None if plan.reminders_on else plan.id)
    around = askings.Surroundings(plan, today, day.line, day.holds, assume_on=not plan.reminders_on)
    closes_on = wish.closes_at.date()
    asking = RoundDays(
        round_id=0,
        plan_id=plan.id,
        opens_on=wish.opens_on,
        closes_on=closes_on,
        reminders=rules.reminder_days(closes_on, plan.policy, day.calendar),
        review=rules.review_day(closes_on, plan.policy, day.calendar),
    )
    since = rules.counting_since(wish.opens_on, zone)
    audience = askings.get_audience(askings.list_tasks(plan.id, since=since), around)
    mails = audience.compose(asking, wish.opens_on, Told())
    held: dict[Hold, list[int]] = {}
    for each in audience.held:
        held.setdefault(each.reason, []).append(each.number)
    people = recipients.list_people([each.recipient_id for each in mails])
    named = hashlib.sha256(repr((wish, mails)).encode()).hexdigest()
    return Preview(wish, asking, mails, people, held, named)


def page(form: RoundForm, shown: Preview | None, status: int = 200) -> editing.Answer:
    """The form, with the preview where there is one."""
    if form.errors and status == 200:
        status = editing.INVALID
    if shown is not None:
        form.confirmed.data = shown.named
    return render_template("rounds/edit.html", form=form, preview=shown, round=None), status


def _periods(today: date) -> list[Period]:
    """This year's periods, and last year's for those who are late."""
    years = [year for year in (today.year, today.year - 1)
             if g.plan.first_year <= year <= g.plan.last_year]  # fmt: skip
    return [Period(year, half) for year in years for half in (2, 1, None)]


def _slug(this: Round) -> str:
    match this.kind:
        case RoundKind.YEAR:
            return Period(this.first_day.year).slug
        case RoundKind.HALF_YEAR:
            return Period.half_of(this.first_day).slug
        case _:
            return OWN
