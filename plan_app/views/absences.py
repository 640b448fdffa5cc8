"""Absences of people, as a coordinator notes them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import permissions
from plan_app.domain.permissions import Permission
from plan_app.errors import NotAllowed
from plan_app.extensions import settings
from plan_app.forms import Form
from plan_app.forms.absences import AbsenceForm
from plan_app.models import User
from plan_app.presentation import people as wording
from plan_app.presentation.listing import in_order
from plan_app.queries import absences as reading
from plan_app.queries import assignments, people
from plan_app.queries.absences import AbsenceLine
from plan_app.services import absences
from plan_app.services import people as writing
from plan_app.services.absences import NewAbsence
from plan_app.services.transaction import transaction
from plan_app.views import asked as addresses
from plan_app.views import editing

_SORTS: Final[Mapping[str, Callable[[AbsenceLine], Any]]] = MappingProxyType(
    {
        "first": lambda each: each.first_day,
        "last": lambda each: each.last_day,
        "person": lambda each: each.user_key,
        "deputy": lambda each: each.deputy_key,
    }
)
pages = Blueprint("absences", __name__, url_prefix="/p/<plan>/people/<int:person_id>/absences")


@pages.route("", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def show(person_id: int) -> editing.Answer:
    """The absences of a person that are not over, and the form for one more."""
    user = _managed(person_id)
    form = AbsenceForm()
    found = assignments.list_possible_owners(plan_id=g.plan.id)
    form.offer([(each.id, wording.candidate(each)) for each in found if each.id != person_id])

    def write() -> None:
        absences.add(writing.hold(person_id), new_absence(form), act=editing.act_now())

    status = editing.save(form, write)
    if status == 303:
        flash(_("Đã ghi nhận thời gian vắng mặt."))
        return redirect(url_for("absences.show", person_id=person_id), 303)
    return render_template(
        "absences/show.html",
        form=form,
        user=user,
        **listed(person_id),
        cancel_form=Form(formdata=None),
        cancel_address=lambda absence_id: url_for(
            "absences.cancel", person_id=person_id, absence_id=absence_id
        ),
    ), status


@pages.post("/<int:absence_id>/cancel")
@requires(Permission.INVITE_OWNERS)
def cancel(person_id: int, absence_id: int) -> Response:
    """Take an absence back, or end it."""
    with transaction():
        absences.cancel(absence_id, user_id=person_id, act=editing.act_now())
    flash(_("Đã hủy thời gian vắng mặt."))
    return redirect(url_for("absences.show", person_id=person_id), 303)


def listed(person_id: int) -> dict[str, Any]:
    """The absences of a person that are not over, in the order of the address."""
    asked = addresses.read({}, _SORTS, "first")
    found = reading.list_of_person(person_id, today=clock.today(settings().timezone))
    return {"absences": in_order(found, asked.sort, _SORTS), "asked": asked}


def new_absence(form: AbsenceForm) -> NewAbsence:
    """What was typed."""
    return NewAbsence(int(form.deputy_id.data), form.first_day.data, form.last_day.data)


def _managed(person_id: int) -> User:
    user = people.get_person(person_id).user
    held = [each.role for each in user.memberships]
    if user.id != actor().user_id and not permissions.may_manage(
        actor(), held, is_administrator=user.is_administrator
    ):
        raise NotAllowed
    return user
