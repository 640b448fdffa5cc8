"""The solution groups of a plan: their titles and their order."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from plan_app.errors import N_, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import Plan, SolutionGroup
from plan_app.services import changes, history, journal
from plan_app.services.acts import Act

FIELDS: Final = ("ordinal", "title", "title_en")


class GroupInUse(RuleBroken):
    """A group with tasks stays."""

    def __init__(self) -> None:
        super().__init__(
            N_("Nhóm giải pháp này còn nhiệm vụ; đề nghị chuyển nhiệm vụ sang nhóm khác trước.")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTexts:
    """A group as the plan has it; `ordinal` is its number, on the page in Roman numerals."""

    ordinal: int
    title: str
    title_en: str


def version_of(group: SolutionGroup) -> int:
    """The version that a form of the group carries."""
    return changes.fingerprint(group, FIELDS)


def get_of(plan: Plan, ordinal: int) -> SolutionGroup:
    """The group with this number of the held plan, read anew; raises NotFound."""
    group = _find(plan, ordinal)
    if group is None:
        raise NotFound
    return group


def add(plan: Plan, wanted: GroupTexts, act: Act) -> SolutionGroup:
    """A new group under a number that is free; `plan` is held."""
    changes.check_may_edit(act)
    if _find(plan, wanted.ordinal) is not None:
        raise RuleBroken(N_("Số này đã có nhóm giải pháp khác."), field="ordinal")
    group = SolutionGroup(
        plan_id=plan.id, ordinal=wanted.ordinal, title=wanted.title, title_en=wanted.title_en
    )
    db.session.add(group)
    db.session.flush()
    _record("group_added", group, act)
    return group


def edit(plan: Plan, group: SolutionGroup, wanted: GroupTexts, act: Act) -> None:
    """Take over what differs; a group that has the wanted number takes this one's."""
    changes.check_may_edit(act)
    changes.check_fingerprint(group, FIELDS, act)
    if wanted.ordinal != group.ordinal:
        _exchange(plan, group, wanted.ordinal, act)
    found = changes.take(group, {"title": wanted.title, "title_en": wanted.title_en})
    if found:
        _record_changes(group, found, act)


def remove(group: SolutionGroup, act: Act) -> None:
    """Remove a group without tasks."""
    changes.check_may_edit(act)
    changes.check_fingerprint(group, FIELDS, act)
    if history.is_referred_to(group):
        raise GroupInUse
    _record("group_removed", group, act)
    db.session.delete(group)
    db.session.flush()


def _exchange(plan: Plan, group: SolutionGroup, ordinal: int, act: Act) -> None:
    """Numbers are unique and checked row by row: the group leaves its place first."""
    before, other = group.ordinal, _find(plan, ordinal)
    group.ordinal = -before
    db.session.flush()
    if other is not None:
        other.ordinal = before
        _record_changes(other, [changes.Change("ordinal", ordinal, before)], act)
    group.ordinal = ordinal
    _record_changes(group, [changes.Change("ordinal", before, ordinal)], act)


def _find(plan: Plan, ordinal: int) -> SolutionGroup | None:
    return db.session.scalar(
        select(SolutionGroup)
        .where(SolutionGroup.plan_id == plan.id, SolutionGroup.ordinal == ordinal)
        .execution_options(populate_existing=True)
    )


def _record_changes(group: SolutionGroup, found: list[changes.Change], act: Act) -> None:
    changes.record(
        "group_edited",
        found,
        act,
        plan_id=group.plan_id,
        subject=("solution_group", group.id),
    )


def _record(action: str, group: SolutionGroup, act: Act) -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=group.plan_id,
        subject=("solution_group", group.id),
        data={"ordinal": group.ordinal},
        text=group.title,
    )
