"""The command line `plan-app`: thin commands over services, queries and mail."""

import sys

import click
from flask import Flask

from plan_app import __version__, create_app
from plan_app.cli import users
from plan_app.errors import PlanError
from plan_app.settings import BadSetting


@click.group()
@click.version_option(__version__)
@click.pass_context
def plan_app(context: click.Context) -> None:
    """Keep an action plan moving. Settings come from variables named PLAN_APP_…"""
    if not isinstance(context.obj, Flask):
        context.obj = create_app()
    context.with_resource(context.obj.app_context())


plan_app.add_command(users.users)


def main() -> None:
    """Run a command; exit 0 done, 1 failed, 2 wrong use."""
    try:
        plan_app(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.Abort:
        sys.exit(1)
    except (PlanError, BadSetting) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
