"""`plan-app bounces`: read the delivery reports that have come."""

import json
from collections.abc import Mapping
from typing import Final

import click
from flask_babel import gettext as _

from plan_app import clock
from plan_app.errors import N_
from plan_app.extensions import settings
from plan_app.mail import bounces as reading
from plan_app.mail.mailboxes import CannotRead, Place, open_mailbox
from plan_app.mail.reports import NoReport
from plan_app.presentation.formatters import count
from plan_app.services.delivery_reports import Outcome

_WORDS: Final = {
    Outcome.BAD_ADDRESS: N_("địa chỉ không dùng được"),
    Outcome.HELD: N_("chưa đánh dấu địa chỉ vì nhiều thư cùng bị trả lại"),
    Outcome.FAILED: N_("thư bị trả lại vì lý do khác"),
    Outcome.DELIVERED: N_("báo đã giao"),
    Outcome.NOTED: N_("chỉ ghi nhật ký"),
    Outcome.AGAIN: N_("đã đọc từ trước"),
    Outcome.TOO_EARLY: N_("để lượt sau"),
    NoReport.AUTO_REPLY: N_("thư trả lời tự động"),
    Outcome.UNKNOWN: N_("không phải thư của hệ thống"),
    NoReport.LETTER: N_("thư thường"),
    NoReport.UNREADABLE: N_("không đọc được"),
    reading.TOO_LARGE: N_("quá lớn"),
}


@click.command(short_help="Read delivery reports and out-of-office answers.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def bounces(as_json: bool) -> None:
    """Read what mail servers report; as often as you like, each report counts once."""
    box = settings().bounces
    if box is None:
        raise click.ClickException(
            _("Chưa đặt PLAN_APP_BOUNCE_URL nên không có hộp thư nào để đọc.")
        )
    try:
        with open_mailbox(box) as mailbox:
            counts = reading.read_all(mailbox, now=clock.now())
    except CannotRead as error:
        said = _("Không đọc được %(place)s: %(said)s", place=box.place, said=str(error))
        raise click.ClickException(said) from error
    if as_json:
        click.echo(json.dumps(counts))
        return
    click.echo(_said(counts))
    if any(counts[name] for name in reading.ASIDE):
        click.echo(_("Thư cần xem nằm trong thư mục %(folder)s.", folder=Place.ASIDE.value))


def _said(counts: Mapping[str, int]) -> str:
    """`Đã đọc 03 thư: địa chỉ không dùng được: 01, …`."""
    if not counts[reading.READ]:
        return _("Không có thư mới.")
    said = [f"{_(words)}: {count(counts[name])}" for name, words in _WORDS.items() if counts[name]]
    return _("Đã đọc %(count)s thư: ", count=count(counts[reading.READ])) + ", ".join(said)
