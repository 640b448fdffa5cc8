"""The illustrative progress of a plan: reports and answers, with their journal entries.

Written as rows: the services act now, and this is about what was done on earlier days.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from plan_app.domain.deadlines import pressing
from plan_app.domain.demonstration import Part, Story, Turn
from plan_app.domain.papers import PaperPurpose
from plan_app.domain.reports import COMPLETE
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import DeadlineRevision, Milestone, Paper, ProgressReport, Task
from plan_app.services import demonstration_acts, demonstration_papers, demonstration_rounds
from plan_app.services.demonstration_acts import Act
from plan_app.services.demonstration_letters import AGENCY_LETTER
from plan_app.services.demonstration_people import Cast
from plan_app.services.demonstration_words import MARK, OF_TASK, Words

DOCUMENT: Final = "Công văn số 2210/UBND-KTTH (số minh họa)"
LETTER: Final = "Báo cáo số 45/BC (số minh họa)"
SUBJECT: Final = "V/v phê duyệt kết quả thực hiện nhiệm vụ (nội dung minh họa)"
RETURN_REASONS: Final = (
    "Đề nghị bổ sung văn bản phê duyệt kèm theo báo cáo.",
    "Đề nghị làm rõ phần việc còn lại và bổ sung biên bản nghiệm thu.",
)
# Who fills in the form of the shared account, and who stands behind it.
PREPARED_BY: Final = {
    "prepared_by": "Bà Hà Thị Thêu",
    "prepared_position": "Công chức phụ trách kinh tế",
    "prepared_telephone": "0237 000 301",
    "approved_by": "Ông Phạm Bá Thước",
    "approved_position": "Phó Chủ tịch UBND xã",
}

_REPORTED_COMPLETE: Final = {Turn.COMPLETED, Turn.AWAITING, Turn.RETURNED}
_STATES: Final[Mapping[Turn, MilestoneState]] = {
    Turn.UNTOUCHED: MilestoneState.NOT_STARTED,
    Turn.UNDER_WAY: MilestoneState.IN_PROGRESS,
    Turn.RETURNED: MilestoneState.IN_PROGRESS,
    Turn.AWAITING: MilestoneState.AWAITING_CONFIRMATION,
    Turn.COMPLETED: MilestoneState.COMPLETED,
    Turn.SUSPENDED: MilestoneState.SUSPENDED,
}


def write(
    tasks: Sequence[Task],
    stories: Iterable[Story],
    cast: Cast,
    *,
    now: datetime,
    zone: ZoneInfo,
    by_letter: Collection[Part] = (),
) -> int:
    """Let the milestones of the tasks stand as the stories tell; return the number of reports.

    Of the parts in `by_letter` the agency wrote a letter, which the coordinator entered.
    """
    milestones = {(task.number, each.ordinal): each for task in tasks for each in task.milestones}
    writer = _Writer(cast, now, zone, by_letter)
    for story in stories:
        writer.tell(story, milestones[story.part.task, story.part.ordinal])
    db.session.flush()
    writer.attach()
    db.session.flush()
    _mark_pressing(tasks)
    of_round = demonstration_rounds.close_last(tasks, writer.told, cast, now=now, zone=zone)
    acts = [*writer.acts(), *writer.assignments(tasks), *of_round]
    demonstration_acts.record(acts, plan_id=tasks[0].plan_id)
    return len(writer.told)


class _Writer:
    """Writes the rows of one story after the other, and remembers what the journal is to say."""

    def __init__(
        self, cast: Cast, now: datetime, zone: ZoneInfo, by_letter: Collection[Part]
    ) -> None:
        self._by_letter = by_letter
        self._coordinator = cast.coordinators[0]
        self._now = now
        self._zone = zone
        self._returned = 0
        self._files = (demonstration_papers.keep_minutes(), demonstration_papers.keep_scan())
        self._papers: list[tuple[ProgressReport, Paper]] = []
        self.told: list[tuple[Story, Milestone, ProgressReport]] = []

    def tell(self, story: Story, milestone: Milestone) -> None:
        """Write one story: the report, and the state that it leads to."""
        is_told = story.reported_on is not None and not self._is_nobodys(story, milestone)
        if not is_told or story.reported_on is None:
            return
        letter = self._letter(story, milestone)
        report = self._report(story, milestone, story.reported_on, letter)
        milestone.state = _STATES[story.turn]
        milestone.percent = story.percent
        milestone.last_reported_at = report.reported_at
        milestone.version += 2 if story.answered_on else 1
        milestone.task.version += 2 if story.answered_on else 1
        match story.turn:
            case Turn.COMPLETED:
                milestone.reported_on, milestone.confirmed_on = story.reported_on, story.answered_on
            case Turn.AWAITING:
                milestone.reported_on = story.reported_on
            case Turn.RETURNED:
                self._return(story, milestone)
            case Turn.SUSPENDED:
                milestone.state_document = DOCUMENT
        self.told.append((story, milestone, report))

    def attach(self) -> None:
        """Two of three reports of completion come with something: a file, or a document's name."""
        complete = [report for story, _, report in self.told if story.turn in _REPORTED_COMPLETE]
        for place, report in enumerate(complete):
            if place % 3 == 2:
                continue
            paper = Paper(
                milestone_id=report.milestone.id,
                purpose=PaperPurpose.REPORT,
                report_id=report.id,
                added_by_id=report.author.id,
                added_at=report.reported_at,
                **(self._reference(report) if place % 3 else self._file(place // 3)),
            )
            db.session.add(paper)
            self._papers.append((report, paper))

    def acts(self) -> Iterator[Act]:
        """What was reported, and what the coordinator answered; after the rows have their ids."""
        for story, milestone, report in self.told:
            complete = story.turn in _REPORTED_COMPLETE
            yield Act(
                report.reported_at,
                "completion_reported" if complete else "progress_reported",
                report.author,
                milestone.task,
                ("progress_report", report.id),
                {"milestone": milestone.id},
            )
            if story.answered_on is not None:
                yield self._answer(story, story.answered_on, milestone, report)
        for report, paper in self._papers:
            data = {
                "milestone": paper.milestone_id,
                "papers": [paper.id],
                "files": [paper.digest] if paper.digest else [],
                "report": report.id,
            }
            task, subject = report.milestone.task, ("paper", paper.id)
            yield Act(paper.added_at, "papers_attached", report.author, task, subject, data)

    def assignments(self, tasks: Sequence[Task]) -> Iterator[Act]:
        """The owners were named before anything was reported."""
        first = min((report.reported_at for _, _, report in self.told), default=self._now)
        for task in tasks:
            if task.owner is not None:
                yield Act(
                    first - timedelta(days=7),
                    "owner_changed",
                    self._coordinator,
                    task,
                    ("user_account", task.owner.id),
                    {"before": None},
                )

    def _is_nobodys(self, story: Story, milestone: Milestone) -> bool:
        """Work in progress that nobody is named for has nobody to tell of it."""
        return milestone.task.owner is None and story.turn is Turn.UNDER_WAY

    def _letter(self, story: Story, milestone: Milestone) -> str | None:
        """The letter that was entered on the agency's behalf, where nobody of it signed in."""
        if story.part in self._by_letter:
            return AGENCY_LETTER
        return None if milestone.task.owner else LETTER

    def _report(
        self, story: Story, milestone: Milestone, day: date, letter: str | None
    ) -> ProgressReport:
        task, owner = milestone.task, milestone.task.owner
        complete = story.turn in _REPORTED_COMPLETE
        words = _words(task)
        report = ProgressReport(
            milestone=milestone,
            author=self._coordinator if letter or owner is None else owner,
            on_behalf=letter is not None,
            letter=letter,
            letter_date=day if letter else None,
            reported_at=self._instant(day, task.number),
            reported_on=day,
            state_before=MilestoneState.NOT_STARTED,
            state=(
                MilestoneState.AWAITING_CONFIRMATION if complete else MilestoneState.IN_PROGRESS
            ),
            percent=COMPLETE if complete else story.percent,
            result=_prefixed(milestone, words.done if complete else words.doing) + MARK,
            difficulties="" if complete or not words.difficulty else words.difficulty + MARK,
            **(PREPARED_BY if owner is not None and owner.is_shared else {}),
        )
        db.session.add(report)
        return report

    def _file(self, place: int) -> dict[str, Any]:
        file = self._files[place % len(self._files)]
        return {"digest": file.digest, "name": file.name, "kind": file.kind, "size": file.size}

    def _reference(self, report: ProgressReport) -> dict[str, Any]:
        return {"number": DOCUMENT, "dated": report.reported_on, "subject": SUBJECT}

    def _return(self, story: Story, milestone: Milestone) -> None:
        """Asked for more: the same date counts again, as a new revision."""
        milestone.percent = None
        milestone.returned_on = story.answered_on
        milestone.return_reason = RETURN_REASONS[self._returned % len(RETURN_REASONS)] + MARK
        self._returned += 1
        milestone.deadline_revision += 1
        db.session.add(
            DeadlineRevision(
                milestone_id=milestone.id,
                revision=milestone.deadline_revision,
                previous_due_date=milestone.due_date,
                due_date=milestone.due_date,
                reason=milestone.return_reason,
                decided_by_id=self._coordinator.id,
                decided_at=self._instant(story.answered_on or self._now.date(), milestone.ordinal),
            )
        )

    def _answer(self, story: Story, day: date, milestone: Milestone, report: ProgressReport) -> Act:
        at = self._instant(day, milestone.task.number)
        subject = ("milestone", milestone.id)
        if story.turn is Turn.SUSPENDED:
            action, data, text = "milestone_suspended", {}, DOCUMENT
        elif story.turn is Turn.RETURNED:
            due = milestone.due_date and milestone.due_date.isoformat()
            data = {"report": report.id, "before": due, "due": due}
            action, text = "completion_returned", milestone.return_reason or ""
        else:
            action, data, text = "completion_confirmed", {"report": report.id}, ""
        return Act(at, action, self._coordinator, milestone.task, subject, data, text)

    def _instant(self, day: date, number: int) -> datetime:
        """A moment of the working hours of a day, at the latest now."""
        minutes = 8 * 60 + number * 37 % (8 * 60)
        local = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=self._zone)
        return min(local, self._now)


def _words(task: Task) -> Words:
    """The words for a task of the shipped plan; of any other, words that fit everything."""
    found = OF_TASK.get(task.number)
    if found is not None and task.plan.slug == "tang-truong-xanh":
        return found
    return Words(f"Đang thực hiện: {task.title}.", f"Đã có sản phẩm: {task.deliverable}.")


def _prefixed(milestone: Milestone, text: str) -> str:
    return f"{milestone.label}: {text}" if milestone.label else text


def _mark_pressing(tasks: Sequence[Task]) -> None:
    """Keep the pressing milestone of every task, in two steps for all of them.

    The index that allows one mark a task is checked row by row: the old marks go first.
    """
    chosen = {
        found.id
        for task in tasks
        if (found := pressing([each.facts for each in task.milestones])) is not None
    }
    milestones = [each for task in tasks for each in task.milestones]
    for each in milestones:
        if each.is_pressing and each.id not in chosen:
            each.is_pressing = False
    db.session.flush()
    for each in milestones:
        if not each.is_pressing and each.id in chosen:
            each.is_pressing = True
    db.session.flush()
