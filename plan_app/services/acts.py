"""What every write by a person carries along."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role

# Whoever works at the command line of the machine: no account stands in the journal.
OPERATOR: Final = Actor(user_id=0, roles=frozenset({Role.COORDINATOR}))


@dataclass(frozen=True, slots=True)
class Act:
    """Who writes, when, and what they had before their eyes.

    `now` is the instant, `today` the day of it in the plan's zone. `version` is the task's
    version that the form carried; None where no form was shown (a command, an import).
    `by_link`: they came by a link in their mail.
    """

    actor: Actor
    now: datetime
    today: date
    version: int | None = None
    by_link: bool = False

    @property
    def way(self) -> dict[str, bool]:
        """For the journal: that the person had not signed in but held a link of a mail."""
        return {"by_link": True} if self.by_link else {}
