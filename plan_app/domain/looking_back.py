"""How a milestone stood on an earlier day, from what was done with it since.

A report compares with the period before, whose figures nobody has kept: they are what the
rules say of the milestones as they stood at the end of its last day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from plan_app.domain.deadlines import MilestoneFacts
from plan_app.domain.statuses import MilestoneState


@dataclass(frozen=True, slots=True)
class Turn:
    """On `day` the milestone came into `state`; the days as `MilestoneFacts` has them."""

    day: date
    state: MilestoneState
    reported_on: date | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """On `day` the due date was changed from `previous`."""

    day: date
    previous: date | None


def facts_on(
    day: date, now: MilestoneFacts, *, turns: Sequence[Turn], moves: Sequence[Move]
) -> MilestoneFacts:
    """Return the facts at the end of `day`; `turns` and `moves` in the order they happened.

    Where nothing happened after `day` they are those of `now`: what no act tells of, as a state
    that was imported, is taken to have been so all along.
    """
    later = [move for move in moves if move.day > day]
    facts = replace(now, due=later[0].previous) if later else now
    if all(turn.day <= day for turn in turns):
        return facts
    before = [turn for turn in turns if turn.day <= day]
    last = before[-1] if before else Turn(day, MilestoneState.NOT_STARTED)
    return replace(
        facts, state=last.state, reported_on=last.reported_on, confirmed_on=last.confirmed_on
    )
