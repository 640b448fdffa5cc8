"""Which of a milestone's buttons is the one to press."""

import pytest
from flask import Flask

from plan_app.domain.statuses import Step
from plan_app.presentation.steps import buttons, date_button, ranked

# Words are the same whatever the database is.
BACKENDS = ("sqlite",)


@pytest.mark.parametrize(
    ("steps", "kinds"),
    [
        # The coordinator before a report: entering a letter comes first.
        (
            [Step.REPORT_PROGRESS, Step.SUSPEND, Step.WITHDRAW],
            ["primary", "link", "link", "link"],
        ),
        # A report waits: confirming it comes first, returning it is the other answer.
        (
            [Step.CONFIRM, Step.RETURN, Step.SUSPEND],
            ["primary", "outline-primary", "link", "link"],
        ),
        ([Step.REPORT_PROGRESS, Step.CONFIRM], ["outline-primary", "primary", "link"]),
        ([Step.REOPEN], ["link", "link"]),
    ],
)
def test_one_button_is_the_thing_to_do_and_what_is_seldom_done_is_quiet(
    app: Flask, steps: list[Step], kinds: list[str]
) -> None:
    with app.test_request_context():
        found = [*buttons(steps, on_behalf=True), date_button(is_awaited=False)]

        assert [each.kind for each in ranked(found)] == kinds
