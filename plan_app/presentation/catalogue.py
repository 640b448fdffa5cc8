"""The sentences of a language, as `translations/<language>/LC_MESSAGES/messages.po` has them.

The Vietnamese sentences are the keys, so there is no Vietnamese file. The file of another
language is read once in a process and only when somebody reads that language: it takes 20 ms,
and no compiled file has to be kept beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

from plan_app.errors import CONTEXT

DEFAULT_LANGUAGE: Final = "vi"
# Each with its own name, as the switch shows it.
LANGUAGES: Final[Mapping[str, str]] = {"vi": "Tiếng Việt", "en": "English"}
TRANSLATIONS: Final = Path(__file__).parent.parent / "translations"


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence about a number of things; `counted` names the value that the number is in.

    Vietnamese has one form. Where another language has two, the form for one thing holds the
    number as a word or a figure, so the value that it lacks is the one that counts.
    """

    one: str
    other: str
    counted: str

    def form(self, values: Mapping[str, object]) -> str:
        """The form for the number among `values`, which may be written as `01`."""
        return self.one if str(values.get(self.counted)).lstrip("0") == "1" else self.other


Catalogue = Mapping[str, str | Counted]


@cache
def read(language: str) -> Catalogue:
    """The sentences of the language; empty for Vietnamese."""
    if language == DEFAULT_LANGUAGE:
        return {}
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        entries = [each for each in read_po(file) if each.id and each.string]
    return {_key(each.context, each.id): _sentence(each.string or "") for each in entries}


def find(catalogue: Catalogue, text: str, values: Mapping[str, object]) -> str:
    """The sentence with its places still open; as it is where the catalogue has none."""
    found = catalogue.get(text, text)
    if isinstance(found, Counted):
        return found.form(values)
    return found.rpartition(CONTEXT)[2] if found is text else found


def _key(context: str | None, ids: str | tuple[str, ...] | list[str]) -> str:
    text = ids if isinstance(ids, str) else ids[0]
    return f"{context}{CONTEXT}{text}" if context else text


def _sentence(forms: str | tuple[str, ...] | list[str]) -> str | Counted:
    if isinstance(forms, str):
        return forms
    one, other = forms
    (counted,) = places(other) - places(one)
    return Counted(one, other, counted)


def places(text: str) -> set[str]:
    """The names of the values that are put into a sentence: `days` for `%(days)s`."""
    return {part.partition(")")[0] for part in text.split("%(")[1:]}
