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


@click.command()
@at_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def deliver(at: datetime | None, as_json: bool) -> None:
    """Send what waits; as often as you like, each message leaves once.

    Exits with 1 while the queue is stopped: then nothing leaves before a person resumes it.
    """
    with clock_at(at, writes=True) as now, open_transport(settings()) as transport:
        counts = send(now, worker=worker_name(), transport=transport)
        stop = outbox.find_stop()
    if as_json:
        click.echo(json.dumps(counts))
    else:
        said = [f"{state} {number}" for state, number in counts.items() if number]
        click.echo(", ".join(said) or "Nothing to send.")
    if stop is not None:
        click.echo(f"The queue is stopped ({stop.value}): {outbox.find_stop_reason()}", err=True)
        raise click.exceptions.Exit(1)
