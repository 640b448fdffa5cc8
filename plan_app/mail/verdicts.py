"""One run of delivery, and what the server's answers do to its messages (rule 15)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from plan_app.domain.mailing import REMINDERS, MessageState
from plan_app.mail import answers, settling
from plan_app.mail.answers import Answer, Verdict
from plan_app.mail.drafts import Draft
from plan_app.mail.outbox import Claimed
from plan_app.mail.transports import Transport
from plan_app.services import addresses, ledger, mail_queue


@dataclass(slots=True)
class Run:
    """One call of `deliver`: what it is given, and what it has found so far.

    `refused` are refusals of the present batch that are not settled yet, because more of
    the same would mean that they are not about their recipients.
    """

    now: datetime
    worker: str
    transport: Transport
    should_stop: Callable[[], bool]
    until: float
    counts: Counter[MessageState] = field(default_factory=Counter)
    refused: list[tuple[Claimed, Answer]] = field(default_factory=list)
    same: dict[str, set[int]] = field(default_factory=dict)
    over: bool = False

    @property
    def has_accepted(self) -> bool:
        """Whether the server took anything from us in this run."""
        return self.counts[MessageState.ACCEPTED] > 0


def close(run: Run, message: Claimed, state: MessageState, reason: str) -> None:
    """It is not sent any more; what it was to tell may be planned again."""
    settling.settle_closed(message, worker=run.worker, state=state, now=run.now, reason=reason)
    ledger.release(message)
    run.counts[state] += 1


def accept(run: Run, sent: Draft, answer: Answer) -> None:
    """The server has it, and the person is told."""
    settling.settle_accepted(sent.message, worker=run.worker, now=run.now, said=str(answer))
    if sent.message.kind in REMINDERS:
        ledger.tell(sent.message)
    run.counts[MessageState.ACCEPTED] += 1


def retry(
    run: Run, messages: Sequence[Claimed], answer: Answer, *, not_before: datetime | None = None
) -> None:
    """The server would not take them now."""
    _note(run, messages, answer)
    for message in messages:
        settling.settle_retry(
            message,
            worker=run.worker,
            not_before=not_before or run.now + answers.retry_delay(message.attempts + 1),
            reason=str(answer),
        )
        run.counts[MessageState.RETRY] += 1


def _note(run: Run, messages: Sequence[Claimed], answer: Answer) -> None:
    settling.note_attempts(messages, at=run.now, stage=answer.stage.value, said=str(answer))


def doubt(run: Run, message: Claimed, answer: Answer) -> None:
    """Nobody knows whether the server has it."""
    _note(run, [message], answer)
    until = run.now + answers.retry_delay(message.attempts + 1)
    settling.settle_doubt(message, worker=run.worker, until=until, reason=str(answer))
    run.counts[MessageState.SENDING] += 1


def refuse(run: Run, message: Claimed, answer: Answer, refusal: Verdict) -> None:
    """Keep a refusal until the batch ends; the same one for several people stops the queue.

    Unknown addresses say something about us only while the server has accepted nothing:
    otherwise three people who have left would stop everybody's mail, again and again.
    """
    run.refused.append((message, answer))
    if refusal is Verdict.BAD_ADDRESS and run.has_accepted:
        return
    people = run.same.setdefault(answer.sameness, set())
    people.add(message.recipient_id)
    if len(people) >= answers.SAME_REFUSALS:
        stop(run, answer)


def stop(run: Run, answer: Answer) -> None:
    """The mistake is ours: everything stays, nobody is marked, and a person must look at it."""
    mail_queue.stop(reason=str(answer), now=run.now)
    for message, said in run.refused:
        retry(run, [message], said, not_before=run.now)
    run.refused.clear()
    run.over = True


def settle_refused(run: Run) -> None:
    """The refusals that were kept were about their recipients after all."""
    for message, answer in run.refused:
        if answers.verdict(answer) is Verdict.BAD_ADDRESS:
            addresses.mark_unreachable(message.recipient_id, reason=str(answer), now=run.now)
        _note(run, [message], answer)
        close(run, message, MessageState.FAILED, str(answer))
    run.refused.clear()
