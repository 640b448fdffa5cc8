"""The links of a message: a token for each task that its reader may update from it.

Made when a message is composed, and kept (as digests) before it is frozen: one that is sent again
as it was frozen carries the same links. What is composed anew gets new ones.
"""

import base64
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from plan_app.domain import update_links
from plan_app.domain.update_links import SPEAKING, TOKEN_BYTES, LinkPolicy, expires_at
from plan_app.extensions import settings
from plan_app.mail.facts import DigestFacts, Facts, UpdateLinkFacts


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that was made for a message; only its digest is kept."""

    milestone_id: int
    token: str
    expires_at: datetime

    @property
    def digest(self) -> str:
        """What the table knows of the token."""
        return update_links.digest(self.token)


Links = Mapping[int, NewLink]


def make(facts: Facts) -> Links:
    """Fresh links for what the message shows, by milestone; none where the plan has none."""
    wanted = list(dict.fromkeys(_linked(facts)))
    if not wanted:
        return {}
    until = expires_at(facts.today, settings().timezone)
    drawn = secrets.token_bytes(TOKEN_BYTES * len(wanted))
    parts = (drawn[n : n + TOKEN_BYTES] for n in range(0, len(drawn), TOKEN_BYTES))
    return {
        milestone: NewLink(milestone, base64.urlsafe_b64encode(part).decode("ascii"), until)
        for milestone, part in zip(wanted, parts, strict=True)
    }


def in_force(policy: LinkPolicy) -> bool:
    """Whether mails of a plan with this policy carry links."""
    return policy is not LinkPolicy.OFF


def _linked(facts: Facts) -> Iterable[int]:
    match facts:
        case DigestFacts():
            for duty in facts.duties[: facts.length]:
                if duty.plan_id in facts.linked and duty.part in SPEAKING:
                    yield duty.milestone_id
        case UpdateLinkFacts():
            yield facts.milestone_id
