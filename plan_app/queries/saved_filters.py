"""The saved filters that stand above a person's lists."""

from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from plan_app.domain import vietnamese
from plan_app.domain.saved_filters import Place
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import SavedFilter, User
from plan_app.queries.cache import remember
from plan_app.queries.versions import Version


class SavedRow(NamedTuple):
    """A saved filter; `conditions` are arguments of the list's address."""

    id: int
    owner_id: int
    owner_name: str
    place: Place
    name: str
    conditions: dict[str, str]
    is_shared: bool


def list_for(plan_id: int, user_id: int, *, version: Version) -> list[SavedRow]:
    """The person's own and those shared with the plan, by name; kept by version."""
    key = ("saved filters", plan_id, user_id, version)
    return remember(key, lambda: _list_for(plan_id, user_id))


def _list_for(plan_id: int, user_id: int) -> list[SavedRow]:
    rows = db.session.execute(
        select(
            SavedFilter.id,
            SavedFilter.owner_id,
            User.full_name,
            SavedFilter.place,
            SavedFilter.name,
            SavedFilter.conditions,
            SavedFilter.is_shared,
        )
        .join(User, User.id == SavedFilter.owner_id)
        .where(
            SavedFilter.plan_id == plan_id,
            or_(SavedFilter.owner_id == user_id, SavedFilter.is_shared),
        )
    ).tuples()
    found = [SavedRow._make(row) for row in rows]
    return sorted(found, key=lambda row: (vietnamese.sort_key(row.name), row.id))


def get_filter(filter_id: int, *, plan_id: int) -> SavedFilter:
    """One saved filter with its owner at hand; raises NotFound."""
    found = db.session.scalar(
        select(SavedFilter)
        .where(SavedFilter.id == filter_id, SavedFilter.plan_id == plan_id)
        .options(joinedload(SavedFilter.owner))
    )
    if found is None:
        raise NotFound
    return found
