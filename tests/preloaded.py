"""What every process of `tests/processes.py` begins with: all that the commands import."""

import tempfile
from pathlib import Path

import click

from plan_app.cli import COMMANDS, plan_app
from tests.databases import make_app

for name in COMMANDS:
    plan_app.get_command(click.Context(plan_app), name)
with tempfile.TemporaryDirectory() as folder:
    make_app(Path(folder))
