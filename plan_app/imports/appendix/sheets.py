"""What every kind of file becomes before it is understood: sheets of lines of cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from plan_app.domain import vietnamese
from plan_app.domain.appendix import Problem

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_LINES: Final = 5_000
MOST_COLUMNS: Final = 60
MOST_LETTERS: Final = 20_000
NOTHING: Final[Mapping[int, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table that is not empty; `number` is what the office's program shows.

    `cells` are the texts that begin in this line, "" where there is none. `above` are the texts
    of cells merged from lines above over this one, by column; `beside` those merged from the left.
    """

    number: int
    cells: tuple[str, ...]
    above: Mapping[int, str] = field(default_factory=dict)
    beside: Mapping[int, str] = field(default_factory=dict)

    def own(self, column: int) -> str:
        """The text that begins in this line, or ""."""
        return self.cells[column] if column < len(self.cells) else ""

    def text(self, column: int) -> str:
        """The text that stands here, merged from above too."""
        return self.own(column) or self.above.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, or a table of a document. `problems` are those of its cells."""

    name: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()


def cell_text(value: str) -> str:
    """The text of a cell: each of its lines normalised, empty ones left out."""
    lines = (vietnamese.normalise(line) for line in value[:MOST_LETTERS].splitlines())
    return "\n".join(line for line in lines if line)
