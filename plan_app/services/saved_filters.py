"""Keeping the conditions of a list: saved, renamed, shared, removed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from plan_app.domain import saved_filters as rules
from plan_app.domain import vietnamese
from plan_app.domain.saved_filters import Place
from plan_app.errors import N_, NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.models import SavedFilter
from plan_app.queries.saved_filters import get_filter
from plan_app.services import changes, journal
from plan_app.services.acts import Act


@dataclass(frozen=True, slots=True)
class Named:
    """What a person says of a filter: its name, and whether all of the plan see it."""

    name: str
    is_shared: bool


def fingerprint(saved: SavedFilter) -> str:
    """Equal for equal facts: what a form says about the filter it was made from."""
    return changes.digest((saved.name, saved.is_shared))


def save(
    plan_id: int, place: Place, conditions: Mapping[str, str], named: Named, act: Act
) -> SavedFilter:
    """Keep conditions that the list has understood; raises the rule that is broken."""
    journal.hold(plan_id)
    if not conditions:
        raise rules.NothingToKeep
    saved = SavedFilter(
        plan_id=plan_id,
        owner_id=act.actor.user_id,
        place=place,
        conditions=dict(conditions),
        saved_at=act.now,
    )
    own = _list_own(saved)
    if len(own) >= rules.MOST:
        raise rules.TooMany
    _take(saved, named, act)
    db.session.add(saved)
    db.session.flush()
    _record("filter_saved", saved, act)
    return saved


def edit(filter_id: int, named: Named, *, plan_id: int, seen: str, act: Act) -> None:
    """Give another name, share it or no more; raises NotAllowed, FilterChanged."""
    saved = _hold(filter_id, plan_id, act, seen)
    _take(saved, named, act)
    db.session.flush()
    _record("filter_edited", saved, act)


def remove(filter_id: int, *, plan_id: int, seen: str, act: Act) -> None:
    """Take the filter away; the list and its address stay. Raises NotAllowed, FilterChanged."""
    saved = _hold(filter_id, plan_id, act, seen)
    _record("filter_removed", saved, act)
    db.session.delete(saved)
    db.session.flush()


def _hold(filter_id: int, plan_id: int, act: Act, seen: str) -> SavedFilter:
    journal.hold(plan_id)
    saved = get_filter(filter_id, plan_id=plan_id)
    if not rules.may_change(act.actor, owner_id=saved.owner_id, is_shared=saved.is_shared):
        raise NotAllowed
    if seen != fingerprint(saved):
        raise rules.FilterChanged
    return saved


def _take(saved: SavedFilter, named: Named, act: Act) -> None:
    name = vietnamese.normalise(named.name)
    if not name:
        raise RuleBroken(N_("Đề nghị nhập tên bộ lọc."), field="name")
    for other in _list_own(saved):
        is_same_list = other.id != saved.id and other.place is saved.place
        if is_same_list and vietnamese.fold(other.name) == vietnamese.fold(name):
            raise rules.NameTaken
    if named.is_shared != bool(saved.is_shared) and not rules.may_share(act.actor):
        raise NotAllowed
    saved.name, saved.is_shared = name, named.is_shared


def _list_own(saved: SavedFilter) -> list[SavedFilter]:
    """All that the filter's owner keeps in its plan."""
    wanted = select(SavedFilter).where(
        SavedFilter.plan_id == saved.plan_id, SavedFilter.owner_id == saved.owner_id
    )
    return list(db.session.scalars(wanted))


def _record(action: str, saved: SavedFilter, act: Act) -> None:
    chosen = {name: value for name, value in saved.conditions.items() if name != rules.WORDS}
    typed = saved.conditions.get(rules.WORDS, "")
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=saved.plan_id,
        subject=("saved_filter", saved.id),
        data={"place": saved.place.value, "conditions": chosen, "shared": saved.is_shared},
        text=f"{saved.name}: {typed}" if typed else saved.name,
    )
