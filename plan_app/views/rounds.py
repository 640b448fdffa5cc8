"""Reporting rounds: the list, and what a coordinator does with one."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import requires
from plan_app.domain import rounds as rules
from plan_app.domain.permissions import Permission
from plan_app.domain.rounds import RoundState
from plan_app.errors import NC_
from plan_app.extensions import settings
from plan_app.forms.rounds import CancellationForm, ClosingForm, ReopeningForm, hour
from plan_app.presentation import words
from plan_app.presentation.listing import Filter, offer
from plan_app.queries import askings, deadlines, rounds
from plan_app.queries.calendar import get_calendar
from plan_app.services import rounds as writing
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing, round_file, round_opening

pages = Blueprint("rounds", __name__, url_prefix="/p/<plan>/rounds")

READERS: Final = {"words": addresses.words, "state": RoundState}


@pages.get("")
@requires(Permission.SEE_ALL_DETAILS)
def show() -> str:
    """The rounds that the address asks for, the latest first; how the open one stands."""
    asked, now = _asked(), clock.now()
    this = rounds.find_open(g.plan.id)
    today = clock.today(settings().timezone)
    return render_template(
        "rounds/list.html",
        asked=asked,
        filters=_filters(asked),
        rounds=_wanted(asked),
        running=this,
        tally=rounds.count_tally(this, today=today) if this else None,
        now=now,
        today=today,
    )


@pages.get("/list.csv")
@requires(Permission.SEE_ALL_DETAILS)
def download() -> Response:
    """The same as a file for spreadsheets."""
    text = round_file.write_rounds(_wanted(_asked()), zone=settings().timezone)
    today = clock.today(settings().timezone)
    return files.answer(text, named=_(NC_("pages", "Kỳ báo cáo")), plain_name="rounds", today=today)


@pages.route("/new", methods=["GET", "POST"])
@requires(Permission.RUN_ROUNDS)
def new() -> editing.Answer:
    """A new round: what was typed is previewed with all its mails, and sent again opened."""
    plan, now = deadlines.row_of(g.plan), clock.now()
    form = round_opening.new_form(plan, now)
    shown = None
    if request.method == "POST" and form.validate():
        shown = round_opening.preview(form, plan, now)
        if shown is None or form.confirmed.data != shown.named:
            return round_opening.page(form, shown)
    status = editing.save(
        form,
        lambda: writing.open_(
            plan.id, form.wish(plan.policy, settings().timezone), editing.act_now()
        ),
    )
    if status == 303:
        flash(_("Đã mở kỳ báo cáo."))
        return redirect(url_for("rounds.show"), 303)
    return round_opening.page(form, shown, status)


@pages.route("/<int:round_id>/edit", methods=["GET", "POST"])
@requires(Permission.RUN_ROUNDS)
def edit(round_id: int) -> editing.Answer:
    """Another name, period or closing of an open round."""
    this = rounds.get_round(round_id, plan_id=g.plan.id)
    plan = deadlines.row_of(g.plan)
    form = round_opening.edit_form(this)
    status = editing.save(
        form,
        lambda: writing.change(
            round_id, form.wish(plan.policy, settings().timezone), editing.act(form),
            plan_id=plan.id,
        ),
    )  # fmt: skip
    if status == 303:
        flash(_("Đã lưu kỳ báo cáo."))
        return redirect(url_for("round_board.show", round_id=round_id), 303)
    if status == editing.STALE:
        form.version.data = rounds.get_round(round_id, plan_id=plan.id).version
    return render_template("rounds/edit.html", form=form, round=this), status


@pages.route("/<int:round_id>/closing", methods=["GET", "POST"])
@requires(Permission.RUN_ROUNDS)
def close(round_id: int) -> editing.Answer:
    """What would be frozen, and freezing it."""
    form, plan_id = ClosingForm(), g.plan.id
    seen = form.seen.data or ""
    status = editing.save(
        form,
        lambda: writing.close(round_id, editing.act_now(), plan_id=plan_id, seen=seen),
    )
    if status == 303:
        flash(_("Đã chốt số liệu. Cập nhật sau thời điểm này thuộc kỳ sau."))
        return redirect(url_for("round_board.show", round_id=round_id), 303)
    this, today = rounds.get_round(round_id, plan_id=plan_id), clock.today(settings().timezone)
    tally = rounds.count_tally(this, today=today)
    form.seen.data = writing.digest(tally)
    page = render_template(
        "rounds/close.html", form=form, round=this, tally=tally, now=clock.now(), today=today
    )
    return page, status


@pages.route("/<int:round_id>/reopening", methods=["GET", "POST"])
@requires(Permission.RUN_ROUNDS)
def reopen(round_id: int) -> editing.Answer:
    """The frozen figures no longer count; they are kept."""
    plan, now = deadlines.row_of(g.plan), clock.now()
    today = now.astimezone(settings().timezone).date()
    form = ReopeningForm(data={"closes_on": get_calendar().add(today, 2)})

    def write(act: Any) -> None:  # noqa: ANN401 (an act)
        at = rules.closing(form.closes_on.data, hour(None, plan.policy), settings().timezone)
        writing.reopen(round_id, act, plan_id=plan.id, reason=form.reason.data or "", closes_at=at)

    said = _("Đã mở lại kỳ báo cáo; số liệu đã chốt trước đó được lưu để đối chiếu.")
    return _act(round_id, form, write, said, "rounds/reopen.html")


@pages.route("/<int:round_id>/cancellation", methods=["GET", "POST"])
@requires(Permission.RUN_ROUNDS)
def cancel(round_id: int) -> editing.Answer:
    """What cancelling takes back, and cancelling."""
    form, plan_id = CancellationForm(), g.plan.id

    def write(act: Any) -> None:  # noqa: ANN401 (an act)
        writing.cancel(round_id, act, plan_id=plan_id, reason=form.reason.data or "")

    waiting = len(askings.list_waiting(round_id))
    return _act(
        round_id, form, write, _("Đã hủy kỳ báo cáo."), "rounds/cancel.html", waiting=waiting
    )


def _act(
    round_id: int,
    form: Any,  # noqa: ANN401 (a form of the house)
    write: Callable[[Any], None],
    said: str,
    template: str,
    **facts: object,
) -> editing.Answer:
    status = editing.save(form, lambda: write(editing.act_now()))
    if status == 303:
        flash(said)
        return redirect(url_for("round_board.show", round_id=round_id), 303)
    this = rounds.get_round(round_id, plan_id=g.plan.id)
    return render_template(template, form=form, round=this, **facts), status


def _asked() -> addresses.Asked:
    return addresses.read(READERS, rounds.SORTS, rounds.DEFAULT_SORT)


def _wanted(asked: addresses.Asked) -> list[rounds.Round]:
    return rounds.list_wanted(g.plan.id, rounds.RoundFilter(**asked.found), sort=asked.sort)


def _filters(asked: addresses.Asked) -> list[Filter]:
    states = [(each.value, words.round_state(each)) for each in RoundState]
    fields = [("words", _("Tên kỳ báo cáo"), None), ("state", _("Tình trạng"), states)]
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices))
        for name, label, choices in fields
    ]
