"""An appendix as its file says it: groups, tasks with their times, and what could not be read.

Built by `imports.appendix`, which reads the files that offices have; shown, compared and written
by others. Nothing here is guessed: what was not understood stays as it is worded and stands among
the problems, each with its place, the reason, and how to mend it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plan_app.domain.seed_plan import MilestoneSeed


class Column(StrEnum):
    """What a column of the table holds; the values are the slugs of a correction.

    `agencies` is lead and coordinating in one cell; `begin` and `end` are the two halves of a
    time; `ignored` is a column that the person has said to pass over.
    """

    NUMBER = "number"
    GROUP = "group"
    TITLE = "title"
    DESCRIPTION = "description"
    LEAD = "lead"
    COORDINATING = "coordinating"
    AGENCIES = "agencies"
    TIME = "time"
    BEGIN = "begin"
    END = "end"
    DELIVERABLE = "deliverable"
    IGNORED = "ignored"


class Weight(StrEnum):
    """Whether a problem keeps its row from being written, or only asks for a look."""

    ERROR = "error"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the catalogue (`text`, marked with `N_`) and the values in it.

    Whoever shows it translates `text` and fills in `values`; `str` gives it in Vietnamese.
    """

    text: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text % dict(self.values) if self.values else self.text


def said(text: str, **values: object) -> Sentence:
    """The sentence `text` with its values."""
    return Sentence(text, tuple((name, str(value)) for name, value in values.items()))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be read as it stands.

    `sheet` is the sheet, or the table of a document ("Bảng 1"), "" for the file as a whole; `row`
    is the line that the program of the office shows, 0 for a whole sheet; `column` is the head of
    the column or its letter, "" for the whole row.
    """

    sheet: str
    row: int
    column: str
    message: Sentence
    mend: Sentence
    weight: Weight = Weight.ERROR


@dataclass(frozen=True, slots=True)
class KnownAgency:
    """An agency that a name can mean. `successor` is a code; `other_names` are former ones."""

    code: str
    name: str
    short_name: str = ""
    other_names: tuple[str, ...] = ()
    successor: str | None = None
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class AgencyName:
    """An agency as it is worded, and which known one it is.

    `code` is None when none is certain; `suggestions` are then the codes that come near, the
    nearest first.
    """

    worded: str
    code: str | None = None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppendixGroup:
    """A group heading: `ordinal` counts from 1 and is unique in the appendix."""

    sheet: str
    row: int
    ordinal: int
    title: str


@dataclass(frozen=True, slots=True)
class AppendixRow:
    """One task.

    `row` is its first line in `sheet`. `group` is the ordinal of its group, 0 when none stands
    above it. `number` counts through the whole appendix; `number_as_worded` is what the cell says.
    `lead` is None when the cell is empty. `coordinating` are the agencies named one by one;
    `coordinating_as_worded` is the whole cell, its parts joined by "; ", when one of them names
    none ("các đơn vị liên quan"), and otherwise "".
    `time` is the wording; `milestones` what it asks for, empty when it was not understood.
    """

    sheet: str
    row: int
    group: int
    number: int
    number_as_worded: str
    title: str
    description: str
    lead: AgencyName | None
    coordinating: tuple[AgencyName, ...]
    coordinating_as_worded: str
    time: str
    deliverable: str
    milestones: tuple[MilestoneSeed, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def has_error(self) -> bool:
        """Whether the row cannot be written as it stands."""
        return any(each.weight is Weight.ERROR for each in self.problems)


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table and how its columns were understood; None is a column of unknown meaning.

    `head_row` is the last line of the head, 0 when no head was found: `heads` are then the cells
    of the first lines, for a person to name them.
    """

    sheet: str
    head_row: int
    heads: tuple[str, ...]
    columns: tuple[Column | None, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """How a person wants the columns of one sheet read; `head_row` as in `FoundTable`."""

    columns: tuple[Column | None, ...]
    head_row: int = 0


# By sheet. What is not in it is found by itself.
Corrections = Mapping[str, Correction]


@dataclass(frozen=True, slots=True)
class Appendix:
    """What one file says. `errors` are the problems of the file and its sheets, not of rows."""

    file: str
    tables: tuple[FoundTable, ...]
    groups: tuple[AppendixGroup, ...]
    rows: tuple[AppendixRow, ...]
    errors: tuple[Problem, ...] = ()

    @property
    def unknown_agencies(self) -> tuple[AgencyName, ...]:
        """The agencies that no known one was certain for, each wording once, as first met."""
        named = [
            name
            for row in self.rows
            for name in ((row.lead,) if row.lead else ()) + row.coordinating
            if name.code is None
        ]
        return tuple({name.worded: name for name in reversed(named)}.values())[::-1]

    @property
    def can_be_written(self) -> bool:
        """Whether nothing stands in the way: there are tasks, and none is in error."""
        return bool(self.rows) and not any(
            each.weight is Weight.ERROR for each in (*self.errors, *self.problems)
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all rows, in order."""
        return tuple(each for row in self.rows for each in row.problems)


@dataclass(frozen=True, slots=True)
class PlanTerm:
    """What times are reckoned by: the day on which the plan was issued and its last year."""

    issued: date
    last_year: int
