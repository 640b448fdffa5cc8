"""The times of an appendix, from their wording to milestones.

Read as the office means them: "Trước ngày 30/6/2025" is met on that day; a period is met on the
last day of its last year, quarter or month; yearly work has a result a year to the last year of
the plan. A wording that allows two readings ("Trước tháng 6/2025", "Đầu năm 2025") is not read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from plan_app.domain import vietnamese
from plan_app.domain.appendix import PlanTerm
from plan_app.domain.moments import Day, Moment, day_of, moment_of, moments_of_year
from plan_app.domain.seed_plan import MilestoneSeed

Milestones = tuple[MilestoneSeed, ...]

ANY_MINISTRY: Final = "cơ quan có thẩm quyền"
_LABEL_LENGTH: Final = 200
_LONGEST: Final = 300

_YEAR: Final = r"(?:nam )?(20\d\d)"
_PERIOD: Final = rf"(?:(?:trong )?giai doan )?(?:tu )?{_YEAR}(?: ?- ?| den (?:het )?){_YEAR}"
_YEARLY: Final = r"(?:dinh ky |thuong xuyen,? )?(?:hang|moi) nam"
_ONGOING: Final = re.compile(
    r"(?:thuong xuyen|lien tuc)(?:(?:,? (?:va )?)(?:thuong xuyen|lien tuc))?"
    rf"(?:,? \(?{_PERIOD}\)?)?"
)
_ONWARDS: Final = re.compile(
    rf"(?:tu )?{_YEAR}(?:,? (?:va )?(?:cac|nhung) nam (?:tiep theo|sau|tiep sau)"
    r"|,? tro di|,? va hang nam)"
)
_WAITING: Final = re.compile(
    r"(?:thuc hien )?(?:ngay )?(?:sau )?khi (?:co|nhan duoc) (?:van ban )?"
    r"(?:huong dan|quy dinh|y kien|chi dao)(?:,? (?:huong dan|quy dinh|chi dao|trien khai))?"
    r"(?: (?:chi tiet|cu the|cua|tu))*(?P<whom>(?<= cua) .+|(?<= tu) .+)?"
)
_ISSUED_BY: Final = re.compile(
    r"sau khi (?P<whom>(?:bo|chinh phu|thu tuong|trung uong|uy ban|ubnd|quoc hoi)\b.*?)"
    r" (?:ban hanh|co) (?:van ban )?(?:huong dan|quy dinh)"
)
_OPENINGS: Final = re.compile(
    r"^(?:thoi (?:han|gian)(?: thuc hien| hoan thanh)?:? |hoan thanh |thuc hien |xong |xay dung |"
    r"truoc ngay |truoc (?=\d)|cham nhat (?:la |vao |den )?|khong qua |trong |vao |ngay (?=\d)|"
    r"den (?:het )?|het |cuoi (?=nam|thang|quy)|xong )+"
)
_NOTE: Final = re.compile(r"^(?P<main>[^()]+) ?\((?P<note>[^()]+)\)$")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−~", "-"))


@dataclass(frozen=True, slots=True)
class TimeReading:
    """What a wording asks for; `unread` is the part that was not understood, "" for none."""

    milestones: Milestones
    unread: str = ""


def read(wording: str, term: PlanTerm) -> TimeReading:
    """Return what the wording asks for; nothing, and all of it unread, when that is not certain."""
    text = vietnamese.normalise(wording).strip(" .;,")
    if len(text) > _LONGEST:
        return _unread(text)
    found = _whole(text, term) or _in_steps(wording)
    if found:
        return TimeReading(found)
    note = _NOTE.match(text)
    if note:
        return _with_note(note["main"].strip(" ,"), note["note"].strip(), term) or _unread(text)
    return _unread(text)


def _unread(text: str) -> TimeReading:
    return TimeReading((), text)


def _plain(text: str) -> str:
    """The words as the grammar has them: folded, one dash, no blanks around strokes."""
    folded = vietnamese.fold(text.translate(_DASHES)).strip(" .;,:")
    return re.sub(r" ?/ ?", "/", re.sub(r" ?, ?", ", ", folded))


def _whole(text: str, term: PlanTerm) -> Milestones:
    plain = _plain(text)
    for reading in _READINGS:
        found = reading(plain, text, term)
        if found:
            return found
    return ()


def _once(plain: str, _text: str, _term: PlanTerm) -> Milestones:
    day = _day(plain)
    return (MilestoneSeed("", "", None, day),) if day else ()


def _day(plain: str) -> Day | None:
    """The last day of a time with one end: a date, a month, a quarter, a year, or a range."""
    rest = _OPENINGS.sub("", plain)
    return day_of(rest) or _end_of_range(rest)


def _end_of_range(plain: str) -> Day | None:
    """The end of "từ … đến …" and "… - …", when both are times and in order."""
    plain = re.sub(r"^(?:trong )?giai doan ", "", plain)
    for dash in re.finditer(r" ?- ?| den (?:het |ngay )?", plain):
        first, last = plain[: dash.start()].removeprefix("tu "), plain[dash.end() :]
        word = re.match(r"quy |thang ", first)
        end = day_of(last) or (day_of(word[0] + last) if word else None)
        begin = day_of(first.removeprefix("ngay ")) or _in_year_of(first, end)
        if begin and end and begin < end:
            return end
    return None


def _in_year_of(first: str, end: Day | None) -> Day | None:
    """A beginning that leaves out its year, and perhaps the word for what it is: Quý I - III/2025.

    Only "quý" and "tháng" begin such a range; a number alone would be a guess.
    """
    moment = moment_of(first)
    return moment.in_year(end.year) if moment and end else None


def _several(plain: str, _text: str, _term: PlanTerm) -> Milestones:
    """Several quarters or months of one year: "Quý II, IV/2025"."""
    match = re.fullmatch(rf"(.+?)(?:/|,? (?=nam)){_YEAR}", _OPENINGS.sub("", plain))
    moments = moments_of_year(match[1]) if match else ()
    if not match or len(moments) < 2:
        return ()
    return tuple(_result(each, int(match[2]), several=True) for each in moments)


def _yearly(plain: str, _text: str, term: PlanTerm) -> Milestones:
    match = _YEARLY_WITH_YEARS.fullmatch(plain)
    if not match:
        return ()
    moments = moments_of_year(_OPENINGS.sub("", (match["when"] or "").strip(" ,")))
    if match["when"] and not moments:
        return ()
    first, last = match["first"] or match["first2"], match["last"] or match["last2"]
    return _results(
        moments or (Moment(12),),
        first=int(first) if first else None,
        last=int(last or match["until"] or term.last_year),
        term=term,
    )


_YEARLY_WITH_YEARS: Final = re.compile(
    rf"(?:{_PERIOD.replace('(20', '(?P<first>20', 1).replace('(20', '(?P<last>20', 1)},? )?"
    rf"(?P<when>.*?),? ?\b{_YEARLY}"
    r"(?:,? \(?(?:trong )?(?:giai doan )?(?:tu )?(?:nam )?(?P<first2>20\d\d)"
    r"(?:(?: ?- ?| den (?:het )?)(?:nam )?(?P<last2>20\d\d)| tro di)?\)?"
    r"|,? \(?den (?:het )?(?:nam )?(?P<until>20\d\d)\)?)?"
)


def _by_parts_of_the_year(plain: str, _text: str, term: PlanTerm) -> Milestones:
    moments = _EVERY.get(plain.removeprefix("dinh ky "), ())
    return _results(moments, first=None, last=term.last_year, term=term) if moments else ()


_HALVES: Final = (Moment(6), Moment(12))
_EVERY: Final = {
    "hang quy": tuple(Moment(month, name=f"Quý {name}", name_en=f"Q{month // 3}")
                      for month, name in ((3, "I"), (6, "II"), (9, "III"), (12, "IV"))),
    "6 thang": _HALVES,
    "6 thang mot lan": _HALVES,
    "06 thang mot lan": _HALVES,
    "6 thang/lan": _HALVES,
    "6 thang, hang nam": _HALVES,
    "6 thang va hang nam": _HALVES,
}  # fmt: skip


def _results(
    moments: tuple[Moment, ...], *, first: int | None, last: int, term: PlanTerm
) -> Milestones:
    """A result a year and moment. Without a first year, none is due before the plan was issued."""
    return tuple(
        _result(moment, year, several=len(moments) > 1)
        for year in range(first or term.issued.year, last + 1)
        for moment in moments
        if first or moment.in_year(year) >= term.issued
    )


def _result(moment: Moment, year: int, *, several: bool) -> MilestoneSeed:
    label, label_en = f"Kết quả năm {year}", f"Result of {year}"
    if several:
        label = f"Kết quả {moment.named(year)}"
        label_en = f"Result of {moment.named_en(year)}"
    return MilestoneSeed(label, label_en, year, moment.in_year(year))


def _onwards(plain: str, _text: str, term: PlanTerm) -> Milestones:
    match = _ONWARDS.fullmatch(plain)
    if not match:
        return ()
    return _results((Moment(12),), first=int(match[1]), last=term.last_year, term=term)


def _ongoing(plain: str, _text: str, _term: PlanTerm) -> Milestones:
    return (MilestoneSeed("", "", None, None),) if _ONGOING.fullmatch(plain) else ()


def _waiting(_plain_text: str, text: str, _term: PlanTerm) -> Milestones:
    folded = vietnamese.fold(text)
    match = _WAITING.fullmatch(folded) or _ISSUED_BY.match(folded)
    if not match:
        return ()
    whom = _words(text, folded, match) if match["whom"] else ANY_MINISTRY
    return (MilestoneSeed("", "", None, None, waiting_for=whom[:_LABEL_LENGTH]),)


def _words(text: str, folded: str, match: re.Match[str]) -> str:
    """The words of the group "whom" as they are written: folding keeps their number."""
    before = len(folded[: match.start("whom")].split())
    return " ".join(text.split()[before : before + len(match["whom"].split())])


_READINGS: Final[tuple[Callable[[str, str, PlanTerm], Milestones], ...]] = (
    _once,
    _yearly,
    _ongoing,
    _onwards,
    _several,
    _by_parts_of_the_year,
    _waiting,
)


def _with_note(main: str, note: str, term: PlanTerm) -> TimeReading | None:
    """A time with a remark in brackets, which may ask for a step or for yearly reports."""
    whole = _whole(main, term)
    end = _day(_plain(main))
    if not whole:
        return None
    if end is None:
        return TimeReading(whole, note)
    yearly = _whole(f"{main} {_time_in(note)}", term) if "hang nam" in _plain(note) else ()
    if yearly:
        return TimeReading(yearly)
    step = _step(note)
    if step is None or step.due is None or step.due > end:
        return TimeReading(whole, note)
    if step.due == end:
        return TimeReading((step,))
    last = MilestoneSeed("Hoàn thành nhiệm vụ", "Completion of the task", None, end)
    return TimeReading((step, last))


def _time_in(note: str) -> str:
    """The end of a remark from the word that begins a time: "báo cáo trước 30/11 hằng năm"."""
    words = note.split()
    folded = [vietnamese.fold(word) for word in words]
    starts = [n for n, word in enumerate(folded) if word in _TIME_WORDS]
    return " ".join(words[starts[0] :]) if starts else note


_TIME_WORDS: Final = frozenset(
    {"truoc", "trong", "vao", "quy", "thang", "ngay", "nam", "hang", "den", "cham", "het", "moi"}
)


def _in_steps(wording: str) -> Milestones:
    """Several lines or parts, each a step with its time: "Quý II/2025: trình Đề án; …"."""
    parts = [part.strip(" -+•.") for part in re.split(r"[;\n]", wording.translate(_DASHES))]
    parts = [part for part in parts if part]
    steps = [_step(part) for part in parts] if 1 < len(parts) <= 20 else []
    found = tuple(each for each in steps if each)
    is_whole = len(found) == len(parts) and len({each.label for each in found}) == len(found)
    return found if is_whole and found else ()


def _step(text: str) -> MilestoneSeed | None:
    """A step: its time and a colon before it, or its time after it; None without either."""
    before, colon, after = text.partition(":")
    if colon:
        for time, label in ((before, after), (after, before)):
            day = _day(_plain(time))
            if day and label.strip():
                return _named_step(label, day)
    words = vietnamese.normalise(text).split()
    for n in range(1, len(words)):
        day = _day(_plain(" ".join(words[n:])))
        if day:
            return _named_step(" ".join(words[:n]), day)
    return None


def _named_step(label: str, day: Day) -> MilestoneSeed:
    label = vietnamese.normalise(label).strip(" :,;.-")
    return MilestoneSeed((label[:1].upper() + label[1:])[:_LABEL_LENGTH], "", None, day)
