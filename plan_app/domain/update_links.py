"""Links in mails by which a task is updated without signing in (rule 22).

A link opens a form for one person and one milestone. It is as good as the facts of the moment:
whether the plan allows it, whether the person still speaks for the task, whether anybody ended
it. Whoever holds a link that is not usable learns nothing but that, and of one that has only
grown too old, that a fresh one may be asked for.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from plan_app.domain.duties import DutyPart
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import N_, RuleBroken

VALID_DAYS: Final = 14
# Who was told of the task because others could not be reached does not speak for its agency.
SPEAKING: Final = frozenset({DutyPart.OWNER, DutyPart.DEPUTY, DutyPart.MEMBER})
# Bytes of a token; as text it has a third more characters.
TOKEN_BYTES: Final = 18
# Between the token of a link and the milestone of another one in the same mail.
AND_THEN: Final = "~"


class LinkPolicy(StrEnum):
    """What a plan lets people do by the links in their mails."""

    OFF = "off"
    PROGRESS = "progress"
    FULL = "full"


class LinkEnd(StrEnum):
    """Why a link was ended before its time."""

    REVOKED = "revoked"
    REASSIGNED = "reassigned"
    DEACTIVATED = "deactivated"


class LinkStanding(StrEnum):
    """Whether a link can be used now. All that is dead looks the same from outside."""

    LIVE = "live"
    EXPIRED = "expired"
    DEAD = "dead"


class CompletionNotByLink(RuleBroken):
    """The plan lets completion be reported only by people who have signed in."""

    def __init__(self) -> None:
        super().__init__(
            N_("Báo cáo hoàn thành nhiệm vụ này cần đăng nhập hệ thống."), field="state"
        )


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What decides about a link. `speaks`: the person is active and the owner, or the deputy."""

    policy: LinkPolicy
    speaks: bool
    is_ended: bool
    is_draft: bool
    state: MilestoneState
    expires_at: datetime


def standing(facts: LinkFacts, *, now: datetime, demonstration: bool) -> LinkStanding:
    """How the link stands at `now`."""
    is_dead = (
        facts.policy is LinkPolicy.OFF
        or facts.is_ended
        or not facts.speaks
        or (facts.is_draft and not demonstration)
        or facts.state is MilestoneState.WITHDRAWN
    )
    if is_dead:
        return LinkStanding.DEAD
    return LinkStanding.EXPIRED if now >= facts.expires_at else LinkStanding.LIVE


def digest(token: str) -> str:
    """What the table knows of a token; random as it is, it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def last_day(today: date) -> date:
    """The last day, included, on which a link made on `today` can be used."""
    return today + timedelta(days=VALID_DAYS)


def expires_at(today: date, zone: ZoneInfo) -> datetime:
    """The end of that day."""
    return datetime.combine(last_day(today) + timedelta(days=1), time.min, tzinfo=zone)


def check_completion(policy: LinkPolicy, *, is_completion: bool) -> None:
    """Raises CompletionNotByLink where the plan lets nothing but progress be reported."""
    if is_completion and policy is not LinkPolicy.FULL:
        raise CompletionNotByLink
