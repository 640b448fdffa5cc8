"""The plan itself: its title, decision, years and standing agency."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select

from plan_app.errors import N_, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import Agency, Milestone, Plan
from plan_app.services import changes, rows
from plan_app.services.acts import Act

FIELDS: Final = (
    "title", "title_en", "decision_number", "decision_date", "issued_by",
    "first_year", "last_year", "standing_agency_id",
)  # fmt: skip


class YearsInUse(RuleBroken):
    """A milestone lies outside the new years."""

    def __init__(self, field: str) -> None:
        super().__init__(
            N_("Kế hoạch đang có mốc thực hiện nằm ngoài giai đoạn này."),
            field=field,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTexts:
    """The plan as its decision has it; years both included."""

    title: str
    title_en: str
    decision_number: str
    decision_date: date
    issued_by: str
    first_year: int
    last_year: int
    standing_agency_id: int


def hold(plan_id: int) -> Plan:
    """The plan, held until the transaction ends: two people never number its parts at once.

    Raises NotFound.
    """
    plan = rows.hold(Plan, plan_id)
    if plan is None:
        raise NotFound
    return plan


def version_of(plan: Plan) -> int:
    """The version that a form of the plan carries."""
    return changes.fingerprint(plan, FIELDS)


def edit(plan: Plan, wanted: PlanTexts, act: Act) -> None:
    """Take over what differs; `plan` is held. Raises ContentChanged and the rule broken."""
    changes.check_may_edit(act)
    changes.check_fingerprint(plan, FIELDS, act)
    standing = _standing_agency(plan, wanted.standing_agency_id, act)
    if wanted.decision_date > act.today:
        raise RuleBroken(N_("Ngày của văn bản không thể sau ngày hôm nay."), field="decision_date")
    _check_years(plan, wanted)
    found = changes.take(
        plan,
        {
            "title": wanted.title,
            "title_en": wanted.title_en,
            "decision_number": wanted.decision_number,
            "decision_date": wanted.decision_date,
            "issued_by": wanted.issued_by,
            "first_year": wanted.first_year,
            "last_year": wanted.last_year,
            "standing_agency": standing,
        },
    )
    if found:
        changes.record("plan_edited", found, act, plan_id=plan.id, subject=("plan", plan.id))


def _standing_agency(plan: Plan, agency_id: int, act: Act) -> Agency:
    if agency_id == plan.standing_agency_id:
        return plan.standing_agency
    agency = db.session.get(Agency, agency_id)
    if agency is None or (agency.valid_to is not None and agency.valid_to < act.today):
        raise RuleBroken(N_("Cơ quan này không còn hoạt động."), field="standing_agency")
    return agency


def _check_years(plan: Plan, wanted: PlanTexts) -> None:
    if wanted.first_year > wanted.last_year:
        raise RuleBroken(N_("Năm kết thúc không thể trước năm bắt đầu."), field="last_year")
    first, last = db.session.execute(
        select(func.min(Milestone.year), func.max(Milestone.year)).where(
            Milestone.plan_id == plan.id
        )
    ).one()
    if first is not None and first < wanted.first_year:
        raise YearsInUse("first_year")
    if last is not None and last > wanted.last_year:
        raise YearsInUse("last_year")
