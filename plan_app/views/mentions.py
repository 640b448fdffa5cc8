"""The comments that mention the person who looks, for those to whom no mail goes by itself."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.presentation import mention_file
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import mentions
from plan_app.queries.mentions import MentionFilter
from plan_app.views import asked as addresses
from plan_app.views import download as files

pages = Blueprint("mentions", __name__, url_prefix="/p/<plan>")


@pages.get("/mentions")
@requires(Permission.SEE_ALL_DETAILS)
def show() -> str:
    """The person's own, the latest first."""
    asked = _asked()
    wanted = MentionFilter(actor().user_id, **asked.found)
    page = Pages(asked.page, mentions.count_rows(g.plan.id, wanted))
    label = _("Số, tên nhiệm vụ hoặc người viết")
    return render_template(
        "mentions/list.html",
        asked=asked,
        filters=[Filter("words", asked.values.get("words", ""), offer(label, None))],
        page=page,
        rows=mentions.list_rows(g.plan.id, wanted, sort=asked.sort, page=page.number),
    )


@pages.get("/mentions.csv")
@requires(Permission.SEE_ALL_DETAILS)
def download() -> Response:
    """All of them as a file for spreadsheets."""
    asked, zone = _asked(), settings().timezone
    wanted = MentionFilter(actor().user_id, **asked.found)
    rows = mentions.list_rows(g.plan.id, wanted, sort=asked.sort, page=None)
    named, today = _("Trao đổi có nhắc tên"), clock.today(zone)
    text = mention_file.write(rows, zone)
    return files.answer(text, named=named, plain_name="mentions", today=today)


_READERS: Final[Mapping[str, addresses.Reader]] = {"words": addresses.words}


def _asked() -> addresses.Asked:
    return addresses.read(_READERS, mentions.SORTS, mentions.DEFAULT_SORT)
