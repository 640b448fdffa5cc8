"""The chain of the journal: an entry's hash covers all that it says and the hash before it.

Whoever changes, removes or inserts an entry breaks the chain from there on; whoever cuts its end
off is found out by the head. Only somebody who writes all later hashes anew is not.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, Protocol


class Entry(Protocol):
    """What the chain needs to know of an entry of the journal."""

    @property
    def sequence(self) -> int:
        """Its number in the chain, from 1."""
        ...

    @property
    def at(self) -> datetime:
        """The instant, aware."""
        ...

    @property
    def actor_id(self) -> int | None:
        """Whose account."""
        ...

    @property
    def action(self) -> str:
        """What was done, as a slug."""
        ...

    @property
    def task_id(self) -> int | None:
        """On which task."""
        ...

    @property
    def subject_kind(self) -> str:
        """On what kind of row."""
        ...

    @property
    def subject_id(self) -> int | None:
        """On which row."""
        ...

    @property
    def data(self) -> dict[str, Any]:
        """The particulars: ids, slugs, numbers, ISO dates."""
        ...

    @property
    def text_digest(self) -> str | None:
        """The digest of what was written."""
        ...

    @property
    def previous_hash(self) -> str:
        """The hash of the entry before, empty for the first."""
        ...

    @property
    def hash(self) -> str:
        """Its own hash."""
        ...


def digest(entry: Entry) -> str:
    """The SHA-256 over all that the entry says and over the hash of the one before."""
    said = [
        entry.previous_hash,
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.action,
        entry.task_id,
        entry.subject_kind,
        entry.subject_id,
        entry.data,
        entry.text_digest,
    ]
    line = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def text_digest(salt: str, body: str) -> str:
    """The digest under which a text is found; the salt keeps erased words from being guessed."""
    return hashlib.sha256(f"{salt}:{body}".encode()).hexdigest()
