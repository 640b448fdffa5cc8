"""The rules of a seed file that look at more than one entry."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import islice
from typing import Final

from plan_app.domain import dependencies
from plan_app.imports import seed_measures
from plan_app.imports.seed_entries import AgencyEntry, GroupEntry, PlanEntry, TaskEntry
from plan_app.imports.yaml_places import Document, Path, Problem

TIMINGS: Final = ("due", "yearly", "ongoing", "waiting_for", "milestones")
# Nobody reads more at once, and a file made to be wrong must not keep the machine busy.
MAX_PROBLEMS: Final = 500
_CHOICES: Final = ", ".join(TIMINGS)


@dataclass(frozen=True, slots=True)
class Parts:
    """The entries that are right in themselves, by their paths in the file."""

    plan: PlanEntry | None
    agencies: Mapping[Path, AgencyEntry]
    groups: Mapping[Path, GroupEntry]
    tasks: Mapping[Path, TaskEntry]


def check(parts: Parts, document: Document, *, today: date) -> list[Problem]:
    """Return what is wrong between the entries, at most `MAX_PROBLEMS`."""
    checker = _Checker(parts, document, today)
    found = (
        Problem(document.place(path), message) for rule in _RULES for path, message in rule(checker)
    )
    return list(islice(found, MAX_PROBLEMS))


Found = Iterator[tuple[Path, str]]


class _Checker:
    """The rules, each of which yields the place and the sentence of what breaks it."""

    def __init__(self, parts: Parts, document: Document, today: date) -> None:
        self._parts = parts
        self._document = document
        self._today = today
        self._agencies = {entry.code: entry for entry in parts.agencies.values()}
        # Also those of entries that have an error of their own: one error is told once.
        self._codes = _codes(document.content)

    def years(self) -> Found:
        plan = self._parts.plan
        if plan and plan.first_year > plan.last_year:
            yield (
                ("plan", "last_year"),
                f"Năm cuối {plan.last_year} trước năm đầu {plan.first_year}.",
            )

    def unique(self) -> Found:
        codes = [((*path, "code"), entry.code) for path, entry in self._parts.agencies.items()]
        yield from _repeated(codes, 'Mã cơ quan "{}" đã có ở trên; mỗi cơ quan có một mã riêng.')
        ordinals = [
            ((*path, "ordinal"), entry.ordinal) for path, entry in self._parts.groups.items()
        ]
        yield from _repeated(ordinals, "Nhóm số {} đã có ở trên; mỗi nhóm có một số riêng.")
        numbers = [((*path, "number"), entry.number) for path, entry in self._parts.tasks.items()]
        yield from _repeated(numbers, "Nhiệm vụ số {} đã có ở trên; mỗi nhiệm vụ có một số riêng.")
        for path, task in self._parts.tasks.items():
            places = [
                ((*path, "coordinating", n), code) for n, code in enumerate(task.coordinating)
            ]
            yield from _repeated(places, 'Cơ quan "{}" được nêu hai lần; đề nghị giữ lại một.')

    def known_agencies(self) -> Found:
        for path, code in self._references():
            if code not in self._codes:
                yield path, self._unknown(code)

    def successions(self) -> Found:
        circular = _circular(self._agencies)
        for path, agency in self._parts.agencies.items():
            if agency.successor and not agency.succession_date:
                yield path, 'Có "successor" thì phải có "succession_date" (ngày kế thừa).'
            if agency.succession_date and not agency.successor:
                yield (
                    (*path, "succession_date"),
                    'Có "succession_date" thì phải có "successor" (cơ quan kế thừa).',
                )
            if agency.code in circular:
                yield (
                    (*path, "successor"),
                    f'Các cơ quan kế thừa lẫn nhau thành vòng: "{agency.code}" trở lại chính nó.',
                )

    def present_agencies(self) -> Found:
        plan = self._parts.plan
        if plan:
            yield from self._ended(("plan", "standing_agency"), plan.standing_agency)
        for path, task in self._parts.tasks.items():
            yield from self._ended((*path, "responsible"), task.responsible)

    def timings(self) -> Found:
        for path, task in self._parts.tasks.items():
            given = self._given(path, task)
            if not given:
                yield path, f"Nhiệm vụ thiếu thời hạn: cần đúng một trong các mục {_CHOICES}."
            for name in given[1:]:
                yield (
                    (*path, name),
                    f'Đã có "{given[0]}"; chỉ dùng một trong các mục {_CHOICES}.',
                )

    def years_of_results(self) -> Found:
        for path, task in self._parts.tasks.items():
            for name, year in (("from", task.first), ("to", task.last)):
                if year is not None:
                    yield from self._year_of_result((*path, name), year, task)
            if task.first and task.last and task.first > task.last:
                yield (*path, "to"), f"Năm cuối {task.last} trước năm đầu {task.first}."

    def order(self) -> Found:
        numbers = {task.number for task in self._parts.tasks.values()}
        after = {
            task.number: task.after for task in self._parts.tasks.values() if task.after is not None
        }
        for path, task in self._parts.tasks.items():
            if task.after is None:
                continue
            place = (*path, "after")
            if task.after == task.number:
                yield place, "Nhiệm vụ không thể thực hiện sau chính nhiệm vụ đó."
            elif task.after not in numbers:
                yield place, f"Không có nhiệm vụ số {task.after} trong tệp."
            elif circle := dependencies.find_circle(after, task.number, task.after):
                chain = " → ".join(map(str, circle))
                yield place, f"Các nhiệm vụ chờ lẫn nhau thành vòng: {chain}."

    def steps(self) -> Found:
        for path, task in self._parts.tasks.items():
            labels = [
                ((*path, "milestones", n, "label"), step.label)
                for n, step in enumerate(task.milestones or [])
            ]
            yield from _repeated(labels, 'Mốc "{}" đã có ở trên; mỗi mốc có một tên riêng.')

    def measures(self) -> Found:
        plan = self._parts.plan
        for path, task in self._parts.tasks.items():
            yield from _repeated(
                [((*path, "indicators", n, "name"), each.name)
                 for n, each in enumerate(task.indicators)],
                'Chỉ tiêu "{}" đã có ở trên; mỗi chỉ tiêu có một tên riêng.',
            )  # fmt: skip
            yield from _repeated(
                [((*path, "funding", n, "source"), each.source)
                 for n, each in enumerate(task.funding)],
                'Nguồn "{}" đã có ở trên; mỗi nguồn nêu một lần.',
            )  # fmt: skip
            if plan:
                yield from seed_measures.wrong(path, task, plan)

    def _given(self, path: Path, task: TaskEntry) -> list[str]:
        """The ways in which the time is given, in the order of the file."""
        given = [name for name in TIMINGS if getattr(task, name)]
        return sorted(given, key=lambda name: self._document.place((*path, name)))

    def _references(self) -> Iterator[tuple[Path, str]]:
        if self._parts.plan:
            yield ("plan", "standing_agency"), self._parts.plan.standing_agency
        for path, agency in self._parts.agencies.items():
            if agency.successor:
                yield (*path, "successor"), agency.successor
        for path, task in self._parts.tasks.items():
            yield (*path, "lead"), task.lead
            yield (*path, "responsible"), task.responsible
            for n, code in enumerate(task.coordinating):
                yield (*path, "coordinating", n), code

    def _unknown(self, code: str) -> str:
        near = get_close_matches(code, self._codes, n=1, cutoff=0.7)
        if near:
            return f'Không có cơ quan mang mã "{code}"; có phải là "{near[0]}"?'
        return f'Không có cơ quan mang mã "{code}"; đề nghị thêm vào danh sách agencies.'

    def _ended(self, path: Path, code: str) -> Found:
        agency = self._agencies.get(code)
        if agency is None or agency.valid_to is None or agency.valid_to >= self._today:
            return
        advice = f'; cơ quan kế thừa là "{agency.successor}"' if agency.successor else ""
        yield path, f"{agency.name} không còn từ sau ngày {agency.valid_to:%d/%m/%Y}{advice}."

    def _year_of_result(self, path: Path, year: int, task: TaskEntry) -> Found:
        plan = self._parts.plan
        if task.yearly is None:
            yield path, 'Mục này chỉ đi cùng "yearly".'
        elif plan and not plan.first_year <= year <= plan.last_year:
            yield path, f"Năm {year} nằm ngoài giai đoạn {plan.first_year} - {plan.last_year}."


_RULES: Final[tuple[Callable[[_Checker], Found], ...]] = (
    _Checker.years,
    _Checker.unique,
    _Checker.known_agencies,
    _Checker.successions,
    _Checker.present_agencies,
    _Checker.timings,
    _Checker.years_of_results,
    _Checker.steps,
    _Checker.order,
    _Checker.measures,
)


def _codes(content: object) -> list[str]:
    agencies = content.get("agencies") if isinstance(content, dict) else None
    found = [each.get("code") for each in agencies or [] if isinstance(each, dict)]
    return [code for code in found if isinstance(code, str)]


def _circular(agencies: Mapping[str, AgencyEntry]) -> set[str]:
    """The codes of agencies whose succession comes back to themselves."""
    circular: set[str] = set()
    walked: set[str] = set()
    for start in agencies:
        way: dict[str, None] = {}
        code = start
        while code in agencies and code not in walked and code not in way:
            way[code] = None
            code = agencies[code].successor or ""
        if code in way:
            steps = list(way)
            circular.update(steps[steps.index(code) :])
        walked.update(way)
    return circular


def _repeated(values: Iterable[tuple[Path, object]], sentence: str) -> Found:
    seen: set[object] = set()
    for path, value in values:
        if value in seen:
            yield path, sentence.format(value)
        seen.add(value)
