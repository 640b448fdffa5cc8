"""The calendar by year: days off and working Saturdays, each with its source."""

from datetime import date, datetime
from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission
from plan_app.errors import RuleBroken, StaleEdit
from plan_app.extensions import settings
from plan_app.forms.calendar import OFF, WORKING, CalendarDayForm, CalendarListForm, RemoveDayForm
from plan_app.forms.fields import parse_day
from plan_app.models import CalendarDay
from plan_app.presentation.formatters import count
from plan_app.presentation.formatters import day as written
from plan_app.presentation.listing import Filter, offer
from plan_app.queries import calendar
from plan_app.queries.calendar import DayFilter, DayKind
from plan_app.services import calendar as shipped
from plan_app.services import official_days
from plan_app.services.calendar import Entry
from plan_app.services.official_days import ListChanged, ListWrong, YearList
from plan_app.services.transaction import transaction
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing, reminder_file
from plan_app.views.asked import Asked, number

pages = Blueprint("calendar", __name__, url_prefix="/p/<plan>/reminders/calendar")

READERS: Final = {"words": addresses.words, "kind": DayKind, "year": number}


@pages.get("")
@requires(Permission.STEER_REMINDERS)
def show() -> str:
    """The days of one year that differ from the plain week, as the address asks for them."""
    today, asked_days = _today(), _asked_days()
    year = _year(asked_days, today)
    first, last = calendar.find_years() or (today.year, today.year)
    return render_template(
        "reminders/calendar.html",
        asked=asked_days,
        filters=_filters(asked_days),
        year=year,
        years=range(min(first, year, today.year), max(last, year, today.year) + 1),
        days=_days(asked_days, year),
        today=today,
    )


@pages.get("/days.csv")
@requires(Permission.STEER_REMINDERS)
def download() -> Response:
    """The days that the address asks for, as a file for spreadsheets."""
    today, asked_days = _today(), _asked_days()
    year = _year(asked_days, today)
    return files.answer(
        reminder_file.write_days(_days(asked_days, year)),
        named=_("Ngày nghỉ và ngày làm bù năm %(year)s", year=year),
        plain_name=f"calendar-{year}",
        today=today,
    )


def _asked_days() -> Asked:
    return addresses.read(READERS, calendar.SORTS, calendar.DEFAULT_SORT)


def _year(asked_days: Asked, today: date) -> int:
    year: int = asked_days.found.get("year", today.year)
    return min(max(year, 2000), today.year + official_days.YEARS_AHEAD)


def _days(asked_days: Asked, year: int) -> list[CalendarDay]:
    wanted = DayFilter(asked_days.found.get("words", ""), asked_days.found.get("kind"))
    first, last = date(year, 1, 1), date(year, 12, 31)
    return calendar.list_wanted(first, last, wanted, sort=asked_days.sort)


def _filters(asked_days: Asked) -> list[Filter]:
    kinds = [(DayKind.OFF.value, _("Ngày nghỉ")), (DayKind.WORKING.value, _("Ngày làm việc"))]
    fields = (
        ("words", _("Tên ngày hoặc nguồn"), None),
        ("kind", _("Là"), kinds),
        ("year", _("Năm"), None),
    )
    return [
        Filter(name, asked_days.values.get(name, ""), offer(label, choices))
        for name, label, choices in fields
    ]


@pages.route("/day", methods=["GET", "POST"])
@requires(Permission.STEER_REMINDERS)
def edit() -> editing.Answer:
    """Enter or change one day."""
    row = _asked()
    form = CalendarDayForm(data=_shown(row))
    status = editing.save(form, lambda: _write(form))
    if status == 303:
        flash(_("Đã lưu ngày %(day)s trong lịch.", day=written(form.day.data)))
        return redirect(url_for("calendar.show", year=form.day.data.year), 303)
    present = calendar.find_day(form.day.data) if status == editing.STALE else None
    if status == editing.STALE:
        form.seen.data = official_days.seen(present)
    return _day_page(form, row, present), status


@pages.post("/day/remove")
@requires(Permission.STEER_REMINDERS)
def remove() -> editing.Answer:
    """Take a person's entry out."""
    form, facts = RemoveDayForm(), _act()
    try:
        chosen = date.fromisoformat(form.day.data or "")
        with transaction():
            official_days.remove_day(chosen, version=form.seen.data, **facts)
    except (RuleBroken, StaleEdit) as error:
        flash(_(error.message), "error")
        return redirect(url_for("calendar.show"), 303)
    except ValueError:
        return redirect(url_for("calendar.show"), 303)
    flash(_("Đã bỏ nội dung nhập cho ngày %(day)s.", day=written(chosen)))
    return redirect(url_for("calendar.show", year=chosen.year), 303)


@pages.route("/list", methods=["GET", "POST"])
@requires(Permission.STEER_REMINDERS)
def enter_list() -> editing.Answer:
    """The official days of a year: preview first, then all of them or none."""
    form = CalendarListForm(data={"year": request.args.get("year", _today().year, type=int)})
    if request.method != "POST":
        return _list_page(form)
    if not form.validate():
        return _list_page(form), editing.INVALID
    wanted, confirmed = _wanted(form), form.confirmed.data or ""
    try:
        if not confirmed:
            return _preview_list(form, wanted)
        with transaction():
            changed = official_days.enter_list(wanted, confirmed, **_act())
    except ListChanged as error:
        form.show(error)
        return _preview_list(form, wanted)
    except RuleBroken as error:
        form.show(error)
        form.confirmed.data = ""
        faults = error.faults if isinstance(error, ListWrong) else []
        return _list_page(form, faults=faults), editing.INVALID
    flash(_("Đã ghi lịch năm %(year)s: %(days)s ngày thay đổi.",
            year=wanted.year, days=count(changed)))  # fmt: skip
    return redirect(url_for("calendar.show", year=wanted.year), 303)


def _preview_list(form: CalendarListForm, wanted: YearList) -> editing.Answer:
    found = official_days.compare(wanted, today=_today())
    named = official_days.digest(found)
    status = 200 if form.confirmed.data in ("", None, named) else editing.INVALID
    form.confirmed.data = named
    return _list_page(form, comparisons=found), status


def _list_page(form: CalendarListForm, **facts: Any) -> str:  # noqa: ANN401 (what the template needs)
    return render_template("reminders/calendar_list.html", form=form, **facts)


def _day_page(form: CalendarDayForm, row: CalendarDay | None, present: CalendarDay | None) -> str:
    removal = None
    if row is not None and row.day >= _today() and not shipped.is_ours(row.source):
        facts = {"day": row.day.isoformat(), "seen": official_days.seen(row)}
        removal = RemoveDayForm(formdata=None, data=facts)
    return render_template(
        "reminders/calendar_day.html", form=form, row=row, present=present, removal=removal
    )


def _asked() -> CalendarDay | None:
    """What is entered for the day of the address, if it names one."""
    try:
        return calendar.find_day(parse_day(request.args.get("day", "")))
    except ValueError:
        return None


def _shown(row: CalendarDay | None) -> dict[str, Any]:
    facts: dict[str, Any] = {"seen": official_days.seen(row)}
    if row is not None:
        facts |= {"day": row.day, "name": row.name, "source": row.source,
                  "kind": WORKING if row.is_working else OFF}  # fmt: skip
        if shipped.is_ours(row.source):
            facts["source"] = ""
    return facts


def _write(form: CalendarDayForm) -> None:
    entry = Entry(form.day.data, form.is_working, form.name.data or "", form.source.data or "")
    official_days.set_day(entry, version=form.seen.data or "", **_act())


def _wanted(form: CalendarListForm) -> YearList:
    return YearList(
        year=form.year.data,
        text=form.days.data or "",
        source=form.source.data or "",
        is_complete=bool(form.is_complete.data),
    )


def _act() -> dict[str, Any]:
    """Who, when; the calendar belongs to the installation and not to the plan of the page."""
    now: datetime = clock.now()
    return {"actor_id": actor().user_id, "now": now, "today": _today()}


def _today() -> date:
    return clock.today(settings().timezone)
