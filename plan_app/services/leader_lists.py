"""Confirming a list to the leaders of agencies, and calling its letters back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select, update

from plan_app.domain import policy
from plan_app.domain.leader_lists import (
    IMPOSSIBLE,
    LeftOut,
    NotAnswered,
    check_recall,
    sending,
)
from plan_app.domain.mailing import MessageKind
from plan_app.domain.permissions import Permission
from plan_app.domain.windows import Window
from plan_app.errors import N_, NotAllowed, NotFound, RuleBroken
from plan_app.extensions import db, settings
from plan_app.mail import outbox
from plan_app.models import LeaderLetter, LeaderList, LeaderListRow, Plan, User
from plan_app.queries import leader_lists as reading
from plan_app.queries.calendar import get_calendar
from plan_app.queries.holds import get_holds
from plan_app.queries.leader_lists import LeaderRow
from plan_app.services import changes, journal, plan_texts
from plan_app.services.acts import Act
from plan_app.services.answers import ANSWER_EXPIRES

# Owners are told the same morning, after the letters have had their turn.
NOTICE_AFTER: Final = timedelta(minutes=10)


class ListChanged(RuleBroken):
    """Something was reported, sent or moved since the person looked."""

    def __init__(self) -> None:
        super().__init__(
            N_("Danh sách vừa thay đổi so với khi Ông/Bà mở trang; đề nghị xem lại rồi xác nhận.")
        )


class NothingChosen(RuleBroken):
    """No row is in a letter."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị chọn ít nhất một nhiệm vụ để gửi."))


class AlreadyRecalled(RuleBroken):
    """Somebody was first."""

    def __init__(self) -> None:
        super().__init__(N_("Các thư này đã được thu hồi."))


@dataclass(frozen=True, slots=True)
class Choice:
    """What the coordinator decided of a list that was shown.

    `left_out` holds, by milestone, None for what goes into a letter, else why it does not.
    `words` is the added sentence by agency; `seen` the digest of the rows that were shown.
    """

    left_out: Mapping[int, LeftOut | None]
    words: Mapping[int, str]
    seen: str


def digest(rows: Sequence[LeaderRow]) -> str:
    """Equal while nothing of the rows has changed that a letter would say or depend on."""
    return changes.digest(
        [
            (
                row.milestone_id,
                row.deadline_revision,
                row.state.value,
                row.agency_id,
                row.head_id,
                row.said_on,
                row.sent_at,
            )
            for row in rows
        ]
    )


def confirm(plan_id: int, choice: Choice, act: Act) -> LeaderList:
    """Let one letter go to the leader of each agency that has a row chosen; owners are told.

    Raises NotAllowed, ListChanged, NothingChosen, and NotAnswered at the row that lacks a reason.
    """
    _check_may(act)
    plan = plan_texts.hold(plan_id)
    rows = check(plan_id, choice, act)
    window = _window(plan, act)
    made = LeaderList(
        plan_id=plan_id,
        confirmed_at=act.now,
        confirmed_by_id=act.actor.user_id,
        sends_at=window.opens,
    )
    db.session.add(made)
    db.session.flush()
    in_letters = [row for row in rows if choice.left_out[row.milestone_id] is None]
    letters = _write_letters(made, plan, in_letters, choice, window, act)
    db.session.add_all(_row(made, row, choice, letters) for row in rows)
    db.session.flush()
    _tell_owners(made, plan, in_letters, window, act)
    _record(made, rows, choice, act)
    return made


def check(plan_id: int, choice: Choice, act: Act) -> list[LeaderRow]:
    """The rows as they are now; raises what `confirm` would, and writes nothing."""
    rows = reading.list_chosen(plan_id, list(choice.left_out), today=act.today)
    if digest(rows) != choice.seen:
        raise ListChanged
    holds, demonstration = get_holds(today=act.today), settings().demo
    for row in rows:
        reason = row.left_out(
            holds,
            plan_id=plan_id,
            today=act.today,
            demonstration=demonstration,
            zone=settings().timezone,
        )
        if choice.left_out[row.milestone_id] is None and reason in IMPOSSIBLE:
            raise NotAnswered(f"reason_{row.milestone_id}")
    if not any(reason is None for reason in choice.left_out.values()):
        raise NothingChosen
    return rows


def hold(list_id: int, *, plan_id: int) -> LeaderList:
    """The list, held until the transaction ends; raises NotFound."""
    found = db.session.scalar(
        select(LeaderList)
        .where(LeaderList.id == list_id, LeaderList.plan_id == plan_id)
        .with_for_update(of=LeaderList)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def recall(found: LeaderList, act: Act) -> None:
    """Call the letters back; each is dropped when its turn comes. Raises TooLateToRecall."""
    _check_may(act)
    if found.recalled_at is not None:
        raise AlreadyRecalled
    check_recall(found.sends_at, act.now)
    found.recalled_at, found.recalled_by_id = act.now, act.actor.user_id
    db.session.flush()
    said = journal.Entry("leader_list_recalled", subject=("leader_list", found.id))
    of_tasks = [
        journal.Entry(
            "leader_letter_recalled", row.milestone.task_id, ("milestone", row.milestone_id)
        )
        for row in found.rows
        if row.letter_id is not None
    ]
    journal.record_all(
        [said, *of_tasks], now=act.now, actor_id=act.actor.user_id, plan_id=found.plan_id
    )


def hand_over(message_id: int, *, to: int) -> None:
    """Another message carries the letter, because what it says has changed."""
    carried = update(LeaderLetter).where(LeaderLetter.message_id == message_id)
    db.session.execute(carried.values(message_id=to))


def _check_may(act: Act) -> None:
    if not act.actor.may(Permission.STEER_REMINDERS):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được gửi danh sách cho lãnh đạo cơ quan."))


def _window(plan: Plan, act: Act) -> Window:
    own = policy.parse(plan.policy)
    return sending(act.now, own, get_calendar(), settings().timezone)


def _write_letters(
    made: LeaderList,
    plan: Plan,
    rows: Sequence[LeaderRow],
    choice: Choice,
    window: Window,
    act: Act,
) -> dict[int, LeaderLetter]:
    """One for each agency, by the agency's id."""
    found = {}
    for agency_id, head_id in {row.agency_id: row.head_id for row in rows}.items():
        head = db.session.get_one(User, head_id)
        message = outbox.enqueue(
            MessageKind.LEADER_LETTER,
            head,
            now=act.now,
            local_day=window.day,
            not_before=window.opens,
            expires_at=window.opens + ANSWER_EXPIRES,
            plan_id=plan.id,
            context={"leader_list": made.id, "agency": agency_id},
        )
        letter = LeaderLetter(
            list_id=made.id,
            agency_id=agency_id,
            head_id=head.id,
            words=choice.words.get(agency_id, ""),
            message_id=message.id,
        )
        db.session.add(letter)
        found[agency_id] = letter
    db.session.flush()
    return found


def _row(
    made: LeaderList, row: LeaderRow, choice: Choice, letters: Mapping[int, LeaderLetter]
) -> LeaderListRow:
    left_out = choice.left_out[row.milestone_id]
    return LeaderListRow(
        list_id=made.id,
        milestone_id=row.milestone_id,
        deadline_revision=row.deadline_revision,
        letter_id=letters[row.agency_id].id if left_out is None else None,
        left_out=left_out,
    )


def _tell_owners(
    made: LeaderList, plan: Plan, rows: Sequence[LeaderRow], window: Window, act: Act
) -> None:
    """One mail to each owner who can be reached; who confirmed the list knows."""
    not_before = window.opens + NOTICE_AFTER
    for owner_id in sorted({row.owner_id for row in rows if row.owner_id is not None}):
        owner = db.session.get_one(User, owner_id)
        if not owner.active or owner.unreachable_since or owner.id == act.actor.user_id:
            continue
        outbox.enqueue(
            MessageKind.LEADER_NOTICE,
            owner,
            now=act.now,
            local_day=window.day,
            not_before=not_before,
            expires_at=not_before + ANSWER_EXPIRES,
            plan_id=plan.id,
            context={"leader_list": made.id},
        )


def _record(made: LeaderList, rows: Sequence[LeaderRow], choice: Choice, act: Act) -> None:
    chosen = sum(reason is None for reason in choice.left_out.values())
    entries = [
        journal.Entry(
            "leader_list_confirmed",
            subject=("leader_list", made.id),
            data={"in_letters": chosen, "left_out": len(rows) - chosen},
            text="\n".join(filter(None, choice.words.values())),
        )
    ]
    for row in rows:
        reason = choice.left_out[row.milestone_id]
        entries.append(
            journal.Entry(
                "sent_to_leader" if reason is None else "kept_from_leader",
                row.task_id,
                ("milestone", row.milestone_id),
                {"list": made.id} | ({"left_out": reason.value} if reason else {}),
            )
        )
    journal.record_all(entries, now=act.now, actor_id=act.actor.user_id, plan_id=made.plan_id)
