"""What moves when agencies are merged or split, and moving it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from plan_app.extensions import db
from plan_app.models import Agency, AgencyContact, ContactKind
from plan_app.queries.reorganisations import Holdings
from plan_app.services import journal, people, search_texts, tasks
from plan_app.services.acts import Act


@dataclass(frozen=True, slots=True)
class Moves:
    """To which agency each task and person goes, by id; `heir_id` also stands in for the rest."""

    tasks: Mapping[int, int]
    people: Mapping[int, int]
    heir_id: int | None = None


def move(row_id: int, agency: Agency, found: Holdings, to: Moves, act: Act) -> dict[str, Any]:
    """Move everything; gives what undoing needs, as JSON.

    `tasks` are [id, receiver, version afterwards], `people` [id, receiver], `contacts`
    [kind, person, receiver that got the contact or None], `groups` [id, whether the heir was a
    member before].
    """
    contacts = _take_contacts(found.contacts, to)
    set_agencies(to.people, row_id, act)
    _give_contacts(contacts)
    return {
        "contacts": [[kind.value, user_id, receiver] for kind, user_id, receiver in contacts],
        "people": [[id_, receiver] for id_, receiver in sorted(to.people.items())],
        "groups": _move_in_groups(agency, found.groups, to.heir_id),
        "tasks": set_responsible(to.tasks, row_id, act),
        "receivers": sorted({*to.tasks.values(), *to.people.values()}),
    }


def set_responsible(to: Mapping[int, int], row_id: int, act: Act) -> list[list[int]]:
    """Make the agencies responsible; gives [task, agency, version afterwards] for each.

    In the order of ids, as everybody who holds several tasks.
    """
    found = []
    entries: dict[int, list[journal.Entry]] = {}
    for task_id, agency_id in sorted(to.items()):
        task = tasks.hold(task_id)
        before = task.responsible_agency_id
        task.responsible_agency = db.session.get_one(Agency, agency_id)
        task.search_text = search_texts.of_task(task)
        tasks.raise_version(task)
        found.append([task_id, agency_id, task.version])
        entries.setdefault(task.plan_id, []).append(
            journal.Entry(
                "agency_changed",
                task_id,
                ("agency", agency_id),
                {"before": before, "reorganisation": row_id},
            )
        )
    for plan_id, said in sorted(entries.items()):
        journal.record_all(said, now=act.now, actor_id=act.actor.user_id, plan_id=plan_id)
    return found


def set_agencies(to: Mapping[int, int], row_id: int, act: Act) -> None:
    """Let the people be of the agencies."""
    entries = []
    for user_id, agency_id in sorted(to.items()):
        user = people.hold(user_id)
        data = {"before": user.agency_id, "agency": agency_id, "reorganisation": row_id}
        entries.append(journal.Entry("person_moved", subject=("user_account", user_id), data=data))
        user.agency_id = agency_id
    db.session.flush()
    if entries:
        journal.record_all(entries, now=act.now, actor_id=act.actor.user_id, plan_id=None)


def put_contacts_back(agency: Agency, contacts: Iterable[tuple[str, int, int | None]]) -> None:
    """The agency's contacts as they were; those that were given to others are taken back."""
    for kind, user_id, receiver in contacts:
        given = db.session.get(AgencyContact, (receiver, ContactKind(kind))) if receiver else None
        if given is not None and given.user_id == user_id:
            db.session.delete(given)
            db.session.flush()
        db.session.merge(AgencyContact(agency_id=agency.id, kind=ContactKind(kind),
                                       user_id=user_id))  # fmt: skip
    db.session.flush()


def put_groups_back(agency: Agency, heir: Agency, groups: Iterable[tuple[int, bool]]) -> None:
    """The agency is a member again where it was, and the heir no more where it was none."""
    for group_id, heir_was_member in groups:
        group = db.session.get_one(Agency, group_id)
        members = [each for each in group.members if each.id != agency.id]
        if not heir_was_member:
            members = [each for each in members if each.id != heir.id]
        group.members = [*members, agency]
    db.session.flush()


def list_used_contacts(receivers: Iterable[int], moved: Iterable[int]) -> set[tuple[int, int]]:
    """(receiver, person) where somebody who was moved stands for an agency that received."""
    rows = db.session.execute(
        select(AgencyContact.agency_id, AgencyContact.user_id).where(
            AgencyContact.agency_id.in_(list(receivers)), AgencyContact.user_id.in_(list(moved))
        )
    )
    return {(agency_id, user_id) for agency_id, user_id in rows}


def _take_contacts(
    contacts: Iterable[AgencyContact], to: Moves
) -> list[tuple[ContactKind, int, int | None]]:
    """Take the contacts who move away from the agency, each with the agency that lacks one."""
    found = []
    for each in list(contacts):
        receiver = to.people.get(each.user_id, to.heir_id)
        if receiver is None:
            continue
        lacks = db.session.get(AgencyContact, (receiver, each.kind)) is None
        moves = each.user_id in to.people
        found.append((each.kind, each.user_id, receiver if lacks and moves else None))
        db.session.delete(each)
    db.session.flush()
    return found


def _give_contacts(contacts: Iterable[tuple[ContactKind, int, int | None]]) -> None:
    for kind, user_id, receiver in contacts:
        if receiver is not None:
            db.session.add(AgencyContact(agency_id=receiver, kind=kind, user_id=user_id))
    db.session.flush()


def _move_in_groups(
    agency: Agency, groups: Iterable[Agency], heir_id: int | None
) -> list[list[int | bool]]:
    if heir_id is None:
        return []
    heir = db.session.get_one(Agency, heir_id)
    found: list[list[int | bool]] = []
    for group in groups:
        was_member = any(each.id == heir_id for each in group.members)
        found.append([group.id, was_member])
        others = [each for each in group.members if each.id != agency.id]
        group.members = others if was_member else [*others, heir]
    db.session.flush()
    return found
