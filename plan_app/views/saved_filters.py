"""Saved filters: kept from a list, shown together, renamed, shared, removed."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from plan_app.access import actor, requires
from plan_app.domain import saved_filters as rules
from plan_app.domain.permissions import Permission
from plan_app.domain.saved_filters import Place
from plan_app.errors import NotAllowed
from plan_app.forms.saved_filters import SavedFilterForm, SeenForm
from plan_app.models import SavedFilter
from plan_app.presentation import words
from plan_app.queries import overdue as overdue_rows
from plan_app.queries import saved_filters as reading
from plan_app.queries import task_list as task_rows
from plan_app.services import saved_filters as writing
from plan_app.services.saved_filters import Named
from plan_app.views import editing, listing, overdue, task_list
from plan_app.views.saved_links import LISTS, address_of, conditions_of

pages = Blueprint("saved_filters", __name__, url_prefix="/p/<plan>/filters")

# How the address of each list is read: its filters, its sorts, the usual one.
_READ: Final[Mapping[Place, tuple[tuple[str, ...], Collection[str], str]]] = MappingProxyType(
    {
        Place.TASKS: (task_list.FIELDS, task_rows.SORTS, task_rows.DEFAULT_SORT),
        Place.OVERDUE: (overdue.FIELDS, overdue_rows.SORTS, overdue_rows.DEFAULT_SORT),
    }
)


@pages.get("")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """The person's own and those that are shared, list by list."""
    me = actor()
    rows = reading.list_for(g.plan.id, me.user_id, version=g.version)
    return render_template(
        "saved_filters/list.html",
        lists=[
            (words.saved_list(place), url_for(LISTS[place]), [r for r in rows if r.place is place])
            for place in Place
        ],
        address_of=address_of,
        me=me.user_id,
        changeable={
            row.id
            for row in rows
            if rules.may_change(me, owner_id=row.owner_id, is_shared=row.is_shared)
        },
    )


@pages.route("/new/<any(tasks, overdue):place>", methods=["GET", "POST"])
@requires(Permission.SEE_PLAN)
def new(place: str) -> editing.Answer:
    """A name for the conditions of the address, as the list has understood them."""
    fields, sorts, default_sort = _READ[Place(place)]
    asked = listing.read(fields, sorts, default_sort)
    kept, plan_id = conditions_of(asked), g.plan.id
    form = _form()

    def write() -> None:
        named = Named(form.name.data or "", form.shares(before=False))
        writing.save(plan_id, Place(place), kept, named, editing.act_now())

    status = editing.save(form, write)
    if status == 303:
        flash(_("Đã lưu bộ lọc."))
        return redirect(url_for(LISTS[Place(place)], **kept), 303)  # type: ignore[arg-type]
    return render_template(
        "saved_filters/edit.html",
        form=form,
        saved=None,
        back=url_for(LISTS[Place(place)], **kept),  # type: ignore[arg-type]
        list_word=words.saved_list(Place(place)),
        conditions=listing.conditions(asked, fields, version=g.version),
    ), status


@pages.route("/<int:filter_id>", methods=["GET", "POST"])
@requires(Permission.SEE_PLAN)
def edit(filter_id: int) -> editing.Answer:
    """Another name; for coordinators also whether all see it."""
    saved, plan_id = _changeable(filter_id), g.plan.id
    form, was_shared = _form(saved), saved.is_shared

    def write() -> None:
        named = Named(form.name.data or "", form.shares(was_shared))
        writing.edit(
            filter_id, named, plan_id=plan_id, seen=form.seen.data or "", act=editing.act_now()
        )

    status = editing.save(form, write)
    if status == 303:
        return _to_list(_("Đã lưu bộ lọc."))
    present = editing.present(
        status, form, lambda: _present(reading.get_filter(filter_id, plan_id=plan_id))
    )
    return render_template(
        "saved_filters/edit.html",
        form=form,
        saved=saved,
        back=url_for("saved_filters.show"),
        present=present,
    ), status


@pages.route("/<int:filter_id>/remove", methods=["GET", "POST"])
@requires(Permission.SEE_PLAN)
def remove(filter_id: int) -> editing.Answer:
    """Take a filter away, after a page that says what stays."""
    saved, plan_id = _changeable(filter_id), g.plan.id
    form = SeenForm()

    def write() -> None:
        seen, act = form.seen.data or "", editing.act_now()
        writing.remove(filter_id, plan_id=plan_id, seen=seen, act=act)

    status = editing.save(form, write)
    if status == 303:
        return _to_list(_("Đã xóa bộ lọc."))
    # Given by the page alone: who sends nothing has seen nothing.
    saved = reading.get_filter(filter_id, plan_id=plan_id)
    form.seen.data = writing.fingerprint(saved)
    return render_template("saved_filters/remove.html", form=form, saved=saved), status


def _changeable(filter_id: int) -> SavedFilter:
    saved = reading.get_filter(filter_id, plan_id=g.plan.id)
    if not rules.may_change(actor(), owner_id=saved.owner_id, is_shared=saved.is_shared):
        raise NotAllowed
    return saved


def _form(saved: SavedFilter | None = None) -> SavedFilterForm:
    form = SavedFilterForm(data=_present(saved) if saved else {})
    form.ask_for(sharing=rules.may_share(actor()))
    return form


def _present(saved: SavedFilter) -> dict[str, Any]:
    return {
        "name": saved.name,
        "is_shared": saved.is_shared,
        "seen": writing.fingerprint(saved),
    }


def _to_list(said: str) -> editing.Answer:
    flash(said)
    return redirect(url_for("saved_filters.show"), 303)
