"""The list to the leaders of agencies: looked through, read as letters, confirmed, called back."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import actor, person, requires
from plan_app.domain import leader_lists as rules
from plan_app.domain import policy
from plan_app.domain.leader_lists import IMPOSSIBLE, LeftOut
from plan_app.domain.permissions import Permission
from plan_app.errors import RuleBroken
from plan_app.extensions import settings
from plan_app.forms.leader_lists import LeaderListForm, OnlyToken, list_form
from plan_app.mail import compose, leader_facts
from plan_app.models import LeaderList
from plan_app.presentation import words
from plan_app.presentation.formatters import count, moment
from plan_app.presentation.language import name_of
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import leader_lists as reading
from plan_app.queries import sent_lists
from plan_app.queries.calendar import get_calendar
from plan_app.queries.choices import list_choices
from plan_app.queries.holds import get_holds
from plan_app.queries.leader_lists import LeaderFilter, LeaderRow
from plan_app.queries.sent_lists import SentFilter
from plan_app.services import leader_lists as writing
from plan_app.services.leader_lists import Choice
from plan_app.services.transaction import transaction
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing, leader_file
from plan_app.views.asked import Asked

pages = Blueprint("leader_lists", __name__, url_prefix="/p/<plan>/leaders")

READERS: Final = {"words": addresses.words, "agency": addresses.number}


@pages.route("", methods=["GET", "POST"])
@requires(Permission.STEER_REMINDERS)
def show() -> editing.Answer:
    """What stands on the list today; sent once it is previewed, confirmed the second time."""
    asked, today = _asked(), _today()
    rows = _rows(asked, today)
    left_out = _left_out(rows, today)
    form = _form(rows, left_out)
    if request.method == "POST" and form.validate() and form.confirmed.data != _named(form):
        return _preview(form, asked, rows, left_out)
    plan_id = g.plan.id
    made: list[Any] = []

    def write() -> None:
        made.append(writing.confirm(plan_id, _choice(form, left_out), editing.act_now()))

    status = editing.save(form, write)
    if status == 303:
        flash(_sent(made[0]))
        return redirect(url_for("leader_lists.sent", list_id=made[0].id), 303)
    if status == editing.INVALID:
        rows = _rows(asked, today)
        left_out = _left_out(rows, today)
        form.seen.data, form.confirmed.data = writing.digest(rows), ""
    return _page(form, asked, rows, left_out), status


@pages.get("/list.csv")
@requires(Permission.STEER_REMINDERS)
def download() -> Response:
    """All that stands on it, as a file for spreadsheets."""
    asked, today = _asked(), _today()
    rows = reading.list_rows(
        g.plan.id,
        today=today,
        latest_due=_latest_due(today),
        wanted=LeaderFilter(**asked.found),
        page=None,
    )
    text = leader_file.write(rows, today=today, zone=settings().timezone)
    return files.answer(
        text, named=_("Danh sách gửi lãnh đạo cơ quan"), plain_name="leaders", today=today
    )


@pages.get("/sent")
@requires(Permission.SEE_ALL_DETAILS)
def history() -> str:
    """What was confirmed so far."""
    asked = _asked_history()
    return render_template(
        "leaders/history.html", lists=_history(asked), asked=asked, filters=_filters(asked)
    )


@pages.get("/sent.csv")
@requires(Permission.SEE_ALL_DETAILS)
def history_file() -> Response:
    """The same as a file for spreadsheets."""
    text = leader_file.write_lists(_history(_asked_history()), zone=settings().timezone)
    named = _("Danh sách đã gửi lãnh đạo cơ quan")
    return files.answer(text, named=named, plain_name="leaders-sent", today=_today())


@pages.get("/sent/<int:list_id>")
@requires(Permission.SEE_ALL_DETAILS)
def sent(list_id: int) -> str:
    """One list: its letters, what was left out and why, and until when it can be called back."""
    found = reading.get_list(list_id, plan_id=g.plan.id)
    until = rules.recall_until(found.sends_at)
    return render_template(
        "leaders/sent.html",
        found=found,
        until=until,
        can_recall=actor().may(Permission.STEER_REMINDERS)
        and found.recalled_at is None
        and clock.now() <= until,
        form=OnlyToken(),
    )


@pages.post("/sent/<int:list_id>/recall")
@requires(Permission.STEER_REMINDERS)
def recall(list_id: int) -> Response:
    """Call the letters back, until five minutes before they leave."""
    said, category, plan_id = _("Đã thu hồi; các thư này sẽ không gửi."), "message", g.plan.id
    try:
        with transaction():
            writing.recall(writing.hold(list_id, plan_id=plan_id), editing.act_now())
    except RuleBroken as error:
        said, category = _(error.message), "error"
    flash(said, category)
    return redirect(url_for("leader_lists.sent", list_id=list_id), 303)


def _asked() -> Asked:
    return addresses.read(READERS, ("agency",), "agency")


def _today() -> date:
    return clock.today(settings().timezone)


def _latest_due(today: date) -> date:
    own = policy.parse(g.plan.policy)
    return rules.latest_due(today, own.escalation_agency, get_calendar())


def _rows(asked: Asked, today: date) -> list[LeaderRow]:
    return reading.list_rows(
        g.plan.id,
        today=today,
        latest_due=_latest_due(today),
        wanted=LeaderFilter(**asked.found),
        page=asked.page,
    )


def _left_out(rows: list[LeaderRow], today: date) -> dict[int, LeftOut | None]:
    holds = get_holds(today=today)
    return {
        row.milestone_id: row.left_out(
            holds,
            plan_id=g.plan.id,
            today=today,
            demonstration=settings().demo,
            zone=settings().timezone,
        )
        for row in rows
    }


def _form(rows: list[LeaderRow], left_out: dict[int, LeftOut | None]) -> LeaderListForm:
    possible = {id_: reason for id_, reason in left_out.items() if reason not in IMPOSSIBLE}
    agencies = dict.fromkeys(row.agency_id for row in rows if row.milestone_id in possible)
    form = list_form(possible, agencies, {each.value: words.left_out(each) for each in LeftOut})
    if request.method != "POST":
        form.seen.data = writing.digest(rows)
    return form


def _choice(form: LeaderListForm, left_out: dict[int, LeftOut | None]) -> Choice:
    impossible = {id_: reason for id_, reason in left_out.items() if reason in IMPOSSIBLE}
    return Choice(impossible | form.left_out, form.words, form.seen.data or "")


def _named(form: LeaderListForm) -> str:
    """Names what was chosen, so that another choice is read first."""
    named = repr((sorted(form.left_out.items(), key=repr), sorted(form.words.items())))
    return hashlib.sha256(named.encode()).hexdigest()


def _preview(
    form: LeaderListForm,
    asked: Asked,
    rows: list[LeaderRow],
    left_out: dict[int, LeftOut | None],
) -> editing.Answer:
    chosen = _choice(form, left_out)
    try:
        found = writing.check(g.plan.id, chosen, editing.act_now())
    except RuleBroken as error:
        form.show(error)
        form.seen.data = writing.digest(rows)
        return _page(form, asked, rows, left_out), editing.INVALID
    form.confirmed.data = _named(form)
    now = clock.now()
    in_letters = [row for row in found if chosen.left_out[row.milestone_id] is None]
    letters = [
        (each.agency, compose.compose(each))
        for each in leader_facts.draft(
            g.plan.id, in_letters, chosen.words, signer=person(), now=now
        )
    ]
    window = rules.sending(now, policy.parse(g.plan.policy), get_calendar(), settings().timezone)
    return _page(form, asked, rows, left_out, letters=letters, sends_at=window.opens), 200


def _page(
    form: LeaderListForm,
    asked: Asked,
    rows: list[LeaderRow],
    left_out: dict[int, LeftOut | None],
    **preview: Any,  # noqa: ANN401 (what the template shows of the letters)
) -> str:
    today = _today()
    total = reading.count_rows(
        g.plan.id, today=today, latest_due=_latest_due(today), wanted=LeaderFilter(**asked.found)
    )
    return render_template(
        "leaders/list.html",
        asked=asked,
        filters=_filters(asked),
        form=form,
        rows=rows,
        left_out=left_out,
        total=total,
        page=Pages(asked.page, total, size=reading.PAGE_SIZE),
        working_days=policy.parse(g.plan.policy).escalation_agency,
        today=today,
        **preview,
    )


def _sent(made: Any) -> str:  # noqa: ANN401 (a confirmed list)
    zone = settings().timezone
    return _(
        "Đã đồng ý gửi %(letters)s thư, gửi lúc %(sends_at)s. Có thể thu hồi đến %(until)s.",
        letters=count(len({row.letter_id for row in made.rows if row.letter_id})),
        sends_at=moment(made.sends_at, zone),
        until=moment(rules.recall_until(made.sends_at), zone),
    )


def _asked_history() -> Asked:
    return addresses.read(READERS, sent_lists.SORTS, sent_lists.DEFAULT_SORT)


def _history(asked: Asked) -> Sequence[LeaderList]:
    return sent_lists.list_wanted(g.plan.id, SentFilter(**asked.found), sort=asked.sort)


def _filters(asked: Asked) -> list[Filter]:
    choices = list_choices(g.plan.id, version=g.version)
    offered = [(str(each.id), name_of(each)) for each in choices.agencies]
    return [
        Filter("words", asked.values.get("words", ""), offer(_("Số hoặc tên nhiệm vụ"))),
        Filter("agency", asked.values.get("agency", ""), offer(_("Cơ quan chủ trì"), offered)),
    ]
