"""The list that was sent to leaders of agencies in the demonstration, some ten days ago."""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from plan_app.domain import leader_lists as rules
from plan_app.domain import policy, vietnamese, windows
from plan_app.domain.leader_lists import LeftOut
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.extensions import db
from plan_app.mail import compose, leader_facts
from plan_app.mail.message import Letter
from plan_app.models import LeaderLetter, LeaderList, LeaderListRow, OutboxMessage, Plan, User
from plan_app.queries import leader_lists as reading
from plan_app.queries.calendar import get_calendar
from plan_app.queries.leader_lists import LeaderFilter, LeaderRow
from plan_app.services import journal
from plan_app.services.answers import ANSWER_EXPIRES
from plan_app.services.demonstration_people import Cast
from plan_app.services.demonstration_words import MARK

# Long enough ago that the same tasks are offered for the next list.
AGO: Final = rules.AGAIN_AFTER + timedelta(days=2)
WORDS: Final = "Đề nghị Đồng chí quan tâm chỉ đạo." + MARK
ACCEPTED: Final = "250 2.0.0 OK (demonstration)"


def write(plan: Plan, cast: Cast, *, now: datetime, zone: ZoneInfo) -> None:
    """Letters to the leaders that there are about what was late by then; the rest stays out."""
    own, calendar = policy.parse(plan.policy), get_calendar()
    day = calendar.on_or_before(now.astimezone(zone).date() - AGO)
    sends_at = windows.of_day(day, own, zone).opens
    rows = reading.list_rows(
        plan.id,
        today=day,
        latest_due=rules.latest_due(day, own.escalation_agency, calendar),
        wanted=LeaderFilter(),
        page=None,
    )
    if not any(row.head_id for row in rows):
        return
    made = LeaderList(
        plan_id=plan.id,
        confirmed_at=datetime.combine(calendar.add(day, -1), time(16, 15), zone),
        confirmed_by_id=cast.coordinators[0].id,
        sends_at=sends_at,
    )
    db.session.add(made)
    db.session.flush()
    letters = _letters(made, plan, [row for row in rows if row.head_id], cast)
    for row in rows:
        letter = letters.get(row.agency_id)
        db.session.add(
            LeaderListRow(
                list_id=made.id,
                milestone_id=row.milestone_id,
                deadline_revision=row.deadline_revision,
                letter_id=letter.id if letter else None,
                left_out=None if letter else LeftOut.NO_HEAD,
            )
        )
    db.session.flush()
    _record(made, rows, letters.keys())


def _letters(
    made: LeaderList, plan: Plan, rows: Sequence[LeaderRow], cast: Cast
) -> dict[int, LeaderLetter]:
    """One to the leader of each agency, by the agency's id, with what it said."""
    words = {row.agency_id: WORDS for row in rows}
    drafts = leader_facts.draft(
        plan.id, rows, words, signer=cast.coordinators[0], now=made.sends_at
    )
    found = {}
    heads = {row.agency_id: row.head_id for row in rows}
    for (agency_id, head_id), facts in zip(heads.items(), drafts, strict=True):
        head = db.session.get_one(User, head_id)
        message = _message(made, agency_id, head, compose.compose(facts))
        letter = LeaderLetter(
            list_id=made.id, agency_id=agency_id, head_id=head.id, words=WORDS, message=message
        )
        db.session.add(letter)
        found[agency_id] = letter
    db.session.flush()
    return found


def _message(made: LeaderList, agency_id: int, head: User, said: Letter) -> OutboxMessage:
    return OutboxMessage(
        kind=MessageKind.LEADER_LETTER,
        recipient_id=head.id,
        local_day=made.sends_at.date(),
        plan_id=made.plan_id,
        context={"leader_list": made.id, "agency": agency_id},
        state=MessageState.ACCEPTED,
        created_at=made.confirmed_at,
        not_before=made.sends_at,
        expires_at=made.sends_at + ANSWER_EXPIRES,
        attempts=1,
        dated=made.sends_at,
        address=head.email,
        subject=said.subject,
        search_text=vietnamese.fold(said.subject)[:300],
        text=said.text,
        reason=ACCEPTED,
        settled_at=made.sends_at + timedelta(seconds=41),
    )


def _record(made: LeaderList, rows: Sequence[LeaderRow], written: Collection[int]) -> None:
    chosen = sum(row.agency_id in written for row in rows)
    of_list = journal.Entry(
        "leader_list_confirmed",
        subject=("leader_list", made.id),
        data={"in_letters": chosen, "left_out": len(rows) - chosen},
        text=WORDS,
    )
    of_rows = [
        journal.Entry(
            "sent_to_leader" if row.agency_id in written else "kept_from_leader",
            row.task_id,
            ("milestone", row.milestone_id),
            {"list": made.id}
            | ({} if row.agency_id in written else {"left_out": LeftOut.NO_HEAD.value}),
        )
        for row in rows
    ]
    journal.record_all(
        [of_list, *of_rows],
        now=made.confirmed_at,
        actor_id=made.confirmed_by_id,
        plan_id=made.plan_id,
    )
