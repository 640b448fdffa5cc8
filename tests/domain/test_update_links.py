"""When a link in a mail can be used."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from plan_app.domain import update_links
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.update_links import (
    CompletionNotByLink,
    LinkFacts,
    LinkPolicy,
    LinkStanding,
    check_completion,
)

NOW = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
GOOD = LinkFacts(
    policy=LinkPolicy.PROGRESS,
    speaks=True,
    is_ended=False,
    is_draft=False,
    state=MilestoneState.IN_PROGRESS,
    expires_at=NOW + timedelta(days=1),
)


def standing(facts: LinkFacts, *, demonstration: bool = False) -> LinkStanding:
    return update_links.standing(facts, now=NOW, demonstration=demonstration)


def test_a_good_link_lives_whatever_the_state_but_withdrawn() -> None:
    for state in MilestoneState:
        expected = LinkStanding.DEAD if state is MilestoneState.WITHDRAWN else LinkStanding.LIVE
        assert standing(replace(GOOD, state=state)) is expected


@pytest.mark.parametrize(
    "change",
    [{"policy": LinkPolicy.OFF}, {"speaks": False}, {"is_ended": True}, {"is_draft": True}],
)
def test_each_rule_kills_it_and_an_old_one_that_is_dead_offers_nothing(
    change: dict[str, object],
) -> None:
    dead = replace(GOOD, **change)  # type: ignore[arg-type]
    assert standing(dead) is LinkStanding.DEAD
    assert standing(replace(dead, expires_at=NOW)) is LinkStanding.DEAD
    assert standing(replace(GOOD, expires_at=NOW)) is LinkStanding.EXPIRED


def test_draft_texts_have_links_in_the_demonstration_alone() -> None:
    assert standing(replace(GOOD, is_draft=True), demonstration=True) is LinkStanding.LIVE


def test_a_link_lasts_to_the_end_of_the_fourteenth_day() -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    end = update_links.expires_at(date(2026, 12, 8), zone)
    assert update_links.last_day(date(2026, 12, 8)) == date(2026, 12, 22)
    assert end == datetime(2026, 12, 23, 0, 0, tzinfo=zone)


def test_completion_is_reported_by_a_link_only_where_the_plan_says_so() -> None:
    check_completion(LinkPolicy.FULL, is_completion=True)
    check_completion(LinkPolicy.PROGRESS, is_completion=False)
    with pytest.raises(CompletionNotByLink):
        check_completion(LinkPolicy.PROGRESS, is_completion=True)


def test_a_token_has_at_least_128_bits() -> None:
    assert update_links.TOKEN_BYTES * 8 >= 128
