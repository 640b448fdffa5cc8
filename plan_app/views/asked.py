"""What the address of a list asks for: its filters, its order, its page."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import request

from plan_app.domain import vietnamese

LARGEST: Final = 2**31 - 1
Reader = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address asks for it.

    `found` are the filters as they were read, `values` the arguments that were understood.
    `kept` are those that say which list it is, and do not narrow it; `place` is where the list
    stands, if it is not the page that was asked for.
    """

    found: Mapping[str, Any]
    sort: str
    page: int
    values: Mapping[str, str]
    kept: Collection[str] = ()
    place: str = ""

    @property
    def path(self) -> str:
        """The address of the list without any arguments."""
        return self.place or f"{request.script_root}{request.path}"

    @property
    def bare(self) -> str:
        """The address of the whole list, in its usual order."""
        return self.address(**{name: None for name in self.values if name not in self.kept})

    def address(self, **changes: str | int | None) -> str:
        """The address of the same list with other arguments; None takes one away."""
        kept = [
            (name, value) for name, value in {**self.values, **changes}.items() if value is not None
        ]
        return f"{self.path}?{urlencode(kept)}" if kept else self.path


def read(
    readers: Mapping[str, Reader],
    sorts: Collection[str],
    default_sort: str,
    *,
    kept: Collection[str] = (),
    place: str = "",
) -> Asked:
    """Read the address; what cannot be understood is as if it were not there."""
    found: dict[str, Any] = {}
    values: dict[str, str] = {}
    for name, reader in readers.items():
        given = request.args.get(name, "").strip()
        value = _understood(reader, given)
        if value is not None:
            found[name], values[name] = value, given
    sort = request.args.get("sort", "")
    if sort.removeprefix("-") in sorts and sort != default_sort:
        values["sort"] = sort
    else:
        sort = default_sort
    page = _understood(number, request.args.get("page", "")) or 1
    return Asked(found, sort, page, values, kept, place)


def number(given: str) -> int:
    """An id or a page."""
    value = int(given)
    if not 0 < value <= LARGEST:
        raise ValueError(given)
    return value


def words(given: str) -> str:
    """Words to search for."""
    return vietnamese.normalise(given)[:100]


def _understood(reader: Reader, given: str) -> Any:  # noqa: ANN401 (what it reads)
    try:
        return reader(given) if given else None
    except ValueError:
        return None
