"""A trial mail to oneself: which may be asked for, and what became of it."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from plan_app.domain.mailing import MessageKind
from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.mail.message import is_address
from plan_app.models import OutboxMessage
from plan_app.services import journal, people
from plan_app.services.acts import Act

# So many in a while: enough to mend a setting, too few to press on a server that refuses.
MOST: Final = 3
WITHIN: Final = timedelta(minutes=10)
# Shorter than a claim lasts: no worker ever sends a trial that its page has left behind.
EXPIRES: Final = timedelta(minutes=5)


class TooManyTrials(RuleBroken):
    """The person has asked for as many as are allowed in a while."""

    def __init__(self) -> None:
        super().__init__(
            N_("Mỗi người gửi thử nhiều nhất 03 thư trong 10 phút; đề nghị thử lại sau.")
        )


def begin(act: Act, *, plan_id: int, worker: str) -> int:
    """Put a trial to the person who acts into the outbox, held by `worker`; gives its id.

    Raises RuleBroken for an address that is none, and TooManyTrials.
    """
    person = people.hold(act.actor.user_id)
    if not is_address(person.email):
        raise RuleBroken(N_("Địa chỉ thư của Ông/Bà chưa đúng; đề nghị sửa trước khi gửi thử."))
    if _count_since(person.id, act.now - WITHIN) >= MOST:
        raise TooManyTrials
    message = outbox.enqueue(
        MessageKind.TEST,
        person,
        now=act.now,
        local_day=act.today,
        expires_at=act.now + EXPIRES,
        plan_id=plan_id,
    )
    message.claimed_by, message.claimed_until = worker, act.now + outbox.LEASE
    journal.record(
        "mail_tried",
        now=act.now,
        actor_id=person.id,
        plan_id=plan_id,
        subject=("user", person.id),
        data={"message": message.id},
    )
    return message.id


def _count_since(person_id: int, since: datetime) -> int:
    found = db.session.scalar(
        select(func.count()).where(
            OutboxMessage.recipient_id == person_id,
            OutboxMessage.kind == MessageKind.TEST,
            OutboxMessage.created_at > since,
        )
    )
    return found or 0
