"""`plan-app mail`: look after the mail."""

import click
from flask_babel import gettext as _

from plan_app import clock
from plan_app.extensions import settings
from plan_app.mail import answers, drafts
from plan_app.mail.answers import Verdict
from plan_app.mail.message import is_address
from plan_app.mail.transports import open_transport


@click.group()
def mail() -> None:
    """Look after the mail."""


@mail.command(short_help="Send one test message to ADDRESS at once.")
@click.argument("address")
def test(address: str) -> None:
    """Send one test message to ADDRESS at once, past the queue, and tell what the server said."""
    if not is_address(address):
        raise click.UsageError(_("%(address)s không phải là địa chỉ thư điện tử.", address=address))
    where = settings().mail
    place = str(where.folder) if where.kind == "folder" else f"{where.host}:{where.port}"
    with open_transport(settings()) as transport:
        answer = transport.send(drafts.test_message(address, now=clock.now()))
    if answers.verdict(answer) is not Verdict.ACCEPTED:
        said = f"{answer.stage.value}: {answer}"
        raise click.ClickException(
            _(
                "%(place)s không nhận thư: %(said)s\n"
                "Kiểm tra PLAN_APP_MAIL_URL, rồi chạy plan-app doctor.",
                place=place,
                said=said,
            )
        )
    click.echo(_("%(place)s đã nhận thư.", place=place))
