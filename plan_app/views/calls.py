"""Calls: noted from a task or the overdue list, put right, taken back; the list of all."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import own_tasks
from plan_app.domain.calls import NotYourNote
from plan_app.domain.permissions import Permission, capacities
from plan_app.extensions import settings
from plan_app.forms.calls import CallForm
from plan_app.forms.milestones import VersionForm
from plan_app.models import CallNote, Milestone
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import calls as notes
from plan_app.queries import milestones
from plan_app.queries.calendar import get_calendar
from plan_app.queries.calls import CallFilter, CallStanding
from plan_app.queries.choices import list_choices
from plan_app.services import calls
from plan_app.services import milestones as holding
from plan_app.views import asked as addresses
from plan_app.views import call_file, editing
from plan_app.views import download as files

pages = Blueprint("calls", __name__, url_prefix="/p/<plan>")

# How many working days a promise usually takes; only a proposal in the form.
USUAL_WORKING_DAYS: Final = 5


@pages.get("/reminders/calls")
@requires(Permission.STEER_REMINDERS)
def show() -> str:
    """The calls that the address asks for, the latest first."""
    asked, today = _asked(), _today()
    wanted = CallFilter(**asked.found)
    page = Pages(asked.page, notes.count_rows(g.plan.id, wanted, today=today))
    return render_template(
        "reminders/calls.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        rows=notes.list_rows(g.plan.id, wanted, today=today, sort=asked.sort, page=page.number),
        standing_word=call_file.standing,
        today=today,
    )


@pages.get("/reminders/calls/list.csv")
@requires(Permission.STEER_REMINDERS)
def download() -> Response:
    """The calls that the address asks for, as a file for spreadsheets."""
    asked, today = _asked(), _today()
    wanted = CallFilter(**asked.found)
    rows = notes.list_rows(g.plan.id, wanted, today=today, sort=asked.sort, page=None)
    text = call_file.write(rows, today=today, zone=settings().timezone)
    named = _("Trao đổi qua điện thoại")
    return files.answer(text, named=named, plain_name="calls", today=today)


@pages.route("/milestones/<int:milestone_id>/call", methods=["GET", "POST"])
@requires(Permission.STEER_REMINDERS)
def note(milestone_id: int) -> editing.Answer:
    """With whom, when, what was promised, when to look again; the owner is proposed."""
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    own_tasks.check(capacities(actor(), milestone.task.scope))
    form = CallForm(data=_proposed(milestone))
    status = editing.save(
        form,
        lambda: calls.note(
            holding.lock(milestone_id, plan_id=g.plan.id), form.call(), editing.act(form)
        ),
    )
    return _answer(status, form, milestone, None)


@pages.route("/reminders/calls/<int:call_id>", methods=["GET", "POST"])
@requires(Permission.STEER_REMINDERS)
def correct(call_id: int) -> editing.Answer:
    """One's own note in better words, or taken back."""
    found = _own(call_id)
    form = CallForm(data=_noted(found))
    status = editing.save(
        form,
        lambda: calls.correct(
            calls.lock(call_id, plan_id=g.plan.id), form.call(), editing.act(form)
        ),
    )
    return _answer(status, form, found.milestone, found)


@pages.post("/reminders/calls/<int:call_id>/withdraw")
@requires(Permission.STEER_REMINDERS)
def withdraw(call_id: int) -> editing.Answer:
    """One's own note holds nothing any more."""
    found = _own(call_id)
    form = VersionForm()
    status = editing.save(
        form, lambda: calls.withdraw(calls.lock(call_id, plan_id=g.plan.id), editing.act(form))
    )
    if status == 303:
        return editing.to_task(
            found.milestone.task, _("Đã thu hồi ghi nhận; việc nhắc trở lại như trước.")
        )
    flash(editing.first_error(form), "error")
    return redirect(url_for("calls.correct", call_id=call_id), 303)


def _answer(
    status: int, form: CallForm, milestone: Milestone, found: CallNote | None
) -> editing.Answer:
    task = milestone.task
    if status == 303:
        said = _(
            "Đã ghi nhận trao đổi; chưa nhắc việc trước ngày %(day)s.",
            day=form.look_again_on.data.strftime("%d/%m/%Y"),
        )
        return editing.to_task(task, said)
    return editing.answer(
        status,
        "reminders/call.html",
        form,
        task,
        milestone=milestone,
        call=found,
        version_form=VersionForm(formdata=None, data={"version": task.version}),
    )


def _proposed(milestone: Milestone) -> dict[str, object]:
    owner, today = milestone.task.owner, _today()
    return {
        "version": milestone.task.version,
        "spoke_with": owner.addressed if owner else "",
        "called_on": today,
        "look_again_on": get_calendar().add(today, USUAL_WORKING_DAYS),
    }


def _noted(found: CallNote) -> dict[str, object]:
    return {
        "version": found.milestone.task.version,
        "spoke_with": found.spoke_with,
        "called_on": found.called_at.astimezone(settings().timezone).date(),
        "promised": found.promised,
        "look_again_on": found.look_again_on,
    }


def _own(call_id: int) -> CallNote:
    found = notes.get_call(call_id, plan_id=g.plan.id)
    if found.noted_by_id != actor().user_id:
        raise NotYourNote
    return found


def _asked() -> addresses.Asked:
    return addresses.read(_READERS, notes.SORTS, notes.DEFAULT_SORT)


# By the fields of the filter: the addresses have the same names.
_READERS: Final[Mapping[str, addresses.Reader]] = {
    "words": addresses.words,
    "agency": addresses.number,
    "standing": CallStanding,
}


def _filters(asked: addresses.Asked) -> list[Filter]:
    known = list_choices(g.plan.id, version=g.version)
    agencies = [(str(each.id), in_language(each.name, each.name_en)) for each in known.agencies]
    standings = [(each.value, call_file.standing(each)) for each in CallStanding]
    fields = [
        ("words", _("Nhiệm vụ, người trao đổi hoặc nội dung"), None),
        ("agency", _("Cơ quan chủ trì"), agencies),
        ("standing", _("Tình trạng"), standings),
    ]
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices))
        for name, label, choices in fields
    ]


def _today() -> date:
    return clock.today(settings().timezone)
