"""YAML as plain text, lists and mappings, with the line and column of everything.

Stricter than YAML: no references between parts of the file (a few lines of them can stand for
gigabytes), no types of its own, no second document. Values stay text: what a date or a number is,
the reader of the file decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_DEPTH: Final = 12
MAX_NODES: Final = 50_000

Path = tuple[str | int, ...]

_NULLS: Final = {"", "~", "null", "Null", "NULL"}
# What YAML does not allow in a file, apart from what splits lines.
_UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
# The C library is ten times faster and comes with the package almost everywhere.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line and a column, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One error in a file: where it is, and a sentence that says what would be right."""

    place: Place
    message: str


class Unreadable(Exception):
    """The file cannot be read on from this place."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(place, message)


@dataclass(slots=True)
class Document:
    """The content of a file: text, None, list and dict only.

    `values` and `keys` give the place of each value and of each key by its path; `duplicates`
    are the keys that stand twice in one mapping, the first of which counts.
    """

    content: Any = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    duplicates: list[Problem] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """The place of a value; of something that is missing, of what should hold it."""
        while path not in self.values and path:
            path = path[:-1]
        return self.values.get(path, Place(1, 1))

    def place_of_key(self, path: Path) -> Place:
        """The place of a key."""
        return self.keys.get(path) or self.place(path)


def parse(data: bytes) -> Document:
    """Return the content of a YAML file; raises `Unreadable` with the first place that stops it."""
    text = _decoded(data)
    try:
        return _Composer(yaml.parse(text, Loader=_LOADER)).document()
    except yaml.MarkedYAMLError as error:
        raise Unreadable(*_explained(error, text)) from error
    except yaml.YAMLError as error:
        raise Unreadable(Place(1, 1), "Không đọc được tệp theo định dạng YAML.") from error


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Unreadable(Place(1, 1), "Tệp lớn hơn 5 MB; tệp kế hoạch thường không quá 1 MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _end_of(error.object[: error.start].decode("utf-8-sig", errors="replace"))
        message = "Ký tự ở đây không phải UTF-8; đề nghị lưu lại tệp ở dạng UTF-8."
        raise Unreadable(place, message) from error
    found = _UNPRINTABLE.search(text)
    if found:
        message = (
            f"Ký tự điều khiển (mã {ord(found[0]):04X}) không được phép; đề nghị xóa ký tự này."
        )
        raise Unreadable(_end_of(text[: found.start()]), message)
    return text


def _end_of(text: str) -> Place:
    """The place right after `text`."""
    lines = re.split("\r\n|\n|\r", text)
    return Place(len(lines), len(lines[-1]) + 1)


def _explained(error: yaml.MarkedYAMLError, text: str) -> tuple[Place, str]:
    mark = error.problem_mark or error.context_mark
    place = _place(mark) if mark else Place(1, 1)
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if (
        line[place.column - 1 : place.column] == "\t"
        or "\t" in line[: len(line) - len(line.lstrip())]
    ):
        return place, "Dòng này dùng phím Tab; đề nghị lùi đầu dòng bằng dấu cách."
    if "mapping values are not allowed" in str(error.problem):
        return place, (
            "Dấu hai chấm ở đây làm sai cấu trúc; đề nghị đặt cả nội dung trong dấu ngoặc kép, "
            "hoặc kiểm tra việc lùi đầu dòng."
        )
    return place, (
        "Sai cấu trúc YAML tại đây hoặc ngay trước đó; đề nghị kiểm tra dấu hai chấm, dấu ngoặc, "
        "dấu ngoặc kép và việc lùi đầu dòng."
    )


def _place(mark: Any) -> Place:  # noqa: ANN401 (the C library has a class of its own)
    return Place(mark.line + 1, mark.column + 1)


class _Composer:
    """Builds a document from the events of the parser."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._nodes = 0
        self._document = Document()

    def document(self) -> Document:
        """Compose the only document of the stream."""
        next(self._events)
        started = next(self._events)
        if isinstance(started, yaml.StreamEndEvent):
            return self._document
        self._document.content = self._value(next(self._events), ())
        next(self._events)
        following = next(self._events)
        if not isinstance(following, yaml.StreamEndEvent):
            message = "Tệp có nhiều hơn một tài liệu; đề nghị bỏ dòng ---."
            raise Unreadable(_place(following.start_mark), message)
        return self._document

    def _value(self, event: Any, path: Path) -> Any:  # noqa: ANN401 (events of two libraries)
        place = _place(event.start_mark)
        self._refuse(event, place, path)
        self._document.values[path] = place
        if isinstance(event, yaml.ScalarEvent):
            is_plain = event.implicit[0]
            return None if is_plain and event.value in _NULLS else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _refuse(self, event: Any, place: Place, path: Path) -> None:  # noqa: ANN401
        self._nodes += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            message = "Không dùng dấu & và * để tham chiếu; đề nghị viết lại nội dung đầy đủ."
            raise Unreadable(place, message)
        if event.tag is not None:
            message = f"Không dùng kiểu dữ liệu {event.tag}; đề nghị bỏ phần bắt đầu bằng dấu !."
            raise Unreadable(place, message)
        if len(path) > MAX_DEPTH:
            raise Unreadable(place, f"Các mục lồng nhau quá {MAX_DEPTH} cấp.")
        if self._nodes > MAX_NODES:
            raise Unreadable(place, f"Tệp có hơn {MAX_NODES} mục; đề nghị chia nhỏ.")

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, place = self._key(event), _place(event.start_mark)
            if key in mapping:
                message = f'Mục "{key}" viết hai lần; đề nghị giữ lại một.'
                self._document.duplicates.append(Problem(place, message))
                # Read on, but below a path that nothing else has.
                self._value(next(self._events), (*path, key, -1))
                continue
            self._document.keys[*path, key] = place
            mapping[key] = self._value(next(self._events), (*path, key))
        return mapping

    def _key(self, event: Any) -> str:  # noqa: ANN401
        place = _place(event.start_mark)
        self._refuse(event, place, ())
        if not isinstance(event, yaml.ScalarEvent):
            message = "Trước dấu hai chấm phải là một từ, không phải danh sách hay mục khác."
            raise Unreadable(place, message)
        return str(event.value)
