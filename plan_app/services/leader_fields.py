"""Fields of responsibility: which leader of the province looks after which agencies."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from plan_app.domain import vietnamese
from plan_app.domain.roles import Role
from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db
from plan_app.models import Agency, LeaderField, Membership
from plan_app.queries.leader_lists import get_field
from plan_app.services import changes, journal, plan_texts
from plan_app.services.acts import Act


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """A field as the coordinator keeps it."""

    name: str
    leader_id: int | None
    agency_ids: frozenset[int]


def facts_of(field: LeaderField) -> FieldFacts:
    """The present facts."""
    return FieldFacts(field.name, field.leader_id, frozenset(each.id for each in field.agencies))


def fingerprint(field: LeaderField) -> str:
    """Equal for equal facts: what a form says about the field it was made from."""
    facts = facts_of(field)
    return changes.digest((facts.name, facts.leader_id, sorted(facts.agency_ids)))


def add(plan_id: int, facts: FieldFacts, act: Act) -> LeaderField:
    """A new field; raises RuleBroken at the field of the form that is wrong."""
    changes.check_may_edit(act)
    plan_texts.hold(plan_id)
    field = LeaderField(plan_id=plan_id, name="")
    _take(field, facts)
    db.session.add(field)
    db.session.flush()
    _record("leader_field_added", field, act)
    return field


def edit(field_id: int, facts: FieldFacts, *, plan_id: int, seen: str, act: Act) -> None:
    """Set the facts; raises ContentChanged when somebody was first."""
    changes.check_may_edit(act)
    plan_texts.hold(plan_id)
    field = get_field(field_id, plan_id=plan_id)
    if seen != fingerprint(field):
        raise changes.ContentChanged
    _take(field, facts)
    db.session.flush()
    _record("leader_field_edited", field, act)


def remove(field_id: int, *, plan_id: int, act: Act) -> None:
    """Take the field away; agencies and tasks stay as they are."""
    changes.check_may_edit(act)
    plan_texts.hold(plan_id)
    field = get_field(field_id, plan_id=plan_id)
    _record("leader_field_removed", field, act)
    field.agencies = []
    db.session.delete(field)
    db.session.flush()


def _take(field: LeaderField, facts: FieldFacts) -> None:
    name = vietnamese.normalise(facts.name)
    if not name:
        raise RuleBroken(N_("Đề nghị nhập tên lĩnh vực."), field="name")
    taken = select(LeaderField.id, LeaderField.name).where(LeaderField.plan_id == field.plan_id)
    for id_, other in db.session.execute(taken).all():
        if id_ != field.id and vietnamese.fold(other) == vietnamese.fold(name):
            raise RuleBroken(N_("Đã có lĩnh vực với tên này."), field="name")
    field.name, field.leader_id = name, _leader(field.plan_id, facts.leader_id)
    field.agencies = _agencies(facts.agency_ids)


def _leader(plan_id: int, user_id: int | None) -> int | None:
    if user_id is None:
        return None
    found = select(Membership.user_id).where(
        Membership.plan_id == plan_id,
        Membership.user_id == user_id,
        Membership.role == Role.LEADER,
    )
    if db.session.scalar(found) is None:
        raise RuleBroken(N_("Người này không có vai trò Lãnh đạo trong Kế hoạch."), field="leader")
    return user_id


def _agencies(ids: Collection[int]) -> list[Agency]:
    found = db.session.scalars(select(Agency).where(Agency.id.in_(ids))).all()
    if not found or len(found) != len(set(ids)):
        raise RuleBroken(N_("Đề nghị chọn ít nhất một cơ quan."), field="agencies")
    return list(found)


def _record(action: str, field: LeaderField, act: Act) -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=field.plan_id,
        subject=("leader_field", field.id),
        data={"leader": field.leader_id, "agencies": [each.id for each in field.agencies]},
        text=field.name,
    )
