"""Status chips: a tone of the official colours, an icon and a word; never colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from plan_app.domain import deadlines
from plan_app.domain.deadlines import Figure, MilestoneFacts, Timeliness
from plan_app.domain.directions import DirectionState, is_late
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.members import Standing
from plan_app.domain.rounds import Reported, RoundState
from plan_app.domain.statuses import MilestoneState
from plan_app.presentation import formatters, words
from plan_app.presentation.language import sentence as _


@dataclass(frozen=True, slots=True)
class Chip:
    """`tone` is done, within, soon, late, none or plain; `icon` a name of the sprite."""

    tone: str
    icon: str
    word: str


_STATES: Final[Mapping[MilestoneState, tuple[str, str]]] = MappingProxyType(
    {
        MilestoneState.NOT_STARTED: ("plain", "dash"),
        MilestoneState.IN_PROGRESS: ("plain", "pencil"),
        MilestoneState.AWAITING_CONFIRMATION: ("plain", "hourglass"),
        MilestoneState.COMPLETED: ("done", "check"),
        MilestoneState.SUSPENDED: ("none", "pause"),
        MilestoneState.WITHDRAWN: ("none", "stop"),
    }
)
_TIMELINESS: Final[Mapping[Timeliness, tuple[str, str]]] = MappingProxyType(
    {
        Timeliness.ON_TIME: ("within", "clock"),
        Timeliness.DUE_SOON: ("soon", "soon"),
        Timeliness.OVERDUE: ("late", "late"),
        Timeliness.NO_DEADLINE: ("none", "dash"),
        Timeliness.WAITING_FOR_GUIDANCE: ("none", "hourglass"),
    }
)
_EXTENSIONS: Final[Mapping[ExtensionState, tuple[str, str]]] = MappingProxyType(
    {
        ExtensionState.REQUESTED: ("plain", "hourglass"),
        ExtensionState.PAPERS_ASKED: ("soon", "returned"),
        ExtensionState.ANSWERED: ("plain", "hourglass"),
        ExtensionState.SUBMITTED: ("plain", "up"),
        ExtensionState.OFFERED: ("soon", "returned"),
        ExtensionState.APPROVED: ("done", "check"),
        ExtensionState.DECLINED: ("none", "cross"),
        ExtensionState.WITHDRAWN: ("none", "dash"),
        ExtensionState.LAPSED: ("none", "dash"),
    }
)
_DIRECTIONS: Final[Mapping[DirectionState, tuple[str, str]]] = MappingProxyType(
    {
        DirectionState.OPEN: ("soon", "soon"),
        DirectionState.ANSWERED: ("plain", "hourglass"),
        DirectionState.SETTLED: ("done", "check"),
        DirectionState.WITHDRAWN: ("none", "dash"),
    }
)
_MEMBERS: Final[Mapping[Standing, tuple[str, str]]] = MappingProxyType(
    {
        Standing.SILENT: ("none", "dash"),
        Standing.ASKED_AGAIN: ("soon", "returned"),
        Standing.UNDER_WAY: ("within", "pencil"),
        Standing.DONE: ("done", "check"),
    }
)
_ROUNDS: Final[Mapping[RoundState, tuple[str, str]]] = MappingProxyType(
    {
        RoundState.OPEN: ("within", "clock"),
        RoundState.CLOSED: ("done", "check"),
        RoundState.CANCELLED: ("none", "cross"),
    }
)
_REPORTED: Final[Mapping[Reported, tuple[str, str]]] = MappingProxyType(
    {
        Reported.ALL: ("done", "check"),
        Reported.PART: ("soon", "pencil"),
        Reported.NONE: ("none", "dash"),
    }
)
FIGURE_TONES: Final[Mapping[Figure, str]] = MappingProxyType(
    {
        Figure.COMPLETED_ON_TIME: "done",
        Figure.COMPLETED_LATE: "done-late",
        Figure.OPEN_WITHIN_TIME: "within",
        Figure.OPEN_OVERDUE: "late",
        Figure.SUSPENDED: "none",
        Figure.WITHDRAWN: "none",
    }
)


def of_state(state: MilestoneState, *, returned: bool = False) -> Chip:
    """The state; work that was returned for more says so in place of "in progress"."""
    if returned and state is MilestoneState.IN_PROGRESS:
        return needs_more()
    tone, icon = _STATES[state]
    return Chip(tone, icon, words.state(state))


def of_extension(state: ExtensionState) -> Chip:
    """How a request for more time stands."""
    tone, icon = _EXTENSIONS[state]
    return Chip(tone, icon, words.extension(state))


def of_direction(state: DirectionState, answer_by: date, today: date) -> Chip:
    """How a direction stands; red where its answer has not come in time."""
    if is_late(state, answer_by, today):
        return Chip("late", "late", words.direction_standing("late"))
    tone, icon = _DIRECTIONS[state]
    return Chip(tone, icon, words.direction(state))


def of_round(state: RoundState) -> Chip:
    """How a reporting round stands."""
    tone, icon = _ROUNDS[state]
    return Chip(tone, icon, words.round_state(state))


def of_reported(value: Reported) -> Chip:
    """How much an agency has reported; red is for overdue work only."""
    tone, icon = _REPORTED[value]
    return Chip(tone, icon, words.share_reported(value))


def of_report(*, has_report: bool) -> Chip:
    """Whether a task has a report in the round."""
    if has_report:
        return Chip("done", "check", _("Đã có báo cáo trong kỳ"))
    return Chip("soon", "hourglass", _("Chưa có báo cáo trong kỳ"))


def of_timeliness(value: Timeliness, waiting_for: str | None = None) -> Chip:
    """How open work stands to its date."""
    tone, icon = _TIMELINESS[value]
    return Chip(tone, icon, words.timeliness(value, waiting_for))


def of_milestone(facts: MilestoneFacts, today: date, *, returned: bool = False) -> list[Chip]:
    """The state, and how the work stands to its date where it is open; one or two chips."""
    chips = [of_state(facts.state, returned=returned)]
    standing = deadlines.timeliness(facts, today)
    if standing is not None:
        chips.insert(0, of_timeliness(standing, facts.waiting_for))
    return chips


def days_late(days: int) -> Chip:
    """By how many days the work is late."""
    return Chip("late", "late", _("Quá hạn %(days)s ngày", days=formatters.count(days)))


def of_days_late(days: int) -> Chip:
    """Late by so many days, due today, or due in so many (negative) days."""
    if days > 0:
        return days_late(days)
    if days == 0:
        return Chip("soon", "soon", _("Đến hạn hôm nay"))
    return Chip("soon", "soon", _("Còn %(days)s ngày", days=formatters.count(-days)))


def needs_more() -> Chip:
    """More was asked for after a report of completion."""
    return Chip("soon", "returned", _("Cần bổ sung"))


def of_member(value: str) -> Chip:
    """Where a member of a group of agencies stands; `value` is a slug of `Standing`."""
    standing = Standing(value)
    return Chip(*_MEMBERS[standing], words.member_standing(standing))
