"""What can be done to one milestone: a page for each, and a button for confirming."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, g
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.errors import NC_
from plan_app.extensions import settings
from plan_app.forms.milestones import (
    DateForm,
    DocumentForm,
    GuidanceForm,
    ReasonForm,
    ReturnForm,
)
from plan_app.models import Milestone
from plan_app.queries import milestones
from plan_app.queries.calendar import get_calendar
from plan_app.services import deadlines, decisions
from plan_app.services import milestones as writing
from plan_app.services.acts import Act
from plan_app.views import editing

pages = Blueprint("milestones", __name__)

_REWORK_WORKING_DAYS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the page of one step says: its heading, its button, and what is said when done."""

    heading: str
    submit: str
    done: str
    hint: str = ""


@pages.route("/p/<plan>/milestones/<int:milestone_id>/return", methods=["GET", "POST"])
@requires(Permission.CONFIRM)
def return_(milestone_id: int) -> editing.Answer:
    """More is asked for before it can be confirmed."""
    words = Words(
        heading=_("Đề nghị bổ sung kết quả"),
        submit=_("Gửi đề nghị bổ sung"),
        done=_("Đã gửi đề nghị bổ sung đến đầu mối theo dõi."),
        hint=_("Thời hạn hiện tại được tính lại, trừ khi có thời hạn mới."),
    )

    def write(milestone: Milestone, form: Any, act: Act) -> None:  # noqa: ANN401
        decisions.return_(
            milestone,
            act,
            reason=form.reason.data,
            due=form.due.data,
            document=form.document.data,
            document_date=form.document_date.data,
            rework_by=form.rework_by.data,
        )

    return _edit(milestone_id, ReturnForm, words, write)


@pages.route("/p/<plan>/milestones/<int:milestone_id>/suspend", methods=["GET", "POST"])
@requires(Permission.CONFIRM)
def suspend(milestone_id: int) -> editing.Answer:
    """The work rests."""
    words = Words(
        heading=_("Tạm dừng thực hiện"),
        submit=_(NC_("to do", "Tạm dừng")),
        done=_("Đã ghi nhận tạm dừng thực hiện."),
        hint=_("Hệ thống không nhắc việc trong thời gian tạm dừng."),
    )
    return _edit(milestone_id, DocumentForm, words, _with_document(decisions.suspend))


@pages.route("/p/<plan>/milestones/<int:milestone_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CONFIRM)
def withdraw(milestone_id: int) -> editing.Answer:
    """The work is given up."""
    words = Words(
        heading=_(NC_("to do", "Dừng thực hiện")),
        submit=_(NC_("to do", "Dừng thực hiện")),
        done=_("Đã ghi nhận dừng thực hiện."),
    )
    return _edit(milestone_id, DocumentForm, words, _with_document(decisions.withdraw))


@pages.route("/p/<plan>/milestones/<int:milestone_id>/resume", methods=["GET", "POST"])
@requires(Permission.CONFIRM)
def resume(milestone_id: int) -> editing.Answer:
    """The work goes on."""
    words = Words(
        heading=_("Tiếp tục thực hiện"),
        submit=_("Tiếp tục thực hiện"),
        done=_("Đã ghi nhận tiếp tục thực hiện."),
    )
    return _edit(milestone_id, ReasonForm, words, _with_reason(decisions.resume))


@pages.route("/p/<plan>/milestones/<int:milestone_id>/reopen", methods=["GET", "POST"])
@requires(Permission.CONFIRM)
def reopen(milestone_id: int) -> editing.Answer:
    """Finished work is open again."""
    words = Words(
        heading=_("Mở lại mốc thực hiện"),
        submit=_("Mở lại"),
        done=_("Đã mở lại để tiếp tục thực hiện."),
        hint=_("Việc nhắc theo thời hạn bắt đầu lại từ đầu."),
    )
    return _edit(milestone_id, ReasonForm, words, _with_reason(decisions.reopen))


@pages.route("/p/<plan>/milestones/<int:milestone_id>/guidance", methods=["GET", "POST"])
@requires(Permission.CHANGE_DATE)
def guidance(milestone_id: int) -> editing.Answer:
    """The guidance waited for has come."""
    words = Words(
        heading=_("Đã có văn bản hướng dẫn"),
        submit=_("Lưu"),
        done=_("Đã ghi nhận văn bản hướng dẫn và thời hạn hoàn thành."),
    )

    def write(milestone: Milestone, form: Any, act: Act) -> None:  # noqa: ANN401
        deadlines.guidance_received(
            milestone,
            reference=form.reference.data,
            dated=form.dated.data,
            due=form.due.data,
            act=act,
        )

    return _edit(milestone_id, GuidanceForm, words, write)


@pages.route("/p/<plan>/milestones/<int:milestone_id>/date", methods=["GET", "POST"])
@requires(Permission.CHANGE_DATE)
def date(milestone_id: int) -> editing.Answer:
    """Another due date."""
    words = Words(
        heading=_("Điều chỉnh thời hạn"),
        submit=_("Lưu thời hạn mới"),
        done=_("Đã điều chỉnh thời hạn; thời hạn ban đầu được lưu để đối chiếu."),
    )

    def write(milestone: Milestone, form: Any, act: Act) -> None:  # noqa: ANN401
        deadlines.change(milestone, form.due.data, form.ground(), act)

    return _edit(milestone_id, DateForm, words, write)


Write = Callable[[Milestone, Any, Act], None]


def _edit(milestone_id: int, kind: type[Any], words: Words, write: Write) -> editing.Answer:
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    form = kind(data={"version": milestone.task.version, **_suggested(kind)})
    status = editing.save(form, lambda: write(_held(milestone_id), form, editing.act(form)))
    if status == 303:
        return editing.to_task(milestone.task, words.done)
    facts = {"milestone": milestone, "page": words}
    return editing.answer(status, "milestones/edit.html", form, milestone.task, **facts)


def _suggested(kind: type[Any]) -> dict[str, Any]:
    """A week of work for what is missing, unless the coordinator says otherwise."""
    if kind is not ReturnForm:
        return {}
    today = clock.today(settings().timezone)
    return {"rework_by": get_calendar().add(today, _REWORK_WORKING_DAYS)}


def _held(milestone_id: int) -> Milestone:
    return writing.lock(milestone_id, plan_id=g.plan.id)


def _with_reason(decision: Callable[..., None]) -> Write:
    return lambda milestone, form, act: decision(milestone, act, reason=form.reason.data)


def _with_document(decision: Callable[..., None]) -> Write:
    return lambda milestone, form, act: decision(milestone, act, document=form.document.data)
