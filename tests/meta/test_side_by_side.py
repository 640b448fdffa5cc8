"""The suite itself: what must run in one worker does."""

import pytest


@pytest.mark.xdist_group("kept-together")
def test_a_group_is_sent_to_one_worker(request: pytest.FixtureRequest) -> None:
    """Else every worker opens an office and a browser of its own for the journeys.

    pytest-xdist knows a group by the end of the test's name, which a release of pytest that it
    does not know yet can lose.
    """
    in_groups = request.config.getoption("loadgroup", default=False)
    assert request.node.nodeid.endswith("@kept-together") == in_groups
