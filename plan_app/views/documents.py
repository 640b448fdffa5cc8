"""Reports and letters as Word files: chosen, looked at, cut, made.

Looking is a GET. Making one is a POST: the journal keeps who made which document and when.
"""

from collections.abc import Sequence

from flask import Blueprint, Response, g, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import periods
from plan_app.domain.documents import IN_TWO_VERSIONS, MINISTRY, OF_AN_AGENCY, DocumentKind, Version
from plan_app.domain.periods import Period
from plan_app.domain.permissions import Permission, may_report_for
from plan_app.errors import NotAllowed, NotFound, RuleBroken
from plan_app.extensions import settings
from plan_app.forms.documents import DocumentForm
from plan_app.presentation import spreadsheets, words
from plan_app.presentation.document_kinds import MIMETYPE, Wanted
from plan_app.presentation.formatters import day
from plan_app.presentation.language import name_of
from plan_app.queries import choices, document_facts, rounds
from plan_app.queries.assignments import Candidate
from plan_app.queries.choices import Choice
from plan_app.queries.document_facts import facts_of
from plan_app.services.documents import Made, record_made
from plan_app.services.transaction import transaction
from plan_app.views import editing
from plan_app.views.document_preview import preview

pages = Blueprint("documents", __name__, url_prefix="/p/<plan>/reports")


@pages.get("")
@requires(Permission.SEE_ALL_DETAILS)
def show() -> tuple[str, int]:
    """Which documents there are, and what the chosen one would hold."""
    form = _form()
    return _page(form, 200 if _is_first_look() or form.validate() else 422)


@pages.post("/document")
@requires(Permission.SEE_ALL_DETAILS)
def make() -> Response | tuple[str, int]:
    """The chosen document; the page again where it cannot be made."""
    form = _form()
    if not form.validate():
        return _page(form, 422)
    kind = form.chosen_kind
    wanted = Wanted(
        kind=kind,
        version=Version(form.version.data) if kind in IN_TWO_VERSIONS else Version.DEPARTMENT,
        period=form.chosen_period,
        ministry=form.ministry.data or MINISTRY,
        round_id=form.round_id,
        agency_id=form.agency_id,
        cuts=form.cuts,
        without=form.sections,
    )
    try:
        return _answer(wanted)
    except RuleBroken as error:
        form.show(error)
        return _page(form, 422)


@pages.post("/agencies/<int:agency_id>")
@requires(Permission.SEE_PLAN)
def of_agency(agency_id: int) -> Response:
    """An agency's own report on its tasks, for its leader to sign."""
    if not may_report_for(actor(), agency_id):
        raise NotAllowed
    try:
        return _answer(Wanted(kind=DocumentKind.AGENCY, agency_id=agency_id))
    except RuleBroken as error:
        raise NotFound(error.message) from error


def _answer(wanted: Wanted) -> Response:
    # Only who has a document made waits for the library that writes it.
    from plan_app.presentation.document_making import make as make_file

    act, plan_id = editing.act_now(), g.plan.id
    file = make_file(wanted, facts_of(g.plan), now=act.now, zone=settings().timezone)
    made = Made(
        kind=wanted.kind,
        version=wanted.version,
        period=wanted.period.slug if wanted.period else None,
        agency_id=wanted.agency_id,
        name=file.name,
    )
    with transaction():
        record_made(plan_id, made, act)
    disposition = spreadsheets.attachment(file.name, file.plain_name)
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(file.content, content_type=MIMETYPE, headers=headers)


def _sent() -> MultiDict[str, str]:
    return request.form if request.method == "POST" else request.args


def _is_first_look() -> bool:
    return request.method == "GET" and not set(request.args) - {"kind", "round"}


def _form() -> DocumentForm:
    """The form as the address has it; at the first look with what is likely wanted."""
    today = clock.today(settings().timezone)
    sent = _sent()
    likely = {name: sent.get(name) for name in ("kind", "round")}
    likely["period"] = Period.half_of(today).slug
    form = (
        DocumentForm(formdata=None, data=likely)
        if _is_first_look()
        else DocumentForm(formdata=_sent())
    )
    begun = periods.begun(g.plan.first_year, g.plan.last_year, today)
    offered: Sequence[Candidate | Choice] = ()
    if form.chosen_kind is DocumentKind.URGING:
        offered = document_facts.list_overdue_agencies(g.plan.id, today=today)
    elif form.chosen_kind in OF_AN_AGENCY:
        offered = choices.list_choices(g.plan.id, version=g.version).agencies
    form.offer(
        periods=[(each.slug, words.period(each)) for each in begun],
        agencies=[(each.id, name_of(each)) for each in offered],
        rounds=_closed_rounds() if form.has_rounds else [],
    )
    if _is_first_look() and offered:
        form.agency.data = str(offered[0].id)
    return form


def _closed_rounds() -> list[tuple[int, str]]:
    """The rounds with frozen figures, with the day that these are of."""
    return [
        (each.id, f"{each.name} ({day(each.snapshot_day)})")
        for each in rounds.list_closed(g.plan.id)
    ]


def _page(form: DocumentForm, status: int) -> tuple[str, int]:
    kind, now = form.chosen_kind, clock.now()
    found = preview(form, g.plan, now)
    page = render_template(
        "documents/show.html",
        form=form,
        kind=kind,
        kinds=list(DocumentKind),
        has_versions=kind in IN_TWO_VERSIONS,
        has_rounds=form.has_rounds and len(list(form.round.iter_choices())) > 1,
        found=found,
        now=now,
        most=document_facts.MATTERS,
        no_agency=kind in OF_AN_AGENCY and not form.agency.choices,
        title=_("Báo cáo, văn bản"),
    )
    return page, status
