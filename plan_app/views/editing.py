"""What every page with a form about a task does: write, or show again what was typed and why."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import actor
from plan_app.errors import RuleBroken, StaleEdit
from plan_app.extensions import settings
from plan_app.forms import Form
from plan_app.forms.present import Pairs, differing
from plan_app.models import Milestone, ProgressReport, Task
from plan_app.queries import reports
from plan_app.services.acts import Act
from plan_app.services.transaction import transaction
from plan_app.views import paper_field

Answer = Response | tuple[str, int] | str
INVALID, STALE, TOO_LARGE = 422, 409, 413


def act(form: Any) -> Act:  # noqa: ANN401 (any form)
    """The act of this request's person: what they saw is the version in the form, if any."""
    now = clock.now()
    today = now.astimezone(settings().timezone).date()
    version = form.version.data if "version" in form else None
    return Act(actor=actor(), now=now, today=today, version=version)


def act_now() -> Act:
    """The act of this request's person where no version is kept."""
    now = clock.now()
    return Act(actor=actor(), now=now, today=now.astimezone(settings().timezone).date())


def save(form: Form, write: Callable[[], object]) -> int:
    """Run `write` in the one transaction when the form was sent and is right.

    Gives the status: 303 when it was written, 200 when nothing was sent, 422 with the error on
    the form, 413 when a file was too large, 409 when somebody else was first (nothing typed is
    lost, and files are kept).
    """
    # Also on a page that comes back filled after signing in: its files are kept still.
    paper_field.receive(form)
    if request.method != "POST":
        return 200
    if not form.validate():
        return TOO_LARGE if _is_too_large(form) else INVALID
    try:
        with transaction():
            write()
    except RuleBroken as error:
        form.show(error)
        return INVALID
    except StaleEdit as error:
        form.form_errors.append(_(error.message))
        return STALE
    return 303


def _is_too_large(form: Form) -> bool:
    return any(getattr(field, "is_too_large", False) for field in form)


def present(status: int, form: Any, read: Callable[[], Mapping[str, object]]) -> Pairs:  # noqa: ANN401 (any form with `seen`)
    """After a stale edit what is there now, by `read`, of the fields that were typed otherwise.

    Sending once more then counts as having seen it.
    """
    if status != STALE:
        return []
    facts = read()
    form.seen.data = facts["seen"]
    return differing(form, facts)


def answer(status: int, template: str, form: Any, task: Task, **facts: Any) -> Answer:  # noqa: ANN401 (what the template needs)
    """The page of the form again; after a stale edit with the present version beside it.

    Sending once more then counts as having seen it.
    """
    if status == STALE:
        form.version.data = task.version
        facts["present"] = _present(task, facts.get("milestone"))
    return render_template(template, form=form, task=task, **facts), status


def _present(task: Task, edited: Milestone | None) -> list[tuple[Milestone, ProgressReport | None]]:
    """The milestone that the form is about, with its report; all without, where it is none."""
    if edited is None:
        return [(milestone, None) for milestone in task.milestones]
    return [(edited, reports.find_last(milestone_id=edited.id))]


def to_task(task: Task, said: str, *, category: str = "message") -> Response:
    """Back to the page of the task, with a sentence on top."""
    flash(said, category)
    return redirect(url_for("tasks.show", plan=g.plan.slug, number=task.number), 303)


def first_error(form: Form) -> str:
    """What was wrong, for a button that has no page of its own."""
    found = [*form.form_errors, *(error for field in form for error in field.errors)]
    return str(found[0])
