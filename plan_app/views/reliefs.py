"""Wishes to be relieved of tasks: the coordinator's queue, and declining one."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.domain.reliefs import ReliefState
from plan_app.extensions import settings
from plan_app.forms.milestones import ReasonForm
from plan_app.presentation import formatters, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import Filter, Pages
from plan_app.presentation.listing import offer as offered
from plan_app.queries import reliefs as requests
from plan_app.queries.reliefs import Every, ReliefFilter, ReliefRow
from plan_app.services import reliefs
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing

pages = Blueprint("reliefs", __name__, url_prefix="/p/<plan>")


@pages.get("/reliefs")
@requires(Permission.ASSIGN)
def show() -> str:
    """Those that wait, the oldest first; assigning the task to somebody else settles one."""
    asked = _asked()
    wanted = ReliefFilter(**asked.found)
    page = Pages(asked.page, requests.count_rows(g.plan.id, wanted))
    return render_template(
        "reliefs/list.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        rows=requests.list_rows(g.plan.id, wanted, sort=asked.sort, page=page.number),
    )


@pages.get("/reliefs.csv")
@requires(Permission.ASSIGN)
def download() -> Response:
    """All of them as a file for spreadsheets."""
    asked, today = _asked(), clock.today(settings().timezone)
    rows = requests.list_rows(g.plan.id, ReliefFilter(**asked.found), sort=asked.sort, page=None)
    named = _("Đề nghị chuyển đầu mối")
    return files.answer(_write(rows), named=named, plain_name="reliefs", today=today)


@pages.route("/reliefs/<int:relief_id>/decline", methods=["GET", "POST"])
@requires(Permission.ASSIGN)
def decline(relief_id: int) -> editing.Answer:
    """The owner keeps the task, and is told why."""
    request = requests.get_relief(relief_id, plan_id=g.plan.id)
    form = ReasonForm(data={"version": request.task.version})
    status = editing.save(
        form,
        lambda: reliefs.decline(
            reliefs.lock(relief_id, plan_id=g.plan.id),
            words=form.reason.data or "",
            act=editing.act(form),
        ),
    )
    if status == 303:
        flash(_("Đã ghi nhận chưa chấp thuận; đầu mối được báo qua thư."))
        return redirect(url_for("reliefs.show"), 303)
    return editing.answer(status, "reliefs/decline.html", form, request.task, relief=request)


def _asked() -> addresses.Asked:
    return addresses.read(_READERS, requests.SORTS, requests.DEFAULT_SORT)


def _state(given: str) -> ReliefState | Every:
    return Every(given) if given in set(Every) else ReliefState(given)


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
    states = [*((each.value, words.relief(each)) for each in ReliefState),
              (Every.STATE.value, _("Tất cả các đề nghị"))]  # fmt: skip
    fields = [
        ("words", _("Số hoặc tên nhiệm vụ"), None),
        ("agency", _("Cơ quan chủ trì"), agencies),
        ("state", _("Tình trạng"), states),
    ]
    return [
        Filter(name, asked.values.get(name, ""), offered(label, choices))
        for name, label, choices in fields
    ]


def _write(rows: Sequence[ReliefRow]) -> str:
    zone = settings().timezone
    head = [
        _("Số"),
        _("Nhiệm vụ"),
        _("Cơ quan chủ trì"),
        _("Người đề nghị"),
        _("Ngày đề nghị"),
        _("Lý do đề nghị chuyển đầu mối"),
        _("Người hoặc đơn vị đề nghị nhận thay"),
        _("Tình trạng"),
        _("Ý kiến xử lý"),
        _("Đầu mối theo dõi"),
    ]
    return spreadsheets.write_csv(
        head,
        (
            [
                row.number,
                in_language(row.title, row.title_en),
                in_language(row.agency_name, row.agency_name_en),
                f"{row.honorific} {row.person}".strip(),
                formatters.local_day(row.requested_at, zone),
                row.reason,
                row.suggested,
                words.relief(row.state),
                row.words,
                row.owner,
            ]
            for row in rows
        ),
    )
