"""Checking the journal: the first entry of each chain that is not as it was written.

Every entry's hash covers what it says and the hash of the one before, so a change shows
unless every later hash and the head were written anew. What a person erased lawfully (the
body of a text) leaves the chain whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from plan_app.domain.chain import digest, text_digest
from plan_app.extensions import db
from plan_app.models import JournalEntry, JournalHead, Plan

_AT_ONCE: Final = 500


class Fault(StrEnum):
    """What is wrong with an entry."""

    ALTERED = "altered"
    REMOVED = "removed"
    REORDERED = "reordered"
    ADDED = "added"
    TEXT_ALTERED = "text_altered"
    HEAD_ALTERED = "head_altered"


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain and its first fault; `plan` is the slug, None for the installation's chain.

    `sequence` is the place of the faulty entry. `belongs_to` is the place at which a reordered
    entry was written.
    """

    plan: str | None
    entries: int
    fault: Fault | None = None
    sequence: int | None = None
    belongs_to: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every entry is as it was written."""
        return self.fault is None


@dataclass(frozen=True, slots=True)
class _Found:
    fault: Fault
    sequence: int
    belongs_to: int | None = None


def verify() -> list[Chain]:
    """Check every chain, the installation's first. Others may write meanwhile."""
    return [_check(*row) for row in _heads()]


def _heads() -> Sequence[Row[tuple[JournalHead, str | None, int | None, int]]]:
    """Each head with its plan and with the last place and the number of its entries.

    One statement, so that on every database all four are of the same moment.
    """
    of_chain = JournalEntry.head_id == JournalHead.id
    last = select(func.max(JournalEntry.sequence)).where(of_chain).scalar_subquery()
    number = select(func.count()).select_from(JournalEntry).where(of_chain).scalar_subquery()
    return db.session.execute(
        select(JournalHead, Plan.slug, last, number)
        .outerjoin(Plan, Plan.id == JournalHead.plan_id)
        .order_by(JournalHead.id)
        .execution_options(populate_existing=True)
    ).all()


def _check(head: JournalHead, plan: str | None, last: int | None, number: int) -> Chain:
    found = _first_fault(head, last or 0)
    if found is None:
        return Chain(plan, number)
    return Chain(plan, number, found.fault, found.sequence, found.belongs_to)


def _first_fault(head: JournalHead, last: int) -> _Found | None:
    before, hash_before = 0, ""
    for entry in _entries(head.id, last):
        if entry is None:
            return _Found(Fault.ALTERED, before + 1)
        found = _fault_of(entry, before, hash_before, limit=max(last, head.sequence))
        if found is not None:
            return found
        before, hash_before = entry.sequence, entry.hash
    return _fault_of_head(head, before, hash_before)


def _fault_of(entry: JournalEntry, before: int, hash_before: str, *, limit: int) -> _Found | None:
    """What is wrong with the entry that follows the one at `before`."""
    place = before + 1
    if digest(entry) != entry.hash:
        written_at = _place_written_at(entry, limit)
        if written_at is not None:
            return _Found(Fault.REORDERED, entry.sequence, written_at)
        return _Found(Fault.ALTERED, entry.sequence)
    if entry.sequence != place:
        return _Found(Fault.REMOVED if entry.sequence > place else Fault.ADDED, place)
    if entry.previous_hash != hash_before:
        # This one is as it was written, and was chained to another hash than the one before
        # has now: that one was written anew.
        return _Found(Fault.ALTERED, max(before, 1))
    if not _text_is_as_written(entry):
        return _Found(Fault.TEXT_ALTERED, place)
    return None


def _fault_of_head(head: JournalHead, last: int, last_hash: str) -> _Found | None:
    if head.sequence > last:
        return _Found(Fault.REMOVED, last + 1)
    if head.sequence < last:
        return _Found(Fault.ADDED, head.sequence + 1)
    if head.hash != last_hash:
        return _Found(Fault.ALTERED if last else Fault.HEAD_ALTERED, last)
    return None


def _place_written_at(entry: JournalEntry, limit: int) -> int | None:
    """The place under which the entry's hash is right, if it is right under another one."""
    sequence = entry.sequence
    try:
        for place in range(1, limit + 1):
            entry.sequence = place
            if digest(entry) == entry.hash:
                return place
    finally:
        entry.sequence = sequence
        db.session.expunge(entry)
    return None


def _text_is_as_written(entry: JournalEntry) -> bool:
    """Whether the text beside the entry is the one it was written with, or was erased."""
    if entry.text_digest is None:
        return True
    text = entry.text
    if text is None:
        return False
    return text.body is None or text_digest(text.salt, text.body) == entry.text_digest


def _entries(head_id: int, last: int) -> Iterator[JournalEntry | None]:
    """The chain's entries in order; None for one that cannot be read at all."""
    statement = (
        select(JournalEntry.id)
        .where(JournalEntry.head_id == head_id, JournalEntry.sequence <= last)
        .order_by(JournalEntry.sequence)
    )
    ids = list(db.session.scalars(statement))
    for start in range(0, len(ids), _AT_ONCE):
        yield from _loaded(ids[start : start + _AT_ONCE])


def _loaded(ids: Sequence[int]) -> Iterator[JournalEntry | None]:
    try:
        entries = db.session.scalars(
            select(JournalEntry)
            .where(JournalEntry.id.in_(ids))
            .order_by(JournalEntry.sequence)
            .options(joinedload(JournalEntry.text))
            .execution_options(populate_existing=True)
        ).all()
    except (ValueError, TypeError):
        # Somebody wrote what no entry can hold: read one by one to find it.
        yield from [None] if len(ids) == 1 else (e for one in ids for e in _loaded([one]))
    else:
        yield from entries
