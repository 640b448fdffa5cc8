"""The option `--at`: another moment takes the place of the clock for one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click
from flask_babel import gettext as _

from plan_app import clock
from plan_app.extensions import settings
from plan_app.queries import installation


class LocalTime(click.DateTime):
    """A day or a local time as the command line takes it; refused with an example."""

    def __init__(self, *formats: str, example: str) -> None:
        super().__init__(formats)
        self.example = example

    def convert(
        self,
        value: Any,  # noqa: ANN401 (Click's signature)
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """The naive datetime; fails with the example instead of the formats."""
        try:
            found: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(
                _(
                    "không đọc được '%(value)s'; ví dụ đúng: %(example)s",
                    value=value,
                    example=self.example,
                ),
                param,
                ctx,
            )
        return found


at_option = click.option(
    "--at",
    type=LocalTime("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", example='"2026-11-25 08:00"'),
    metavar='"YYYY-MM-DD HH:MM"',
    help="A local time that takes the place of the clock.",
)


@contextmanager
def clock_at(at: datetime | None, *, writes: bool) -> Iterator[datetime]:
    """Stop the clock at `at` (naive, local) for the block; give the instant, in UTC.

    Raises UsageError (exit 2) when the command writes and the database is a real one: what
    was told on a day that never was could not be told apart from what was told.
    """
    if at is None:
        yield clock.now()
        return
    if writes and installation.find_purpose() not in installation.TRIALS:
        raise click.UsageError(
            _(
                "--at chỉ ghi vào cơ sở dữ liệu minh họa hoặc chạy thử; "
                "thêm --dry-run để xem trước mà không ghi."
            )
        )
    instant = at.replace(tzinfo=settings().timezone)
    with clock.stopped_at(instant):
        yield clock.now()
