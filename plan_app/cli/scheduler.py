"""`plan-app scheduler`: the scheduler alone, for a service or a machine of its own."""

import click
from flask import Flask

from plan_app.cli.serve import run_scheduler
from plan_app.queries.schema import is_up_to_date


@click.command()
@click.pass_obj
def scheduler(app: Flask) -> None:
    """Plan and deliver by the timetable until SIGTERM or Ctrl-C."""
    if not is_up_to_date():
        raise click.ClickException("The database is not up to date. Run: plan-app init")
    run_scheduler(app)
