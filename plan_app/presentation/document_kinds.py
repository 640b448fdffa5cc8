"""Which document is wanted, and the finished file; without the library that writes it.

Importing that takes a third of a second, which pages and commands need not wait for.
"""

from dataclasses import dataclass, field
from typing import Final

from plan_app.domain.documents import MINISTRY, DocumentKind, Section, Version
from plan_app.domain.periods import Period

MIMETYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which document, in which version, of what, and what is left out of it.

    With `round_id` the figures are those of that closed round, and so is the period. `ministry`
    is whom the committee reports to in its version of a report on the plan. `cuts` are ids: of
    reports whose difficulties are not told, in a summary of milestones that are not brought up.
    """

    kind: DocumentKind
    version: Version = Version.DEPARTMENT
    period: Period | None = None
    round_id: int | None = None
    agency_id: int | None = None
    ministry: str = MINISTRY
    cuts: frozenset[int] = frozenset()
    without: frozenset[Section] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class File:
    """A finished document: its name with diacritics, and one of letters that all systems know."""

    name: str
    plain_name: str
    content: bytes
