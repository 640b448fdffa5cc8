"""`plan-app run FILE`: what `make run` does, in one process because that is quicker."""

from pathlib import Path

import click
from flask import Flask

from plan_app.cli import init
from plan_app.cli.serve import serve_until_stopped


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def run(app: Flask, file: Path) -> None:
    """Bring the database up to date, fill an empty one from FILE, and serve.

    With PLAN_APP_DEMO=1 an installation that FILE has just filled also gets the
    demonstration. A second run changes nothing.
    """
    init.prepare()
    serve_until_stopped(app, with_scheduler=True)
