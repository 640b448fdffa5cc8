"""The job that reads delivery reports, where the settings name a box for them."""

from plan_app.extensions import settings
from plan_app.jobs.tick import Counts, Tick
from plan_app.mail import bounces
from plan_app.mail.mailboxes import open_mailbox


def run(tick: Tick) -> Counts:
    """Take in what waits; nothing where nobody reads reports."""
    box = settings().bounces
    if box is None:
        return {}
    with open_mailbox(box) as mailbox:
        return bounces.read_all(mailbox, now=tick.now, should_stop=tick.should_stop)
