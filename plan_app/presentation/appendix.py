"""The words of an appendix that is read into the plan: columns, outcomes, problems."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask_babel import gettext as _

from plan_app.domain.appendix import Column, Problem, Sentence, Weight
from plan_app.domain.appendix_outcome import ComparedRow, Difference, Kept, Standing
from plan_app.errors import N_
from plan_app.presentation import journal_words

_STANDINGS: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.NEW: N_("Thêm mới"),
        Standing.CHANGED: N_("Có thay đổi"),
        Standing.UNCHANGED: N_("Không thay đổi"),
        Standing.ERROR: N_("Có lỗi"),
        Standing.MISSING: N_("Không có trong tệp"),
    }
)
_KEPT: Final[Mapping[Kept, str]] = MappingProxyType(
    {
        Kept.NUMBER: N_("giữ số thứ tự của nhiệm vụ trong Kế hoạch"),
        Kept.ASSIGNED: N_("giữ nguyên vì nhiệm vụ đã có đầu mối hoặc đã được chuyển cơ quan"),
        Kept.MOVED: N_("giữ nguyên vì thời hạn đã được điều chỉnh hoặc mốc đã có báo cáo"),
        Kept.IN_USE: N_("giữ nguyên vì mốc đã có quá trình xử lý"),
        Kept.FIXED: N_("giữ nguyên vì thời hạn theo quyết định chỉ thay đổi theo văn bản"),
    }
)
_COLUMNS: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.NUMBER: N_("Số thứ tự"),
        Column.GROUP: N_("Nhóm giải pháp"),
        Column.TITLE: N_("Tên nhiệm vụ"),
        Column.DESCRIPTION: N_("Nội dung"),
        Column.LEAD: N_("Cơ quan chủ trì"),
        Column.COORDINATING: N_("Cơ quan phối hợp"),
        Column.AGENCIES: N_("Cơ quan chủ trì và phối hợp trong một ô"),
        Column.TIME: N_("Thời gian thực hiện"),
        Column.BEGIN: N_("Thời gian bắt đầu"),
        Column.END: N_("Thời gian kết thúc"),
        Column.DELIVERABLE: N_("Sản phẩm, kết quả"),
    }
)
_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": N_("Tên nhiệm vụ"),
        "lead": N_("Cơ quan chủ trì (theo Kế hoạch)"),
        "responsible": N_("Cơ quan chịu trách nhiệm hiện nay"),
        "coordinating": N_("Cơ quan phối hợp"),
        "time": N_("Thời gian thực hiện (theo Kế hoạch)"),
        "milestone": N_("Mốc thực hiện"),
        "due_date": N_("Thời hạn"),
        "label": N_("Tên mốc thực hiện"),
    }
)


def standing(value: Standing | str) -> str:
    """`Thêm mới`: what a row would do."""
    return _(_STANDINGS[Standing(value)])


def kept(value: Kept) -> str:
    """Why something stays although the file says otherwise, within a sentence."""
    return _(_KEPT[value])


def column(value: Column) -> str:
    """`Cơ quan chủ trì`: what a column holds."""
    return _(_COLUMNS[value])


def columns() -> list[tuple[str, str]]:
    """All that a column can hold, to choose from; nothing is a column that is passed over."""
    return [("", _("Không dùng cột này"))] + [(each.value, column(each)) for each in _COLUMNS]


def field(each: Difference) -> str:
    """`Thời hạn, Kết quả năm 2026`: what a difference is about."""
    name = _(_FIELDS[each.field]) if each.field in _FIELDS else journal_words.field(each.field)
    return f"{name}, {each.label}" if each.label else name


def said(sentence: Sentence) -> str:
    """A sentence of the reader with its values."""
    return _(sentence.text, **dict(sentence.values))


def told(problem: Problem) -> str:
    """What is wrong and how to mend it."""
    return f"{said(problem.message)} {said(problem.mend)}"


def place(problem: Problem) -> str:
    """Sheet, line and column of a problem, as the office's program shows them."""
    parts = [problem.sheet]
    parts += [_("dòng %(row)s", row=problem.row)] if problem.row else []
    parts += [_("cột %(column)s", column=problem.column)] if problem.column else []
    return ", ".join(filter(None, parts))


def is_error(problem: Problem) -> bool:
    """Whether it keeps the file out."""
    return problem.weight is Weight.ERROR


def differences(row: ComparedRow) -> list[str]:
    """Each difference as one line: `Thời hạn: 31/12/2025 → 31/12/2026`."""
    found = []
    for each in row.differences:
        line = f"{field(each)}: {each.old or '–'} → {each.new or '–'}"
        found.append(f"{line} ({kept(each.kept)})" if each.kept else line)
    return found
