"""The fields of responsibility of the province's leaders."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app.access import requires
from plan_app.domain import vietnamese
from plan_app.domain.permissions import Permission
from plan_app.domain.roles import Role
from plan_app.forms.leader_lists import LeaderFieldForm, OnlyToken
from plan_app.models import LeaderField
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import in_order
from plan_app.queries import agencies, people
from plan_app.queries import leader_lists as reading
from plan_app.services import leader_fields as writing
from plan_app.services.leader_fields import FieldFacts
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing, leader_file

_BY_NAME: Final = "name"
_SORTS: Final[Mapping[str, Callable[[LeaderField], Any]]] = MappingProxyType(
    {
        _BY_NAME: lambda each: vietnamese.sort_key(each.name),
        "leader": lambda each: each.leader.sort_key if each.leader else "",
        "agencies": lambda each: len(each.agencies),
    }
)
pages = Blueprint("leader_fields", __name__, url_prefix="/p/<plan>/leaders/fields")


@pages.get("")
@requires(Permission.EDIT_PLAN)
def show() -> str:
    """All of them, by name."""
    asked = _asked()
    return render_template("leaders/fields.html", fields=_fields(asked), asked=asked)


@pages.get("/list.csv")
@requires(Permission.EDIT_PLAN)
def download() -> Response:
    """The same as a file for spreadsheets."""
    text = leader_file.write_fields(_fields(_asked()))
    today = editing.act_now().today
    named = _("Lĩnh vực phụ trách")
    return files.answer(text, named=named, plain_name="leader-fields", today=today)


@pages.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def new() -> editing.Answer:
    """A new field."""
    form, plan_id = LeaderFieldForm(), g.plan.id
    _offer(form)
    status = editing.save(form, lambda: writing.add(plan_id, _facts(form), editing.act_now()))
    if status == 303:
        return _to_list(_("Đã thêm lĩnh vực."))
    return render_template("leaders/field.html", form=form, field=None), status


@pages.route("/<int:field_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def edit(field_id: int) -> editing.Answer:
    """Name, leader and agencies of a field."""
    plan_id = g.plan.id
    field = reading.get_field(field_id, plan_id=plan_id)
    form = LeaderFieldForm(data=_present(field))
    _offer(form)

    def write() -> None:
        facts, act = _facts(form), editing.act_now()
        writing.edit(field_id, facts, plan_id=plan_id, seen=form.seen.data or "", act=act)

    status = editing.save(form, write)
    if status == 303:
        return _to_list(_("Đã lưu lĩnh vực."))
    if status == editing.STALE:
        field = reading.get_field(field_id, plan_id=plan_id)
        form.seen.data = writing.fingerprint(field)
    return render_template("leaders/field.html", form=form, field=field), status


@pages.route("/<int:field_id>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def remove(field_id: int) -> editing.Answer:
    """Take a field away, after a page that says what stays."""
    form, plan_id = OnlyToken(), g.plan.id
    field = reading.get_field(field_id, plan_id=plan_id)
    status = editing.save(
        form, lambda: writing.remove(field_id, plan_id=plan_id, act=editing.act_now())
    )
    if status == 303:
        return _to_list(_("Đã bỏ lĩnh vực."))
    return render_template("leaders/remove.html", form=form, field=field), status


def _offer(form: LeaderFieldForm) -> None:
    leaders = people.list_with_role(g.plan.id, Role.LEADER)
    form.offer(
        leaders=[(each.id, each.addressed) for each in leaders],
        agencies=[
            (each.id, in_language(each.name, each.name_en))
            for each in agencies.list_current(today=editing.act_now().today)
        ],
    )


def _facts(form: LeaderFieldForm) -> FieldFacts:
    return FieldFacts(form.name.data or "", form.leader_id, form.agency_ids)


def _present(field: LeaderField) -> dict[str, object]:
    return {
        "name": field.name,
        "leader": str(field.leader_id or ""),
        "agencies": [str(each.id) for each in field.agencies],
        "seen": writing.fingerprint(field),
    }


def _to_list(said: str) -> Response:
    flash(said)
    return redirect(url_for("leader_fields.show"), 303)


def _asked() -> addresses.Asked:
    return addresses.read({}, _SORTS, _BY_NAME)


def _fields(asked: addresses.Asked) -> list[LeaderField]:
    return in_order(reading.list_fields(g.plan.id), asked.sort, _SORTS)
