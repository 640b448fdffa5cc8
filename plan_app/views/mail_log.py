"""The mail log: was the person told, when, and what?"""

from typing import Final

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.permissions import Permission, may_read_mail, may_see_details
from plan_app.errors import NotAllowed
from plan_app.extensions import settings
from plan_app.forms.fields import parse_day
from plan_app.forms.mail_queue import ResumeForm, TrialForm
from plan_app.models import MailResend, OutboxMessage, QueueStop
from plan_app.models.outbox import ACCEPTED_AT_FIRST
from plan_app.presentation import charts, mailing, words
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import mail_days, mail_log
from plan_app.queries.mail_log import MailFilter, Unsettled
from plan_app.services import resending
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import mail_file
from plan_app.views.asked import Asked, number
from plan_app.views.context import reminder_health

pages = Blueprint("mail_log", __name__, url_prefix="/p/<plan>")


def _state(given: str) -> MessageState | Unsettled:
    return Unsettled.WAITING if given == Unsettled.WAITING else MessageState(given)


READERS: Final = {
    "words": addresses.words,
    "state": _state,
    "kind": MessageKind,
    "day": parse_day,
    "since": parse_day,
    "until": parse_day,
    "task": number,
}
SHOWN: Final = 3


@pages.get("/mail")
@requires(Permission.SEE_MAIL_LOG)
def show() -> str:
    """The messages that the address asks for, below the count of each of the last days."""
    asked = _asked()
    wanted = MailFilter(**asked.found)
    page = Pages(asked.page, mail_log.count_messages(g.plan.id, wanted))
    messages = mail_log.list_messages(g.plan.id, wanted, sort=asked.sort, page=page.number)
    ids = [message.id for message in messages]
    # The chart is about all mails: it stands on the first page of the whole log.
    is_whole = page.number == 1 and not asked.found
    today = clock.today(settings().timezone)
    days = mail_days.list_days(g.plan.id, last=today) if is_whole else []
    health = reminder_health()
    is_stopped = health.stopped is QueueStop.CONFIGURATION
    return render_template(
        "mail_log/list.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        messages=messages,
        tasks=mail_log.list_tasks(ids, plan_id=g.plan.id) if ids else {},
        standing=standing,
        days=days,
        chart=charts.days_chart(days),
        health=health,
        last_resume=mail_log.find_last_resume(g.plan.id) if is_stopped else None,
        form=ResumeForm(formdata=None),
        trial=TrialForm(formdata=None),
    )


@pages.get("/mail.csv")
@requires(Permission.SEE_MAIL_LOG)
def download() -> Response:
    """All messages that the address asks for, as a file for spreadsheets."""
    asked = _asked()
    messages = mail_log.list_messages(
        g.plan.id, MailFilter(**asked.found), sort=asked.sort, page=None
    )
    tasks = mail_log.list_tasks([each.id for each in messages], plan_id=g.plan.id)
    zone = settings().timezone
    return files.answer(
        mail_file.write_log(messages, tasks, standing, zone),
        named=_("Nhật ký gửi thư"),
        plain_name="mail",
        today=clock.today(zone),
    )


@pages.get("/mail/<int:message_id>")
@requires(Permission.SEE_PLAN)
def message(message_id: int) -> str:
    """One message: every attempt, what it said (links masked), what repeats it.

    For those who read the log, the recipient, and the agencies of its tasks. An administrator
    sees that and why mail goes or not, but not what it said of the work.
    """
    found = mail_log.get_message(message_id, plan_id=g.plan.id)
    resends = mail_log.list_resends(found.id)
    is_resent = any(each.original_id == found.id for each in resends)
    return render_template(
        "mail_log/show.html",
        message=found,
        sees_text=_sees_text(found),
        tasks=mail_log.list_tasks([found.id], plan_id=g.plan.id).get(found.id, []),
        attempts=_attempts(found),
        reports=mail_log.list_reports(found.id),
        standing=standing,
        repeated=_first(resends, message_id=found.id),
        repeats=_first(resends, original_id=found.id),
        why_not=resending.why_not(found, is_resent=is_resent),
        form=TrialForm(formdata=None),
    )


def standing(message: OutboxMessage) -> str:
    """How the message stands, in one sentence."""
    return mailing.standing(
        message.state,
        now=clock.now(),
        zone=settings().timezone,
        not_before=message.not_before,
        settled_at=message.settled_at,
        reason=message.reason or "",
    )


def _first(resends: list[MailResend], **wanted: int) -> MailResend | None:
    ((name, value),) = wanted.items()
    return next((each for each in resends if getattr(each, name) == value), None)


def _sees_text(found: OutboxMessage) -> bool:
    """Whether the person may read what it says; raises NotAllowed for who may not even open it."""
    person = actor()
    if person.may(Permission.SEE_MAIL_LOG):
        return person.may(Permission.SEE_ALL_DETAILS)
    scopes = mail_log.list_scopes(found.id)
    is_own = person.user_id == found.recipient_id
    if not is_own and not any(may_see_details(person, each) for each in scopes):
        raise NotAllowed
    return may_read_mail(
        person,
        scopes,
        recipient_id=found.recipient_id,
        has_roll_up=found.roll_up_week is not None,
    )


def _attempts(found: OutboxMessage) -> list[mailing.Attempt]:
    kept = mail_log.list_attempts(found.id)
    said = [
        mailing.Attempt(
            each.number, each.at, each.stage, each.said, is_accepted=each.stage == ACCEPTED_AT_FIRST
        )
        for each in kept
    ]
    accepted = found.settled_at if found.state is MessageState.ACCEPTED else None
    return mailing.attempts(said, made=found.attempts, accepted_at=accepted, said=found.reason)


def _asked() -> Asked:
    return addresses.read(READERS, mail_log.SORTS, mail_log.DEFAULT_SORT)


def _filters(asked: Asked) -> list[Filter]:
    states = [(Unsettled.WAITING.value, _("Đang chờ gửi, gồm cả thư sẽ gửi lại"))]
    states += [(state.value, words.message_state(state).capitalize()) for state in MessageState]
    fields = (
        ("words", _("Người nhận, địa chỉ, tiêu đề hoặc số nhiệm vụ"), None),
        ("state", _("Tình trạng thư"), states),
        ("kind", _("Loại thư"), [(each.value, words.message_kind(each)) for each in MessageKind]),
        ("since", _("Từ ngày (dd/mm/yyyy)"), None),
        ("until", _("Đến ngày (dd/mm/yyyy)"), None),
        ("day", _("Ngày (dd/mm/yyyy)"), None),
        ("task", _("Nhiệm vụ số"), None),
    )
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices), is_folded=place >= SHOWN)
        for place, (name, label, choices) in enumerate(fields)
    ]
