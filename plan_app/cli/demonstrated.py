"""The word of warning where a demonstration is looked at as if it were a real installation."""

import click
from flask_babel import gettext as _

from plan_app.extensions import settings
from plan_app.queries import installation


def warn_when_read_as_real() -> None:
    """Say on standard error that PLAN_APP_DEMO=1, which `make run` sets, is missing.

    Without it the demonstration's draft texts are held back, and nothing seems to be due.
    """
    if not settings().demo and installation.find_purpose() == installation.DEMONSTRATION:
        click.echo(
            _(
                "Cơ sở dữ liệu này là bản trình diễn: đặt PLAN_APP_DEMO=1 trước lệnh "
                "(như make run), nếu không thì nhiệm vụ có nội dung minh họa không được nhắc."
            ),
            err=True,
        )
