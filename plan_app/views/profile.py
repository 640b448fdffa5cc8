"""What people keep of themselves: language, telephone, absences, and all that is stored."""

import json

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import person, signed_in
from plan_app.domain.permissions import Actor
from plan_app.extensions import settings
from plan_app.forms import Form
from plan_app.forms.absences import AbsenceForm, ProfileForm
from plan_app.models import Language
from plan_app.presentation import spreadsheets
from plan_app.queries import absences as reading
from plan_app.queries import own_data
from plan_app.services import absences
from plan_app.services import people as writing
from plan_app.services.acts import Act
from plan_app.services.transaction import transaction
from plan_app.views import editing, languages
from plan_app.views.absences import listed, new_absence

pages = Blueprint("profile", __name__, url_prefix="/account")


@pages.route("/profile", methods=["GET", "POST"])
@signed_in
def edit() -> editing.Answer:
    """Telephone, language and keys."""
    user_id = person().id
    form = ProfileForm(data=_kept())

    def write() -> None:
        writing.edit_own(
            writing.hold(user_id),
            telephone=form.telephone.data or "",
            language=Language(form.language.data),
            letter_keys=bool(form.letter_keys.data),
            seen=form.seen.data or "",
            act=_own_act(user_id),
        )

    status = editing.save(form, write)
    if status == 303:
        flash(_("Đã lưu thông tin."))
        return languages.forget(redirect(url_for("account.show"), 303))
    present = editing.present(status, form, _kept)
    return render_template("account/profile.html", form=form, present=present), status


@pages.route("/absences", methods=["GET", "POST"])
@signed_in
def own_absences() -> editing.Answer:
    """One's own absences, and the form for one more."""
    user_id, agency_id = person().id, person().agency_id
    form = AbsenceForm()
    colleagues = reading.list_colleagues(user_id, agency_id=agency_id)
    form.offer([(each.id, each.name) for each in colleagues])

    def write() -> None:
        absences.add(writing.hold(user_id), new_absence(form), act=_own_act(user_id))

    status = editing.save(form, write)
    if status == 303:
        flash(_("Đã ghi nhận thời gian vắng mặt."))
        return redirect(url_for("profile.own_absences"), 303)
    return render_template(
        "account/absences.html",
        form=form,
        person_id=user_id,
        **listed(user_id),
        colleagues=colleagues,
        cancel_form=Form(formdata=None),
        cancel_address=lambda absence_id: url_for("profile.cancel_absence", absence_id=absence_id),
    ), status


@pages.post("/absences/<int:absence_id>/cancel")
@signed_in
def cancel_absence(absence_id: int) -> Response:
    """Take one's own absence back, or end it."""
    user_id = person().id
    with transaction():
        absences.cancel(absence_id, user_id=user_id, act=_own_act(user_id))
    flash(_("Đã hủy thời gian vắng mặt."))
    return redirect(url_for("profile.own_absences"), 303)


@pages.get("/data")
@signed_in
def data() -> str:
    """All that is stored about oneself, in plain words."""
    return render_template("account/data.html", data=own_data.collect(person()))


@pages.get("/data.json")
@signed_in
def download() -> Response:
    """All that is stored about oneself, as a file."""
    text = json.dumps(own_data.collect(person()), ensure_ascii=False, indent=2, default=str)
    name = _("Thông tin được lưu về tôi.json")
    return Response(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": spreadsheets.attachment(name, "my-data.json")},
    )


def _kept() -> dict[str, object]:
    return {
        "telephone": person().telephone,
        "language": person().language.value,
        "letter_keys": person().letter_keys,
        "seen": writing.own_fingerprint(person()),
    }


def _own_act(user_id: int) -> Act:
    """An act on oneself: no role is needed."""
    now = clock.now()
    today = now.astimezone(settings().timezone).date()
    return Act(actor=Actor(user_id=user_id), now=now, today=today)
