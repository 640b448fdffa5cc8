"""`plan-app calendar list|set|remove`: the days that differ from the plain week."""

from datetime import date, datetime

import click
from flask_babel import gettext as _

from plan_app import clock
from plan_app.cli.at import LocalTime
from plan_app.domain import vietnamese
from plan_app.extensions import settings
from plan_app.presentation import formatters, words
from plan_app.queries.calendar import list_days
from plan_app.services import official_days
from plan_app.services.calendar import Entry
from plan_app.services.transaction import transaction

DAY = LocalTime("%Y-%m-%d", example="2027-02-13")
DAY_SHOWN = "YYYY-MM-DD"


@click.group()
def calendar() -> None:
    """Show and change days off and working Saturdays, from today on."""


@calendar.command("list")
@click.argument("year", type=click.IntRange(2000, 2200))
def list_(year: int) -> None:
    """Print the days of a year, with their source."""
    for row in list_days(date(year, 1, 1), date(year, 12, 31)):
        kind = "working" if row.is_working else "off"
        click.echo(
            f"{row.day.isoformat()}  {kind:7}  {row.name}  [{words.calendar_source(row.source)}]"
        )


@calendar.command("set")
@click.argument("day", type=DAY, metavar=DAY_SHOWN)
@click.argument("kind", type=click.Choice(["off", "working"]))
@click.option("--name", required=True, help="What the day is.")
@click.option("--source", required=True, help="The document that says so.")
def set_(day: datetime, kind: str, name: str, source: str) -> None:
    """Enter or change one day."""
    texts = vietnamese.normalise(name), vietnamese.normalise(source)
    entry = Entry(day.date(), kind == "working", *texts)
    with transaction():
        official_days.set_day(entry, actor_id=None, now=clock.now(), today=_today())
    shown = formatters.day(entry.day)
    if entry.is_working:
        click.echo(_("Ngày %(day)s là ngày làm việc.", day=shown))
    else:
        click.echo(_("Ngày %(day)s là ngày nghỉ.", day=shown))


@calendar.command(short_help="Take out what was entered for a day.")
@click.argument("day", type=DAY, metavar=DAY_SHOWN)
def remove(day: datetime) -> None:
    """Take an entry out: what the software ships for the day counts again, or the week."""
    with transaction():
        official_days.remove_day(day.date(), actor_id=None, now=clock.now(), today=_today())
    click.echo(_("Đã bỏ ngày %(day)s khỏi lịch.", day=formatters.day(day.date())))


def _today() -> date:
    return clock.today(settings().timezone)
