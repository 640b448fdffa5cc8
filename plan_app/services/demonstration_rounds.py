"""The last half-year's round of the demonstration: closed, with the figures as they stood then."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table

from plan_app.domain import policy, rounds
from plan_app.domain.deadlines import MilestoneFacts, figure, pressing
from plan_app.domain.demonstration import Story
from plan_app.domain.demonstration import Turn as Told
from plan_app.domain.looking_back import Turn, facts_on
from plan_app.domain.periods import Period
from plan_app.domain.rounds import RoundKind, RoundState
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    Milestone,
    ProgressReport,
    ReportingRound,
    RoundCheck,
    RoundNote,
    Snapshot,
    SnapshotRow,
    Task,
)
from plan_app.queries import round_rows
from plan_app.queries.calendar import get_calendar
from plan_app.queries.rounds import count_tally, get_round
from plan_app.services import many_rows
from plan_app.services.demonstration_acts import Act
from plan_app.services.demonstration_people import Cast
from plan_app.services.demonstration_words import MARK

NAME: Final = "Kỳ báo cáo {period} (số liệu minh họa)"
NOTE: Final = "Cơ quan đã có báo cáo bằng văn bản, đang chờ phê duyệt kết quả." + MARK
CORRECTION: Final = "Đính chính: kết quả được phê duyệt sau ngày chốt số liệu." + MARK
OPEN_DAYS: Final = 21
# So many agencies have said that their figures are right.
CHECKED: Final = 4
_ROWS: Final = cast("Table", SnapshotRow.__table__)
_DONE: Final = frozenset({Told.COMPLETED, Told.AWAITING, Told.RETURNED})
_ANSWERS: Final[Mapping[Told, MilestoneState]] = {
    Told.COMPLETED: MilestoneState.COMPLETED,
    Told.RETURNED: MilestoneState.IN_PROGRESS,
    Told.SUSPENDED: MilestoneState.SUSPENDED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A milestone as it stood on the day: its facts, and what had been said of it."""

    milestone: Milestone
    facts: MilestoneFacts
    said: ProgressReport | None


def close_last(
    tasks: Sequence[Task],
    told: Iterable[tuple[Story, Milestone, ProgressReport]],
    cast: Cast,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> list[Act]:
    """Write the round that was closed last before `now`; nothing before the plan's first year."""
    plan = tasks[0].plan
    period, closes_at = _last(policy.parse(plan.policy), now, zone)
    if period.year < plan.first_year:
        return []
    day = get_calendar().on_or_after(closes_at.astimezone(zone).date())
    this = _round(plan.id, period, closes_at, cast, zone)
    snapshot = Snapshot(
        round=this,
        day=day,
        taken_at=datetime.combine(day, time(17, 5), zone),
        taken_by_id=cast.coordinators[0].id,
    )
    db.session.add(snapshot)
    db.session.flush()
    lines = _lines(tasks, told, day)
    _freeze(snapshot, lines, plan.id)
    return [*_talk(this, lines, cast, zone), *_frame(this, snapshot, cast)]


def _last(own: policy.ReminderPolicy, now: datetime, zone: ZoneInfo) -> tuple[Period, datetime]:
    """The half-year whose closing is some days past; of the second half its whole year."""
    half = Period.half_of(now.astimezone(zone).date())
    while rounds.usual_closing(half, own, zone) > now - timedelta(days=4):
        half = half.previous
    return half, rounds.usual_closing(half, own, zone)


def _round(
    plan_id: int, half: Period, closes_at: datetime, cast: Cast, zone: ZoneInfo
) -> ReportingRound:
    period = half if half.half == 1 else Period(half.year)
    opens_on = get_calendar().on_or_after(
        closes_at.astimezone(zone).date() - timedelta(days=OPEN_DAYS)
    )
    said = f"6 tháng đầu năm {half.year}" if half.half == 1 else f"năm {half.year}"
    this = ReportingRound(
        plan_id=plan_id,
        name=NAME.format(period=said),
        kind=RoundKind.HALF_YEAR if half.half == 1 else RoundKind.YEAR,
        first_day=period.first,
        last_day=period.last,
        opens_on=opens_on,
        closes_at=closes_at,
        state=RoundState.CLOSED,
        opened_by_id=cast.coordinators[0].id,
        opened_at=datetime.combine(opens_on, time(8, 10), zone),
        version=2,
    )
    db.session.add(this)
    return this


def _lines(
    tasks: Sequence[Task], told: Iterable[tuple[Story, Milestone, ProgressReport]], day: date
) -> dict[int, Line]:
    """By the milestone's id."""
    stories = {milestone.id: (story, report) for story, milestone, report in told}
    found = {}
    for milestone in (each for task in tasks for each in task.milestones):
        story, report = stories.get(milestone.id, (None, None))
        turns = list(_turns(story)) if story else []
        facts = facts_on(day, milestone.facts, turns=turns, moves=())
        was_said = report is not None and report.reported_on <= day
        found[milestone.id] = Line(milestone, facts, report if was_said else None)
    return found


def _turns(story: Story) -> Iterator[Turn]:
    reported, answered = story.reported_on, story.answered_on
    if reported is not None and story.turn in _DONE:
        yield Turn(reported, MilestoneState.AWAITING_CONFIRMATION, reported)
    elif reported is not None:
        yield Turn(reported, MilestoneState.IN_PROGRESS)
    if answered is not None:
        is_done = story.turn is Told.COMPLETED
        days = (reported, answered) if is_done else (None, None)
        yield Turn(answered, _ANSWERS[story.turn], *days)


def _freeze(snapshot: Snapshot, lines: Mapping[int, Line], plan_id: int) -> None:
    """As `services.rounds` does, with what is known today taken back to the day."""
    noon = datetime.combine(snapshot.day, time(12), snapshot.taken_at.tzinfo)
    present = round_rows.present(plan_id, since=noon, today=snapshot.day)
    rows = [dict(row) for row in db.session.execute(present).mappings()]
    of_task: dict[int, list[Line]] = {}
    for line in lines.values():
        of_task.setdefault(line.milestone.task_id, []).append(line)
    for row in rows:
        row |= _as_it_was(lines[row["milestone_id"]], of_task[row["task_id"]], snapshot.day)
        row["snapshot_id"] = snapshot.id
    many_rows.add(_ROWS, rows)


def _as_it_was(line: Line, of_task: Sequence[Line], day: date) -> dict[str, Any]:
    """What of a row depends on the day.

    The demonstration tells one report of a milestone: whoever had said anything of the task by
    then has reported in the round.
    """
    facts, said = line.facts, line.said
    pressed = pressing([each.facts for each in of_task])
    has_report = any(each.said for each in of_task)
    return {
        "is_pressing": pressed is not None and pressed.id == facts.id,
        "state": facts.state,
        "percent": said.percent if said else None,
        "due_date": facts.due,
        "reported_on": facts.reported_on,
        "confirmed_on": facts.confirmed_on,
        "figure": figure(facts, day),
        "has_report": has_report,
        "is_asked": has_report or any(each.facts.state in round_rows.OWED for each in of_task),
        "report_id": said.id if said else None,
        "said_on": said.reported_on if said else None,
        "result": said.result if said else "",
        "difficulties": said.difficulties if said else "",
    }


def _talk(
    this: ReportingRound,
    lines: Mapping[int, Line],
    cast: Cast,
    zone: ZoneInfo,
) -> Iterator[Act]:
    """What agencies found right before the closing, and noted of what was most pressing."""
    last = get_calendar().on_or_before(this.closes_at.astimezone(zone).date() - timedelta(days=1))
    for place, (agency_id, people) in enumerate(list(cast.owners.items())[:CHECKED]):
        at = datetime.combine(last, time(9, 5 + 13 * place), zone)
        check = RoundCheck(
            round_id=this.id, agency_id=agency_id, checked_by_id=people[0].id, checked_at=at
        )
        db.session.add(check)
        subject = ("reporting_round", this.id)
        yield Act(at, "round_checked", people[0], None, subject, {"agency": agency_id})
    owed = [
        line
        for line in lines.values()
        if line.milestone.task.owner and line.facts.due and line.facts.state in round_rows.OWED
    ]
    pressing_first = [
        line.milestone.task for line in sorted(owed, key=lambda line: line.facts.due or date.max)
    ]
    for task in pressing_first[:1]:
        yield _note(this, task, datetime.combine(last, time(15, 20), zone), NOTE)
    for task in pressing_first[1:2]:
        after = get_calendar().add(this.closes_at.astimezone(zone).date(), 3)
        at = datetime.combine(after, time(10, 45), zone)
        yield _note(this, task, at, CORRECTION, is_correction=True)


def _note(
    this: ReportingRound, task: Task, at: datetime, body: str, *, is_correction: bool = False
) -> Act:
    assert task.owner is not None  # noqa: S101 (chosen so)
    noted = RoundNote(
        round_id=this.id,
        task_id=task.id,
        author_id=task.owner.id,
        noted_at=at,
        is_correction=is_correction,
        body=body,
    )
    db.session.add(noted)
    action = "round_corrected" if is_correction else "round_noted"
    return Act(at, action, task.owner, task, ("reporting_round", this.id), text=body)


def _frame(this: ReportingRound, snapshot: Snapshot, cast: Cast) -> Iterator[Act]:
    """Its opening and its closing."""
    coordinator, subject = cast.coordinators[0], ("reporting_round", this.id)
    days = {
        "kind": this.kind.value,
        "opens_on": this.opens_on.isoformat(),
        "closes_at": this.closes_at.isoformat(timespec="minutes"),
    }
    yield Act(this.opened_at, "round_opened", coordinator, None, subject, days, this.name)
    db.session.flush()
    tally = count_tally(get_round(this.id, plan_id=this.plan_id), today=snapshot.day)
    counts = {
        "snapshot": snapshot.id,
        "agencies": tally.agencies,
        "complete": tally.complete,
        "asked": tally.asked,
        "reported": tally.reported,
    }
    yield Act(snapshot.taken_at, "round_closed", coordinator, None, subject, counts)
