"""What must be done once before a plan reminds anybody, and what of it is done already.

Nothing is ticked by hand: each step is read from the data, and comes back when the data change.
"""

from dataclasses import dataclass
from enum import StrEnum

from plan_app.domain.permissions import Permission


class Step(StrEnum):
    """The steps, in the order in which they are best taken."""

    TEXTS = "texts"
    CONTACTS = "contacts"
    OWNERS = "owners"
    ADDRESSES = "addresses"
    CALENDAR = "calendar"
    MAIL = "mail"
    PREVIEW = "preview"
    SWITCH = "switch"


# What the person needs who takes the step.
NEEDS = {
    Step.TEXTS: Permission.EDIT_PLAN,
    Step.CONTACTS: Permission.INVITE_OWNERS,
    Step.OWNERS: Permission.ASSIGN,
    Step.ADDRESSES: Permission.INVITE_OWNERS,
    Step.CALENDAR: Permission.STEER_REMINDERS,
    Step.MAIL: Permission.STEER_MAIL,
    Step.PREVIEW: Permission.STEER_REMINDERS,
    Step.SWITCH: Permission.STEER_REMINDERS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted over the plan; changes with acts of people only.

    `tasks` and `drafts` are of all tasks, the rest of open ones. `agencies` are responsible for
    open tasks, `without_contact` those of them without a contact whom mail reaches. `unarmed`
    tasks wait for a confirmed preview.
    """

    tasks: int
    drafts: int
    unassigned: int
    unreachable: int
    agencies: int
    without_contact: int
    unarmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What also changes by itself: which of this and the next year lack days off, and the mail.

    `was_accepted`: a mail server has taken a message of ours. `is_well`: the scheduler works and
    the queue is not stopped.
    """

    empty_years: tuple[int, ...]
    was_accepted: bool
    is_well: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How one step stands: `missing` of `total` rows; `total` 0 where nothing is counted."""

    step: Step
    is_done: bool
    missing: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class FirstRun:
    """All steps, and the years whose calendar is empty."""

    steps: tuple[Standing, ...]
    empty_years: tuple[int, ...]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(each.is_done for each in self.steps)

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left."""
        return self.done == len(self.steps)


def stand(counted: Counted, running: Running, *, reminders_on: bool, confirmed: int) -> FirstRun:
    """How every step stands. `confirmed`: for how many people a preview was ever confirmed."""
    has_tasks = counted.tasks > 0
    mail = running.was_accepted and running.is_well
    steps = [
        _counted(Step.TEXTS, counted.drafts, counted.tasks, expected=has_tasks),
        _counted(
            Step.CONTACTS, counted.without_contact, counted.agencies, expected=counted.agencies > 0
        ),
        _counted(Step.OWNERS, counted.unassigned, 0, expected=has_tasks),
        _counted(Step.ADDRESSES, counted.unreachable, 0, expected=has_tasks),
        _counted(Step.CALENDAR, len(running.empty_years), 2, expected=True),
        Standing(Step.MAIL, mail),
        _counted(Step.PREVIEW, counted.unarmed, 0, expected=confirmed > 0),
        Standing(Step.SWITCH, reminders_on),
    ]
    return FirstRun(tuple(steps), running.empty_years)


def _counted(step: Step, missing: int, total: int, *, expected: bool) -> Standing:
    """Done when nothing is missing, and there is something that could be."""
    return Standing(step, expected and missing == 0, missing, total)
