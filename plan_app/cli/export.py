"""`plan-app export`: the lists and the whole plan as workbooks, for timers.

The operator who runs a command holds the whole database, so what agencies wrote about their
difficulties is in the file: it is made as for the plan's coordinator.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import click
from flask_babel import gettext as _

from plan_app.cli import bars
from plan_app.cli.at import at_option, clock_at
from plan_app.cli.plans import get_plan, plan_option
from plan_app.domain.deadlines import Figure, Timeliness
from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import settings
from plan_app.models import Plan, TextStatus
from plan_app.presentation import list_filters
from plan_app.presentation.catalogue import DEFAULT_LANGUAGE, LANGUAGES
from plan_app.presentation.language import speaking
from plan_app.presentation.measures import NO_COLUMNS, ExtraColumns
from plan_app.presentation.plan_sheets import Origin
from plan_app.queries import agencies, measures, overdue, task_list, users, whole_plan
from plan_app.queries.choices import Choices, read_choices
from plan_app.queries.conditions import ListFilter, Owned, Progress
from plan_app.queries.measures import Extra
from plan_app.queries.moments import one_moment
from plan_app.queries.versions import Version, get_version

_COORDINATOR: Final = Actor(user_id=0, roles=frozenset({Role.COORDINATOR}))
_STATES: Final = [Progress.OPEN.value, *(each.value for each in MilestoneState)]
Command = Callable[..., None]
Option = Callable[[Command], Command]


@click.group()
def export() -> None:
    """Write a list or the whole plan as a workbook (.xlsx)."""


def _with(*options: Option) -> Option:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _slugs(values: type[Timeliness] | type[Figure] | type[TextStatus]) -> click.Choice[str]:
    return click.Choice([each.value for each in values])


_COMMON: Final = _with(
    click.argument("file", type=click.Path(dir_okay=False, path_type=Path)),
    click.option(
        "--language",
        type=click.Choice(list(LANGUAGES)),
        default=DEFAULT_LANGUAGE,
        help="Of heads and words.",
    ),
    plan_option,
    at_option,
)
_FILTERS: Final = _with(
    click.option("--search", "q", metavar="WORDS", help="Words of the title, or the number."),
    click.option("--group", type=click.IntRange(1), metavar="N", help="The group's number."),
    click.option("--agency", metavar="CODE", help="The agency that is responsible now."),
    click.option("--owner", metavar="ADDRESS", help="The owner's e-mail; or none, unreachable."),
    click.option("--state", type=click.Choice(_STATES), help="The milestone's state."),
    click.option("--year", type=click.IntRange(1), help="Tasks with a milestone of this year."),
    click.option("--text", type=_slugs(TextStatus), help="Compared with the appendix, or not."),
)


def _sort(keys: Mapping[str, Any]) -> Option:
    both = [*keys, *(f"-{each}" for each in keys)]
    return click.option("--sort", type=click.Choice(both), help='"-" before it turns it round.')


@dataclass(frozen=True, slots=True)
class _List:
    """What one list was asked for."""

    plan: Plan
    version: Version
    choices: Choices
    wanted: ListFilter
    origin: Origin


@export.command(short_help="The list of tasks.")
@_COMMON
@_FILTERS
@click.option("--timeliness", type=_slugs(Timeliness), help="How open work stands to its date.")
@click.option("--figure", type=_slugs(Figure), help="The official figure it is counted in.")
@click.option(
    "--measures",
    "extra",
    type=click.Choice([each.value for each in Extra]),
    help="Columns of what was reached of what is planned, of --year or the present one.",
)
@_sort(task_list.SORTS)
def tasks(file: Path, sort: str | None, extra: str | None, **asked: Any) -> None:  # noqa: ANN401 (the options)
    """Write the list of tasks into FILE, with its totals by group and by agency."""
    from plan_app.presentation import task_workbook

    with _asked(asked) as found:
        rows = task_list.stream(
            found.plan.id,
            today=found.origin.today,
            wanted=found.wanted,
            sort=sort or task_list.DEFAULT_SORT,
        )
        columns = _measured(found, Extra(extra)) if extra else NO_COLUMNS
        _save(task_workbook.make(rows, found.choices, found.origin, columns), file)
    _tell(file)


@export.command("overdue", short_help="The overdue list.")
@_COMMON
@_FILTERS
@_sort(overdue.SORTS)
def overdue_list(file: Path, sort: str | None, **asked: Any) -> None:  # noqa: ANN401
    """Write the overdue list into FILE, with its totals by group and by agency."""
    from plan_app.presentation import overdue_workbook

    with _asked(asked) as found:
        of, today, wanted = found.plan.id, found.origin.today, found.wanted
        rows = overdue.stream(
            of, actor=_COORDINATOR, today=today, wanted=wanted, sort=sort or overdue.DEFAULT_SORT
        )
        by_group = overdue.list_group_totals(of, today=today, wanted=wanted, version=found.version)
        by_agency = overdue.list_totals(of, today=today, wanted=wanted, version=found.version)
        _save(overdue_workbook.make(rows, by_group, by_agency, found.origin), file)
    _tell(file)


@export.command(short_help="The whole plan.")
@_COMMON
def plan(file: Path, **asked: Any) -> None:  # noqa: ANN401
    """Write the whole plan into FILE; edited, it can be read again as an appendix."""
    from plan_app.presentation import plan_workbook

    with _asked(asked) as found:
        tasks = whole_plan.stream_tasks(found.plan.id)
        milestones = whole_plan.stream_milestones(found.plan.id, actor=_COORDINATOR)
        measured = measures.of_plan(found.plan.id)
        _save(plan_workbook.make(tasks, milestones, found.choices, found.origin, measured), file)
    _tell(file)


@contextmanager
def _asked(options: dict[str, Any]) -> Iterator[_List]:
    """The list that the options ask for, in its language and at its moment."""
    slug, language = options.pop("slug"), options.pop("language")
    at: datetime | None = options.pop("at")
    working = bars.working(_("Đang lập tệp"))
    with clock_at(at, writes=False) as now, speaking(language), working, one_moment():
        plan = get_plan(slug)
        version = get_version(plan.id)
        choices = read_choices(plan.id)
        given = {name: value for name, value in options.items() if value is not None}
        wanted, values = _understood(given)
        years = range(plan.first_year, plan.last_year + 1)
        conditions = list_filters.conditions(values, choices, years)
        origin = Origin(plan, now, settings().timezone, conditions)
        yield _List(plan, version, choices, wanted, origin)


def _measured(found: _List, extra: Extra) -> ExtraColumns:
    """What tasks are measured by, in the year of the list."""
    year = found.wanted.year or found.origin.today.year
    return ExtraColumns(extra.kinds, year, measures.of_plan(found.plan.id))


def _understood(given: dict[str, Any]) -> tuple[ListFilter, dict[str, str]]:
    """The filter, and its values as they stand in the address of the page."""
    for name, reader in _READERS.items():
        if name in given:
            given[name] = reader(given[name])
    wanted = ListFilter(**{_ATTRIBUTES.get(name, name): value for name, value in given.items()})
    return wanted, {name: str(value) for name, value in given.items()}


def _owner(given: str) -> int | Owned:
    return Owned(given) if given in set(Owned) else users.get_by_email(given).id


def _state(given: str) -> MilestoneState | Progress:
    return Progress.OPEN if given == Progress.OPEN else MilestoneState(given)


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "agency": lambda code: agencies.get_agency(code).id,
    "owner": _owner,
    "state": _state,
    "timeliness": Timeliness,
    "figure": Figure,
    "text": TextStatus,
}
# Where a filter has another name than its option.
_ATTRIBUTES: Final = {"q": "words", "text": "text_status"}


def _save(made: BinaryIO, file: Path) -> None:
    # Whoever opens the file meanwhile has the former one, whole.
    unfinished = file.with_name(f".{file.name}.part")
    with made, unfinished.open("wb") as target:
        shutil.copyfileobj(made, target)
    unfinished.replace(file)


def _tell(file: Path) -> None:
    click.echo(_("Đã ghi tệp %(file)s.", file=file))
