"""The addresses that mail does not reach: the list, and mending one."""

from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.errors import N_, RuleBroken
from plan_app.extensions import settings
from plan_app.forms import Form
from plan_app.forms.mail_queue import AddressForm
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import people, unreachable
from plan_app.services import addresses as noting
from plan_app.services import people as writing
from plan_app.services.people import PersonFacts
from plan_app.services.transaction import transaction
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing, mail_file
from plan_app.views.asked import Asked
from plan_app.views.people_standing import managed

pages = Blueprint("unreachable", __name__, url_prefix="/p/<plan>/mail")

_UNCHANGED: Final = N_(
    "Địa chỉ chưa thay đổi; nếu địa chỉ này hoạt động trở lại, đề nghị bấm nút bên dưới."
)
READERS: Final = {"words": addresses.words}


@pages.get("/unreachable")
@requires(Permission.STEER_MAIL)
def show() -> str:
    """Thirty people, those found last first."""
    asked = _asked()
    words = asked.found.get("words", "")
    page = Pages(asked.page, unreachable.count_people(g.plan.id, words))
    return render_template(
        "mail_log/unreachable.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        rows=unreachable.list_people(
            g.plan.id,
            words,
            today=clock.today(settings().timezone),
            sort=asked.sort,
            page=page.number,
        ),
    )


@pages.get("/unreachable.csv")
@requires(Permission.STEER_MAIL)
def download() -> Response:
    """All of them as a file for spreadsheets."""
    asked, zone = _asked(), settings().timezone
    today = clock.today(zone)
    rows = unreachable.list_people(
        g.plan.id, asked.found.get("words", ""), today=today, sort=asked.sort, page=None
    )
    return files.answer(
        mail_file.write_unreachable(rows, zone),
        named=_("Địa chỉ thư chưa liên hệ được"),
        plain_name="unreachable",
        today=today,
    )


@pages.route("/unreachable/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.STEER_MAIL)
def mend(person_id: int) -> editing.Answer:
    """Another address for the person; mail goes there from now on."""
    user = managed(person_id)
    form = AddressForm(data={"email": user.email, "seen": writing.fingerprint(user)})
    status = editing.save(form, lambda: _write(form, person_id))
    if status == 303:
        flash(_("Đã lưu địa chỉ mới; từ nay thư gửi đến địa chỉ này."))
        return redirect(url_for("unreachable.show"), 303)
    if status == editing.STALE:
        form.seen.data = writing.fingerprint(people.get_person(person_id).user)
    return render_template(
        "mail_log/mend.html", form=form, user=user, works=Form(formdata=None)
    ), status


@pages.post("/unreachable/<int:person_id>/works")
@requires(Permission.STEER_MAIL)
def works(person_id: int) -> editing.Answer:
    """The address works again as it is."""
    with transaction():
        act = editing.act_now()
        noting.note_reachable(writing.hold_managed(person_id, act), act=act)
    flash(_("Đã ghi nhận địa chỉ thư hoạt động trở lại."))
    return redirect(url_for("unreachable.show"), 303)


def _write(form: AddressForm, person_id: int) -> None:
    held = writing.hold(person_id)
    facts: PersonFacts = replace(writing.facts_of(held), email=form.email.data or "")
    if facts.email.casefold() == held.email.casefold():
        raise RuleBroken(_UNCHANGED, field="email")
    writing.edit(held, facts, seen=form.seen.data or "", act=editing.act_now())


def _asked() -> Asked:
    return addresses.read(READERS, unreachable.SORTS, unreachable.DEFAULT_SORT)


def _filters(asked: Asked) -> list[Filter]:
    label = _("Họ tên, thư công vụ hoặc cơ quan")
    return [Filter("words", asked.values.get("words", ""), offer(label))]
