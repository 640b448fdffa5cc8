"""Who has reported in a round: agencies in official order, and the tasks behind each number."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.deadlines import Figure
from plan_app.domain.permissions import Permission
from plan_app.domain.rounds import Reported
from plan_app.extensions import settings
from plan_app.presentation import words
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import members, round_board, rounds
from plan_app.queries.choices import list_choices
from plan_app.queries.members import Heard
from plan_app.queries.round_board import (
    Answered,
    BoardFilter,
    Checked,
    Noted,
    TaskFilter,
    TaskRow,
)
from plan_app.queries.rounds import Round
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import round_file

pages = Blueprint("round_board", __name__, url_prefix="/p/<plan>/rounds/<int:round_id>")

_BOARD: Final = {"words": addresses.words, "reported": Reported, "checked": Checked}
READERS: Final = {
    "words": addresses.words,
    "agency": addresses.number,
    "report": Answered,
    "figure": Figure,
    "note": Noted,
}


@pages.get("")
@requires(Permission.SEE_ALL_DETAILS)
def show(round_id: int) -> str:
    """Every agency with how many of its tasks have a report, in official order."""
    this, asked = rounds.get_round(round_id, plan_id=g.plan.id), _asked_board()
    before, today = rounds.find_before(this), clock.today(settings().timezone)
    wanted = BoardFilter(**asked.found)
    return render_template(
        "rounds/board.html",
        round=this,
        asked=asked,
        filters=_board_filters(asked),
        tally=rounds.count_tally(this, today=today),
        rows=round_board.list_board(this, wanted, today=today, sort=asked.sort, before=before),
        is_last=rounds.is_last_closed(this),
        now=clock.now(),
        today=today,
    )


@pages.get("/board.csv")
@requires(Permission.SEE_ALL_DETAILS)
def download(round_id: int) -> Response:
    """The board as a file for spreadsheets."""
    this, asked = rounds.get_round(round_id, plan_id=g.plan.id), _asked_board()
    today = clock.today(settings().timezone)
    rows = round_board.list_board(
        this,
        BoardFilter(**asked.found),
        today=today,
        sort=asked.sort,
        before=rounds.find_before(this),
    )
    text = round_file.write_board(rows, zone=settings().timezone)
    return files.answer(text, named=_("Tình hình báo cáo"), plain_name="round-board", today=today)


@pages.get("/tasks")
@requires(Permission.SEE_ALL_DETAILS)
def tasks(round_id: int) -> str:
    """The tasks behind a number of the board, with their last words."""
    this, asked = rounds.get_round(round_id, plan_id=g.plan.id), _asked_tasks()
    before, today = rounds.find_before(this), clock.today(settings().timezone)
    wanted = TaskFilter(**asked.found)
    page = Pages(asked.page, round_board.count_tasks(this, wanted, today=today, before=before))
    rows = round_board.list_tasks(
        this, wanted, today=today, sort=asked.sort, page=page.number, before=before
    )
    noted = [row.task_id for row in rows if row.notes]
    return render_template(
        "rounds/tasks.html",
        round=this,
        asked=asked,
        filters=task_filters(asked, *READERS),
        page=page,
        rows=rows,
        heard=heard(this, rows),
        notes=round_board.list_notes(this, before, task_ids=noted) if noted else [],
        today=this.snapshot_day or today,
    )


@pages.get("/tasks.csv")
@requires(Permission.SEE_ALL_DETAILS)
def download_tasks(round_id: int) -> Response:
    """The same tasks as a file for spreadsheets."""
    this, asked = rounds.get_round(round_id, plan_id=g.plan.id), _asked_tasks()
    today, before = clock.today(settings().timezone), rounds.find_before(this)
    rows = round_board.list_tasks(
        this, TaskFilter(**asked.found), today=today, sort=asked.sort, page=None, before=before
    )
    text = round_file.write_tasks(rows, heard(this, rows))
    return files.answer(text, named=named(this), plain_name="round-tasks", today=today)


def heard(this: Round, rows: Sequence[TaskRow]) -> dict[int, Heard]:
    """Which members of groups have answered by now; what was closed says nothing of them."""
    of_groups = [row.milestone_id for row in rows if row.of_group and not this.is_closed]
    return members.list_heard(of_groups)


def named(this: Round) -> str:
    return _("Số liệu - %(name)s", name=this.name)


def _asked_board() -> addresses.Asked:
    sorts, usual = round_board.BOARD_SORTS, round_board.DEFAULT_BOARD_SORT
    return addresses.read(_BOARD, sorts, usual)


def _asked_tasks() -> addresses.Asked:
    sorts, usual = round_board.TASK_SORTS, round_board.DEFAULT_TASK_SORT
    return addresses.read(READERS, sorts, usual)


def _board_filters(asked: addresses.Asked) -> list[Filter]:
    checked = [(Checked.YES.value, _("Đã rà soát")), (Checked.NO.value, _("Chưa rà soát"))]
    return _fields(
        asked,
        ("words", _("Tên cơ quan"), None),
        ("reported", _("Báo cáo"), [(each.value, words.share_reported(each)) for each in Reported]),
        ("checked", _("Rà soát số liệu"), checked),
    )


def task_filters(asked: addresses.Asked, *names: str) -> list[Filter]:
    """The filters of the tasks with these names, in their order."""
    reports = [
        (Answered.ASKED.value, _("Nhiệm vụ cần báo cáo")),
        (Answered.REPORTED.value, _("Đã có báo cáo trong kỳ")),
        (Answered.LACKING.value, _("Chưa có báo cáo trong kỳ")),
    ]
    offered: dict[str, tuple[str, Any]] = {
        "words": (_("Số hoặc tên nhiệm vụ"), None),
        "report": (_("Báo cáo"), reports),
        "figure": (_("Kết quả"), [(each.value, words.figure(each)) for each in Figure]),
        "note": (_("Ghi chú"), [(Noted.YES.value, _("Có ghi chú"))]),
    }
    if "agency" in names:
        agencies = list_choices(g.plan.id, version=g.version).agencies
        found = [(str(each.id), in_language(each.name, each.name_en)) for each in agencies]
        offered["agency"] = (_("Cơ quan chủ trì"), found)
    return _fields(asked, *((name, *offered[name]) for name in names))


def _fields(asked: addresses.Asked, *fields: tuple[str, str, Any]) -> list[Filter]:
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices))
        for name, label, choices in fields
    ]
