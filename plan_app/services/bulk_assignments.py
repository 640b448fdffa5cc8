"""Owner, agency and date of many tasks at once: what would change and what cannot, then the act."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from plan_app.domain import dates
from plan_app.domain.dates import Ground
from plan_app.errors import N_, RuleBroken
from plan_app.models import Task
from plan_app.queries.bulk_assignments import AssignedRow
from plan_app.services import assignments, deadlines, picks
from plan_app.services.acts import Act
from plan_app.services.assignments import AgencyNotPossible, OwnerNotPossible
from plan_app.services.picks import Outcome, Pick


class AwaitsGuidance(RuleBroken):
    """The guidance brings the first date, with its own number and day."""

    def __init__(self) -> None:
        super().__init__(
            N_("Mốc đang chờ hướng dẫn; đề nghị ghi nhận văn bản hướng dẫn tại trang của nhiệm vụ.")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What shall hold of every chosen task; what is not asked for stays.

    `owner_id` counts only with `sets_owner`, None then being nobody. The date is that of the
    pressing milestone.
    """

    sets_owner: bool = False
    owner_id: int | None = None
    agency_id: int | None = None
    due: date | None = None
    ground: Ground = field(default_factory=Ground)


@dataclass(frozen=True, slots=True)
class Choices:
    """Names by id of those who can be chosen today: people who can report, agencies that exist."""

    owners: dict[int, str]
    agencies: dict[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One chosen task: how it is, what it would become (None: it stays), and why it cannot.

    `new_owner` is "" where the owner is taken away. `keeps_foreign_owner`: the task goes to
    another agency and its owner stays behind.
    """

    row: AssignedRow
    new_owner: str | None = None
    new_agency: str | None = None
    new_due: date | None = None
    why: str = ""
    keeps_foreign_owner: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether anything would be written."""
        asked = (self.new_owner, self.new_agency, self.new_due)
        return any(each is not None for each in asked)

    @property
    def is_possible(self) -> bool:
        """Whether the row is written when the preview is confirmed."""
        return self.is_changed and not self.why


def preview(
    rows: Iterable[AssignedRow], wanted: Wanted, choices: Choices, *, today: date
) -> list[Planned]:
    """What would become of each row; nothing is written and nothing asked of the database."""
    return [_planned(row, wanted, choices, today) for row in rows]


def assign_many(
    chosen: Collection[Pick], wanted: Wanted, act: Act, *, plan_id: int
) -> list[Outcome]:
    """Write each row that still is as the person saw it, whole or not at all."""
    return picks.write_each(
        chosen, lambda task, own: _assign(task, wanted, own), act, plan_id=plan_id
    )


def give_many(chosen: Iterable[tuple[Pick, int]], act: Act, *, plan_id: int) -> list[Outcome]:
    """Give each task to the person beside it, as the suggestions say."""
    owner_of = {pick.task_id: owner_id for pick, owner_id in chosen}
    picked = {pick.task_id: pick for pick, _ in chosen}.values()

    def give(task: Task, own: Act) -> None:
        _assign(task, Wanted(sets_owner=True, owner_id=owner_of[task.id]), own)

    return picks.write_each(picked, give, act, plan_id=plan_id)


def _assign(task: Task, wanted: Wanted, act: Act) -> None:
    milestone = next((each for each in task.milestones if each.is_pressing), None)
    if milestone is not None:
        # Before another owner is set: who gives the task away still decides of their own.
        deadlines.check_more_time(milestone, wanted.due, act)
    assignments.assign(
        task,
        owner_id=wanted.owner_id if wanted.sets_owner else task.owner_id,
        agency_id=wanted.agency_id or task.responsible_agency_id,
        act=act,
    )
    if wanted.due is None or milestone is None or milestone.due_date == wanted.due:
        return
    if milestone.waiting_for and milestone.due_date is None:
        raise AwaitsGuidance
    # The version was checked above, and has grown since.
    deadlines.change(milestone, wanted.due, wanted.ground, replace(act, version=None))


def _planned(row: AssignedRow, wanted: Wanted, choices: Choices, today: date) -> Planned:
    gives = wanted.sets_owner and wanted.owner_id != row.owner_id
    moves = wanted.agency_id is not None and wanted.agency_id != row.agency_id
    dates_ = wanted.due is not None and wanted.due != row.due_date
    new_agency_id = wanted.agency_id if moves else row.agency_id
    return Planned(
        row=row,
        new_owner=choices.owners.get(wanted.owner_id or 0, "") if gives else None,
        new_agency=choices.agencies.get(wanted.agency_id or 0, "") if moves else None,
        new_due=wanted.due if dates_ else None,
        why=_why_not(row, wanted, choices, today, (gives, moves, dates_)),
        keeps_foreign_owner=moves
        and not gives
        and row.owner_id is not None
        and row.owner_agency_id != new_agency_id,
    )


def _why_not(
    row: AssignedRow, wanted: Wanted, choices: Choices, today: date, asked: tuple[bool, bool, bool]
) -> str:
    """The first rule that forbids it; "" when none does."""
    gives, moves, dates_ = asked
    try:
        if moves and wanted.agency_id not in choices.agencies:
            raise AgencyNotPossible(N_("Cơ quan này không còn hoạt động."))
        if gives and wanted.owner_id is not None and wanted.owner_id not in choices.owners:
            raise OwnerNotPossible(
                N_("Người này chưa có vai trò đầu mối trong Kế hoạch hoặc tài khoản đã ngừng dùng.")
            )
        if dates_ and row.waiting_for and row.due_date is None:
            raise AwaitsGuidance
        if dates_:
            dates.check_change(
                wanted.due,
                wanted.ground,
                current=row.due_date,
                is_fixed=row.is_fixed,
                state=row.state,
                today=today,
            )
    except RuleBroken as error:
        return error.message
    return ""
