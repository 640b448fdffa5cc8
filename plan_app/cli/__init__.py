"""The command line `plan-app`: thin commands over services, queries and mail."""

import os
import sys

import click
from flask import Flask

from plan_app import __version__, create_app
from plan_app.cli import (
    backup,
    copy,
    deliver,
    demo,
    doctor,
    init,
    journal,
    mail,
    remind,
    reminders,
    restore,
    run,
    scheduler,
    seed,
    serve,
    users,
    why,
)
from plan_app.errors import PlanError
from plan_app.settings import BadSetting

# Every command has its line here, in the order of an installation's life.
COMMANDS: tuple[click.Command, ...] = (
    init.init,
    seed.command,
    demo.command,
    run.run,
    serve.serve,
    scheduler.scheduler,
    reminders.reminders,
    remind.remind,
    deliver.deliver,
    why.why,
    backup.backup,
    restore.restore,
    copy.command,
    users.users,
    mail.mail,
    journal.journal,
    doctor.doctor,
)


@click.group()
@click.version_option(__version__)
@click.pass_context
def plan_app(context: click.Context) -> None:
    """Keep an action plan moving. Settings come from variables named PLAN_APP_…"""
    # The instance holds personal data: what is made there is for this account only.
    os.umask(0o077)
    if not isinstance(context.obj, Flask):
        context.obj = create_app()
    context.with_resource(context.obj.app_context())


for command in COMMANDS:
    plan_app.add_command(command)


def main() -> None:
    """Run a command; exit 0 done, 1 failed, 2 wrong use."""
    try:
        # Click gives the code of an early exit back instead of raising it.
        sys.exit(plan_app(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(1)
    except (PlanError, BadSetting) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
