"""`plan-app init`: make the instance's folders and bring the database up to date."""

import click
from flask_babel import gettext as _
from flask_migrate import upgrade

from plan_app import clock
from plan_app.extensions import db, settings
from plan_app.queries.schema import is_up_to_date
from plan_app.services import calendar
from plan_app.services.transaction import transaction

FOLDERS = ("uploads", "mail")


@click.command()
def init() -> None:
    """Make the folders, create the database or bring it up to date. May be run again."""
    changed = prepare()
    click.echo(_("Đã cập nhật cơ sở dữ liệu.") if changed else _("Không có gì phải làm."))


def make_folders() -> None:
    """Make the folders of the instance that are missing, for this account only."""
    for name in FOLDERS:
        (settings().instance / name).mkdir(mode=0o700, exist_ok=True)


def check_is_ready() -> None:
    """Fail (exit 1) when the database is not the one that this version needs."""
    if not is_up_to_date():
        raise click.ClickException(_("Cơ sở dữ liệu chưa được cập nhật. Chạy: plan-app init"))


def prepare() -> bool:
    """Do what `init` does; whether the database changed."""
    make_folders()
    up_to_date = is_up_to_date()
    db.session.rollback()
    if up_to_date:
        return False
    upgrade()
    with transaction():
        calendar.fill(now=clock.now())
    return True
