"""What somebody looks for: a task by its number, a document by its own, or anything by words."""

import re
from dataclasses import dataclass
from typing import Final

from plan_app.domain import vietnamese

_TASK: Final = re.compile(r"(?:nhiem vu |task )?(?:so |no\.? ?)?(\d{1,9})")
# Shorter numbers are those of tasks, months and years of two digits.
_SHORTEST_DOCUMENT: Final = 3


@dataclass(frozen=True, slots=True)
class Sought:
    """The words that were typed, `words` folded; `text` as the lists take them.

    `number` is set where a task is named by its number (`53`, `nhiệm vụ số 53`); then `text` is
    that number alone.
    """

    text: str
    words: tuple[str, ...]
    number: int | None = None

    @property
    def of_document(self) -> tuple[str, ...]:
        """The words that can be of a document's number: `4567/snnmt-khtc`.

        A number has a digit, and what stands around it ("Công văn số …") is not compared.
        """
        return tuple(
            word
            for word in self.words
            if len(word) >= _SHORTEST_DOCUMENT and any(map(str.isdigit, word))
        )


def read(typed: str) -> Sought:
    """What was typed, as the search takes it."""
    text = vietnamese.normalise(typed)
    named = _TASK.fullmatch(vietnamese.fold(text))
    if named:
        return Sought(named[1], (named[1],), int(named[1]))
    return Sought(text, tuple(vietnamese.fold(text).split()))
