"""How an account stands: inviting again, the address, handing over, ending and beginning again."""

from collections.abc import Callable

from flask import Blueprint, g, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app.access import actor, requires
from plan_app.domain import permissions
from plan_app.domain.permissions import Permission
from plan_app.errors import NotAllowed, RuleBroken
from plan_app.forms.people import EndForm, HandoverForm, UnreachableForm
from plan_app.models import Task, User
from plan_app.presentation import people as wording
from plan_app.presentation.formatters import count
from plan_app.queries import handover as reading
from plan_app.queries import people
from plan_app.services import addresses, handover, users
from plan_app.services import people as writing
from plan_app.services.handover import Handover
from plan_app.services.transaction import transaction
from plan_app.views import editing
from plan_app.views.people import invite as send_invitation
from plan_app.views.people import to_person

pages = Blueprint("people_standing", __name__, url_prefix="/p/<plan>/people/<int:person_id>")


@pages.post("/invite")
@requires(Permission.INVITE_OWNERS)
def invite(person_id: int) -> Response:
    """Mail the invitation once more."""

    def write() -> None:
        send_invitation(writing.hold_managed(person_id, editing.act_now()))

    return _do(person_id, write, _("Thư mời đặt mật khẩu đã vào hàng đợi gửi."))


@pages.post("/activate")
@requires(Permission.INVITE_OWNERS)
def activate(person_id: int) -> Response:
    """Let an ended account be used again."""

    def write() -> None:
        act = editing.act_now()
        user = writing.hold_managed(person_id, act)
        users.activate(user, actor=act.actor, now=act.now, plan_id=g.plan.id)

    return _do(person_id, write, _("Tài khoản hoạt động trở lại."))


@pages.post("/reachable")
@requires(Permission.INVITE_OWNERS)
def reachable(person_id: int) -> Response:
    """The address works again."""

    def write() -> None:
        act = editing.act_now()
        addresses.note_reachable(writing.hold_managed(person_id, act), act=act)

    return _do(person_id, write, _("Đã ghi nhận địa chỉ thư hoạt động trở lại."))


@pages.route("/unreachable", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def unreachable(person_id: int) -> editing.Answer:
    """Mail does not reach the address, and why."""
    user = managed(person_id)
    form = UnreachableForm()

    def write() -> None:
        act = editing.act_now()
        held = writing.hold_managed(person_id, act)
        addresses.note_unreachable(held, reason=form.reason.data or "", act=act)

    status = editing.save(form, write)
    if status == 303:
        return to_person(person_id, _("Đã ghi nhận chưa liên hệ được qua địa chỉ thư này."))
    return render_template("people/unreachable.html", form=form, user=user), status


@pages.route("/handover", methods=["GET", "POST"])
@requires(Permission.ASSIGN)
def hand_over(person_id: int) -> editing.Answer:
    """All open tasks of the person in this plan, in one step."""
    user = people.get_person(person_id).user
    form = HandoverForm()
    found = reading.list_open_tasks(user.id, plan_id=g.plan.id)
    _offer(form, user, found)

    def write() -> None:
        act, held = editing.act_now(), writing.hold(person_id)
        handover.hand_over(held, _asked(form), plan_id=g.plan.id, act=act)

    status = editing.save(form, write)
    if status == 303:
        said = _("Đã bàn giao %(tasks)s nhiệm vụ.", tasks=count(len(found)))
        return to_person(person_id, said)
    tasks = reading.list_open_tasks(user.id, plan_id=g.plan.id)
    form.seen.data = handover.digest(tasks)
    return render_template("people/handover.html", form=form, user=user, tasks=tasks), status


@pages.route("/deactivate", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def deactivate(person_id: int) -> editing.Answer:
    """End the account; open tasks in every plan are handed over with it."""
    user = managed(person_id)
    form = EndForm()
    found = reading.list_open_tasks(user.id)
    if found:
        _offer(form, user, found)
    else:
        del form.successor
        del form.is_elsewhere

    def write() -> None:
        held = writing.hold_managed(person_id, editing.act_now())
        handover.end_account(held, _asked(form), plan_id=g.plan.id, act=editing.act_now())

    status = editing.save(form, write)
    if status == 303:
        return to_person(person_id, _("Đã ngừng tài khoản."))
    tasks = reading.list_open_tasks(user.id)
    form.seen.data = handover.digest(tasks)
    return render_template("people/deactivate.html", form=form, user=user, tasks=tasks), status


def managed(person_id: int) -> User:
    """The person; raises NotAllowed where this person may not change the account."""
    user = people.get_person(person_id).user
    held = [each.role for each in user.memberships]
    if not permissions.may_manage(actor(), held, is_administrator=user.is_administrator):
        raise NotAllowed
    return user


def _offer(form: HandoverForm, user: User, found: list[Task]) -> None:
    plan_ids = {task.plan_id for task in found} or {g.plan.id}
    people_there = reading.list_successors(user, plan_ids=plan_ids)
    form.offer([(each.id, wording.candidate(each)) for each in people_there])


def _asked(form: HandoverForm) -> Handover:
    successor = form.successor_id if "successor" in form else None
    return Handover(
        successor_id=successor,
        seen=form.seen.data or "",
        is_elsewhere=bool("is_elsewhere" in form and form.is_elsewhere.data),
    )


def _do(person_id: int, write: Callable[[], None], said: str) -> Response:
    """An act that asks for nothing; a broken rule is said on the page of the person."""
    try:
        with transaction():
            write()
    except RuleBroken as error:
        return to_person(person_id, _(error.message), category="error")
    return to_person(person_id, said)
