"""`plan-app deliver`: send what is waiting and allowed at a moment."""

import json
from collections.abc import Mapping
from datetime import datetime

import click
from flask_babel import gettext as _

from plan_app.cli import bars
from plan_app.cli.at import at_option, clock_at
from plan_app.cli.demonstrated import warn_when_read_as_real
from plan_app.domain.mailing import MessageState
from plan_app.extensions import settings
from plan_app.mail import outbox
from plan_app.mail.deliver import deliver as send
from plan_app.mail.deliver import worker_name
from plan_app.mail.transports import open_transport
from plan_app.presentation import words
from plan_app.presentation.formatters import count, moment
from plan_app.services import mail_queue
from plan_app.services.transaction import transaction


@click.command(short_help="Send what waits, each message once.")
@at_option
@click.option("--resume", is_flag=True, help="Let a queue go on that a wrong setting has stopped.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def deliver(at: datetime | None, resume: bool, as_json: bool) -> None:
    """Send what waits; as often as you like, each message leaves once.

    Exits with 1 when the queue is stopped, so that nothing leaves.
    """
    warn_when_read_as_real()
    with clock_at(at, writes=True) as now:
        if resume and outbox.is_stopped():
            with transaction():
                mail_queue.resume(actor_id=None, plan_id=None, now=now)
        counts = _send(now)
        stopped, waiting = outbox.is_stopped(), outbox.find_waiting(now)
    if as_json:
        click.echo(json.dumps(counts))
    else:
        click.echo(_said(counts))
        if counts[MessageState.ACCEPTED] and settings().mail.kind == "folder":
            folder = settings().mail.folder
            click.echo(_("Thư được ghi vào thư mục %(folder)s", folder=folder), err=True)
        if waiting and not stopped:
            click.echo(_said_of_waiting(*waiting), err=True)
    if stopped:
        click.echo(
            _("Việc gửi thư đang tạm dừng: xem plan-app doctor, rồi plan-app deliver --resume."),
            err=True,
        )
        raise click.exceptions.Exit(1)


def _send(now: datetime) -> dict[str, int]:
    """Send, with a bar of how many of those that may leave have had their turn."""
    waiting = outbox.count_due(now)
    with bars.working(_("Đang gửi thư"), waiting) as bar, open_transport(settings()) as transport:

        def note() -> bool:
            bar.advance()
            return False

        return send(now, worker=worker_name(), transport=transport, should_stop=note)


def _said_of_waiting(number: int, first: datetime) -> str:
    """Mail leaves in the hours of working days alone; in the night an empty run is no fault."""
    return _(
        "%(number)s thư đang chờ đến giờ gửi; thư đầu tiên được gửi từ %(moment)s.",
        number=count(number),
        moment=moment(first, settings().timezone),
    )


def _said(counts: Mapping[str, int]) -> str:
    """`máy chủ thư đã nhận: 01`: what became of how many messages."""
    said = [
        f"{words.message_state(MessageState(state))}: {count(number)}"
        for state, number in counts.items()
        if number
    ]
    return ", ".join(said) or _("Không có thư nào được gửi.")
