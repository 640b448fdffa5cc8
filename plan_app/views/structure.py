"""The plan as a whole: its decision, its solution groups, and how far its texts are checked."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, g, render_template, url_for
from flask_babel import gettext as _

from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.forms.milestones import VersionForm
from plan_app.forms.plan_texts import GroupForm, NewGroupForm, PlanForm
from plan_app.models import Plan, SolutionGroup
from plan_app.presentation.formatters import roman
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import in_order
from plan_app.queries import structure
from plan_app.queries.structure import GroupRow
from plan_app.services import changes, groups, plan_texts
from plan_app.services.groups import GroupTexts
from plan_app.services.plan_texts import PlanTexts
from plan_app.views import asked as addresses
from plan_app.views import editing
from plan_app.views.structure_editing import Words, agency_choices, answer, to_structure

_BY_NUMBER: Final = "number"
_SORTS: Final[Mapping[str, Callable[[GroupRow], Any]]] = MappingProxyType(
    {
        _BY_NUMBER: lambda each: each.ordinal,
        "tasks": lambda each: (each.tasks, each.ordinal),
        "drafts": lambda each: (each.drafts, each.ordinal),
    }
)
pages = Blueprint("structure", __name__, url_prefix="/p/<plan>/structure")


@pages.get("")
@requires(Permission.EDIT_PLAN)
def show() -> str:
    """The decision, the groups, the drafts that are left."""
    asked = addresses.read({}, _SORTS, _BY_NUMBER)
    found = in_order(structure.list_groups(g.plan.id), asked.sort, _SORTS)
    return render_template("structure/show.html", groups=found, asked=asked)


@pages.route("/plan", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def plan() -> editing.Answer:
    """Title, decision, years and standing agency."""
    form = PlanForm(
        data=_columns(g.plan)
        | {
            "version": plan_texts.version_of(g.plan),
            "standing_agency": str(g.plan.standing_agency_id),
        }
    )
    form.offer(agency_choices()[0])
    status = editing.save(form, lambda: _write_plan(form))
    if status == 303:
        return to_structure(_("Đã lưu thông tin kế hoạch."))
    words = Words(
        heading=_("Sửa thông tin kế hoạch"),
        submit=_("Lưu"),
        cancel=url_for("structure.show"),
        back=_("Nội dung kế hoạch"),
        hint=_("Tên kế hoạch và số quyết định đứng ở cuối mỗi trang và trong thư nhắc việc."),
    )
    present = _present(form, g.plan)
    return answer(status, form, words, version=plan_texts.version_of(g.plan), present=present)


@pages.route("/groups/add", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def add_group() -> editing.Answer:
    """A group that does not exist yet."""
    form = NewGroupForm(data={"ordinal": structure.get_next_ordinal(g.plan.id)})
    plan_id = g.plan.id
    status = editing.save(
        form, lambda: groups.add(plan_texts.hold(plan_id), _group_texts(form), editing.act(form))
    )
    if status == 303:
        return to_structure(_("Đã thêm nhóm giải pháp."))
    words = Words(
        heading=_("Thêm nhóm giải pháp"),
        submit=_("Thêm nhóm"),
        cancel=url_for("structure.show"),
        back=_("Nội dung kế hoạch"),
    )
    return answer(status, form, words)


@pages.route("/groups/<int:ordinal>", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def group(ordinal: int) -> editing.Answer:
    """Title and number of a group; a number in use is exchanged."""
    found = structure.get_group(ordinal, plan_id=g.plan.id)
    form = GroupForm(data=_columns(found) | {"version": groups.version_of(found)})
    status = editing.save(form, lambda: _write_group(form, ordinal))
    if status == 303:
        return to_structure(_("Đã lưu nhóm giải pháp."))
    words = Words(
        heading=_("Sửa nhóm giải pháp %(roman)s", roman=roman(ordinal)),
        submit=_("Lưu"),
        cancel=url_for("structure.show"),
        back=_("Nội dung kế hoạch"),
        hint=_("Nếu số thứ tự mới đã có nhóm khác, hai nhóm đổi số cho nhau."),
    )
    present = _present(form, found)
    return answer(status, form, words, version=groups.version_of(found), present=present)


@pages.route("/groups/<int:ordinal>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def remove_group(ordinal: int) -> editing.Answer:
    """A group without tasks goes, once that was confirmed."""
    found = structure.get_group(ordinal, plan_id=g.plan.id)
    form = VersionForm(data={"version": groups.version_of(found)})
    status = editing.save(form, lambda: _remove_group(form, ordinal))
    if status == 303:
        return to_structure(_("Đã xóa nhóm giải pháp."))
    words = Words(
        heading=_("Xóa nhóm giải pháp %(roman)s", roman=roman(ordinal)),
        submit=_("Xóa nhóm"),
        cancel=url_for("structure.show"),
        back=_("Nội dung kế hoạch"),
        lead=in_language(found.title, found.title_en),
        hint=_("Chỉ xóa được nhóm không có nhiệm vụ nào."),
    )
    present = [(_("Tên nhóm giải pháp"), found.title)]
    return answer(status, form, words, version=groups.version_of(found), present=present)


def _write_plan(form: PlanForm) -> None:
    names = ("title", "title_en", "decision_number", "decision_date", "issued_by",
             "first_year", "last_year")  # fmt: skip
    facts: dict[str, Any] = {name: form[name].data for name in names}
    wanted = PlanTexts(**facts, standing_agency_id=int(form.standing_agency.data))
    plan_texts.edit(plan_texts.hold(g.plan.id), wanted, editing.act(form))


def _write_group(form: GroupForm, ordinal: int) -> None:
    held = plan_texts.hold(g.plan.id)
    groups.edit(held, groups.get_of(held, ordinal), _group_texts(form), editing.act(form))


def _remove_group(form: VersionForm, ordinal: int) -> None:
    held = plan_texts.hold(g.plan.id)
    groups.remove(groups.get_of(held, ordinal), editing.act(form))


def _group_texts(form: GroupForm | NewGroupForm) -> GroupTexts:
    return GroupTexts(
        ordinal=form.ordinal.data or 0,
        title=form.title.data or "",
        title_en=form.title_en.data or "",
    )


def _columns(row: Plan | SolutionGroup) -> dict[str, Any]:
    fields = plan_texts.FIELDS if isinstance(row, Plan) else groups.FIELDS
    return {name: getattr(row, name) for name in fields}


def _present(form: Any, row: Plan | SolutionGroup) -> list[tuple[object, str]]:  # noqa: ANN401
    return [
        (field.label.text, changes.worded(getattr(row, field.name)))
        for field in form
        if field.name != "version" and hasattr(row, field.name)
    ]
