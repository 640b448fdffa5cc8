"""The journal: who did what, by task, person and day; on the page and as a file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import vietnamese
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.forms.fields import parse_day
from plan_app.presentation import journal_words, spreadsheets
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import journal_list
from plan_app.queries.journal_list import JournalFilter
from plan_app.views import journal_file
from plan_app.views.asked import number

pages = Blueprint("journal", __name__, url_prefix="/p/<plan>")


@dataclass(frozen=True, slots=True)
class Asked:
    """The journal as its address asks for it; `values` are the arguments that were understood.

    `plan_id` is None for the installation's chain.
    """

    plan_id: int | None
    wanted: JournalFilter
    sort: str
    page: int
    values: Mapping[str, str]
    kept: Collection[str] = ()

    @property
    def path(self) -> str:
        """The address of the journal without any arguments."""
        return self._of({})

    @property
    def bare(self) -> str:
        """The address of the whole journal; every condition can be taken away."""
        return self.path

    def address(self, **changes: str | int | None) -> str:
        """The address of the same list with other arguments; None takes one away."""
        return self._of({**self.values, **changes})

    def _of(self, values: Mapping[str, str | int | None]) -> str:
        kept: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
        return url_for("journal.show" if self.plan_id else "journal.installation", **kept)

    @property
    def oldest_first(self) -> bool:
        """Whether the list begins with the first entry of all."""
        return self.sort == "at"


@pages.get("/journal")
@requires(Permission.SEE_JOURNAL)
def show() -> str:
    """The journal of the plan."""
    return _page(_read(g.plan.id))


@pages.get("/journal.csv")
@requires(Permission.SEE_JOURNAL)
def download() -> Response:
    """All of the plan's entries that the address asks for, as a file."""
    return _file(_read(g.plan.id), "journal")


@pages.get("/journal/installation")
@requires(Permission.ADMINISTER)
def installation() -> str:
    """The journal of accounts and of the installation."""
    return _page(_read(None))


@pages.get("/journal/installation.csv")
@requires(Permission.ADMINISTER)
def download_installation() -> Response:
    """All of the installation's entries that the address asks for, as a file."""
    return _file(_read(None), "journal-installation")


def _page(asked: Asked) -> str:
    page = Pages(asked.page, journal_list.count_rows(asked.plan_id, asked.wanted))
    rows = journal_list.list_rows(
        asked.plan_id, asked.wanted, oldest_first=asked.oldest_first, page=page.number
    )
    return render_template(
        "journal/list.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        rows=rows,
        sees_details=_sees_details(asked),
        may_administer=actor().may(Permission.ADMINISTER),
    )


def _file(asked: Asked, plain_name: str) -> Response:
    rows = journal_list.list_rows(
        asked.plan_id, asked.wanted, oldest_first=asked.oldest_first, page=None
    )
    text = journal_file.write(rows, sees_details=_sees_details(asked), zone=settings().timezone)
    today = clock.today(settings().timezone)
    name = _("Nhật ký xử lý đến ngày %(day)s.csv", day=today.strftime("%d-%m-%Y"))
    said = spreadsheets.attachment(name, f"{plain_name}-{today}.csv")
    return Response(
        text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": said}
    )


def _sees_details(asked: Asked) -> bool:
    """What people wrote about the plan is not the administrator's to read."""
    return asked.plan_id is None or actor().may(Permission.SEE_ALL_DETAILS)


def _read(plan_id: int | None) -> Asked:
    """Read the address; what cannot be understood is as if it were not there."""
    found: dict[str, Any] = {}
    values: dict[str, str] = {}
    for name, reader in _READERS.items():
        given = request.args.get(name, "").strip()
        try:
            value = reader(given) if given else None
        except (ValueError, OverflowError):
            continue
        if value:
            found[name], values[name] = value, given
    page, sort = found.pop("page", 1), found.pop("sort", "-at")
    values.pop("page", None)
    return Asked(plan_id, JournalFilter(**found), sort, page, values)


def _action(given: str) -> str:
    if given not in dict(journal_words.actions()):
        raise ValueError(given)
    return given


def _sort(given: str) -> str:
    if given != "at":
        raise ValueError(given)
    return given


def _begin(day: date) -> datetime:
    """The instant at which the day begins; raises OverflowError for the first day of all."""
    return datetime.combine(day, time(), tzinfo=settings().timezone).astimezone(UTC)


_READERS: Final[Mapping[str, Any]] = {
    "words": lambda given: vietnamese.normalise(given)[:100],
    "task": number,
    "action": _action,
    "since": lambda given: _begin(parse_day(given)),
    # The day itself is included.
    "until": lambda given: _begin(parse_day(given) + timedelta(days=1)),
    "sort": _sort,
    "page": number,
}


def _filters(asked: Asked) -> list[Filter]:
    fields = [
        ("words", _("Người thực hiện hoặc được nhắc đến"), None),
        ("since", _("Từ ngày (dd/mm/yyyy)"), None),
        ("until", _("Đến ngày (dd/mm/yyyy)"), None),
        ("task", _("Nhiệm vụ số"), None),
        ("action", _("Việc đã làm"), journal_words.actions()),
    ]
    if asked.plan_id is None:
        fields = [field for field in fields if field[0] != "task"]
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices), is_folded=name == "action")
        for name, label, choices in fields
    ]
