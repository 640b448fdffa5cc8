"""The parts of a page with a list: its filters as fields, and its pages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from markupsafe import Markup, escape

SIZE: Final = 30
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a filter offers: (value, word) pairs; without them it is a field for words.

    `options` are the pairs as HTML, none of them selected. `none` is the word for no choice where
    that does not mean all.
    """

    label: str
    choices: Sequence[tuple[str, str]] | None
    options: str
    none: str = ""


def offer(label: str, choices: Sequence[tuple[str, str]] | None = None, none: str = "") -> Offer:
    """The offer with its options, joined here: a template takes ten times as long."""
    options = (
        f'<option value="{escape(value)}">{escape(word)}</option>' for value, word in choices or ()
    )
    return Offer(label, choices, "".join(options), none)


@dataclass(frozen=True, slots=True)
class Filter:
    """A field of the filter form. `is_folded`: shown only on demand, or while it is set."""

    name: str
    value: str
    offer: Offer
    is_folded: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether the field takes words, and so stands first and wide."""
        return self.name in {"q", "words"}

    @property
    def label(self) -> str:
        """The words before the field."""
        return self.offer.label

    @property
    def options(self) -> Markup:
        """The options as HTML with the chosen one selected."""
        chosen = f'value="{escape(self.value)}"'
        return Markup(self.offer.options.replace(chosen, f"{chosen} selected", 1))  # noqa: S704 (escaped)

    @property
    def word(self) -> str:
        """The chosen value as the reader knows it; "" when none of the choices is chosen."""
        if self.offer.choices is None:
            return self.value
        return dict(self.offer.choices).get(self.value, "")


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


def in_order(rows: Iterable[Row], sort: str, keys: Mapping[str, Callable[[Row], Any]]) -> list[Row]:
    """The rows of a short list by a column of `keys`; `-` before its name turns them round."""
    return sorted(rows, key=keys[sort.removeprefix("-")], reverse=sort.startswith("-"))
