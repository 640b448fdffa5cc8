"""Directions: the list of those that wait, writing one, answering, settling, asking again."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import directions as rules
from plan_app.domain.directions import DirectionState
from plan_app.domain.permissions import Permission
from plan_app.errors import NotAllowed
from plan_app.extensions import settings
from plan_app.forms.directions import (
    AskingAgainForm,
    DirectionAnswerForm,
    DirectionForm,
    SettlingForm,
)
from plan_app.forms.milestones import ReasonForm
from plan_app.models import Direction
from plan_app.presentation import direction_file, words
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import directions as asking
from plan_app.queries import tasks
from plan_app.queries.directions import DirectionFilter, Standing
from plan_app.services import directions
from plan_app.services import tasks as holding
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing

pages = Blueprint("directions", __name__, url_prefix="/p/<plan>")


@pages.get("/directions")
@requires(Permission.DIRECT)
def show() -> str:
    """Those that are not settled, by the day until which they ask for an answer."""
    asked, today = _asked(), clock.today(settings().timezone)
    wanted = DirectionFilter(**asked.found)
    page = Pages(asked.page, asking.count_rows(g.plan.id, wanted, today=today))
    return render_template(
        "directions/list.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        rows=asking.list_rows(g.plan.id, wanted, today=today, sort=asked.sort, page=page.number),
        today=today,
    )


@pages.get("/directions.csv")
@requires(Permission.DIRECT)
def download() -> Response:
    """All of them as a file for spreadsheets."""
    asked, today = _asked(), clock.today(settings().timezone)
    wanted = DirectionFilter(**asked.found)
    rows = asking.list_rows(g.plan.id, wanted, today=today, sort=asked.sort, page=None)
    text = direction_file.write(rows, today=today, zone=settings().timezone)
    return files.answer(text, named=_("Ý kiến chỉ đạo"), plain_name="directions", today=today)


@pages.route("/tasks/<int:number>/direction", methods=["GET", "POST"])
@requires(Permission.DIRECT)
def write(number: int) -> editing.Answer:
    """What a leader directs, or what a coordinator writes down of a document."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    if not rules.may_direct(actor(), task.scope):
        raise NotAllowed
    form = DirectionForm()
    needs_document = rules.needs_document(actor())
    form.ask_for(document=needs_document)
    status = editing.save(
        form,
        lambda: directions.write(
            holding.lock(plan_id=g.plan.id, number=number), form.words(), editing.act(form)
        ),
    )
    if status == 303:
        return editing.to_task(task, _("Đã ghi ý kiến chỉ đạo."))
    page = render_template(
        "directions/write.html", form=form, task=task, needs_document=needs_document
    )
    return page, status


@pages.route("/directions/<int:direction_id>/answer", methods=["GET", "POST"])
@requires(Permission.SEE_PLAN)
def answer(direction_id: int) -> editing.Answer:
    """Whoever answers for the task answers in words."""
    direction = asking.get_direction(direction_id, plan_id=g.plan.id)
    if not rules.may_answer(actor(), direction.task.scope):
        raise NotAllowed
    form = DirectionAnswerForm(data={"version": direction.version})
    return _page(
        direction, form, "answer", lambda held: directions.answer(held, _text(form.answer),
                                                                  editing.act(form)),
        _("Đã gửi trả lời ý kiến chỉ đạo."),
    )  # fmt: skip


@pages.route("/directions/<int:direction_id>/settle", methods=["GET", "POST"])
@requires(Permission.DIRECT)
def settle(direction_id: int) -> editing.Answer:
    """It is done with."""
    direction = _own(direction_id)
    form = SettlingForm(data={"version": direction.version})
    form.ask_for(note=direction.state is DirectionState.OPEN)
    return _page(
        direction, form, "settle", lambda held: directions.settle(held, _text(form.note),
                                                                  editing.act(form)),
        _("Đã ghi nhận kết thúc ý kiến chỉ đạo."),
    )  # fmt: skip


@pages.route("/directions/<int:direction_id>/again", methods=["GET", "POST"])
@requires(Permission.DIRECT)
def ask_again(direction_id: int) -> editing.Answer:
    """The answer is not enough."""
    direction = _own(direction_id)
    form = AskingAgainForm(data={"version": direction.version})
    return _page(
        direction, form, "again", lambda held: directions.ask_again(
            held, _text(form.words), form.answer_by.data, editing.act(form)
        ),
        _("Đã đề nghị trả lời thêm."),
    )  # fmt: skip


@pages.route("/directions/<int:direction_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.DIRECT)
def withdraw(direction_id: int) -> editing.Answer:
    """No answer is asked for any more."""
    direction = _own(direction_id)
    form = ReasonForm(data={"version": direction.version})
    return _page(
        direction, form, "withdraw", lambda held: directions.withdraw(held, _text(form.reason),
                                                                      editing.act(form)),
        _("Đã thu hồi ý kiến chỉ đạo."),
    )  # fmt: skip


def _own(direction_id: int) -> Direction:
    """One that the person may close; raises NotAllowed."""
    direction = asking.get_direction(direction_id, plan_id=g.plan.id)
    is_answered = direction.state is DirectionState.ANSWERED
    rules.check_may_close(
        actor(),
        direction.task.scope,
        author_id=direction.author_id,
        answered_by_id=direction.answered_by_id if is_answered else None,
    )
    return direction


def _page(
    direction: Direction,
    form: Any,  # noqa: ANN401 (any form with a version)
    what: str,
    write: Callable[[Direction], None],
    said: str,
) -> editing.Answer:
    """Write, or show the form with the direction above it, as it is now."""
    direction_id = direction.id
    status = editing.save(form, lambda: write(directions.lock(direction_id, plan_id=g.plan.id)))
    if status == 303:
        return editing.to_task(direction.task, said)
    direction = asking.get_direction(direction_id, plan_id=g.plan.id)
    if status == editing.STALE:
        # What is shown above the form is how it stands now: sending once more counts as seen.
        form.version.data = direction.version
    today = clock.today(settings().timezone)
    page = render_template(
        f"directions/{what}.html", form=form, direction=direction, task=direction.task, today=today
    )
    return page, status


def _text(field: Any) -> str:  # noqa: ANN401 (a field of text)
    return field.data or ""


def _asked() -> addresses.Asked:
    return addresses.read(_READERS, asking.SORTS, asking.DEFAULT_SORT)


# By the fields of the filter: the addresses have the same names.
_READERS: Final[Mapping[str, addresses.Reader]] = {
    "words": addresses.words,
    "agency": addresses.number,
    "standing": Standing,
}


def _filters(asked: addresses.Asked) -> list[Filter]:
    agencies = [
        (str(number), in_language(name, name_en))
        for number, name, name_en in asking.list_agencies(g.plan.id)
    ]
    standings = [(each.value, words.direction_standing(each)) for each in Standing]
    fields = [
        ("words", offer(_("Nội dung, văn bản, số hoặc tên nhiệm vụ"))),
        ("agency", offer(_("Cơ quan chủ trì"), agencies)),
        ("standing", offer(_("Tình trạng"), standings, none=_("Chưa kết thúc"))),
    ]
    return [Filter(name, asked.values.get(name, ""), offered) for name, offered in fields]
