"""Sending one trial mail at once, past the queue, so that a person sees what the server says.

It leaves also while the queue is stopped: that is what it is for. One attempt, and no longer
than a page may take: a server that stalls is an answer too.
"""

import threading
from datetime import datetime
from typing import Final

from sqlalchemy import select

from plan_app.domain.mailing import MessageState
from plan_app.extensions import db
from plan_app.mail import answers, drafts, settling, truth
from plan_app.mail.answers import Answer, Stage, Verdict
from plan_app.mail.drafts import Draft
from plan_app.mail.facts import Dropped
from plan_app.mail.outbox import TABLE, Claimed
from plan_app.mail.transports import Envelope, Transport
from plan_app.services.transaction import transaction

SECONDS: Final = 10


def send(message_id: int, *, worker: str, transport: Transport, now: datetime) -> Answer | None:
    """Send the trial that `worker` holds and settle it; None when there is nothing to send."""
    message = _claimed(message_id)
    said = truth.read([message], now=now)[message_id]
    if isinstance(said, Dropped):
        with transaction():
            settling.settle_closed(
                message, worker=worker, state=MessageState.CANCELLED, now=now, reason=said.reason
            )
        return None
    draft = drafts.draft(message, said, now=now)
    with transaction():
        begun = draft.frozen is not None and settling.freeze(message, draft.frozen, worker=worker)
    if not begun:
        return None
    answer = _within(SECONDS, transport, draft.envelope)
    with transaction():
        _settle(draft, answer, worker=worker, now=now)
    return answer


def _claimed(message_id: int) -> Claimed:
    names = Claimed.__dataclass_fields__
    row = db.session.execute(
        select(*(TABLE.c[name] for name in names)).where(TABLE.c.id == message_id)
    ).one()
    return Claimed(**row._mapping)


def _settle(draft: Draft, answer: Answer, *, worker: str, now: datetime) -> None:
    message = draft.message
    if answers.verdict(answer) is Verdict.ACCEPTED:
        settling.settle_accepted(message, worker=worker, now=now, said=str(answer))
        return
    settling.note_attempts([message], at=now, stage=answer.stage.value, said=str(answer))
    settling.settle_closed(
        message, worker=worker, state=MessageState.FAILED, now=now, reason=str(answer)
    )


def _within(seconds: float, transport: Transport, envelope: Envelope) -> Answer:
    """The answer of the server, or that none came; the conversation is left to end by itself."""
    found: list[Answer] = []

    def converse() -> None:
        with transport:
            found.append(transport.send(envelope))

    thread = threading.Thread(target=converse, daemon=True)
    thread.start()
    thread.join(seconds)
    silence = Answer(Stage.CONNECT, None, f"no answer within {seconds:.0f} seconds")
    return found[0] if found else silence
