"""Planning the reminders of a day: outbox and ledger rows together, or a preview of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from plan_app.domain import breaker, planning
from plan_app.domain.askings import Asking
from plan_app.domain.holding import Hold
from plan_app.domain.mailing import LedgerState, MessageKind, MessageState
from plan_app.domain.matters import MatterKind
from plan_app.domain.planning import Digest, HeldBack
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.models import QueueStop
from plan_app.queries import days, ledger
from plan_app.queries import matters as pending
from plan_app.queries.days import Day
from plan_app.queries.next_run import NextRun
from plan_app.services import ledger as ledger_service
from plan_app.services import matters, round_mails


@dataclass(slots=True)
class Planning:
    """What one run planned (or would plan), and what waits although it is due.

    `askings` are the mails about reporting rounds; a reminder of one stands in the digest of a
    person who has one today. `stopped` says that nothing was planned because the run, of
    `digests` so many, is above `limit` and waits for a coordinator.
    """

    at: datetime
    digests: list[Digest] = field(default_factory=list)
    askings: list[Asking] = field(default_factory=list)
    held_back: list[HeldBack] = field(default_factory=list)
    stopped: bool = False
    limit: int = 0

    def count_held(self, hold: Hold) -> int:
        """How many tasks wait by this rule although they are due."""
        return len({held.number for held in self.held_back if held.reason is hold})


def plan(*, now: datetime, dry_run: bool = False, explain: bool = False) -> Planning:
    """Plan the digests of the moment `now`; idempotent, any number of planners may run.

    Call it inside `transaction()`, unless `dry_run`. `explain` also finds what is held back,
    which reads every plan. Nothing is planned on a day off, after the window, or while the
    circuit-breaker waits for a coordinator.
    """
    if not dry_run:
        # Other planners wait here, and then see what this one has planned.
        ledger.get_queue(lock=True)
    day = days.get_day(now=now)
    result = preview(day, explain=explain)
    _stop_when_too_many(result, day, dry_run=dry_run)
    if result.stopped:
        return result
    recipients = {digest.recipient_id for digest in result.digests}
    result.askings, closing = round_mails.list_due(day, recipients)
    if not dry_run:
        inside = {each.recipient_id: each for each in result.askings if each.fits_digest}
        ids = _write(result.digests, day, inside)
        matters.note(result.digests, ids)
        round_mails.write(result.askings, day, closing, digests=ids)
    return result


def preview(day: Day, *, explain: bool = False) -> Planning:
    """What would be planned on `day`, without the circuit-breaker; writes nothing."""
    result = Planning(at=day.now)
    if not day.open and not explain:
        return result
    busy = day.list_busy()
    candidates = list(day.candidates(result.held_back if explain else None))
    if not explain:
        # Most runs of a day find everybody served; then the ledger need not be read.
        candidates = [each for each in candidates if each.recipient_id not in busy]
    facts = day.facts(busy, ledger_needed=bool(candidates))
    facts.matters = pending.list_due(pending.list_pending(now=day.now), day)
    result.digests, waiting = planning.compose(candidates, facts)
    if explain:
        result.held_back = sorted([*result.held_back, *waiting])
    return result


def planned(run: NextRun) -> Planning:
    """As `preview` with `explain`, of the run that comes next as it was read for a page."""
    digests, waiting = planning.compose(run.candidates, run.facts)
    held_back = sorted([*run.held_back, *waiting])
    return Planning(at=run.day.now, digests=digests, held_back=held_back)


def _stop_when_too_many(result: Planning, day: Day, *, dry_run: bool) -> None:
    """Let the run wait when it is far above what is usual, and say so in the queue."""
    if not result.digests:
        return
    queue = ledger.get_queue()
    confirmed = sum(plan.confirmed_messages for plan in day.on)
    history = ledger.get_history(before=day.today, confirmed=confirmed)
    allowed = queue.allowed_messages if queue.allowed_day == day.today else 0
    total = ledger.count_digests(day=day.today) + len(result.digests)
    result.limit = max(breaker.limit(history), allowed)
    waiting = queue.stopped is QueueStop.TOO_MANY
    result.stopped = waiting or breaker.trips(total, history, allowed=allowed)
    if result.stopped and queue.stopped is None and not dry_run:
        # A stop by the server stays: the next planning finds this one again, while the next
        # delivery would knock with a wrong password, every quarter of an hour.
        queue.stopped, queue.stopped_at = QueueStop.TOO_MANY, day.now
        queue.reason = f"{total} > {result.limit}"
        db.session.flush()


def _write(digests: list[Digest], day: Day, inside: Mapping[int, Asking]) -> dict[int, int]:
    """Add the messages and reserve their thresholds, each set in one statement.

    `inside` are the reminders of rounds by recipient that a digest takes along. Gives the ids
    of the messages by recipient.
    """
    if not digests:
        return {}
    ids = _add_messages(digests, day, inside)
    rows = [
        (notice.milestone_id, notice.revision, notice.threshold, digest.recipient_id, message_id)
        for digest in digests
        if (message_id := ids.get(digest.recipient_id)) is not None
        for notice in digest.notices
        if notice.threshold is not None
    ]
    ledger_service.put(rows, LedgerState.RESERVED)
    return ids


def _add_messages(digests: list[Digest], day: Day, inside: Mapping[int, Asking]) -> dict[int, int]:
    """The ids of the new messages by recipient."""
    weeks = day.roll_up_weeks
    return outbox.add_planned(
        [_message(each, day, weeks, inside.get(each.recipient_id)) for each in digests]
    )


def _message(
    digest: Digest, day: Day, weeks: dict[int, date], asking: Asking | None
) -> dict[str, object]:
    context: dict[str, object] = {"roll_ups": list(digest.roll_ups)} if digest.has_roll_up else {}
    for name, kind in (("directions", MatterKind.DIRECTION), ("mentions", MatterKind.MENTION)):
        if ids := [each.subject_id for each in digest.matters if each.kind is kind]:
            context[name] = ids
    if asking is not None:
        context["round_id"] = asking.round_id
    window = day.window_of(digest.plan_id)
    return {
        "kind": MessageKind.DIGEST,
        "recipient_id": digest.recipient_id,
        "local_day": day.today,
        "sequence": 0,
        "plan_id": digest.plan_id,
        "context": context,
        "roll_up_week": max(weeks.values()) if digest.has_roll_up else None,
        "state": MessageState.PLANNED,
        "created_at": day.now,
        "not_before": window.opens,
        "expires_at": window.closes,
        "attempts": 0,
        "maybe_twice": False,
    }
