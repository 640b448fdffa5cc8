"""Lists of tasks and milestones as files for spreadsheets."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from plan_app.domain.deadlines import timeliness
from plan_app.models import Task
from plan_app.presentation import formatters, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.presentation.measures import NO_COLUMNS, ExtraColumns
from plan_app.queries.bulk_assignments import AssignedRow
from plan_app.queries.rows import MilestoneRow


def write_milestones(
    rows: Sequence[MilestoneRow], today: date, extra: ExtraColumns = NO_COLUMNS
) -> str:
    """Tasks, each with one of its milestones; `extra` columns stand last."""
    head = [
        *_common(),
        _("Thời hạn ban đầu"),
        _("Thời hạn hiện tại"),
        _("Tình trạng"),
        _("So với thời hạn"),
        _("Ngày báo cáo"),
        _("Nội dung"),
        _("Thực hiện sau nhiệm vụ số"),
        *extra.heads,
    ]
    lines = ([*_milestone(row, today), *extra.texts(row.task_id)] for row in rows)
    return spreadsheets.write_csv(head, lines)


def write_assigned(rows: Sequence[AssignedRow]) -> str:
    """Tasks with their owner and agency as they are now."""
    head = [*_common(), _("Thời hạn hiện tại"), _("Thời hạn theo Kế hoạch")]
    return spreadsheets.write_csv(head, (_assigned(row) for row in rows))


def write_texts(tasks: Sequence[Task]) -> str:
    """The texts that are compared with the appendix."""
    head = [
        _("Số"),
        _("Nhóm giải pháp"),
        _("Nhiệm vụ"),
        _("Tên bằng tiếng Anh"),
        _("Sản phẩm, kết quả"),
        _("Cơ quan chủ trì (theo Kế hoạch)"),
        _("Cơ quan phối hợp"),
        _("Thời gian thực hiện (theo Kế hoạch)"),
    ]
    return spreadsheets.write_csv(head, (_text(task) for task in tasks))


def _common() -> list[str]:
    return [
        _("Số"),
        _("Nhiệm vụ"),
        _("Mốc thực hiện"),
        _("Nhóm giải pháp"),
        _("Cơ quan chịu trách nhiệm"),
        _("Đầu mối theo dõi"),
    ]


def _begin(row: MilestoneRow | AssignedRow) -> list[object]:
    group = in_language(row.group_title, row.group_title_en)
    return [
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.label, row.label_en),
        f"{formatters.roman(row.group_ordinal)}. {group}",
        in_language(row.agency_name, row.agency_name_en),
        row.owner_name,
    ]


def _milestone(row: MilestoneRow, today: date) -> list[object]:
    standing = timeliness(row.facts, today)
    return [
        *_begin(row),
        formatters.day(row.original_due_date),
        formatters.day(row.due_date),
        words.state(row.state),
        words.timeliness(standing, row.waiting_for) if standing else None,
        formatters.day(row.reported_on),
        _("Minh họa, chưa đối chiếu") if row.is_draft else _("Đã đối chiếu"),
        row.after_number,
    ]


def _assigned(row: AssignedRow) -> list[object]:
    is_fixed = _("có") if row.is_fixed else _("không")
    return [*_begin(row), formatters.day(row.due_date), is_fixed if row.due_date else None]


def _text(task: Task) -> list[object]:
    named = "; ".join(agency.name for agency in task.coordinating_agencies)
    return [
        task.number,
        f"{formatters.roman(task.group.ordinal)}. {task.group.title}",
        task.title,
        task.title_en,
        task.deliverable,
        task.lead_agency.name,
        task.coordinating_as_worded or named,
        task.time_as_worded,
    ]
