"""Pausing reminders: the list, a new pause after its preview, ending one early."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission
from plan_app.errors import RuleBroken
from plan_app.extensions import settings
from plan_app.forms.pauses import SOME, EndForm, PauseForm
from plan_app.presentation.formatters import day
from plan_app.presentation.language import name_of
from plan_app.presentation.listing import Filter, offer
from plan_app.queries import deadlines, outlook, pauses
from plan_app.queries.calendar import get_calendar
from plan_app.queries.holds import Pause
from plan_app.queries.pauses import Choice, PauseEntry, PauseFilter, PauseStanding
from plan_app.services import pauses as writing
from plan_app.services.acts import Act
from plan_app.services.pauses import Wish
from plan_app.services.transaction import transaction
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing, reminder_file
from plan_app.views.asked import Asked
from plan_app.views.reminder_file import pause_standing

pages = Blueprint("pauses", __name__, url_prefix="/p/<plan>/reminders/pauses")

READERS: Final = {"words": addresses.words, "standing": PauseStanding}


@pages.get("")
@requires(Permission.STEER_REMINDERS)
def show() -> str:
    """The pauses that the address asks for, those that last longest first."""
    asked, today = _asked(), _today()
    return render_template(
        "reminders/pauses.html",
        asked=asked,
        filters=_filters(asked),
        entries=_wanted(asked, today),
        today=today,
        form=EndForm(),
    )


@pages.get("/list.csv")
@requires(Permission.STEER_REMINDERS)
def download() -> Response:
    """The pauses that the address asks for, as a file for spreadsheets."""
    today = _today()
    entries = _wanted(_asked(), today)
    text = reminder_file.write_pauses(entries, today=today, zone=settings().timezone)
    return files.answer(text, named=_("Tạm dừng nhắc việc"), plain_name="pauses", today=today)


@pages.route("/new", methods=["GET", "POST"])
@requires(Permission.STEER_REMINDERS)
def pause() -> editing.Answer:
    """A new pause: what was chosen is previewed, and the same sent again is entered."""
    form = PauseForm(data={"scope": SOME, "first_day": _today()})
    choices = pauses.list_choices(plan_id=g.plan.id)
    form.offer([(each.id, name_of(each)) for each in choices])
    if request.method == "POST" and form.validate() and form.confirmed.data != _named(form):
        return _preview(form, choices)
    plan_id = g.plan.id
    status = editing.save(form, lambda: writing.pause(plan_id, _wish(form), act=_act()))
    if status == 303:
        flash(_("Đã tạm dừng nhắc việc đến hết ngày %(day)s. Thời hạn nhiệm vụ không thay đổi.",
                day=day(form.last_day.data)))  # fmt: skip
        return redirect(url_for("pauses.show"), 303)
    return render_template("reminders/pause.html", form=form), status


@pages.post("/<int:pause_id>/end")
@requires(Permission.STEER_REMINDERS)
def end(pause_id: int) -> editing.Answer:
    """The pause ends with this day; what was held goes on the next working day."""
    plan_id = g.plan.id
    try:
        with transaction():
            writing.end(plan_id, pause_id, act=_act())
    except RuleBroken as error:
        flash(_(error.message), "error")
        return redirect(url_for("pauses.show"), 303)
    next_day = get_calendar().on_or_after(_today() + timedelta(days=1))
    flash(
        _(
            "Tạm dừng kết thúc hết hôm nay; nhắc lại từ ngày %(day)s, "
            "mỗi người nhiều nhất một thư một ngày.",
            day=day(next_day),
        )
    )
    return redirect(url_for("pauses.show"), 303)


def _asked() -> Asked:
    return addresses.read(READERS, pauses.SORTS, pauses.DEFAULT_SORT)


def _wanted(asked: Asked, today: date) -> list[PauseEntry]:
    wanted = PauseFilter(**asked.found)
    return pauses.list_wanted(plan_id=g.plan.id, wanted=wanted, today=today, sort=asked.sort)


def _filters(asked: Asked) -> list[Filter]:
    standings = [(each.value, pause_standing(each)) for each in PauseStanding]
    fields = (
        ("words", _("Cơ quan, lý do hoặc người nhập"), None),
        ("standing", _("Tình trạng"), standings),
    )
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices))
        for name, label, choices in fields
    ]


def _preview(form: PauseForm, choices: Sequence[Choice]) -> editing.Answer:
    wish = _wish(form)
    try:
        writing.check(wish, today=_today())
    except RuleBroken as error:
        form.show(error)
        return render_template("reminders/pause.html", form=form), editing.INVALID
    form.confirmed.data = _named(form)
    return render_template("reminders/pause.html", form=form, preview=_effect(wish, choices)), 200


def _effect(wish: Wish, choices: Sequence[Choice]) -> dict[str, Any]:
    """How many mails fall away in the first week and in all, by running the planner ahead twice."""
    plan = deadlines.row_of(g.plan)
    ahead = outlook.get_outlook(plan, now=clock.now(), last=wish.last_day)
    chosen = [each for each in choices if each.id in wish.agency_ids]
    members = {member for each in chosen for member in each.members}
    agencies = {*wish.agency_ids, *members} if wish.agency_ids else {None}
    thought_of = [Pause(plan.id, each, wish.first_day, wish.last_day) for each in agencies]
    usual, paused = ahead.days(), ahead.days(thought_of)
    fewer = {a.day: a.mails - b.mails for a, b in zip(usual, paused, strict=True)}
    sunday = wish.first_day + timedelta(days=6 - wish.first_day.weekday())
    return {
        "this_week": sum(mails for each, mails in fewer.items() if each <= sunday),
        "in_all": sum(fewer.values()),
        "is_now": wish.first_day - timedelta(days=wish.first_day.weekday()) <= _today(),
        "last_day": wish.last_day,
        "resumes": ahead.calendar.on_or_after(wish.last_day + timedelta(days=1)),
    }


def _wish(form: PauseForm) -> Wish:
    last: date = form.last_day.data
    return Wish(form.agency_ids, form.first_day.data, last, form.reason.data or "")


def _named(form: PauseForm) -> str:
    """Names what was chosen, but for the words of the reason."""
    wish = _wish(form)
    named = repr((sorted(wish.agency_ids), wish.first_day, wish.last_day))
    return hashlib.sha256(named.encode()).hexdigest()


def _act() -> Act:
    return Act(actor(), clock.now(), _today())


def _today() -> date:
    return clock.today(settings().timezone)
