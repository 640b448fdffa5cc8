"""Running a command of `plan-app` inside a test."""

from click.testing import CliRunner, Result
from flask import Flask

from plan_app.cli import plan_app


def invoke(app: Flask, *words: str) -> Result:
    """Run the command against the test's database; standard output and error stay apart."""
    return CliRunner().invoke(plan_app, words, obj=app)
