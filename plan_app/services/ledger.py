"""The ledger of what was told: reserved by the planner, settled when its message is."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import (
    BindParameter,
    Integer,
    Table,
    Update,
    bindparam,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from plan_app.domain.duties import Duty
from plan_app.domain.mailing import LedgerState
from plan_app.extensions import Base, db
from plan_app.models import LedgerRow

KEY: Final = ("milestone_id", "deadline_revision", "threshold", "recipient_id")
LEDGER: Final[Table] = Base.metadata.tables[LedgerRow.__tablename__]
STATE: Final = LEDGER.c.state.type
AT_ONCE: Final = 5_000
TELL: Final = (
    update(LEDGER)
    .where(LEDGER.c.message_id == bindparam("message"), LEDGER.c.state == LedgerState.RESERVED)
    .values(state=LedgerState.TOLD)
)


class Threshold(NamedTuple):
    """A threshold of one deadline revision, as the ledger keys it."""

    milestone_id: int
    deadline_revision: int
    threshold: int


class Message(Protocol):
    """What the ledger needs to know of a message."""

    @property
    def id(self) -> int:
        """Its id in the outbox."""
        ...

    @property
    def recipient_id(self) -> int:
        """The person it is for."""
        ...


def tell(message: Message, shown: Iterable[Threshold] | None = None) -> None:
    """Settle what the accepted message told.

    `shown` is what the message said in the end, where that was read again before sending:
    thresholds reserved for it that it did not show are released, and what it showed beyond
    them counts as told too. Without it, all that was reserved for it was told.
    """
    if shown is not None:
        told = list(shown)
        _release_others(message, {each.milestone_id for each in told})
        put([(*each, message.recipient_id, message.id) for each in told], LedgerState.TOLD)
    # Built once and run without the unit of work: delivery does it for every message.
    db.session.connection().execute(TELL, {"message": message.id})


def release(message: Message) -> None:
    """Give back what the cancelled, expired or failed message had reserved."""
    db.session.execute(_reserved_for(message).values(state=LedgerState.RELEASED))


def take_back(message: Message) -> None:
    """Give back what an accepted message was thought to have told, and did not."""
    told = LedgerRow.message_id == message.id, LedgerRow.state == LedgerState.TOLD
    taking = update(LedgerRow).where(*told).values(state=LedgerState.RELEASED)
    db.session.execute(taking.execution_options(synchronize_session=False))


def reserve_shown(shown: Sequence[tuple[Message, Sequence[Duty]]]) -> None:
    """Make the reservations of a batch of digests those of the duties that each will show.

    What a digest does not show any more is released; what it shows beyond its plan will be
    told with it. Nothing changes where the ledger already has a threshold.
    """
    milestones = {message.id: {duty.milestone_id for duty in duties} for message, duties in shown}
    reserved = _list_reserved(milestones)
    gone = [
        row_id
        for row_id, message_id, key in reserved
        if key.milestone_id not in milestones[message_id]
    ]
    if gone:
        chosen = update(LedgerRow).where(LedgerRow.id.in_(gone))
        db.session.execute(
            chosen.values(state=LedgerState.RELEASED).execution_options(synchronize_session=False)
        )
    known = {(message_id, key) for _, message_id, key in reserved}
    put(
        [
            (*key, message.recipient_id, message.id)
            for message, duties in shown
            for key in _thresholds(duties)
            if (message.id, key) not in known
        ],
        LedgerState.RESERVED,
    )


def hand_over(message: Message, *, to: int) -> None:
    """Give what was reserved for a message to the one (by id) that takes its place."""
    db.session.execute(_reserved_for(message).values(message_id=to))


def put(rows: Sequence[tuple[int, int, int, int, int]], state: LedgerState) -> None:
    """Add rows of (milestone, revision, threshold, recipient, message) in `state`.

    A released row is taken over; one that is reserved or told stays as it is, so that
    nothing is told twice.
    """
    if not rows:
        return
    if db.session.get_bind().dialect.name == "postgresql":
        _put_as_arrays(rows, state)
    else:
        _put_one_by_one(rows, state)


def _put_as_arrays(rows: Sequence[tuple[int, int, int, int, int]], state: LedgerState) -> None:
    """One statement for all rows: sent one by one they cost four times as much."""
    arrays = [_array_of(column) for column in zip(*rows, strict=True)]
    given = func.unnest(*arrays).table_valued(*KEY, "message_id").render_derived()
    columns = [*(given.c[name] for name in KEY), given.c.message_id, literal(state, STATE)]
    adding = postgresql.insert(LEDGER).from_select([*KEY, "message_id", "state"], select(*columns))
    db.session.execute(adding.on_conflict_do_update(**_taking_over(adding.excluded)))


def _put_one_by_one(rows: Sequence[tuple[int, int, int, int, int]], state: LedgerState) -> None:
    adding = sqlite.insert(LEDGER)
    statement = adding.on_conflict_do_update(**_taking_over(adding.excluded))
    names = (*KEY, "message_id")
    for first in range(0, len(rows), AT_ONCE):
        part = rows[first : first + AT_ONCE]
        db.session.execute(
            statement, [dict(zip(names, row, strict=True), state=state) for row in part]
        )


def _array_of(column: tuple[int, ...]) -> BindParameter[Sequence[int]]:
    """The values as one array of PostgreSQL."""
    return literal(list(column), postgresql.ARRAY(Integer))


def _taking_over(excluded: ReadOnlyColumnCollection[str, Any]) -> dict[str, Any]:
    """What happens to a row that is there already."""
    return {
        "index_elements": KEY,
        "set_": {"state": excluded["state"], "message_id": excluded["message_id"]},
        "where": LEDGER.c.state == LedgerState.RELEASED,
    }


def _thresholds(duties: Iterable[Duty]) -> Iterator[Threshold]:
    for duty in duties:
        if duty.threshold is not None:
            yield Threshold(duty.milestone_id, duty.deadline_revision, duty.threshold)


def _list_reserved(message_ids: Iterable[int]) -> list[tuple[int, int, Threshold]]:
    """The reservations of messages: the row, the message, what is reserved."""
    rows = db.session.execute(
        select(
            LedgerRow.id,
            LedgerRow.message_id,
            LedgerRow.milestone_id,
            LedgerRow.deadline_revision,
            LedgerRow.threshold,
        ).where(LedgerRow.message_id.in_(message_ids), LedgerRow.state == LedgerState.RESERVED)
    ).tuples()
    return [(row_id, message_id, Threshold(*key)) for row_id, message_id, *key in rows]


def _reserved_for(message: Message) -> Update:
    return (
        update(LedgerRow)
        .where(LedgerRow.message_id == message.id, LedgerRow.state == LedgerState.RESERVED)
        .execution_options(synchronize_session=False)
    )


def _release_others(message: Message, shown: set[int]) -> None:
    """Release what was reserved for the message and not shown, mostly nothing."""
    rows = db.session.execute(
        select(LedgerRow.id, LedgerRow.milestone_id).where(
            LedgerRow.message_id == message.id, LedgerRow.state == LedgerState.RESERVED
        )
    )
    for row_id, milestone_id in rows.all():
        if milestone_id not in shown:
            one = _reserved_for(message).where(LedgerRow.id == row_id)
            db.session.execute(one.values(state=LedgerState.RELEASED))
