"""The wishes for other dates of the decision, for the submission that collects them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from plan_app.domain.extensions import PENDING, ExtensionState
from plan_app.extensions import db
from plan_app.models import Agency, ExtensionRequest, Milestone, Task, TextStatus


@dataclass(frozen=True, slots=True)
class Extension:
    """A wish for another date that nobody has decided yet.

    `document` and its day are the agency's letter, where one was named; `missing` is what the
    coordinator has asked for, while that has not come.
    """

    request_id: int
    number: int
    title: str
    label: str
    is_draft: bool
    agency: str
    due: date | None
    original_due: date | None
    requested: date
    reason: str
    document: str = ""
    document_date: date | None = None
    missing: str = ""
    agency_en: str = ""


def list_extensions(plan_id: int) -> list[Extension]:
    """The pending requests about dates of the decision, by agency in official order, then task."""
    return _list_requests(plan_id, PENDING)


def list_incomplete(plan_id: int) -> list[Extension]:
    """The same of requests for which papers were asked that have not come."""
    return _list_requests(plan_id, {ExtensionState.PAPERS_ASKED})


def _list_requests(plan_id: int, states: Collection[ExtensionState]) -> list[Extension]:
    rows = db.session.execute(
        select(ExtensionRequest, Milestone, Task, Agency)
        .join(Milestone, Milestone.id == ExtensionRequest.milestone_id)
        .join(Task, Task.id == Milestone.task_id)
        .join(Agency, Agency.id == Task.responsible_agency_id)
        .where(
            Milestone.plan_id == plan_id,
            # Other dates the coordinating department decides by itself.
            Milestone.is_fixed,
            ExtensionRequest.state.in_(states),
        )
        .order_by(Agency.official_order, Agency.id, Task.number, ExtensionRequest.id)
    )
    return [
        Extension(
            request_id=request.id,
            number=task.number,
            title=task.title,
            label=milestone.label,
            is_draft=task.text_status is TextStatus.DRAFT,
            agency=agency.name,
            agency_en=agency.name_en,
            due=milestone.due_date,
            original_due=milestone.original_due_date,
            requested=request.requested_due_date,
            reason=request.reason,
            document=request.document or "",
            document_date=request.document_date,
            missing=request.words if request.state is ExtensionState.PAPERS_ASKED else "",
        )
        for request, milestone, task, agency in rows
    ]
