"""The job that sends what waits in the outbox."""

from plan_app.extensions import settings
from plan_app.jobs.tick import Counts, Tick
from plan_app.mail.deliver import deliver
from plan_app.mail.transports import open_transport


def run(tick: Tick) -> Counts:
    """Send what may leave now; when asked to end, the message in hand is the last."""
    with open_transport(settings()) as transport:
        return deliver(
            tick.now, worker=tick.worker, transport=transport, should_stop=tick.should_stop
        )
