"""Directions (Ý kiến chỉ đạo): a leader's words on a task, and the answer that they ask for.

Open until it is answered; who gave it, or a coordinator, then notes it as settled or asks again.
Nobody settles their own answer, nor what is asked of work that they answer for themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count, takewhile
from typing import Final

from plan_app.domain import reminders
from plan_app.domain.dates import DocumentInFuture
from plan_app.domain.own_tasks import OwnTask
from plan_app.domain.permissions import Actor, Permission, TaskScope, capacities, may_see_details
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.roles import Role
from plan_app.domain.statuses import Capacity
from plan_app.domain.working_days import Calendar
from plan_app.errors import N_, NotAllowed, RuleBroken, StaleEdit

LONGEST: Final = 5000
LONGEST_NOTE: Final = 2000
# Working days before the day of the answer on which who has not answered is reminded of it.
LEAD_WORKING_DAYS: Final = 2


class DirectionState(StrEnum):
    """Where a direction stands. `OPEN`: an answer is asked for; `ANSWERED`: nobody noted it yet."""

    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


UNSETTLED: Final = (DirectionState.OPEN, DirectionState.ANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a direction says, until when it asks for an answer, and the document it stands in."""

    body: str
    answer_by: date | None
    document: str = ""
    document_date: date | None = None


class DirectionClosed(RuleBroken):
    """It was settled or withdrawn."""

    def __init__(self) -> None:
        super().__init__(N_("Ý kiến chỉ đạo này đã kết thúc hoặc đã thu hồi."))


class NotAwaited(RuleBroken):
    """It was answered already, and waits to be noted."""

    def __init__(self) -> None:
        super().__init__(N_("Ý kiến chỉ đạo này đã được trả lời, đang chờ ghi nhận."))


class NotAnswered(RuleBroken):
    """Only an answer can be found wanting."""

    def __init__(self) -> None:
        super().__init__(N_("Ý kiến chỉ đạo này chưa có trả lời để đề nghị bổ sung."))


class OwnAnswer(NotAllowed):
    """The person gave the answer that is to be judged."""

    def __init__(self) -> None:
        super().__init__(
            N_("Ông/Bà đã trả lời ý kiến chỉ đạo này; đề nghị người khác ghi nhận kết quả.")
        )


class DirectionChanged(StaleEdit):
    """Somebody wrote to it between this person's reading and saving."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Ý kiến chỉ đạo này vừa được người khác cập nhật. Nội dung đã nhập vẫn được giữ; "
                "đề nghị xem lại rồi gửi."
            )
        )


def may_read(actor: Actor, task: TaskScope) -> bool:
    """Whether directions on the task are for this person: who knows its details, and its head."""
    return may_see_details(actor, task) or _heads(actor, task)


def may_direct(actor: Actor, task: TaskScope) -> bool:
    """Whether the person may write a direction on the task.

    A leader on any task, but the head of an agency on those of that agency alone: departments are
    of the same rank. A coordinator writes down what stands in a document.
    """
    if not actor.may(Permission.DIRECT):
        return False
    return needs_document(actor) or not actor.head_of or _heads(actor, task)


def needs_document(actor: Actor) -> bool:
    """Whether the person only writes down what others directed, in a document to be named."""
    return Role.LEADER not in actor.roles


def may_answer(actor: Actor, task: TaskScope) -> bool:
    """Whether the person answers for the task: its owner or deputy, or the agency's head."""
    return Capacity.REPORTER in capacities(actor, task) or _heads(actor, task)


def may_close(
    actor: Actor, task: TaskScope, *, author_id: int, answered_by_id: int | None = None
) -> bool:
    """Whether the person may settle the direction, ask again or withdraw it."""
    try:
        check_may_close(actor, task, author_id=author_id, answered_by_id=answered_by_id)
    except NotAllowed:
        return False
    return True


def check_may_close(
    actor: Actor, task: TaskScope, *, author_id: int, answered_by_id: int | None
) -> None:
    """Raise NotAllowed unless the person gave it or coordinates, and is not who answers for it."""
    if not (actor.user_id == author_id or actor.may(Permission.CONFIRM)):
        raise NotAllowed(
            N_("Chỉ người cho ý kiến chỉ đạo hoặc chuyên viên tổng hợp được ghi nhận kết quả.")
        )
    if not actor.may(Permission.DIRECT):
        raise NotAllowed
    if actor.user_id == answered_by_id:
        raise OwnAnswer
    if Capacity.REPORTER in capacities(actor, task):
        raise OwnTask


def is_late(state: DirectionState, answer_by: date, today: date) -> bool:
    """Whether the answer that is asked for has not come in time."""
    return state is DirectionState.OPEN and answer_by < today


def last_reminder(
    answer_by: date, today: date, policy: ReminderPolicy, calendar: Calendar
) -> date | None:
    """The latest working day by `today` on which the answer was to be reminded of.

    Two working days before it is due, then at the cadence of what is overdue. Whoever was told on
    that day or later has been told; that is why an outage loses nothing and repeats nothing.
    """
    days = _reminders(answer_by, policy, calendar)
    return max(takewhile(lambda day: day <= today, days), default=None)


def next_reminder(answer_by: date, after: date, policy: ReminderPolicy, calendar: Calendar) -> date:
    """The first working day after `after` on which the answer is reminded of."""
    return next(day for day in _reminders(answer_by, policy, calendar) if day > after)


def _reminders(answer_by: date, policy: ReminderPolicy, calendar: Calendar) -> Iterator[date]:
    """Without an end, since what is overdue is reminded of until it is answered."""
    yield calendar.add(answer_by, -LEAD_WORKING_DAYS)
    last = max(policy.overdue, default=0)
    for threshold in policy.overdue:
        yield reminders.working_day(answer_by, threshold, calendar)
    for threshold in count(last + policy.then_every, policy.then_every):
        yield reminders.working_day(answer_by, threshold, calendar)


def check_words(words: Words, *, needs_document: bool, today: date) -> None:
    """Raise the first broken rule for a direction that says this."""
    _require(words.body, "body")
    check_answer_by(words.answer_by, today=today)
    if needs_document and not words.document.strip():
        raise RuleBroken(_DOCUMENT_MISSING, field="document")
    if words.document_date is None and (needs_document or words.document.strip()):
        raise RuleBroken(_DATE_MISSING, field="document_date")
    if words.document_date is not None and words.document_date > today:
        raise DocumentInFuture


def check_answer_by(answer_by: date | None, *, today: date) -> None:
    """Raise unless there is a day, today or later, until when to answer."""
    if answer_by is None:
        raise RuleBroken(N_("Đề nghị nhập ngày đề nghị trả lời."), field="answer_by")
    if answer_by < today:
        said = N_("Ngày đề nghị trả lời không thể trước ngày hôm nay.")
        raise RuleBroken(said, field="answer_by")


def check_answer(state: DirectionState, answer: str) -> None:
    """Raise unless the direction waits for an answer, and this is one."""
    check_unsettled(state)
    if state is not DirectionState.OPEN:
        raise NotAwaited
    _require(answer, "answer")


def check_settling(state: DirectionState, note: str) -> None:
    """Raise unless it can be settled: without an answer in it only with words that say how."""
    check_unsettled(state)
    if state is DirectionState.OPEN and not note.strip():
        said = N_("Chưa có trả lời trên hệ thống; đề nghị ghi rõ đã trả lời bằng cách nào.")
        raise RuleBroken(said, field="note")


def check_again(state: DirectionState, words: str, answer_by: date | None, *, today: date) -> None:
    """Raise unless the answer can be found wanting in these words, until this day."""
    check_unsettled(state)
    if state is not DirectionState.ANSWERED:
        raise NotAnswered
    _require(words, "words")
    check_answer_by(answer_by, today=today)


def check_withdrawing(state: DirectionState, reason: str) -> None:
    """Raise unless it can be withdrawn for this reason."""
    check_unsettled(state)
    if not reason.strip():
        raise RuleBroken(N_("Đề nghị nêu lý do."), field="reason")


def check_unsettled(state: DirectionState) -> None:
    """Raise DirectionClosed for one that was settled or withdrawn."""
    if state not in UNSETTLED:
        raise DirectionClosed


_DOCUMENT_MISSING: Final = N_("Đề nghị ghi số, ký hiệu của văn bản nêu ý kiến chỉ đạo.")
_DATE_MISSING: Final = N_("Đề nghị ghi ngày của văn bản nêu ý kiến chỉ đạo.")


def _require(text: str, field: str) -> None:
    if not text.strip():
        raise RuleBroken(N_("Đề nghị nhập nội dung này."), field=field)


def _heads(actor: Actor, task: TaskScope) -> bool:
    """Whether the person is the leader in charge of the agency that answers for the task."""
    return task.responsible_agency_id in actor.head_of and actor.may(Permission.SEE_PLAN)
