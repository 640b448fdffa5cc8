"""The update links in mails that people hold, as a coordinator sees and revokes them."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.forms import Form
from plan_app.presentation import formatters, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import Filter, Pages
from plan_app.presentation.listing import offer as offered
from plan_app.queries import update_links as links
from plan_app.queries.update_links import LinkFilter, LinkRow, LinkState
from plan_app.services import update_links as writing
from plan_app.services.transaction import transaction
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing

pages = Blueprint("link_list", __name__, url_prefix="/p/<plan>")


@pages.get("/update-links")
@requires(Permission.STEER_REMINDERS)
def show() -> str:
    """Those that can be used now, the last sent first; tokens are nowhere known."""
    asked, now = _asked(), clock.now()
    wanted = LinkFilter(**asked.found)
    page = Pages(asked.page, links.count_rows(g.plan.id, wanted, now=now))
    return render_template(
        "update_links/list.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        rows=links.list_rows(g.plan.id, wanted, now=now, sort=asked.sort, page=page.number),
        now=now,
        form=Form(formdata=None),
    )


@pages.get("/update-links.csv")
@requires(Permission.STEER_REMINDERS)
def download() -> Response:
    """All of them as a file for spreadsheets."""
    asked, now = _asked(), clock.now()
    rows = links.list_rows(
        g.plan.id, LinkFilter(**asked.found), now=now, sort=asked.sort, page=None
    )
    named, today = _("Đường dẫn cập nhật"), now.astimezone(settings().timezone).date()
    return files.answer(_write(rows), named=named, plain_name="update-links", today=today)


@pages.post("/update-links/<int:link_id>/revoke")
@requires(Permission.STEER_REMINDERS)
def revoke(link_id: int) -> Redirect:
    """Nobody can use this one from now on; the next mail brings another."""
    with transaction():
        writing.revoke(link_id, plan_id=g.plan.id, act=editing.act_now())
    flash(_("Đã thu hồi đường dẫn; thư nhắc việc sau có đường dẫn mới."))
    return redirect(url_for("link_list.show"), 303)


@pages.post("/update-links/people/<int:person_id>/revoke")
@requires(Permission.STEER_REMINDERS)
def revoke_all(person_id: int) -> Redirect:
    """Nobody can use any of this person's."""
    with transaction():
        count = writing.revoke_all_of(person_id, plan_id=g.plan.id, act=editing.act_now())
    flash(_("Đã thu hồi %(count)s đường dẫn.", count=formatters.count(count)))
    return redirect(url_for("link_list.show"), 303)


def _asked() -> addresses.Asked:
    return addresses.read(_READERS, links.SORTS, links.DEFAULT_SORT)


# By the fields of the filter: the addresses have the same names.
_READERS: Final[Mapping[str, addresses.Reader]] = {"words": addresses.words, "state": LinkState}


def _filters(asked: addresses.Asked) -> list[Filter]:
    states = [(each.value, words.link_state(each.value)) for each in LinkState]
    fields = [
        ("words", _("Tên người nhận; số hoặc tên nhiệm vụ"), None),
        ("state", _("Tình trạng"), states),
    ]
    return [
        Filter(name, asked.values.get(name, ""), offered(label, choices))
        for name, label, choices in fields
    ]


def _write(rows: Sequence[LinkRow]) -> str:
    zone = settings().timezone
    head = [
        _("Người nhận"),
        _("Số"),
        _("Nhiệm vụ"),
        _("Mốc thực hiện"),
        _("Gửi lúc"),
        _("Sử dụng gần nhất"),
        _("Có hiệu lực đến"),
        _("Kết thúc sớm"),
    ]
    return spreadsheets.write_csv(
        head,
        (
            [
                f"{row.honorific} {row.person}".strip(),
                row.number,
                in_language(row.title, row.title_en),
                in_language(row.label, row.label_en),
                formatters.moment(row.sent_at, zone),
                formatters.moment(row.used_at, zone) if row.used_at else "",
                formatters.moment(row.expires_at, zone),
                words.link_end(row.ended_because) if row.ended_because else "",
            ]
            for row in rows
        ),
    )
