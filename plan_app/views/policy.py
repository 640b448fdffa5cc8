"""When reminders go: the policy of the plan, and the mails of the next days under it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import policy
from plan_app.domain.permissions import Permission
from plan_app.domain.policy import PolicyWrong, ReminderPolicy
from plan_app.extensions import settings
from plan_app.forms.policy import PolicyForm, shown
from plan_app.forms.present import differing
from plan_app.presentation.policy import changes
from plan_app.queries import deadlines, outlook, policies, round_outlook
from plan_app.services import policy as writing
from plan_app.services.acts import Act
from plan_app.views import download as files
from plan_app.views import editing, reminder_file

pages = Blueprint("policy", __name__, url_prefix="/p/<plan>/reminders")
DAYS_AHEAD = 14


@pages.route("/policy", methods=["GET", "POST"])
@requires(Permission.STEER_REMINDERS)
def edit() -> editing.Answer:
    """Thresholds, window, escalation and caps; with a look ahead before saving."""
    present = deadlines.row_of(g.plan).policy
    form = PolicyForm(data={**shown(present), "seen": policy.digest(present)})
    if form.preview.data and form.validate():
        return _preview(form, present)
    plan_id = g.plan.id
    status = editing.save(form, lambda: _write(form, plan_id))
    if status == 303:
        flash(_("Đã lưu lịch nhắc."))
        return redirect(url_for("policy.edit"), 303)
    return _answer(form, status)


@pages.get("/outlook", endpoint="outlook")
@requires(Permission.STEER_REMINDERS)
def look_ahead() -> str:
    """The mails of the next 14 days under the present policy."""
    plan = deadlines.row_of(g.plan)
    return render_template("reminders/outlook.html", plan=plan, **_outlook(plan.policy))


@pages.get("/outlook.csv")
@requires(Permission.STEER_REMINDERS)
def download() -> Response:
    """The same days as a file for spreadsheets."""
    found = _outlook(deadlines.row_of(g.plan).policy)
    text = reminder_file.write_outlook(found["days"], found["names"])
    today = clock.today(settings().timezone)
    named = _("Thư nhắc việc trong 14 ngày tới")
    return files.answer(text, named=named, plain_name="outlook", today=today)


def _write(form: PolicyForm, plan_id: int) -> None:
    now = clock.now()
    act = Act(actor(), now, now.astimezone(settings().timezone).date())
    writing.set_policy(plan_id, form.values(), seen=form.seen.data or "", act=act)


def _preview(form: PolicyForm, present: ReminderPolicy) -> editing.Answer:
    """The page again with what the typed policy changes and sends; nothing is written."""
    try:
        wished = policy.parse(form.values(), present)
    except PolicyWrong as error:
        form.show(error)
        return _answer(form, editing.INVALID)
    changed = policy.differing(present, wished)
    before = {name: old for name, (old, _new) in changed.items()}
    after = {name: new for name, (_old, new) in changed.items()}
    return _answer(form, 200, is_preview=True, changed=changes(before, after), **_outlook(wished))


def _answer(form: PolicyForm, status: int, **facts: Any) -> editing.Answer:  # noqa: ANN401 (what the template needs)
    """After a stale edit with the present policy; sending once more counts as having seen it."""
    present = deadlines.row_of(g.plan).policy
    if status == editing.STALE:
        form.seen.data = policy.digest(present)
        facts["present"] = differing(form, shown(present))
    page = render_template(
        "reminders/policy.html",
        form=form,
        **(facts if "is_preview" in facts else facts | _history()),
    )
    return page, status


def _history() -> dict[str, Any]:
    """What a preview leaves out: it is about what would be."""
    return {
        "changes": policies.list_changes(plan_id=g.plan.id),
        "own_days": policies.list_with_own_days(plan_id=g.plan.id),
    }


def _outlook(wished: ReminderPolicy) -> dict[str, Any]:
    now = clock.now()
    today = now.astimezone(settings().timezone).date()
    last = today + timedelta(days=DAYS_AHEAD - 1)
    plan = deadlines.row_of(g.plan)._replace(policy=wished)
    known = outlook.read_ahead(plan, now=now, last=last)
    ahead = outlook.get_outlook(plan, now=now, last=last, known=known)
    asked = round_outlook.list_days(plan, known, now=now, last=last)
    days = [replace(each, askings=tuple(asked.get(each.day, ()))) for each in ahead.days()]
    return {"days": days, "names": ahead.day_names}
