"""Nudging chosen rows of the overdue list: who gets what, and what became of each row."""

from typing import Any, Final

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.forms.nudges import NudgeForm
from plan_app.mail import nudge_facts
from plan_app.mail.compose import compose, usual_words
from plan_app.queries import nudges as queries
from plan_app.queries.nudges import Nudging
from plan_app.services import nudges
from plan_app.services.nudges import Wish
from plan_app.views import editing

pages = Blueprint("nudges", __name__, url_prefix="/p/<plan>")

SEND: Final = "send"


@pages.post("/nudges")
@requires(Permission.STEER_REMINDERS)
def nudge() -> editing.Answer:
    """Show what would go to whom; the same sent with the second button is queued."""
    form = NudgeForm()
    step = request.form.get("step")
    if not form.validate():
        if form.picks.errors:
            flash(str(form.picks.errors[0]), "error")
            return redirect(url_for("overdue.show"), 303)
        return _preview(form, editing.INVALID)
    if step != SEND:
        return _preview(form, 200)
    plan, ids, wish = g.plan, form.picks.ids, _wish(form)
    done: list[Nudging] = []
    status = editing.save(
        form, lambda: done.append(nudges.send(plan, ids, wish, editing.act_now()))
    )
    if status != 303:
        return _preview(form, status)
    people = queries.list_names(done[0])
    return render_template("nudges/result.html", nudging=done[0], people=people)


def _preview(form: NudgeForm, status: int) -> editing.Answer:
    """The mails as they would be, in the words typed so far."""
    now = clock.now()
    nudging = queries.get_nudging(g.plan, form.picks.ids, now=now)
    wish = _wish(form)
    context: dict[str, Any] = {"words": wish.words, "asks_cause": wish.asks_cause}
    opens = max(now, nudging.window.opens)
    people, facts = nudge_facts.rehearse(g.plan, nudging, context, now=opens)
    if not form.words.data:
        form.words.data = usual_words(g.plan.standing_agency.name)
    return render_template(
        "nudges/preview.html",
        form=form,
        nudging=nudging,
        people=people,
        letters={person: compose(each) for person, each in facts.items()},
        opens=opens,
    ), status


def _wish(form: NudgeForm) -> Wish:
    """The usual words are left to the language of each reader."""
    words = form.words.data or ""
    is_usual = words == usual_words(g.plan.standing_agency.name)
    return Wish(words="" if is_usual else words, asks_cause=bool(form.asks_cause.data))
