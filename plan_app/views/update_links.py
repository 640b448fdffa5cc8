"""Updating a task by the link in a mail, without signing in (rule 22).

Nothing here opens a session or asks who is signed in: the link says who acts, for one task and
as no more than its owner. Opening a page changes nothing; what is sent is checked anew against
policy, owner and revocation within the transaction that writes.
"""

from typing import Any, Final

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import public
from plan_app.accounts import links as secret
from plan_app.domain.extension_wishes import may_ask
from plan_app.domain.permissions import capacities
from plan_app.domain.reports import OF_SHARED_ACCOUNT, WORDS
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.update_links import AND_THEN, LinkPolicy, LinkStanding
from plan_app.errors import N_, PlanError
from plan_app.extensions import csrf, settings
from plan_app.forms.update_links import (
    LinkExtensionForm,
    LinkReliefForm,
    LinkReportForm,
    without_session,
)
from plan_app.models import Agency, MemberAnswer, ProgressReport
from plan_app.presentation import errors as wording
from plan_app.presentation import language
from plan_app.presentation.catalogue import DEFAULT_LANGUAGE
from plan_app.queries import extensions, members, reliefs, reports
from plan_app.queries import update_links as reading
from plan_app.queries.deadlines import UNREPORTED
from plan_app.queries.update_links import Opened
from plan_app.services import update_links as writing
from plan_app.services.acts import Act
from plan_app.services.transaction import transaction
from plan_app.services.update_links import LinkClosed
from plan_app.views import editing, measuring, throttle
from plan_app.views import members as member_pages
from plan_app.views.measuring import Measuring

pages = Blueprint("update_links", __name__, url_prefix="/u/<token>")
csrf.exempt(pages)
pages.after_request(secret.hide)

CLOSED: Final = N_("Đường dẫn không dùng được")
EXPIRED: Final = N_("Đường dẫn đã hết hiệu lực")


@pages.route("", methods=["GET", "POST"])
@public
def report(token: str) -> editing.Answer:
    """Three questions about the task; sending again corrects what was sent."""
    opened = _opened(token)
    if opened.part is not None:
        return _answer_part(opened, opened.part, token)
    own = _own_awaiting(opened)
    this_year = clock.today(settings().timezone).year
    asked = measuring.of_milestone(opened.milestone, this_year=this_year)
    form = _report_form(opened, own, asked)

    def write() -> None:
        held = writing.hold(token, now=clock.now())
        writing.report(held, form.answer(), _act(form, held))

    status = editing.save(form, write)
    if status == 303:
        return _to_done(token, "report")
    facts = _facts(opened, token)
    facts |= {"measure_hints": asked.hints, "old": own}
    facts |= {"can_report": own or opened.milestone.state in UNREPORTED}
    return editing.answer(status, "update_links/report.html", form, facts.pop("task"), **facts)


def _answer_part(opened: Opened, agency: Agency, token: str) -> editing.Answer:
    """The three questions about a member's part in a group's task."""
    last = members.find_last(opened.milestone.id, agency.id)
    form = _part_form(opened, last)

    def write() -> None:
        held = writing.hold(token, now=clock.now())
        writing.answer(held, agency.id, form.answer(), _act(form, held))

    status = editing.save(form, write)
    if status == 303:
        return _to_done(token, "report")
    if status == editing.STALE:
        last = members.find_last(opened.milestone.id, agency.id)
        form.version.data = last.id if last else 0
    facts = _facts(opened, token) | {"agency": agency, "last": last}
    return render_template("update_links/part.html", form=form, **facts), status


def _part_form(opened: Opened, last: MemberAnswer | None) -> LinkReportForm:
    told = member_pages.said(last) if last else {}
    if last is None and opened.person.is_shared:
        told = member_pages.remembered(opened.person.id)
    data = {"version": last.id if last else 0, **told}
    form: LinkReportForm = without_session(LinkReportForm, data=data)
    form.ask_for(preparer=opened.person.is_shared, on_behalf=False, cause=False)
    return form


@pages.route("/extension", methods=["GET", "POST"])
@public
def extension(token: str) -> editing.Answer:
    """More time, where the plan lets it be asked for by a link."""
    opened = _opened(token)
    if not _may_ask_extension(opened):
        raise LinkClosed(LinkStanding.DEAD)
    form = without_session(LinkExtensionForm, data=_version(opened))

    def write() -> None:
        held = writing.hold(token, now=clock.now())
        writing.ask_extension(held, form.wish(), _act(form, held))

    status = editing.save(form, write)
    if status == 303:
        return _to_done(token, "extension")
    facts = _facts(opened, token)
    return editing.answer(status, "update_links/extension.html", form, facts.pop("task"), **facts)


@pages.route("/relief", methods=["GET", "POST"])
@public
def relief(token: str) -> editing.Answer:
    """Somebody else should follow the task."""
    opened = _opened(token)
    form = without_session(LinkReliefForm, data=_version(opened))

    def write() -> None:
        held = writing.hold(token, now=clock.now())
        said = {"reason": form.reason.data or "", "suggested": form.suggested.data or ""}
        writing.ask_relief(held, **said, act=_act(form, held))

    status = editing.save(form, write)
    if status == 303:
        return _to_done(token, "relief")
    facts = _facts(opened, token)
    return editing.answer(status, "update_links/relief.html", form, facts.pop("task"), **facts)


@pages.get("/done/<any(report, extension, relief):what>")
@public
def done(token: str, what: str) -> str:
    """What was noted, what happens next, and which other tasks of the mail are left."""
    opened = _opened(token)
    if opened.link.used_at is None:
        raise LinkClosed(LinkStanding.DEAD)
    left = reading.list_left(opened, now=clock.now())
    following = f"{_base(token)}{AND_THEN}{left[0].id}" if left else ""
    tasks_left = len({each.task_id for each in left})
    facts = _facts(opened, token)
    return render_template(
        "update_links/done.html", what=what, following=following, tasks_left=tasks_left, **facts
    )


@pages.post("/fresh")
@public
def fresh(token: str) -> Response:
    """Mail a fresh link to the person of an expired one; the answer is the same for anybody."""
    throttle.try_link(_base(token))
    if request.form.get("confirm") != "1":
        raise LinkClosed(LinkStanding.DEAD)
    with transaction():
        writing.ask_fresh(token, now=clock.now())
    language.ask_nobody()
    return make_response(render_template("update_links/fresh.html"))


@pages.errorhandler(PlanError)
def closed(error: PlanError) -> Response:
    """The link cannot be used: why is nobody's business but its owner's."""
    if isinstance(error, LinkClosed) and error.standing is LinkStanding.EXPIRED:
        return _closed(410, _(EXPIRED), offers_fresh=True)
    return _closed(404, _(CLOSED))


@pages.errorhandler(TooManyRequests)
def too_many(_error: TooManyRequests) -> Response:
    """Somebody tries too often."""
    words = wording.words_of(429)
    return _closed(429, _(words.heading), sentence=_(words.sentence), advice=_(words.advice))


def _opened(token: str) -> Opened:
    """The live link, in the language of its person; raises LinkClosed, TooManyRequests."""
    if request.method == "POST":
        throttle.try_link(_base(token))
    opened = reading.find(token, now=clock.now())
    language.speak_to(opened.person.language.value if opened else DEFAULT_LANGUAGE)
    if opened is None or opened.standing is not LinkStanding.LIVE:
        raise LinkClosed(opened.standing if opened else LinkStanding.DEAD)
    g.plan = opened.plan
    return opened


def _base(token: str) -> str:
    """The link of the mail itself, also where it led on to another one."""
    return token.partition(AND_THEN)[0]


def _closed(status: int, heading: str, **facts: Any) -> Response:  # noqa: ANN401 (what the template needs)
    typed = wording.typed(request.form.values())
    page = render_template("update_links/closed.html", heading=heading, typed=typed, **facts)
    answer = make_response(page)
    answer.status_code = status
    return answer


def _to_done(token: str, what: str) -> Response:
    return redirect(url_for("update_links.done", token=token, what=what), 303)


def _act(form: Any, opened: Opened) -> Act:  # noqa: ANN401 (any form)
    now = clock.now()
    today = now.astimezone(settings().timezone).date()
    return Act(opened.actor, now=now, today=today, version=form.version.data, by_link=True)


def _facts(opened: Opened, token: str) -> dict[str, Any]:
    return {
        "token": token,
        "task": opened.milestone.task,
        "milestone": opened.milestone,
        "person": opened.person,
        "expires_at": opened.link.expires_at,
        "reports_completion": opened.policy is LinkPolicy.FULL,
        "part": opened.part,
        "asks_extension": _may_ask_extension(opened),
        "asked_relief": reliefs.find_open(opened.milestone.task_id),
    }


def _may_ask_extension(opened: Opened) -> bool:
    milestone = opened.milestone
    by = capacities(opened.actor, milestone.task.scope)
    return (
        opened.policy is LinkPolicy.FULL
        and may_ask(milestone.state, milestone.due_date, by=by)
        and extensions.find_open(milestone.id) is None
    )


def _report_form(opened: Opened, own: ProgressReport | None, asked: Measuring) -> LinkReportForm:
    said = _said(own) if own else {"percent": opened.milestone.percent, **_remembered(opened)}
    data = {**_version(opened), **said, **asked.data(own)}
    form: LinkReportForm = without_session(asked.form(LinkReportForm), data=data)
    form.ask_for(preparer=opened.person.is_shared, on_behalf=False, cause=False)
    if opened.policy is not LinkPolicy.FULL:
        form.progress_only()
    return form


def _version(opened: Opened) -> dict[str, int]:
    return {"version": opened.milestone.task.version}


def _own_awaiting(opened: Opened) -> ProgressReport | None:
    """The completion that the person reported and nobody has confirmed yet."""
    if opened.milestone.state is not MilestoneState.AWAITING_CONFIRMATION:
        return None
    last = reports.find_last(milestone_id=opened.milestone.id)
    return last if last and last.author_id == opened.person.id else None


def _remembered(opened: Opened) -> dict[str, str]:
    """Who prepared and approved the last report of a shared account."""
    last = reports.find_last_by(author_id=opened.person.id) if opened.person.is_shared else None
    return {name: getattr(last, name) for name in OF_SHARED_ACCOUNT} if last else {}


def _said(report: ProgressReport) -> dict[str, Any]:
    return {name: getattr(report, name) for name in WORDS}
