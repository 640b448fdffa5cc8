"""The people of the installation: the list, one person, new accounts, their facts and roles."""

from typing import Any, Final

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.accounts import links
from plan_app.domain import permissions
from plan_app.domain.permissions import Permission
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed
from plan_app.extensions import settings
from plan_app.forms import Form
from plan_app.forms.people import ROLES, NewPersonForm, PersonForm, RolesForm
from plan_app.models import Language, User
from plan_app.presentation import people as wording
from plan_app.presentation import words
from plan_app.presentation.language import name_of
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import absences, assignments, handover, journal, people
from plan_app.queries.people import PersonFilter, Standing
from plan_app.services import people as writing
from plan_app.services import users
from plan_app.services.people import PersonFacts
from plan_app.services.users import NewUser
from plan_app.views import asked as addresses
from plan_app.views import editing, people_file
from plan_app.views.asked import Asked

pages = Blueprint("people", __name__, url_prefix="/p/<plan>")

READERS: Final = {
    "words": addresses.words,
    "agency": addresses.number,
    "role": Role,
    "standing": Standing,
}
FACTS: Final = ("honorific", "full_name", "position", "division", "email", "telephone")


@pages.get("/people")
@requires(Permission.INVITE_OWNERS)
def show() -> str:
    """Thirty people, by given name."""
    asked = addresses.read(READERS, people.SORTS, people.DEFAULT_SORT)
    wanted = PersonFilter(**asked.found)
    page = Pages(asked.page, people.count_people(g.plan.id, wanted))
    return render_template(
        "people/list.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        rows=people.list_people(g.plan.id, wanted, sort=asked.sort, page=page.number),
    )


@pages.get("/people.csv")
@requires(Permission.INVITE_OWNERS)
def download() -> Response:
    """All people that the address asks for, as a file for spreadsheets."""
    asked = addresses.read(READERS, people.SORTS, people.DEFAULT_SORT)
    wanted = PersonFilter(**asked.found)
    rows = people.list_people(g.plan.id, wanted, sort=asked.sort, page=None)
    today = clock.today(settings().timezone)
    return people_file.answer(people_file.write_people(rows, g.plan.id), "people", today)


@pages.get("/people/<int:person_id>")
@requires(Permission.INVITE_OWNERS)
def person(person_id: int) -> str:
    """All that is kept of one person."""
    user, invited_at = people.get_person(person_id)
    today = clock.today(settings().timezone)
    return render_template(
        "people/show.html",
        user=user,
        invited_at=invited_at,
        tasks=handover.list_open_tasks(user.id, plan_id=g.plan.id),
        absences=absences.list_of_person(user.id, today=today),
        functions=people.list_functions(user.id),
        may_manage=_may(permissions.may_manage, user),
        may_end=_may(permissions.may_end, user),
        form=Form(formdata=None),
    )


@pages.get("/people/<int:person_id>/history")
@requires(Permission.INVITE_OWNERS)
def history(person_id: int) -> str:
    """What was done to the account, by whom and when."""
    user = people.get_person(person_id).user
    return render_template(
        "people/history.html",
        name=user.addressed,
        back=url_for("people.person", person_id=user.id),
        lines=journal.list_about("user", user.id),
    )


@pages.route("/people/new", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def new() -> editing.Answer:
    """A new account."""
    form = NewPersonForm(data={"language": "vi", "is_owner": True, "invite": True})
    _offer_agencies(form, None)
    made: list[int] = []
    status = editing.save(form, lambda: made.append(_create(form)))
    if status == 303:
        flash(_("Đã tạo tài khoản."))
        return redirect(url_for("people.person", person_id=made[0]), 303)
    return render_template("people/new.html", form=form), status


@pages.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def edit(person_id: int) -> editing.Answer:
    """The facts of a person."""
    user = people.get_person(person_id).user
    if not _may(permissions.may_manage, user):
        raise NotAllowed
    form = PersonForm(data=_present(user))
    _offer_agencies(form, user)
    status = editing.save(form, lambda: _write(form, person_id))
    if status == 303:
        return to_person(person_id, _("Đã lưu thông tin."))
    present = editing.present(status, form, lambda: _present(people.get_person(person_id).user))
    return render_template("people/edit.html", form=form, user=user, present=present), status


@pages.route("/people/<int:person_id>/roles", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def roles(person_id: int) -> editing.Answer:
    """The roles in this plan, and the administration of the installation."""
    user = people.get_person(person_id).user
    if not _may(permissions.may_manage, user):
        raise NotAllowed
    form = RolesForm(data=_held(user))
    grantable = [name for name in ROLES if permissions.may_grant(actor(), Role(name))]
    form.offer(grantable, administrator=actor().may(Permission.ADMINISTER))
    status = editing.save(form, lambda: _write_roles(form, person_id))
    if status == 303:
        return to_person(person_id, _("Đã lưu vai trò."))
    present = editing.present(status, form, lambda: _held(people.get_person(person_id).user))
    return render_template("people/roles.html", form=form, user=user, present=present), status


def to_person(person_id: int, said: str, *, category: str = "message") -> Response:
    """Back to the page of the person, with a sentence on top."""
    flash(said, category)
    return redirect(url_for("people.person", person_id=person_id), 303)


def invite(user: User, letter: str = "") -> None:
    """Mail the person a link to set a password; within the transaction of the request.

    `letter` is the agency's letter that named the person.
    """
    act = editing.act_now()
    sealed, until = links.sealed_link(user, now=act.now)
    users.invite(
        user,
        sealed=sealed,
        until=until,
        actor=act.actor,
        now=act.now,
        local_day=act.today,
        plan_id=g.plan.id,
        letter=letter,
    )


def _create(form: NewPersonForm) -> int:
    act = editing.act_now()
    writing.check_agency(form.agency_id, act.today)
    facts: dict[str, Any] = {name: form[name].data or "" for name in FACTS}
    new = NewUser(
        **facts,
        agency_id=form.agency_id,
        language=Language(form.language.data),
        is_shared=form.is_shared.data,
    )
    user = users.create(new, actor=act.actor, now=act.now)
    if form.is_owner.data:
        users.grant(user, g.plan, Role.OWNER, actor=act.actor, now=act.now)
    if form.invite.data:
        invite(user, form.letter.data or "")
    return user.id


def _write(form: PersonForm, person_id: int) -> None:
    facts = {name: form[name].data or "" for name in FACTS}
    writing.edit(
        writing.hold(person_id),
        PersonFacts(**facts, agency_id=form.agency_id, language=Language(form.language.data)),
        seen=form.seen.data or "",
        act=editing.act_now(),
    )


def _write_roles(form: RolesForm, person_id: int) -> None:
    act = editing.act_now()
    user = writing.hold_managed(person_id, act)
    held = {each.role for each in user.memberships if each.plan_id == g.plan.id}
    writing.set_roles(user, g.plan, form.wanted(held), seen=form.seen.data or "", act=act)
    if "administrator" in form:
        writing.set_administrator(user, wanted=form.administrator.data, act=act)


def _may(rule: Any, user: User) -> bool:  # noqa: ANN401 (a rule of `permissions`)
    held = [each.role for each in user.memberships]
    return bool(rule(actor(), held, is_administrator=user.is_administrator))


def _present(user: User) -> dict[str, object]:
    return {name: getattr(user, name) for name in FACTS} | {
        "agency": str(user.agency_id or ""),
        "language": user.language.value,
        "seen": writing.fingerprint(user),
    }


def _held(user: User) -> dict[str, Any]:
    roles = {each.role for each in user.memberships if each.plan_id == g.plan.id}
    return {role.value: role in roles for role in Role} | {
        "administrator": user.is_administrator,
        "seen": writing.roles_fingerprint(user, g.plan.id),
    }


def _offer_agencies(form: PersonForm, user: User | None) -> None:
    """The agencies of today; one that has ended only for those who are still in it."""
    today = clock.today(settings().timezone)
    found = [(each.id, name_of(each)) for each in assignments.list_agencies(today=today)]
    if user is not None and user.agency and user.agency_id not in dict(found):
        found.append((user.agency.id, name_of(user.agency)))
    form.offer(found)


def _filters(asked: Asked) -> list[Filter]:
    today = clock.today(settings().timezone)
    agencies = [(str(each.id), name_of(each)) for each in assignments.list_agencies(today=today)]
    fields = (
        ("words", _("Họ tên hoặc thư công vụ"), None),
        ("agency", _("Cơ quan"), agencies),
        ("role", _("Vai trò"), [(role.value, words.role(role)) for role in Role]),
        ("standing", _("Tài khoản"), [(each.value, wording.standing(each)) for each in Standing]),
    )
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices))
        for name, label, choices in fields
    ]
