"""Indicators and money of a task: defined by coordinators, reported with the reports."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from plan_app.domain import measures as rules
from plan_app.domain.measures import Direction, Measured, MeasureKind, MeasureWrong, Source, Wanted
from plan_app.domain.statuses import ReasonMissing
from plan_app.errors import N_, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import Measure, MeasureTarget, MeasureValue, ProgressReport, Task
from plan_app.services import changes, journal, tasks
from plan_app.services.acts import Act
from plan_app.services.changes import Change

_OF_KIND: Final[Mapping[MeasureKind, tuple[str, ...]]] = {
    MeasureKind.INDICATOR: ("name", "unit", "direction", "baseline", "baseline_year", "note"),
    MeasureKind.FUNDING: ("source", "note"),
}


class SourceTaken(MeasureWrong):
    """Money from one source stands once at a task."""

    def __init__(self) -> None:
        super().__init__(
            N_("Nhiệm vụ đã có nguồn kinh phí này; đề nghị sửa nguồn đã có."), "source"
        )


class AlreadyWithdrawn(RuleBroken):
    """Only what is in force can be changed or withdrawn."""

    def __init__(self) -> None:
        super().__init__(N_("Chỉ tiêu hoặc nguồn kinh phí này đã thôi theo dõi."))


class NotWithdrawn(RuleBroken):
    """Only what was withdrawn can come back."""

    def __init__(self) -> None:
        super().__init__(N_("Chỉ tiêu hoặc nguồn kinh phí này đang được theo dõi."))


def hold(measure_id: int, *, plan_id: int) -> Measure:
    """The measure, its task held until the transaction ends; raises NotFound."""
    task_id = db.session.scalar(
        select(Measure.task_id)
        .join(Measure.task)
        .where(Measure.id == measure_id, Task.plan_id == plan_id)
    )
    if task_id is None:
        raise NotFound
    tasks.hold(task_id)
    return db.session.get_one(Measure, measure_id, populate_existing=True)


def add(task: Task, wanted: Wanted, act: Act) -> Measure:
    """A new indicator or source of money of the task, which is held.

    Raises NotAllowed, TaskChanged, MeasureWrong.
    """
    _check_may_write(task, act)
    _check(wanted, task)
    measure = create(task, wanted)
    _record("measure_added", measure, act, _targets_changed({}, wanted.targets))
    return measure


def create(task: Task, wanted: Wanted) -> Measure:
    """The rows of a measure whose rules were checked."""
    measure = Measure(
        task=task,
        kind=wanted.kind,
        direction=wanted.direction,
        targets=[MeasureTarget(year=year, amount=amount) for year, amount in _sorted(wanted)],
        **{name: getattr(wanted, name) for name in _OF_KIND[wanted.kind] if name != "direction"},
    )
    db.session.add(measure)
    return measure


def edit(measure: Measure, wanted: Wanted, act: Act) -> None:
    """Take over what differs; what was reported stays. The measure is held."""
    _check_may_write(measure.task, act)
    if measure.withdrawn_at is not None:
        raise AlreadyWithdrawn
    _check(wanted, measure.task, but=measure.id)
    found = take(measure, wanted)
    if found:
        _record("measure_edited", measure, act, found)


def take(measure: Measure, wanted: Wanted) -> list[Change]:
    """Set what differs from what is wanted; give what was changed, in words."""
    own = {name: getattr(wanted, name) for name in _OF_KIND[measure.kind]}
    found = [_worded(each) for each in changes.take(measure, own)]
    before = {each.year: each for each in measure.targets}
    found += _targets_changed({year: each.amount for year, each in before.items()}, wanted.targets)
    for year, each in before.items():
        if year not in wanted.targets:
            measure.targets.remove(each)
        else:
            each.amount = wanted.targets[year]
    measure.targets += [
        MeasureTarget(year=year, amount=amount)
        for year, amount in _sorted(wanted)
        if year not in before
    ]
    db.session.flush()
    return found


def withdraw(measure: Measure, act: Act, *, reason: str) -> None:
    """It is asked for no more; what was reported stays and is shown with the reports."""
    _check_may_write(measure.task, act)
    if measure.withdrawn_at is not None:
        raise AlreadyWithdrawn
    if not reason.strip():
        raise ReasonMissing
    measure.withdrawn_at, measure.withdrawn_because = act.now, reason.strip()
    _record("measure_withdrawn", measure, act, text=reason)


def restore(measure: Measure, act: Act) -> None:
    """A withdrawn measure is asked for again, with everything that was reported of it."""
    _check_may_write(measure.task, act)
    if measure.withdrawn_at is None:
        raise NotWithdrawn
    _check_source(measure.source, measure.task, but=measure.id)
    measure.withdrawn_at = measure.withdrawn_because = None
    _record("measure_restored", measure, act)


def keep(said: ProgressReport, measured: Measured, act: Act) -> None:
    """Keep what the report says of its task's measures; raises MeasureWrong."""
    if not measured.amounts:
        return
    task = said.milestone.task
    kinds: dict[int, MeasureKind] = dict(
        db.session.execute(
            select(Measure.id, Measure.kind).where(
                Measure.task_id == task.id, Measure.withdrawn_at.is_(None)
            )
        )
        .tuples()
        .all()
    )
    rules.check_measured(
        measured,
        kinds,
        first_year=task.plan.first_year,
        last_year=task.plan.last_year,
        this_year=act.today.year,
    )
    db.session.add_all(
        MeasureValue(report_id=said.id, measure_id=id_, year=measured.year, amount=amount)
        for id_, amount in measured.amounts
    )
    db.session.flush()


def _check_may_write(task: Task, act: Act) -> None:
    changes.check_may_edit(act)
    tasks.check_version(task, act)


def _check(wanted: Wanted, task: Task, but: int = 0) -> None:
    rules.check(wanted, first_year=task.plan.first_year, last_year=task.plan.last_year)
    _check_source(wanted.source, task, but=but)


def _check_source(source: Source | None, task: Task, *, but: int) -> None:
    if source is None:
        return
    other = db.session.scalar(
        select(Measure.id).where(
            Measure.task_id == task.id,
            Measure.source == source,
            Measure.withdrawn_at.is_(None),
            Measure.id != but,
        )
    )
    if other is not None:
        raise SourceTaken


def _sorted(wanted: Wanted) -> list[tuple[int, Decimal]]:
    return sorted(wanted.targets.items())


def _targets_changed(old: Mapping[int, Decimal], new: Mapping[int, Decimal]) -> list[Change]:
    return [
        _worded(Change(f"{rules.TARGET}{year}", old.get(year), new.get(year)))
        for year in sorted({*old, *new})
        if old.get(year) != new.get(year)
    ]


def _worded(change: Change) -> Change:
    """The change with amounts as people write them: the journal keeps words, no decimals."""
    return Change(change.field, _word(change.old), _word(change.new))


def _word(value: object) -> object:
    match value:
        case Decimal():
            return rules.write(value)
        case Source():
            return rules.SOURCES[value]
        case Direction():
            return rules.DIRECTIONS[value]
    return value


def _record(
    action: str, measure: Measure, act: Act, found: list[Change] | None = None, *, text: str = ""
) -> None:
    """One entry, whose text begins with the measure's name; the task has another version."""
    task = measure.task
    tasks.raise_version(task)
    name = rules.SOURCES[measure.source] if measure.source else measure.name
    words = "\n".join(filter(None, (name, text.strip())))
    said: dict[str, Any] = {"plan_id": task.plan_id, "task_id": task.id, "text": words}
    subject = ("measure", measure.id)
    if found is None:
        journal.record(action, now=act.now, actor_id=act.actor.user_id, subject=subject, **said)
    else:
        changes.record(action, found, act, subject=subject, **said)
