"""`plan-app copy --from URL --to URL`: move to another database."""

from dataclasses import replace

import click
from flask_babel import gettext as _
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine

from plan_app import clock, create_app
from plan_app.backups import copying
from plan_app.cli import bars
from plan_app.errors import BadSetting
from plan_app.extensions import db, settings
from plan_app.presentation.formatters import count
from plan_app.settings import database_url


def _address(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return database_url(value)
    except BadSetting as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.option("--from", "source", required=True, callback=_address, metavar="URL")
@click.option("--to", "target", required=True, callback=_address, metavar="URL")
def copy(source: str, target: str) -> None:
    """Copy a whole database into an empty one, SQLite or PostgreSQL. Stop plan-app first.

    Makes the tables of the target. The source stays as it is.
    """
    if copying.is_same(source, target):
        raise click.UsageError("--from and --to name the same database.")
    old, new = _engine(source), _engine(target)
    try:
        copying.check_source(old, now=clock.now())
        if not copying.has_tables(new):
            _make_tables(target)
        copying.check_target(new)
        with bars.working(_("Đang sao chép"), copying.count_rows(old)) as bar:
            counts = copying.copy(old, new, note=bar.advance)
    finally:
        old.dispose()
        new.dispose()
    for table, rows in counts.items():
        click.echo(f"{table}: {rows}")
    click.echo(
        _(
            "Đã sao chép %(rows)s dòng của %(tables)s bảng; số dòng hai bên bằng nhau. "
            "Đặt PLAN_APP_DATABASE_URL là cơ sở dữ liệu mới rồi chạy lại plan-app.",
            rows=count(sum(counts.values())),
            tables=count(len(counts)),
        )
    )


def _engine(url: str) -> Engine:
    return create_engine(url, hide_parameters=True)


def _make_tables(url: str) -> None:
    other = create_app(replace(settings(), database_url=url))
    with other.app_context():
        upgrade()
        db.engine.dispose()
