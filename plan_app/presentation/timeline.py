"""Tasks as lines over the years: what is drawn where.

Places are in percent of the line's width.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from plan_app.domain import timelines
from plan_app.domain.timelines import AFTER, BEFORE, BEGIN, NOON, Window, Zoom
from plan_app.presentation import formatters
from plan_app.presentation.timeline_signs import (
    ORIGINAL,
    Drawn,
    has_moved,
    in_words,
    kind_of,
    legend,
    meaning,
    named,
    standing,
    within_sentence,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign of the kind at a place, and what it means."""

    kind: str
    x: str
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the kind between two places."""

    kind: str
    x1: str
    x2: str


@dataclass(frozen=True, slots=True)
class Lane:
    """What is drawn of a task, lines below marks, and the sentence that says how it stands."""

    lines: Sequence[Line]
    marks: Sequence[Mark]
    said: str

    @property
    def kinds(self) -> set[str]:
        """Everything that the legend has to explain."""
        return {each.kind for each in self.lines} | {each.kind for each in self.marks}


@dataclass(frozen=True, slots=True)
class Axis:
    """The columns: years, and below them quarters or months; where their borders and today are.

    Borders of years are `years`, those within years `parts`; `today` is "" outside of the window.
    """

    window: Window
    names: Sequence[str]
    years: Sequence[str]
    parts: Sequence[str]
    today: str

    @property
    def period(self) -> str:
        """`2021 – 2030`, `2026`."""
        first, last = self.window.first_year, self.window.last_year
        return str(first) if first == last else f"{first} – {last}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One task on a line of its own."""

    axis: Axis
    lane: Lane
    legend: Sequence[tuple[str, str]]

    @property
    def tells(self) -> bool:
        """Whether there is more to see than one date."""
        return len(self.lane.lines) + len(self.lane.marks) > 1


def axis(window: Window, today: date) -> Axis:
    """The axis of the window."""
    count, a_year = window.columns, window.columns_a_year
    places = [(n, _written(100 * n / count)) for n in range(1, count)]
    now = window.place(today, NOON)
    return Axis(
        window,
        _names(window.zoom) * len(window.years),
        [x for n, x in places if n % a_year == 0],
        [x for n, x in places if n % a_year],
        _written(now) if _is_within(now) else "",
    )


def lane(window: Window, milestones: Sequence[Drawn], wording: str, today: date) -> Lane:
    """The task with these milestones, whose time is worded so, within the window."""
    dated = sorted(
        (each for each in milestones if each.facts.due), key=lambda each: each.facts.due or today
    )
    return Lane(
        [*_lines(window, dated, wording)],
        [*_marks(window, dated, today)],
        in_words(milestones, today),
    )


def draw(window: Window, milestones: Sequence[Drawn], wording: str, today: date) -> Drawing:
    """The same by itself."""
    drawn = lane(window, milestones, wording, today)
    return Drawing(axis(window, today), drawn, legend(drawn.kinds))


def _lines(window: Window, dated: Sequence[Drawn], wording: str) -> Iterator[Line]:
    begin = timelines.begins(wording)
    places = [window.place(each.facts.due) for each in dated if each.facts.due]
    if not places:
        yield from _line("undated", window.place(begin, BEGIN) if begin else BEFORE, AFTER)
        return
    first = min(places[0], window.place(begin, BEGIN)) if begin else places[0]
    yield from _line("span", first, places[-1])
    for each in dated:
        if has_moved(each) and each.original_due_date and each.facts.due:
            was, now = window.place(each.original_due_date), window.place(each.facts.due)
            yield from _line("moved", min(was, now), max(was, now))


def _line(kind: str, start: float, end: float) -> Iterator[Line]:
    """The part of the line that is within the window, if any is."""
    if start < end and start <= 100 and end >= 0:
        yield Line(kind, _written(max(start, 0)), _written(min(end, 100)))


def _marks(window: Window, dated: Sequence[Drawn], today: date) -> Iterator[Mark]:
    yield from _outside(window, dated)
    for each in dated:
        if has_moved(each) and each.original_due_date:
            yield from _mark(window, ORIGINAL, each.original_due_date, within_sentence(ORIGINAL))
    for each in dated:
        if each.facts.due:
            kind = kind_of(each.facts, today)
            said = standing(each.facts, kind, today) + named(each, each.facts.due.year)
            yield from _mark(window, kind, each.facts.due, said)


def _mark(window: Window, kind: str, day: date, said: str) -> Iterator[Mark]:
    x = window.place(day)
    if _is_within(x):
        yield Mark(kind, _written(x), f"{formatters.day(day)}: {said}")


def _outside(window: Window, dated: Sequence[Drawn]) -> Iterator[Mark]:
    """An arrow at either end behind which there are milestones."""
    places = [window.place(each.facts.due) for each in dated if each.facts.due]
    for kind, x, beyond in (("earlier", "0", BEFORE), ("later", "100", AFTER)):
        count = places.count(beyond)
        if count:
            yield Mark(kind, x, f"{meaning(kind)}: {formatters.count(count)}")


def _names(zoom: Zoom) -> list[str]:
    """What stands above the columns of a year; nothing where each is a year."""
    if zoom is Zoom.YEAR:
        return []
    if zoom is Zoom.QUARTER:
        return [formatters.roman(number) for number in range(1, 5)]
    return [str(number) for number in range(1, 13)]


def _is_within(x: float) -> bool:
    return 0 <= x <= 100


def _written(x: float) -> str:
    return f"{round(x, 1):g}"
