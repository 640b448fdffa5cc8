"""`plan-app scheduler`: the scheduler alone, for a service or a machine of its own."""

import click
from flask import Flask

from plan_app.cli.init import check_is_ready
from plan_app.cli.serve import run_scheduler


@click.command()
@click.pass_obj
def scheduler(app: Flask) -> None:
    """Plan and deliver by the timetable until SIGTERM or Ctrl-C."""
    check_is_ready()
    run_scheduler(app)
