"""`plan-app deliver`: send what is waiting and allowed at a moment."""

import json
from datetime import datetime

import click

from plan_app.cli.at import at_option, clock_at
from plan_app.extensions import settings
from plan_app.mail import outbox
from plan_app.mail.deliver import deliver as send
from plan_app.mail.deliver import worker_name
from plan_app.mail.transports import open_transport
from plan_app.services import mail_queue
from plan_app.services.transaction import transaction


@click.command()
@at_option
@click.option("--resume", is_flag=True, help="Let a queue go on that a wrong setting has stopped.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def deliver(at: datetime | None, resume: bool, as_json: bool) -> None:
    """Send what waits; as often as you like, each message leaves once.

    Exits with 1 when the queue is stopped, so that nothing leaves.
    """
    with clock_at(at, writes=True) as now:
        if resume and outbox.is_stopped():
            with transaction():
                mail_queue.resume(actor_id=None, plan_id=None, now=now)
        with open_transport(settings()) as transport:
            counts = send(now, worker=worker_name(), transport=transport)
        stopped = outbox.is_stopped()
    if as_json:
        click.echo(json.dumps(counts))
    else:
        said = [f"{state} {number}" for state, number in counts.items() if number]
        click.echo(", ".join(said) or "Nothing was sent.")
    if stopped:
        message = "The queue is stopped: see plan-app doctor, then plan-app deliver --resume."
        click.echo(message, err=True)
        raise click.exceptions.Exit(1)
