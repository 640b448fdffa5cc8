"""Requests for more time: the coordinator's queue, the page of one, and what is decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import extensions as rules
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.permissions import Permission, capacities, may_see_details
from plan_app.errors import NC_, NotAllowed
from plan_app.extensions import settings
from plan_app.forms.extensions import ApprovalForm, OfferForm, PapersForm, SubmissionForm
from plan_app.forms.milestones import ReasonForm, VersionForm
from plan_app.models import ExtensionRequest
from plan_app.presentation import words
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import Filter, Pages
from plan_app.presentation.listing import offer as offered
from plan_app.presentation.steps import extension_buttons
from plan_app.queries import extensions as requests
from plan_app.queries.extensions import ExtensionFilter, Turn
from plan_app.queries.papers import list_of_extension as papers_of
from plan_app.services import extensions
from plan_app.services.acts import Act
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing, extension_file

pages = Blueprint("extensions", __name__, url_prefix="/p/<plan>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the page of one step says: its heading, its button, and what is said when done."""

    heading: str
    submit: str
    done: str


@pages.get("/extensions")
@requires(Permission.CHANGE_DATE)
def show() -> str:
    """Those whose turn is the coordinator's, the oldest first."""
    asked = _asked()
    wanted = ExtensionFilter(**asked.found)
    page = Pages(asked.page, requests.count_rows(g.plan.id, wanted))
    return render_template(
        "extensions/list.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        rows=requests.list_rows(g.plan.id, wanted, sort=asked.sort, page=page.number),
        today=clock.today(settings().timezone),
    )


@pages.get("/extensions.csv")
@requires(Permission.CHANGE_DATE)
def download() -> Response:
    """All of them as a file for spreadsheets."""
    asked, today = _asked(), clock.today(settings().timezone)
    rows = requests.list_rows(g.plan.id, ExtensionFilter(**asked.found), sort=asked.sort, page=None)
    text = extension_file.write(rows, zone=settings().timezone)
    return files.answer(text, named=_("Đề nghị gia hạn"), plain_name="extensions", today=today)


@pages.get("/extensions/<int:extension_id>")
@requires(Permission.SEE_PLAN)
def request(extension_id: int) -> str:
    """What is asked for, how it stands, and what this person can do about it."""
    found = requests.get_extension(extension_id, plan_id=g.plan.id)
    milestone, task = found.milestone, found.milestone.task
    if not may_see_details(actor(), task.scope):
        raise NotAllowed
    steps = rules.possible(
        found.state,
        by=capacities(actor(), task.scope),
        is_own=extensions.is_own(found, actor().user_id),
        is_fixed=milestone.is_fixed,
    )
    return render_template(
        "extensions/show.html",
        extension=found,
        milestone=milestone,
        task=task,
        buttons=extension_buttons(steps, papers_asked=found.state is ExtensionState.PAPERS_ASKED),
        decides=actor().may(Permission.CHANGE_DATE),
        papers=papers_of(extension_id),
        version_form=VersionForm(data={"version": task.version}),
    )


@pages.route("/extensions/<int:extension_id>/submission", methods=["GET", "POST"])
@requires(Permission.CHANGE_DATE)
def submission(extension_id: int) -> editing.Answer:
    """It is put before the provincial committee."""
    said = Words(
        heading=_("Trình UBND tỉnh"),
        submit=_("Ghi nhận đã trình"),
        done=_("Đã ghi nhận trình UBND tỉnh; thời hạn chỉ thay đổi khi có văn bản chấp thuận."),
    )

    def write(found: ExtensionRequest, form: Any, act: Act) -> None:  # noqa: ANN401
        extensions.submit(found, act, document=form.document.data or "")

    return _edit(extension_id, SubmissionForm, said, write)


@pages.route("/extensions/<int:extension_id>/papers", methods=["GET", "POST"])
@requires(Permission.CHANGE_DATE)
def papers(extension_id: int) -> editing.Answer:
    """More papers are asked for."""
    said = Words(
        heading=_("Đề nghị bổ sung hồ sơ"),
        submit=_("Gửi đề nghị bổ sung"),
        done=_("Đã gửi đề nghị bổ sung đến đầu mối theo dõi."),
    )
    return _edit(extension_id, PapersForm, said, _with_reason(extensions.ask_papers))


@pages.route("/extensions/<int:extension_id>/approval", methods=["GET", "POST"])
@requires(Permission.CHANGE_DATE)
def approval(extension_id: int) -> editing.Answer:
    """The new date, and what approves it."""
    said = Words(
        heading=_("Chấp thuận đề nghị gia hạn"),
        submit=_("Lưu thời hạn mới"),
        done=_("Đã điều chỉnh thời hạn; thời hạn ban đầu được lưu để đối chiếu."),
    )

    def write(found: ExtensionRequest, form: Any, act: Act) -> None:  # noqa: ANN401
        extensions.approve(found, form.due.data, form.ground(), act)

    return _edit(extension_id, ApprovalForm, said, write)


@pages.route("/extensions/<int:extension_id>/offer", methods=["GET", "POST"])
@requires(Permission.CHANGE_DATE)
def offer(extension_id: int) -> editing.Answer:
    """Another date for one that the standing agency set itself."""
    said = Words(
        heading=_("Đề nghị thời hạn khác"),
        submit=_("Gửi đề nghị"),
        done=_("Đã gửi thời hạn khác để cơ quan phản hồi."),
    )

    def write(found: ExtensionRequest, form: Any, act: Act) -> None:  # noqa: ANN401
        extensions.offer(found, form.due.data, form.reason.data, act)

    return _edit(extension_id, OfferForm, said, write)


@pages.route("/extensions/<int:extension_id>/decline", methods=["GET", "POST"])
@requires(Permission.CHANGE_DATE)
def decline(extension_id: int) -> editing.Answer:
    """The date stays, for a reason."""
    said = Words(
        heading=_("Chưa chấp thuận đề nghị gia hạn"),
        submit=_(NC_("to do", "Chưa chấp thuận")),
        done=_("Đã ghi nhận chưa chấp thuận; thời hạn không thay đổi."),
    )
    return _edit(extension_id, ReasonForm, said, _with_reason(extensions.decline))


Write = Callable[[ExtensionRequest, Any, Act], None]


def _edit(extension_id: int, kind: type[Any], said: Words, write: Write) -> editing.Answer:
    found = requests.get_extension(extension_id, plan_id=g.plan.id)
    milestone = found.milestone
    form = kind(data={"version": milestone.task.version, "due": found.requested_due_date})

    def decide() -> None:
        write(extensions.lock(extension_id, plan_id=g.plan.id), form, editing.act(form))

    status = editing.save(form, decide)
    if status == 303:
        flash(said.done, "message")
        return redirect(url_for("extensions.request", extension_id=extension_id), 303)
    facts = {
        "milestone": milestone,
        "extension": found,
        "heading": said.heading,
        "submit": said.submit,
    }
    return editing.answer(status, "extensions/step.html", form, milestone.task, **facts)


def _with_reason(decision: Callable[..., None]) -> Write:
    return lambda found, form, act: decision(found, act, reason=form.reason.data)


def _asked() -> addresses.Asked:
    return addresses.read(_READERS, requests.SORTS, requests.DEFAULT_SORT)


def _state(given: str) -> Turn | ExtensionState:
    return Turn(given) if given in set(Turn) else ExtensionState(given)


# By the fields of the filter: the addresses have the same names.
_READERS: Final[Mapping[str, addresses.Reader]] = {
    "words": addresses.words,
    "agency": addresses.number,
    "state": _state,
}


def _filters(asked: addresses.Asked) -> list[Filter]:
    agencies = [
        (str(number), in_language(name, name_en))
        for number, name, name_en in requests.list_agencies(g.plan.id)
    ]
    states = [
        (Turn.COORDINATOR.value, _("Chưa xử lý")),
        (Turn.AGENCY.value, _("Chờ cơ quan phản hồi")),
        *((each.value, words.extension(each)) for each in ExtensionState),
        (Turn.ANYBODY.value, _("Tất cả các đề nghị")),
    ]
    fields = [
        ("words", _("Số hoặc tên nhiệm vụ"), None),
        ("agency", _("Cơ quan chủ trì"), agencies),
        ("state", _("Tình trạng"), states),
    ]
    return [
        Filter(name, asked.values.get(name, ""), offered(label, choices))
        for name, label, choices in fields
    ]
