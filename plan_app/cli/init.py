"""`plan-app init`: make the instance's folders and bring the database up to date."""

import click
from flask_babel import gettext as _
from flask_migrate import upgrade

from plan_app import clock
from plan_app.cli import bars
from plan_app.extensions import db, settings
from plan_app.queries.schema import is_up_to_date
from plan_app.services import calendar, instance_key
from plan_app.services.transaction import transaction

FOLDERS = ("uploads", "mail")


@click.command()
@click.option("--new-key", is_flag=True, help="Go on with another secret key; the old one is lost.")
def init(new_key: bool) -> None:
    """Make the folders, create the database or bring it up to date. May be run again."""
    changed = prepare()
    if new_key:
        with transaction():
            instance_key.accept(settings().secret_key)
        click.echo(_("Từ nay dùng khóa bí mật hiện có; mọi người đặt lại mật khẩu."))
        return
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
    if not up_to_date:
        with bars.working(_("Đang cập nhật cơ sở dữ liệu")):
            upgrade()
    with transaction():
        instance_key.keep(settings().secret_key)
        if not up_to_date:
            calendar.fill(now=clock.now())
    return not up_to_date
