"""What a person decides of the names in an appendix that no known agency was certain for.

A choice is the code of an agency, `CREATE` or `AS_WORDED`; by the key of the wording.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from plan_app.domain import vietnamese
from plan_app.domain.appendix import AgencyName, Appendix, Problem
from plan_app.errors import N_

CREATE: Final = "+"
AS_WORDED: Final = "="
# What the column of an agency's name holds.
LONGEST_NAME: Final = 200
# What the reader says of such a name.
UNKNOWN: Final = N_('Chưa có cơ quan "%(name)s" trong danh sách.')

Choices = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name to decide on. One that leads a task has to become an agency."""

    name: AgencyName
    key: str
    leads: bool

    @property
    def can_be_created(self) -> bool:
        """Whether an agency can have this name."""
        return len(self.name.worded) <= LONGEST_NAME


@lru_cache(2000)
def key_of(worded: str) -> str:
    """Equal for the spellings of one name."""
    return vietnamese.normalise_tone_marks(vietnamese.normalise(worded)).casefold()


def unknown_of(appendix: Appendix) -> tuple[Unknown, ...]:
    """The names to decide on, each once, as first met."""
    leads = {key_of(row.lead.worded) for row in appendix.rows if row.lead}
    found: dict[str, Unknown] = {}
    for name in appendix.unknown_agencies:
        key = key_of(name.worded)
        found.setdefault(key, Unknown(name, key, key in leads))
    return tuple(found.values())


def code_of(name: AgencyName, choices: Choices) -> str | None:
    """The code of the agency; `CREATE` and the key for one to create; None: not decided.

    `AS_WORDED` where the name stays words.
    """
    if name.code is not None:
        return name.code
    key = key_of(name.worded)
    choice = choices.get(key)
    if choice == CREATE:
        return CREATE + key if len(name.worded) <= LONGEST_NAME else None
    return choice


def doubted(problem: Problem) -> str | None:
    """The key of the name that a problem is about; None for other problems."""
    if problem.message.text != UNKNOWN:
        return None
    return key_of(dict(problem.message.values)["name"])
