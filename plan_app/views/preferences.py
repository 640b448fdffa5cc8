"""What people choose of their mail."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import person, signed_in
from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.extensions import settings
from plan_app.forms.preferences import PreferencesForm, shown
from plan_app.services import preferences
from plan_app.services.acts import Act
from plan_app.views import editing

pages = Blueprint("preferences", __name__, url_prefix="/account")


@pages.route("/mail", methods=["GET", "POST"])
@signed_in
def edit() -> editing.Answer:
    """How often, how early, and what may be left out."""
    user_id, kept = person().id, preferences.of(person())
    form = PreferencesForm(data=_kept())
    form.ask_for(roll_up=_coordinates())

    def write() -> None:
        preferences.choose(
            user_id, form.chosen(kept), seen=form.seen.data or "", act=_own_act(user_id)
        )

    status = editing.save(form, write)
    if status == 303:
        flash(_("Đã lưu cách nhận thư."))
        return redirect(url_for("account.show"), 303)
    present = editing.present(status, form, _kept)
    return render_template("account/mail.html", form=form, present=present), status


def _coordinates() -> bool:
    return any(each.role is Role.COORDINATOR for each in person().memberships)


def _kept() -> dict[str, Any]:
    return {**shown(preferences.of(person())), "seen": preferences.fingerprint(person())}


def _own_act(user_id: int) -> Act:
    """An act on oneself: no role is needed."""
    now = clock.now()
    today = now.astimezone(settings().timezone).date()
    return Act(actor=Actor(user_id=user_id), now=now, today=today)
