"""`plan-app init`: make the instance's folders and bring the database up to date."""

import click
from flask_migrate import upgrade

from plan_app.extensions import db, settings
from plan_app.queries.schema import is_up_to_date
from plan_app.services import calendar
from plan_app.services.transaction import transaction

FOLDERS = ("uploads", "mail")


@click.command()
def init() -> None:
    """Make the folders, create the database or bring it up to date. May be run again."""
    changed = prepare()
    click.echo("The database was brought up to date." if changed else "Nothing to do.")


def prepare() -> bool:
    """Do what `init` does; whether the database changed."""
    for name in FOLDERS:
        (settings().instance / name).mkdir(mode=0o700, exist_ok=True)
    up_to_date = is_up_to_date()
    db.session.rollback()
    if up_to_date:
        return False
    upgrade()
    with transaction():
        calendar.fill()
    return True
