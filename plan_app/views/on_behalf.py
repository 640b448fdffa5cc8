"""Entering on behalf: choose tasks, say what the letter says of each, look it over, save all."""

from datetime import date
from typing import Any, Final

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.forms.letters import ChoiceForm, LetterForm, for_tasks
from plan_app.presentation.listing import Pages
from plan_app.queries import letters as queries
from plan_app.queries import measures, members
from plan_app.queries.letters import AnswerableRow
from plan_app.services import letters
from plan_app.services.letters import Reply
from plan_app.views import editing, listing, picking

pages = Blueprint("on_behalf", __name__, url_prefix="/p/<plan>/letters/enter")

FIELDS: Final = ("q", "agency", "group", "timeliness")
SHOWN: Final = 2
# The button that was pressed.
FILL, PREVIEW, SAVE = "fill", "preview", "save"


@pages.get("")
@requires(Permission.CONFIRM)
def choose() -> editing.Answer:
    """The open tasks that the address asks for, to be ticked.

    After signing in again in the midst of it, the form as it was typed.
    """
    returned = g.get("returned_fields") or {}
    if "letter" in returned:
        return _fill(for_tasks(_numbered(_rows_of(_returned_ids(returned)))), 200)
    return _choose(ChoiceForm(), 200)


@pages.post("")
@requires(Permission.CONFIRM)
def enter() -> editing.Answer:
    """The next step, or the one before; nothing typed is lost on the way."""
    step = request.form.get("step")
    chosen = ChoiceForm()
    if step in picking.STEPS:
        return _change(chosen, step)
    if not chosen.validate():
        return _choose(chosen, editing.INVALID)
    form = for_tasks(_numbered(_rows_of(chosen.picks.ids)))
    if step == PREVIEW:
        return _preview(form)
    return _save(form) if step == SAVE else _fill(form, 200)


def _change(form: ChoiceForm, step: str) -> editing.Answer:
    """The list with other ticks, or at another place of it."""
    asked = listing.read(FIELDS, queries.CHOICE_SORTS, queries.CHOICE_SORT)
    if elsewhere := picking.filtered_otherwise(asked, FIELDS):
        return elsewhere
    if step == picking.ALL:
        found = queries.list_picks(
            g.plan.id, actor=actor(), today=_today(), wanted=asked.wanted, limit=form.picks.LIMIT
        )
        picking.tick(form.picks, found)
    if step == picking.NONE:
        form.picks.data = ()
    return _choose(form, 200)


def _choose(form: ChoiceForm, status: int) -> editing.Answer:
    today = _today()
    asked = listing.read(FIELDS, queries.CHOICE_SORTS, queries.CHOICE_SORT)
    of, wanted = g.plan.id, asked.wanted
    total = queries.count_answerable(of, actor=actor(), today=today, wanted=wanted)
    page = Pages(asked.page, total, queries.CHOICES_SIZE)
    rows = queries.list_answerable(
        of, actor=actor(), today=today, wanted=wanted, sort=asked.sort, page=page.number
    )
    return render_template(
        "letters/choose.html",
        form=form,
        asked=asked,
        filter_form=listing.filter_fields(asked, FIELDS, version=g.version, shown=SHOWN),
        page=page,
        rows=rows,
        today=today,
        picked=set(form.picks.ids),
        elsewhere=form.picks.elsewhere(row.milestone_id for row in rows),
    ), status


def _fill(form: LetterForm, status: int) -> editing.Answer:
    """What the letter says of each task, beside how it stands now."""
    seen = dict(form.picks.data or ())
    rows = _rows_of(form.picks.ids)
    return render_template(
        "letters/fill.html",
        form=form,
        rows=rows,
        changed={row.milestone_id for row in rows if seen[row.milestone_id] != row.version},
        heard=members.list_heard([row.milestone_id for row in rows]),
        measured=measures.among_tasks([row.task_id for row in rows]),
        today=_today(),
    ), status


def _preview(form: LetterForm) -> editing.Answer:
    if not form.validate():
        return _fill(form, editing.INVALID)
    replies = _replies(form)
    wrong = letters.check(replies, today=_today())
    for each in wrong:
        form.show(each)
    if wrong:
        return _fill(form, editing.INVALID)
    answers = {reply.milestone_id: reply.answer for reply in replies}
    rows = _rows_of(form.picks.ids)
    return render_template("letters/preview.html", form=form, rows=rows, answers=answers)


def _save(form: LetterForm) -> editing.Answer:
    plan, entered = g.plan, []
    status = editing.save(
        form,
        lambda: entered.append(
            letters.enter(
                plan,
                form.letter.data or "",
                form.letter_date.data,
                _replies(form),
                editing.act_now(),
            ).id
        ),
    )
    if status != 303:
        return _fill(form, status)
    flash(_("Đã ghi nhận nội dung theo văn bản; mỗi đầu mối nhận một thư đề nghị kiểm tra."))
    return redirect(url_for("letters.letter", letter_id=entered[0]), 303)


def _replies(form: LetterForm) -> list[Reply]:
    return [
        Reply(milestone_id, version, form.answer(milestone_id))
        for milestone_id, version in form.picks.data
    ]


def _rows_of(milestone_ids: list[int]) -> list[AnswerableRow]:
    return queries.list_chosen(g.plan.id, milestone_ids)


def _numbered(rows: list[AnswerableRow]) -> list[tuple[int, int]]:
    return [(row.milestone_id, row.number) for row in rows]


def _returned_ids(returned: Any) -> list[int]:  # noqa: ANN401 (fields with several values)
    ids = (value.partition(":")[0] for value in returned.getlist("picks"))
    return [int(each) for each in ids if each.isdecimal()]


def _today() -> date:
    return clock.today(settings().timezone)
