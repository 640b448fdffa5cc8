"""Steering the mail: the queue goes on, a trial mail to oneself, a message sent again."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import resending as rules
from plan_app.domain.permissions import Permission
from plan_app.errors import RuleBroken
from plan_app.extensions import settings
from plan_app.forms.mail_queue import ResendForm
from plan_app.mail import answers, drafts, trial
from plan_app.mail.answers import Answer, Verdict
from plan_app.mail.compose import compose
from plan_app.mail.deliver import worker_name
from plan_app.mail.transports import open_transport
from plan_app.models import OutboxMessage
from plan_app.presentation import mailing
from plan_app.queries import mail_log
from plan_app.services import mail_queue, resending, trial_mails
from plan_app.services.resending import CannotResend
from plan_app.services.transaction import transaction
from plan_app.views import editing

pages = Blueprint("mail_steering", __name__, url_prefix="/p/<plan>/mail")


@pages.post("/resume")
@requires(Permission.STEER_MAIL)
def resume() -> Response:
    """Let the queue go on that the server's answer has stopped."""
    try:
        with transaction():
            mail_queue.resume(actor_id=actor().user_id, plan_id=g.plan.id, now=clock.now())
    except RuleBroken as error:
        flash(_(error.message), "error")
    else:
        flash(_("Đã cho gửi tiếp; thư đang chờ được gửi trong ít phút tới."))
    return redirect(url_for("mail_log.show"), 303)


@pages.post("/trial")
@requires(Permission.STEER_MAIL)
def try_out() -> Response:
    """Mail a trial to oneself at once, and show what the server says."""
    act, plan_id, worker = editing.act_now(), g.plan.id, worker_name()
    try:
        with transaction():
            message_id = trial_mails.begin(act, plan_id=plan_id, worker=worker)
    except RuleBroken as error:
        flash(_(error.message), "error")
        return redirect(url_for("mail_log.show"), 303)
    transport = open_transport(settings())
    answer = trial.send(message_id, worker=worker, transport=transport, now=act.now)
    _tell(answer)
    return redirect(url_for("mail_log.message", message_id=message_id), 303)


@pages.route("/<int:message_id>/resend", methods=["GET", "POST"])
@requires(Permission.STEER_MAIL)
def resend(message_id: int) -> editing.Answer:
    """Read what would be sent now, and send it once more."""
    found = mail_log.get_message(message_id, plan_id=g.plan.id)
    form = ResendForm()
    form.offer((each.value, mailing.cause(each)) for each in rules.causes(found.state))
    made: list[int] = []
    plan, act = g.plan, editing.act_now()

    def write() -> None:
        again = resending.resend(
            message_id,
            plan,
            cause=form.chosen,
            seen=form.seen.data or "",
            note=form.note.data or "",
            act=act,
        )
        made.append(again.id)

    status = editing.save(form, write)
    if status == 303:
        flash(_("Thư gửi lại đã vào hàng đợi gửi."))
        return redirect(url_for("mail_log.message", message_id=made[0]), 303)
    return _preview(form, found, status)


def _preview(form: ResendForm, found: OutboxMessage, status: int) -> editing.Answer:
    """What would go now; where nothing can, why, on the page of the message."""
    try:
        again = resending.prepare(found, g.plan, now=clock.now())
    except CannotResend as error:
        return _not_again(found, error)
    form.seen.data = again.seen
    letter = compose(again.facts)
    page = render_template(
        "mail_log/resend.html",
        form=form,
        message=found,
        again=again,
        subject=letter.subject,
        language_of_mail=letter.language,
        text=drafts.masked(letter) if actor().may(Permission.SEE_ALL_DETAILS) else "",
    )
    return page, status


def _not_again(found: OutboxMessage, error: CannotResend) -> Response:
    """A second click lands on the message that the first one made."""
    resent = resending.find_resend(found.id)
    flash(_(error.message), "error")
    shown = resent.message_id if resent else found.id
    return redirect(url_for("mail_log.message", message_id=shown), 303)


def _tell(answer: Answer | None) -> None:
    if answer is None:
        flash(_("Chưa gửi được thư thử; xem nguyên nhân dưới đây."), "error")
        return
    said = str(answer)
    if answers.verdict(answer) is Verdict.ACCEPTED:
        flash(_("Máy chủ thư đã nhận thư thử, trả lời: %(said)s", said=said))
        return
    flash(
        _(
            "Máy chủ thư chưa nhận thư thử (bước: %(stage)s), trả lời: %(said)s",
            stage=mailing.stage(answer.stage.value),
            said=said,
        ),
        "error",
    )
