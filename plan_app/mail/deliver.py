"""Delivery: claim, read the truth again, freeze, send, settle (rules 14 to 16).

Every step has its own short transaction, and no conversation with a server happens inside
one. The transaction that settles a message also freezes the next one and marks it as
begun: a process that dies leaves at most one message in doubt, and a message costs one
commit. The others of a batch are composed, but nothing of them is kept before their turn.
"""

import logging
import os
import secrets
import socket
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from plan_app import clock
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.errors import N_
from plan_app.extensions import db
from plan_app.mail import answers, drafts, facts, outbox, settling, truth, verdicts
from plan_app.mail.answers import Answer, Verdict
from plan_app.mail.drafts import Draft
from plan_app.mail.facts import DigestFacts, Dropped, Facts, Later, NudgeFacts
from plan_app.mail.outbox import Claimed
from plan_app.mail.transports import Transport
from plan_app.mail.turn import Turns, turns
from plan_app.mail.verdicts import Run
from plan_app.services import addresses, leader_lists, ledger, update_links
from plan_app.services.transaction import transaction

_log = logging.getLogger(__name__)

BATCH: Final = 200
# After this a run begins no more conversations; the next run goes on. So no claim outlives
# its lease, whatever `now` the run was given.
RUN_SECONDS: Final = 120
COMPOSE_AGAIN: Final = timedelta(minutes=15)

# The stage of an attempt that ended before any conversation.
COMPOSING: Final = "compose"

CHANGED: Final = N_("nội dung đã thay đổi, thay bằng thư mới")
TOO_LATE: Final = N_("đã hết thời gian gửi")
NOT_COMPOSED: Final = N_("chưa soạn được thư, đã báo quản trị")


def worker_name() -> str:
    """A name that no other process has, and that tells which one it was."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"


def deliver(
    now: datetime,
    *,
    worker: str,
    transport: Transport,
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[str, int]:
    """Send what waits and may leave at `now`; counts by state of what became of it.

    Any number of processes may run it at once, each with its own `worker` name. `sending`
    counts messages in doubt. `should_stop` is asked after each message.
    """
    run = Run(now, worker, transport, should_stop, until=clock.stopwatch() + RUN_SECONDS)
    _expire(run)
    while not (run.over or should_stop()):
        with transaction():
            batch = outbox.claim(worker, now, BATCH)
        if not batch:
            break
        _send_all(run, _prepare(run, batch))
    return {state.value: run.counts[state] for state in MessageState}


def _expire(run: Run) -> None:
    if not outbox.has_expired(run.now):
        return
    with transaction():
        for message in outbox.take_expired(run.now):
            settling.settle_expired(message, now=run.now, reason=TOO_LATE)
            ledger.release(message)
            run.counts[MessageState.EXPIRED] += 1


def _prepare(run: Run, batch: Sequence[Claimed]) -> list[Draft]:
    """Read and compose a batch; what is left to send, the first of it frozen and begun."""
    found = truth.read_due([each for each in batch if not each.in_doubt], now=run.now)
    # Composing takes its time; no read transaction stays open for it.
    db.session.rollback()
    ready: list[Draft] = []
    unsent: list[Callable[[], None]] = []
    for message in batch:
        said = found.get(message.id)
        if isinstance(said, Dropped | Later) or _has_changed(message, said):
            unsent.append(partial(_leave, run, message, said))
        elif (made := _draft(run, message, said)) is not None:
            ready.append(made)
    with transaction():
        _reserve(ready)
        update_links.keep([(each.message, each.links) for each in ready if each.links])
        for settle in unsent:
            settle()
        return ready if _begin(run, ready) else []


def _leave(run: Run, message: Claimed, said: Facts | Dropped | Later | None) -> None:
    """Settle what is not sent in this run: dropped, waiting for its hour, or planned anew."""
    match said:
        case Dropped():
            _drop(run, message, said)
        case Later():
            settling.put_off(message, worker=run.worker, now=run.now, until=said.until)
        case _:
            _replace(run, message)


def _has_changed(message: Claimed, said: Facts | None) -> bool:
    """Whether a message that was refused would say something else now."""
    was_refused = message.state is MessageState.RETRY and message.facts_digest is not None
    return said is not None and was_refused and message.facts_digest != facts.digest(said)


def _draft(run: Run, message: Claimed, said: Facts | None) -> Draft | None:
    """The message as frozen or composed anew; None when neither could be done, for later."""
    if message.state is not MessageState.PLANNED and (kept := drafts.again(message)) is not None:
        return kept
    try:
        if said is None:
            said = _read_one(run, message)
        return drafts.draft(message, said, now=run.now)
    except Exception:  # noqa: BLE001 (whatever is wrong with it)
        # One message that cannot be composed must not keep the others from leaving.
        _log.exception("message %s could not be composed", message.id)
        _put_off(run, message)
        return None


def _read_one(run: Run, message: Claimed) -> Facts:
    """The facts of a message in doubt whose frozen bytes cannot be opened any more."""
    said = truth.read([message], now=run.now)[message.id]
    if isinstance(said, Dropped):
        raise ValueError(said)
    return said


def _put_off(run: Run, message: Claimed) -> None:
    with transaction():
        settling.settle_retry(
            message,
            worker=run.worker,
            not_before=run.now + COMPOSE_AGAIN,
            reason=NOT_COMPOSED,
        )
        settling.note_attempts([message], at=run.now, stage=COMPOSING, said=NOT_COMPOSED)
    run.counts[MessageState.RETRY] += 1


def _reserve(ready: Sequence[Draft]) -> None:
    ledger.reserve_shown(
        [
            (each.message, each.facts.duties)
            for each in ready
            if isinstance(each.facts, DigestFacts | NudgeFacts)
        ]
    )


def _drop(run: Run, message: Claimed, dropped: Dropped) -> None:
    state = MessageState.FAILED if dropped.bad_address else MessageState.CANCELLED
    if dropped.bad_address:
        addresses.mark_unreachable(message.recipient_id, reason=dropped.reason, now=run.now)
    verdicts.close(run, message, state, dropped.reason)


def _replace(run: Run, message: Claimed) -> None:
    """Cancel a message whose facts have changed, and plan a new one in its place."""
    following = outbox.plan_anew(message, now=run.now)
    ledger.hand_over(message, to=following)
    outbox.hand_over(message, to=following)
    if message.kind is MessageKind.LEADER_LETTER:
        leader_lists.hand_over(message.id, to=following)
    verdicts.close(run, message, MessageState.CANCELLED, CHANGED)


def _begin(run: Run, rest: Sequence[Draft]) -> bool:
    """Freeze the first of `rest`; False when there is none or it is not ours any more."""
    if not rest:
        return False
    first = rest[0]
    if first.frozen is None:
        return settling.begin_again(first.message, worker=run.worker)
    return settling.freeze(first.message, first.frozen, worker=run.worker)


def _send_all(run: Run, ready: Sequence[Draft]) -> None:
    with turns(worker=run.worker, now=run.now) as quickly:
        for number, each in enumerate(ready, start=1):
            rest = ready[number:]
            following = rest[0].envelope.addresses if rest else None
            answer = run.transport.send(each.envelope, following)
            if not _turn(run, each, answer, rest, quickly):
                break
    if run.refused:
        with transaction():
            verdicts.settle_refused(run)


def _turn(run: Run, sent: Draft, answer: Answer, rest: Sequence[Draft], quickly: Turns) -> bool:
    """Settle what was sent and begin with the next; False when there is none or no time."""
    frozen = rest[0].frozen if rest else None
    is_plain = answers.verdict(answer) is Verdict.ACCEPTED and "sealed" not in sent.message.context
    if is_plain and frozen is not None and not _is_over(run):
        run.counts[MessageState.ACCEPTED] += 1
        return quickly.take(sent.message, rest[0].message, frozen, said=str(answer))
    with transaction():
        _settle(run, sent, answer, rest)
        return not run.over and _begin(run, rest)


def _is_over(run: Run) -> bool:
    return run.over or run.should_stop() or clock.stopwatch() > run.until


def _settle(run: Run, sent: Draft, answer: Answer, rest: Sequence[Draft]) -> None:
    match answers.verdict(answer):
        case Verdict.ACCEPTED:
            verdicts.accept(run, sent, answer)
        case Verdict.CONFIGURATION:
            verdicts.retry(run, [sent.message], answer, not_before=run.now)
            verdicts.stop(run, answer)
        case Verdict.IN_DOUBT:
            verdicts.doubt(run, sent.message, answer)
        case Verdict.RETRY:
            verdicts.retry(run, [sent.message], answer)
        case refusal:
            verdicts.refuse(run, sent.message, answer, refusal)
    if answer.concerns_everybody and not run.over:
        # Nobody else would be served either: no timeout for each of them.
        verdicts.retry(run, [each.message for each in rest], answer)
        run.over = True
    elif _is_over(run):
        settling.unclaim([each.message for each in rest], worker=run.worker)
        run.over = True
