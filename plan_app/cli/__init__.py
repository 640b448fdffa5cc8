"""The command line `plan-app`: thin commands over services, queries and mail."""

import os
import sys
from importlib import import_module
from typing import Any

import click

from plan_app import __version__, create_app
from plan_app.errors import N_, BadSetting, PlanError

# In the order of an installation's life. Each is a module here, and the function in it.
COMMANDS = (
    "init",
    "seed",
    "import",
    "demo",
    "run",
    "serve",
    "scheduler",
    "calendar",
    "reminders",
    "remind",
    "deliver",
    "bounces",
    "why",
    "report",
    "export",
    "backup",
    "restore",
    "copy",
    "users",
    "mail",
    "journal",
    "doctor",
)
# A module cannot be named by a word of the language.
_MODULES = {"import": "importing"}
NO_DATABASE = N_(
    "Cơ sở dữ liệu chưa được tạo hoặc không trả lời (xem PLAN_APP_DATABASE_URL). "
    "Chạy: plan-app init, rồi plan-app doctor"
)


class Commands(click.Group):
    """A group that imports a command when it is called, and says in words what went wrong."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """The names in the order of an installation's life."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command, or None when there is none of that name."""
        if name not in COMMANDS:
            return None
        module = _MODULES.get(name, name)
        found: click.Command = getattr(import_module(f"plan_app.cli.{module}"), module)
        return found

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 (Click's signature)
        """Run the command; what a rule forbids and what the database refuses is one line."""
        # Not at the top: the version and the help need neither.
        from flask_babel import gettext as _
        from sqlalchemy.exc import OperationalError, ProgrammingError

        try:
            return super().invoke(context)
        except PlanError as error:
            raise click.ClickException(_(error.message)) from error
        except click.Abort as error:
            # Every question is asked before anything is written.
            raise click.ClickException(_("Chưa ghi thay đổi nào.")) from error
        except (OperationalError, ProgrammingError) as error:
            raise click.ClickException(
                f"{_(NO_DATABASE)} ({type(error.orig).__name__})."
            ) from error


@click.group(cls=Commands)
@click.version_option(__version__)
@click.pass_context
def plan_app(context: click.Context) -> None:
    """Keep an action plan moving. Settings come from variables named PLAN_APP_…"""
    # The instance holds personal data: what is made there is for this account only.
    os.umask(0o077)
    if context.obj is None:
        context.obj = create_app()
    context.with_resource(context.obj.app_context())


def main() -> None:
    """Run a command; exit 0 done, 1 failed, 2 wrong use."""
    try:
        # Click gives the code of an early exit back instead of raising it.
        sys.exit(plan_app(standalone_mode=False) or 0)
    except click.UsageError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        click.echo(error.format_message(), err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(1)
    except BadSetting as error:
        click.echo(str(error), err=True)
        sys.exit(1)
