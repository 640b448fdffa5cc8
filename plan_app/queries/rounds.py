"""Reads of rounds: which there are, which is open, which was closed last, how each stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, func, select
from sqlalchemy.orm import aliased

from plan_app.domain import rounds as rules
from plan_app.domain import vietnamese
from plan_app.domain.rounds import Reported, RoundKind, RoundState
from plan_app.errors import NotFound
from plan_app.extensions import db, settings
from plan_app.models import ReportingRound, RoundCheck, Snapshot, User
from plan_app.queries import round_rows
from plan_app.queries.rows import addressed


@dataclass(frozen=True, slots=True)
class Round:
    """A round; of a closed one with the snapshot in force."""

    id: int
    plan_id: int
    name: str
    kind: RoundKind
    first_day: date
    last_day: date
    opens_on: date
    closes_at: datetime
    state: RoundState
    version: int
    opened_by: str
    opened_at: datetime
    snapshot_id: int | None
    snapshot_day: date | None
    taken_at: datetime | None
    taken_by: str

    @property
    def is_open(self) -> bool:
        """Whether its figures still move."""
        return self.state is RoundState.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether its figures are frozen."""
        return self.state is RoundState.CLOSED

    @property
    def closes_on(self) -> date:
        """The local day on which it is due to be closed."""
        return self.closes_at.astimezone(settings().timezone).date()

    def has_begun(self, today: date) -> bool:
        """Whether reports count and mails go."""
        return self.opens_on <= today

    def is_due(self, now: datetime) -> bool:
        """Whether a person should close it."""
        return self.is_open and self.closes_at <= now

    def rows(self, today: date, names: Sequence[str] = round_rows.NAMES) -> Subquery:
        """What it knows of each task: frozen, or as things stand today."""
        return round_rows.of_tasks(self.milestones(today, names))

    def milestones(self, today: date, names: Sequence[str] = round_rows.NAMES) -> Select[Any]:
        """The same of each milestone."""
        if self.snapshot_id is not None:
            return round_rows.frozen(self.snapshot_id, names)
        since = rules.counting_since(self.opens_on, settings().timezone)
        return round_rows.present(self.plan_id, since=since, today=today, names=names)


@dataclass(frozen=True, slots=True)
class RoundFilter:
    """What the list of rounds is narrowed to."""

    words: str = ""
    state: RoundState | None = None


SORTS: Final[Mapping[str, Callable[[Round], Any]]] = {
    "closing": lambda each: (each.closes_at, each.id),
    "opening": lambda each: (each.opens_on, each.id),
    "name": lambda each: vietnamese.sort_key(each.name),
}
DEFAULT_SORT: Final = "-closing"


@dataclass(frozen=True, slots=True)
class Check:
    """An agency has found its figures right."""

    checked_at: datetime
    checked_by: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the tasks that are asked for have a report, and of the agencies all theirs.

    `part`: agencies that have reported on some. `checked`: those that found their figures right.
    """

    asked: int = 0
    reported: int = 0
    agencies: int = 0
    complete: int = 0
    part: int = 0
    checked: int = 0

    @property
    def lacking(self) -> int:
        """The tasks without a report."""
        return self.asked - self.reported

    @property
    def silent(self) -> int:
        """The agencies that have not reported on everything."""
        return self.agencies - self.complete


_OPENER = aliased(User)
_TAKER = aliased(User)
_COLUMNS: Final = (
    ReportingRound.id,
    ReportingRound.plan_id,
    ReportingRound.name,
    ReportingRound.kind,
    ReportingRound.first_day,
    ReportingRound.last_day,
    ReportingRound.opens_on,
    ReportingRound.closes_at,
    ReportingRound.state,
    ReportingRound.version,
    func.coalesce(addressed(_OPENER), ""),
    ReportingRound.opened_at,
    Snapshot.id,
    Snapshot.day,
    Snapshot.taken_at,
    func.coalesce(addressed(_TAKER), ""),
)


def get_round(round_id: int, *, plan_id: int) -> Round:
    """The round of the plan; raises NotFound."""
    found = _first(ReportingRound.id == round_id, ReportingRound.plan_id == plan_id)
    if found is None:
        raise NotFound
    return found


def find_open(plan_id: int) -> Round | None:
    """The round of the plan that is open."""
    return _first(ReportingRound.plan_id == plan_id, ReportingRound.state == RoundState.OPEN)


def find_last_closed(plan_id: int, *, before: datetime | None = None) -> Round | None:
    """The round closed last, of all or of those closed before the instant."""
    wanted = [ReportingRound.plan_id == plan_id, ReportingRound.state == RoundState.CLOSED]
    if before is not None:
        wanted.append(Snapshot.taken_at < before)
    return _first(*wanted)


def find_before(this: Round) -> Round | None:
    """The round closed last before this one; what was corrected since then belongs to this one."""
    return find_last_closed(this.plan_id, before=this.taken_at)


def is_last_closed(this: Round) -> bool:
    """Whether the round may be reopened: nothing was compared with its figures."""
    if not this.is_closed:
        return False
    last = find_last_closed(this.plan_id)
    return last is not None and last.id == this.id


def find_check(round_id: int, agency_id: int) -> Check | None:
    """When and by whom the agency's figures were found right."""
    row = db.session.execute(
        select(RoundCheck.checked_at, addressed(User))
        .join(User, User.id == RoundCheck.checked_by_id)
        .where(RoundCheck.round_id == round_id, RoundCheck.agency_id == agency_id)
    ).first()
    return None if row is None else Check(*row)


def list_rounds(plan_id: int) -> list[Round]:
    """All rounds of the plan, the latest first."""
    return [Round(*row) for row in db.session.execute(_wanted(ReportingRound.plan_id == plan_id))]


def list_wanted(plan_id: int, wanted: RoundFilter, *, sort: str = DEFAULT_SORT) -> list[Round]:
    """The rounds of the filter; they are few, so that they are sorted here."""
    words = vietnamese.fold(wanted.words).split()
    found = [
        each
        for each in list_rounds(plan_id)
        if all(word in vietnamese.fold(each.name) for word in words)
        and wanted.state in {None, each.state}
    ]
    return sorted(found, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def list_closed(plan_id: int) -> list[Round]:
    """The rounds with frozen figures, the latest first."""
    return [each for each in list_rounds(plan_id) if each.is_closed]


def is_closing(today: date) -> ColumnElement[bool]:
    """Whether the day has come on which a person should close the round."""
    tomorrow = rules.counting_since(today + timedelta(days=1), settings().timezone)
    return (ReportingRound.state == RoundState.OPEN) & (ReportingRound.closes_at < tomorrow)


def count_tally(this: Round, *, today: date) -> Tally:
    """How the round stands, in one query."""
    rows = this.rows(today, round_rows.COUNTED)
    checked = select(func.count()).where(RoundCheck.round_id == this.id).scalar_subquery()
    found = db.session.execute(
        select(
            func.count(),
            func.count().filter(rows.c.has_report),
            checked,
        )
        .select_from(rows)
        .where(rows.c.is_asked)
        .group_by(rows.c.agency_id)
    ).all()
    standings = [rules.standing(asked, reported) for asked, reported, _ in found]
    return Tally(
        asked=sum(row[0] for row in found),
        reported=sum(row[1] for row in found),
        agencies=len(found),
        complete=standings.count(Reported.ALL),
        part=standings.count(Reported.PART),
        checked=found[0][2] if found else 0,
    )


def _first(*conditions: ColumnElement[bool]) -> Round | None:
    row = db.session.execute(_wanted(*conditions).limit(1)).first()
    return None if row is None else Round(*row)


def _wanted(*conditions: ColumnElement[bool]) -> Select[Any]:
    in_force = (Snapshot.round_id == ReportingRound.id) & Snapshot.superseded_at.is_(None)
    return (
        select(*_COLUMNS)
        .outerjoin(Snapshot, in_force)
        .outerjoin(_OPENER, _OPENER.id == ReportingRound.opened_by_id)
        .outerjoin(_TAKER, _TAKER.id == Snapshot.taken_by_id)
        .where(*conditions)
        .order_by(
            func.coalesce(Snapshot.taken_at, ReportingRound.closes_at).desc(),
            ReportingRound.id.desc(),
        )
    )
