"""The mail log: was the person told, when, and what?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import vietnamese
from plan_app.domain.mailing import MessageState
from plan_app.domain.permissions import Permission
from plan_app.errors import RuleBroken
from plan_app.extensions import settings
from plan_app.forms.fields import parse_day
from plan_app.forms.mail_queue import ResumeForm
from plan_app.models import OutboxMessage
from plan_app.presentation import mailing, words
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import mail_log
from plan_app.queries.mail_log import MailFilter, Unsettled
from plan_app.services import mail_queue
from plan_app.services.transaction import transaction
from plan_app.views.asked import number
from plan_app.views.context import reminder_health

pages = Blueprint("mail_log", __name__, url_prefix="/p/<plan>/mail")


@dataclass(frozen=True, slots=True)
class Asked:
    """The log as its address asks for it; `values` are the arguments that were understood."""

    wanted: MailFilter
    page: int
    values: Mapping[str, str]

    def address(self, **changes: str | int | None) -> str:
        """The address of the same list with other arguments; None takes one away."""
        values = {**self.values, **changes}
        kept: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
        return url_for("mail_log.show", **kept)


@pages.get("")
@requires(Permission.SEE_MAIL_LOG)
def show() -> str:
    """The messages that the address asks for."""
    asked = _read()
    page = Pages(asked.page, mail_log.count_messages(g.plan.id, asked.wanted))
    messages = mail_log.list_messages(g.plan.id, asked.wanted, page=page.number)
    ids = [message.id for message in messages]
    return render_template(
        "mail_log/list.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        messages=messages,
        tasks=mail_log.list_tasks(ids, plan_id=g.plan.id) if ids else {},
        standing=_standing,
        health=reminder_health(),
        form=ResumeForm(),
    )


@pages.get("/<int:message_id>")
@requires(Permission.SEE_MAIL_LOG)
def message(message_id: int) -> str:
    """One message and what it said, links masked; secret bodies were never kept.

    An administrator sees that and why mail goes or not, but not what it said of the work.
    """
    found = mail_log.get_message(message_id, plan_id=g.plan.id)
    return render_template(
        "mail_log/show.html",
        message=found,
        tasks=mail_log.list_tasks([found.id], plan_id=g.plan.id).get(found.id, []),
        standing=_standing,
        sees_text=actor().may(Permission.SEE_ALL_DETAILS),
    )


@pages.post("/resume")
@requires(Permission.SEE_MAIL_LOG)
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


def _standing(message: OutboxMessage) -> str:
    return mailing.standing(
        message.state,
        now=clock.now(),
        zone=settings().timezone,
        not_before=message.not_before,
        settled_at=message.settled_at,
        reason=message.reason or "",
    )


def _read() -> Asked:
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
    page = found.pop("page", 1)
    values.pop("page", None)
    return Asked(MailFilter(**found), page, values)


def _state(given: str) -> MessageState | Unsettled:
    return Unsettled.WAITING if given == Unsettled.WAITING else MessageState(given)


_READERS: Mapping[str, Any] = {
    "words": lambda given: vietnamese.normalise(given)[:100],
    "state": _state,
    "day": parse_day,
    "task": number,
    "page": number,
}


def _filters(asked: Asked) -> list[Filter]:
    states = [(Unsettled.WAITING.value, _("Đang chờ gửi, gồm cả thư sẽ gửi lại"))]
    states += [(state.value, words.message_state(state).capitalize()) for state in MessageState]
    fields = (
        ("words", _("Người nhận"), None),
        ("state", _("Tình trạng thư"), states),
        ("day", _("Ngày (dd/mm/yyyy)"), None),
        ("task", _("Nhiệm vụ số"), None),
    )
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices))
        for name, label, choices in fields
    ]
