"""Who may have an agency's own report made: it holds what the agency wrote of its difficulties."""

import pytest

from plan_app.domain.permissions import Actor, may_report_for
from plan_app.domain.roles import Role

OWN, OTHER = 1, 2


@pytest.mark.parametrize(
    ("actor", "own", "other"),
    [
        (Actor(9, OWN, frozenset({Role.OWNER})), True, False),
        (Actor(9, OWN, frozenset({Role.OBSERVER})), True, False),
        (Actor(9, None, frozenset({Role.OBSERVER}), head_of=frozenset({OWN})), True, False),
        (Actor(9, OTHER, frozenset({Role.COORDINATOR})), True, True),
        (Actor(9, None, frozenset({Role.LEADER})), True, True),
        (Actor(9, None, is_administrator=True), False, False),
        (Actor(9, OWN), False, False),
    ],
)
def test_an_agency_s_report_is_for_its_people_and_those_who_see_all(
    actor: Actor, own: bool, other: bool
) -> None:
    assert (may_report_for(actor, OWN), may_report_for(actor, OTHER)) == (own, other)
