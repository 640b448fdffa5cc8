"""The parts of a page with a list: its filters as fields, and its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SIZE: Final = 30


@dataclass(frozen=True, slots=True)
class Filter:
    """A field of the filter form; without `choices` ((value, word) pairs) a field for words.

    `is_folded`: shown only on demand, or while it is set.
    """

    name: str
    label: str
    value: str
    choices: Sequence[tuple[str, str]] | None = None
    is_folded: bool = False

    @property
    def word(self) -> str:
        """The chosen value as the reader knows it; "" when none of the choices is chosen."""
        if self.choices is None:
            return self.value
        return dict(self.choices).get(self.value, "")


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a list of `total` rows a page stands; a page after the last is the last."""

    asked: int
    total: int
    size: int = SIZE

    @property
    def last(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def number(self) -> int:
        """The page that is shown, from 1."""
        return min(max(1, self.asked), self.last)
