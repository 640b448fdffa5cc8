"""The text of a task: edited, compared with the decision's appendix, taken back to draft."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db
from plan_app.models import Agency, Task, TextStatus
from plan_app.services import assignments, changes, journal, search_texts, tasks
from plan_app.services.acts import Act


class AlreadyChecked(RuleBroken):
    """Somebody has already said that the text was compared."""

    def __init__(self) -> None:
        super().__init__(N_("Nội dung nhiệm vụ này đã được xác nhận đối chiếu."))


class NotChecked(RuleBroken):
    """Only a checked text can be taken back."""

    def __init__(self) -> None:
        super().__init__(N_("Nội dung nhiệm vụ này chưa được xác nhận đối chiếu."))


class UncheckReasonMissing(RuleBroken):
    """A checked text is taken back only for a reason."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị nêu lý do."), field="reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTexts:
    """A task as the appendix words it; agencies by id, the responsible one being that of today."""

    title: str
    lead_agency_id: int
    responsible_agency_id: int
    title_en: str = ""
    description: str = ""
    deliverable: str = ""
    coordinating_ids: Collection[int] = ()
    coordinating_as_worded: str = ""
    time_as_worded: str = ""
    twin_reference: str = ""


_PLAIN: Final = (
    "title", "title_en", "description", "deliverable",
    "coordinating_as_worded", "time_as_worded", "twin_reference",
)  # fmt: skip


def columns(wanted: TaskTexts) -> dict[str, Any]:
    """The columns of `Task` for these texts, without the responsible agency.

    Raises AgencyNotPossible.
    """
    lead = db.session.get(Agency, wanted.lead_agency_id)
    if lead is None:
        raise RuleBroken(N_("Không có cơ quan này."), field="lead_agency")
    coordinating = db.session.scalars(
        select(Agency)
        .where(Agency.id.in_(wanted.coordinating_ids))
        .order_by(Agency.official_order, Agency.id)
    )
    plain = {name: getattr(wanted, name) for name in _PLAIN}
    return plain | {"lead_agency": lead, "coordinating_agencies": list(coordinating)}


def edit(task: Task, wanted: TaskTexts, act: Act) -> None:
    """Take over what differs; `task` is held. A checked text stays checked.

    Raises TaskChanged and AgencyNotPossible.
    """
    changes.check_may_edit(act)
    tasks.check_version(task, act)
    found = changes.take(task, columns(wanted))
    is_moved = wanted.responsible_agency_id != task.responsible_agency_id
    if is_moved:
        assignments.move(task, wanted.responsible_agency_id, act)
    if found:
        changes.record("task_text_edited", found, act, plan_id=task.plan_id, task_id=task.id)
    if found or is_moved:
        task.search_text = search_texts.of_task(task)
        tasks.raise_version(task)


def check(task: Task, act: Act) -> None:
    """The text was compared with the appendix: who said so and when is kept."""
    changes.check_may_edit(act)
    tasks.check_version(task, act)
    if task.text_status is TextStatus.CHECKED:
        raise AlreadyChecked
    task.text_status = TextStatus.CHECKED
    task.text_checked_by_id, task.text_checked_at = act.actor.user_id, act.now
    tasks.raise_version(task)
    _record("text_checked", task, act)


def uncheck(task: Task, act: Act, *, reason: str) -> None:
    """The text is a draft again; nobody is reminded of it until it is checked."""
    changes.check_may_edit(act)
    tasks.check_version(task, act)
    if task.text_status is TextStatus.DRAFT:
        raise NotChecked
    if not reason.strip():
        raise UncheckReasonMissing
    task.text_status = TextStatus.DRAFT
    task.text_checked_by_id = task.text_checked_at = task.text_import_id = None
    tasks.raise_version(task)
    _record("text_unchecked", task, act, text=reason.strip())


def _record(action: str, task: Task, act: Act, *, text: str = "") -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=task.plan_id,
        task_id=task.id,
        text=text,
    )
