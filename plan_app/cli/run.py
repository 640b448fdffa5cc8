"""`plan-app run FILE`: what `make run` does, in one process because that is quicker."""

from typing import BinaryIO

import click
from flask import Flask

from plan_app.cli import demo, init, seed
from plan_app.cli.serve import serve_until_stopped
from plan_app.extensions import settings
from plan_app.queries import plans


@click.command(short_help="All that `make run` does: init, seed, demo, serve.")
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def run(app: Flask, file: BinaryIO) -> None:
    """Bring the database up to date, fill an empty one from FILE, and serve.

    With PLAN_APP_DEMO=1 an installation that FILE has just filled also gets the
    demonstration. A second run changes nothing.
    """
    init.prepare()
    if not plans.has_plans():
        seed.write(seed.read(file))
        if settings().demo:
            demo.fill()
    serve_until_stopped(app, with_scheduler=True)
