"""Comments on a task: written with whom they mention, and withdrawn."""

from flask import Blueprint, g, render_template
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import comments as rules
from plan_app.domain.comments import Person
from plan_app.domain.permissions import Permission, may_see_details
from plan_app.errors import NotAllowed
from plan_app.extensions import settings
from plan_app.forms.comments import CommentForm, CommentWithdrawalForm
from plan_app.models import Task
from plan_app.queries import comments as thread
from plan_app.queries import journal, tasks
from plan_app.services import comments
from plan_app.services import tasks as holding
from plan_app.views import editing

pages = Blueprint("comments", __name__, url_prefix="/p/<plan>")


@pages.route("/tasks/<int:number>/comment", methods=["GET", "POST"])
@requires(Permission.SEE_PLAN)
def write(number: int) -> editing.Answer:
    """Add to the thread, below what was said so far."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    if not may_see_details(actor(), task.scope):
        raise NotAllowed
    form = CommentForm()
    _offer(form, task)
    status = editing.save(
        form,
        lambda: comments.write(
            holding.lock(plan_id=g.plan.id, number=number),
            form.body.data or "",
            form.people.data or (),
            editing.act(form),
        ),
    )
    if status == 303:
        return editing.to_task(task, _("Đã ghi nội dung trao đổi."))
    said = thread.of_lines(journal.list_of_task(task_id=task.id))
    return render_template("comments/write.html", form=form, task=task, comments=said), status


@pages.route("/comments/<int:comment_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.SEE_PLAN)
def withdraw(comment_id: int) -> editing.Answer:
    """The words go, their place stays."""
    comment = thread.get_comment(comment_id, plan_id=g.plan.id)
    asked = actor(), comment.author_id, comment.written_at, clock.now()
    if not (may_see_details(actor(), comment.task.scope) and rules.may_withdraw(*asked)):
        raise NotAllowed
    form, task = CommentWithdrawalForm(), comment.task
    form.reason.flags.optional = not rules.needs_reason(*asked)
    status = editing.save(
        form,
        lambda: comments.withdraw(
            comments.lock(comment_id, plan_id=g.plan.id),
            form.reason.data or "",
            editing.act(form),
        ),
    )
    if status == 303:
        return editing.to_task(task, _("Đã thu hồi nội dung trao đổi."))
    comment = thread.get_comment(comment_id, plan_id=g.plan.id)
    page = render_template("comments/withdraw.html", form=form, task=task, comment=comment)
    return page, status


def _offer(form: CommentForm, task: Task) -> None:
    """Everybody else who may see the thread, with the agency, and who is not mailed."""
    today = clock.today(settings().timezone)
    readers = [
        each for each in thread.list_readers(task, today=today) if each.id != actor().user_id
    ]
    form.offer(
        [(each.id, _worded(each)) for each in readers],
        [Person(each.id, each.full_name) for each in readers],
    )


def _worded(reader: thread.Reader) -> str:
    who = ", ".join(filter(None, (reader.addressed, reader.agency)))
    if reader.is_mailed:
        return who
    return _("%(person)s (lãnh đạo: xem tại trang này, không gửi thư)", person=who)
