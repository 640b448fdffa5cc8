"""A day to come, rehearsed: who would get what, and what the mail would say."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import requires
from plan_app.domain import windows
from plan_app.domain.askings import Asking
from plan_app.domain.permissions import Permission
from plan_app.domain.planning import Digest
from plan_app.extensions import settings
from plan_app.forms.rehearsal import RehearsalForm
from plan_app.mail import drafts, truth
from plan_app.mail.compose import compose
from plan_app.mail.facts import Dropped, Facts
from plan_app.presentation import expected_mails
from plan_app.presentation.expected_mails import ExpectedMail
from plan_app.presentation.formatters import day
from plan_app.presentation.listing import Filter, offer
from plan_app.queries import deadlines, outlook, recipients, round_outlook
from plan_app.queries.circumstances import Circumstances
from plan_app.queries.outlook import LONGEST_DAYS, OutlookDay
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views.asked import Asked

pages = Blueprint("rehearsal", __name__, url_prefix="/p/<plan>/reminders/rehearsal")


@pages.get("")
@requires(Permission.STEER_REMINDERS)
def show() -> tuple[str, int]:
    """Who would get what on the chosen day, at the chosen time."""
    known = _read_ahead()
    form, at = _asked(known)
    if at is None:
        return render_template("reminders/rehearsal.html", form=form), 422
    found, rows = _mails(at, known)
    asked = _asked_list()
    shown = expected_mails.wanted(rows, asked.found.get("words", ""), asked.sort)
    page = render_template(
        "reminders/rehearsal.html",
        form=form,
        found=found,
        total=len(rows),
        rows=shown,
        asked=asked,
        filters=mail_filters(asked),
        file=_file_address(asked, at),
        at=at,
    )
    return page, 200


@pages.get("/mails.csv")
@requires(Permission.STEER_REMINDERS)
def download() -> Response | tuple[str, int]:
    """Who would get what, as a file for spreadsheets."""
    known = _read_ahead()
    form, at = _asked(known)
    if at is None:
        return render_template("reminders/rehearsal.html", form=form), 422
    asked = _asked_list()
    _found, rows = _mails(at, known)
    shown = expected_mails.wanted(rows, asked.found.get("words", ""), asked.sort)
    named = _("Thư nhắc việc dự kiến")
    return files.answer(
        expected_mails.write(shown), named=named, plain_name="rehearsal", today=at.date()
    )


@pages.get("/<int:person_id>")
@requires(Permission.STEER_REMINDERS)
def read(person_id: int) -> tuple[str, int]:
    """The mail that the person would get, its links masked."""
    known = _read_ahead()
    form, at = _asked(known)
    if at is None:
        return render_template("reminders/rehearsal.html", form=form), 422
    digest = _of(person_id, _day(at, known).digests)
    asking = _of(person_id, _askings(at, known))
    page = render_template(
        "reminders/rehearsal_mail.html",
        form=form,
        person=recipients.list_people([person_id]).get(person_id),
        letters=_letters(digest, asking, at),
        at=at,
    )
    return page, 200


def _file_address(asked: Asked, at: datetime) -> str:
    """The same list as a file, also where the address names no moment."""
    given: dict[str, Any] = {**asked.values, "day": day(at.date()), "time": at.strftime("%H:%M")}
    return url_for(".download", **given)


def mail_filters(asked: Asked) -> list[Filter]:
    """The one filter of a list of expected mails."""
    label = _("Người nhận, cơ quan hoặc số nhiệm vụ")
    return [Filter("words", asked.values.get("words", ""), offer(label))]


def _asked_list() -> Asked:
    readers: dict[str, addresses.Reader] = {"words": addresses.words, "day": str, "time": str}
    return addresses.read(
        readers, expected_mails.SORTS, expected_mails.DEFAULT_SORT, kept=("day", "time")
    )


def _mails(at: datetime, known: Circumstances) -> tuple[OutlookDay, list[ExpectedMail]]:
    """The day, and everything that would go then."""
    found, askings = _day(at, known), _askings(at, known)
    told = {each.recipient_id for each in found.digests}
    told |= {each.recipient_id for each in askings}
    return found, expected_mails.rows_of(found.digests, askings, recipients.list_people(told))


def _read_ahead() -> Circumstances:
    return outlook.read_ahead(deadlines.row_of(g.plan), now=clock.now())


def _asked(known: Circumstances) -> tuple[RehearsalForm, datetime | None]:
    """The moment of the address; without one, the next at which mail can leave."""
    plan, zone, now = deadlines.row_of(g.plan), settings().timezone, clock.now()
    opens = max(now, windows.following(now, plan.policy, known.calendar, zone).opens)
    if not {"day", "time"} & set(request.args):
        opens = opens.astimezone(zone)
        return RehearsalForm(formdata=None, data=_shown(opens)), opens
    form = RehearsalForm(formdata=request.args)
    if not form.validate():
        return form, None
    at = datetime.combine(form.day.data, time.fromisoformat(form.time.data or ""), zone)
    error = _error(at.date(), now.astimezone(zone).date())
    if error:
        form.day.errors = [error]
        return form, None
    return form, at


def _shown(at: datetime) -> dict[str, object]:
    return {"day": at.date(), "time": at.strftime("%H:%M")}


def _error(day: date, today: date) -> str:
    if day < today:
        return _("Ngày đã qua; thư đã gửi xem tại nhật ký gửi thư.")
    if day > today + timedelta(days=LONGEST_DAYS):
        return _("Chỉ xem thử được trong 92 ngày tới.")
    return ""


def _day(at: datetime, known: Circumstances) -> OutlookDay:
    plan = deadlines.row_of(g.plan)
    ahead = outlook.get_outlook(plan, now=clock.now(), last=at.date(), known=known)
    return ahead.days(at=at)[-1]


def _askings(at: datetime, known: Circumstances) -> list[Asking]:
    """The mails about the open round that would be planned then."""
    return round_outlook.list_on(deadlines.row_of(g.plan), known, now=clock.now(), at=at)


Mail = TypeVar("Mail", Digest, Asking)


def _of(person_id: int, mails: Iterable[Mail]) -> Mail | None:
    return next((each for each in mails if each.recipient_id == person_id), None)


def _letters(digest: Digest | None, asking: Asking | None, at: datetime) -> list[dict[str, str]]:
    """The mails to the person; a reminder of the round stands in the digest if there is one."""
    plan = deadlines.row_of(g.plan)
    assumed = None if plan.reminders_on else plan.id
    is_inside = digest is not None and asking is not None and asking.fits_digest
    found: list[Facts | Dropped] = []
    if digest is not None:
        monday = at.date() - timedelta(days=at.weekday())
        found.append(
            truth.rehearse(
                digest.recipient_id,
                now=at,
                roll_up_week=monday if digest.has_roll_up else None,
                roll_ups=digest.roll_ups,
                round_id=asking.round_id if asking and is_inside else None,
                assumed=assumed,
            )
        )
    if asking is not None and not is_inside:
        found.append(truth.rehearse_round(asking, now=at, assumed=assumed))
    return [_letter(facts) for facts in found if not isinstance(facts, Dropped)]


def _letter(facts: Facts) -> dict[str, str]:
    letter = compose(facts)
    return {"subject": letter.subject, "text": drafts.masked(letter), "language": letter.language}
