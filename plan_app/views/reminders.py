"""The reminders of a plan: how they stand, what would go to whom, on and off."""

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.holding import Hold
from plan_app.domain.permissions import Permission
from plan_app.errors import RuleBroken
from plan_app.extensions import settings
from plan_app.forms.reminders import ResumeForm, SwitchOffForm, SwitchOnForm
from plan_app.models import QueueStop
from plan_app.presentation import expected_mails
from plan_app.presentation.expected_mails import ExpectedMail
from plan_app.queries import deadlines, recipients
from plan_app.queries.reminder_health import get_reminder_health
from plan_app.services import steering
from plan_app.services.steering import Switching
from plan_app.services.transaction import transaction
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views.asked import Asked
from plan_app.views.rehearsal import mail_filters

Answer = Redirect | tuple[str, int]
pages = Blueprint("reminders", __name__, url_prefix="/p/<plan>/reminders")


@pages.get("")
@requires(Permission.STEER_REMINDERS)
def show() -> str:
    """The state, the policy in words, the health of sending."""
    return _show(ResumeForm())


@pages.get("/preview")
@requires(Permission.STEER_REMINDERS)
def preview() -> str:
    """What would go to whom, to be confirmed."""
    return _preview(SwitchOnForm())


@pages.get("/preview.csv")
@requires(Permission.STEER_REMINDERS)
def download() -> Response:
    """The same mails as a file for spreadsheets."""
    asked, today = _asked(), clock.today(settings().timezone)
    _shown, rows = _mails()
    text = expected_mails.write(
        expected_mails.wanted(rows, asked.found.get("words", ""), asked.sort)
    )
    named = _("Thư nhắc việc dự kiến")
    return files.answer(text, named=named, plain_name="reminders", today=today)


@pages.post("/on")
@requires(Permission.STEER_REMINDERS)
def switch_on() -> Answer:
    """Switch on what the preview showed; a changed preview is shown again."""
    form = SwitchOnForm()
    now = clock.now()
    try:
        with transaction():
            confirmed = form.confirmed.data or ""
            done = steering.switch_on(g.plan, confirmed, actor_id=actor().user_id, now=now)
    except RuleBroken as error:
        form.show(error)
        return _preview(form), 422
    flash(_("Đã bật nhắc việc; %(count)s nhiệm vụ được đưa vào lịch nhắc.", count=done.unarmed))
    return redirect(url_for("reminders.show"), 303)


@pages.post("/off")
@requires(Permission.STEER_REMINDERS)
def switch_off() -> Answer:
    """Nothing is planned any more for this plan."""
    with transaction():
        steering.switch_off(g.plan, actor_id=actor().user_id, now=clock.now())
    flash(_("Đã tắt nhắc việc của kế hoạch."))
    return redirect(url_for("reminders.show"), 303)


@pages.post("/resume")
@requires(Permission.STEER_REMINDERS)
def resume() -> Answer:
    """Let the run go that waits because it is far above what is usual."""
    form = ResumeForm()
    messages, who = form.messages.data or 0, actor().user_id
    try:
        with transaction():
            steering.resume(g.plan, messages=messages, actor_id=who, now=clock.now())
    except RuleBroken as error:
        form.show(error)
        return _show(form), 422
    flash(_("Đã cho phép gửi tiếp."))
    return redirect(url_for("reminders.show"), 303)


def _show(resume_form: ResumeForm) -> str:
    now = clock.now()
    health = get_reminder_health(now=now)
    waiting = 0
    if health.stopped is QueueStop.TOO_MANY:
        waiting = steering.count_waiting(g.plan, now=now)
        resume_form.messages.data = waiting
    return render_template(
        "reminders/show.html",
        policy=deadlines.row_of(g.plan).policy,
        health=health,
        waiting=waiting,
        unarmed=steering.count_unarmed(g.plan),
        resume_form=resume_form,
        off_form=SwitchOffForm(),
    )


def _preview(form: SwitchOnForm) -> str:
    shown, rows = _mails()
    form.confirmed.data = shown.digest
    asked = _asked()
    return render_template(
        "reminders/preview.html",
        shown=shown,
        rows=expected_mails.wanted(rows, asked.found.get("words", ""), asked.sort),
        asked=asked,
        filters=mail_filters(asked),
        drafts=shown.planning.count_held(Hold.DRAFT_TEXT),
        unassigned=shown.planning.count_held(Hold.UNASSIGNED),
        form=form,
    )


def _mails() -> tuple[Switching, list[ExpectedMail]]:
    """What switching on would send, and its mails as rows."""
    shown = steering.preview_switch_on(g.plan, now=clock.now())
    digests = shown.planning.digests
    people = recipients.list_people([digest.recipient_id for digest in digests])
    return shown, expected_mails.rows_of(digests, (), people)


def _asked() -> Asked:
    """The list of the preview, also where it is shown again after an error."""
    return addresses.read(
        {"words": addresses.words},
        expected_mails.SORTS,
        expected_mails.DEFAULT_SORT,
        place=url_for("reminders.preview"),
    )
