"""The agencies: the list in official order, one agency, its members and contacts."""

from typing import Any, Final

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.forms.agencies import AgencyForm, ContactsForm, MembersForm
from plan_app.models import Agency, ContactKind
from plan_app.presentation import people as wording
from plan_app.presentation.language import in_language, name_of
from plan_app.presentation.listing import Filter, offer
from plan_app.queries import agencies, journal
from plan_app.queries.agencies import AgencyFilter, AgencyKind
from plan_app.services import agencies as writing
from plan_app.services.agencies import AgencyFacts
from plan_app.views import asked as addresses
from plan_app.views import editing, people_file
from plan_app.views.asked import Asked

pages = Blueprint("agencies", __name__, url_prefix="/p/<plan>")

READERS: Final = {"words": addresses.words, "kind": AgencyKind}
TYPED: Final = ("name", "short_name", "name_en", "email", "official_order", "is_group",
                "valid_from", "valid_to", "succession_date")  # fmt: skip


@pages.get("/agencies")
@requires(Permission.INVITE_OWNERS)
def show() -> str:
    """All agencies that the address asks for."""
    asked = addresses.read(READERS, agencies.SORTS, agencies.DEFAULT_SORT)
    today = clock.today(settings().timezone)
    wanted = AgencyFilter(**asked.found)
    return render_template(
        "agencies/list.html",
        asked=asked,
        filters=_filters(asked),
        rows=agencies.list_agencies(g.plan.id, wanted, today=today, sort=asked.sort),
        today=today,
    )


@pages.get("/agencies.csv")
@requires(Permission.INVITE_OWNERS)
def download() -> Response:
    """The same as a file for spreadsheets."""
    asked = addresses.read(READERS, agencies.SORTS, agencies.DEFAULT_SORT)
    today = clock.today(settings().timezone)
    wanted = AgencyFilter(**asked.found)
    rows = agencies.list_agencies(g.plan.id, wanted, today=today, sort=asked.sort)
    return people_file.answer(people_file.write_agencies(rows), "agencies", today)


@pages.get("/agencies/<int:agency_id>")
@requires(Permission.INVITE_OWNERS)
def agency(agency_id: int) -> str:
    """All that is kept of one agency."""
    return render_template(
        "agencies/show.html",
        agency=agencies.get_by_id(agency_id),
        people=agencies.list_people(agency_id),
        open_tasks=agencies.count_open_tasks(agency_id, plan_id=g.plan.id),
        today=clock.today(settings().timezone),
    )


@pages.get("/agencies/<int:agency_id>/history")
@requires(Permission.INVITE_OWNERS)
def history(agency_id: int) -> str:
    """What was done to the agency, by whom and when."""
    found = agencies.get_by_id(agency_id)
    return render_template(
        "people/history.html",
        name=in_language(found.name, found.name_en),
        back=url_for("agencies.agency", agency_id=found.id),
        lines=journal.list_about("agency", found.id),
    )


@pages.route("/agencies/new", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def new() -> editing.Answer:
    """A new agency or group."""
    form = AgencyForm()
    _offer_successors(form, None)
    made: list[int] = []

    def write() -> None:
        made.append(writing.create(_facts(form), act=editing.act_now()).id)

    status = editing.save(form, write)
    if status == 303:
        return _to_agency(made[0], _("Đã thêm cơ quan."))
    return render_template("agencies/edit.html", form=form, agency=None), status


@pages.route("/agencies/<int:agency_id>/edit", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def edit(agency_id: int) -> editing.Answer:
    """Names, order, address, dates and successor."""
    found = agencies.get_by_id(agency_id)
    form = AgencyForm(data=_present(found))
    _offer_successors(form, agency_id)

    def write() -> None:
        held = writing.hold(agency_id)
        writing.edit(held, _facts(form), seen=form.seen.data or "", act=editing.act_now())

    status = editing.save(form, write)
    if status == 303:
        return _to_agency(agency_id, _("Đã lưu thông tin cơ quan."))
    present = editing.present(status, form, lambda: _present(agencies.get_by_id(agency_id)))
    return render_template("agencies/edit.html", form=form, agency=found, present=present), status


@pages.route("/agencies/<int:agency_id>/members", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def members(agency_id: int) -> editing.Answer:
    """Who belongs to a group."""
    group = agencies.get_by_id(agency_id)
    form = MembersForm(data=_members(group))
    form.offer([(each.id, name_of(each)) for each in agencies.list_all() if not each.is_group])

    def write() -> None:
        held = writing.hold(agency_id)
        chosen, seen = form.members.data or [], form.seen.data or ""
        writing.set_members(held, chosen, seen=seen, act=editing.act_now())

    status = editing.save(form, write)
    if status == 303:
        return _to_agency(agency_id, _("Đã lưu thành viên của nhóm."))
    present = editing.present(status, form, lambda: _members(agencies.get_by_id(agency_id)))
    return render_template(
        "agencies/members.html", form=form, agency=group, present=present
    ), status


@pages.route("/agencies/<int:agency_id>/contacts", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def contacts(agency_id: int) -> editing.Answer:
    """Who stands for the agency."""
    found = agencies.get_by_id(agency_id)
    form = ContactsForm(data=_contacts(found))
    form.offer(_possible_contacts(found))

    def write() -> None:
        writing.set_contacts(
            writing.hold(agency_id),
            contact_id=form.contact_id,
            head_id=form.head_id,
            seen=form.seen.data or "",
            act=editing.act_now(),
        )

    status = editing.save(form, write)
    if status == 303:
        return _to_agency(agency_id, _("Đã lưu đầu mối của cơ quan."))
    if status == editing.STALE:
        found = agencies.get_by_id(agency_id)
        form.offer(_possible_contacts(found))
    present = editing.present(status, form, lambda: _contacts(found))
    return render_template(
        "agencies/contacts.html", form=form, agency=found, present=present
    ), status


def _possible_contacts(agency: Agency) -> list[tuple[int, str]]:
    """The agency's active people, and whoever stands for it now."""
    found = {each.id: each.addressed for each in agencies.list_people(agency.id)}
    present = {each.user_id: each.user.addressed for each in agency.contacts}
    return list((found | present).items())


def _to_agency(agency_id: int, said: str) -> Response:
    flash(said)
    return redirect(url_for("agencies.agency", agency_id=agency_id), 303)


def _facts(form: AgencyForm) -> AgencyFacts:
    typed: dict[str, Any] = {name: form[name].data for name in TYPED}
    typed["official_order"] = typed["official_order"] or 0
    typed["email"] = typed["email"] or None
    return AgencyFacts(**typed, successor_id=form.successor_id)


def _present(agency: Agency) -> dict[str, object]:
    return {name: getattr(agency, name) for name in TYPED} | {
        "successor": str(agency.successor_id or ""),
        "seen": writing.fingerprint(agency),
    }


def _members(group: Agency) -> dict[str, object]:
    return {
        "members": [each.id for each in group.members],
        "seen": writing.members_fingerprint(group),
    }


def _contacts(agency: Agency) -> dict[str, object]:
    standing = {each.kind: str(each.user_id) for each in agency.contacts}
    facts: dict[str, object] = {kind.value: standing.get(kind, "") for kind in ContactKind}
    return facts | {"seen": writing.contacts_fingerprint(agency)}


def _offer_successors(form: AgencyForm, agency_id: int | None) -> None:
    form.offer([(each.id, name_of(each)) for each in agencies.list_all() if each.id != agency_id])


def _filters(asked: Asked) -> list[Filter]:
    kinds = [(each.value, wording.agency_kind(each)) for each in AgencyKind]
    fields = (("words", _("Tên cơ quan"), None), ("kind", _("Loại"), kinds))
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices))
        for name, label, choices in fields
    ]
