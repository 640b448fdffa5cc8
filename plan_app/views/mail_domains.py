"""The official mail domains of the installation."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.forms.people import MailDomainsForm
from plan_app.queries import installation
from plan_app.services import addresses
from plan_app.views import editing

pages = Blueprint("mail_domains", __name__, url_prefix="/p/<plan>/mail-domains")


@pages.route("", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def edit() -> editing.Answer:
    """Which addresses accounts may have."""
    form = MailDomainsForm(data=_present())
    status = editing.save(form, lambda: _write(form))
    if status == 303:
        flash(_("Đã lưu danh sách tên miền thư."))
        return redirect(url_for("people.show"), 303)
    present = editing.present(status, form, _present)
    return render_template("people/mail_domains.html", form=form, present=present), status


def _write(form: MailDomainsForm) -> None:
    typed, seen = form.domains.data or "", form.seen.data or ""
    addresses.set_domains(typed, seen=seen, act=editing.act_now())


def _present() -> dict[str, str]:
    return {
        "domains": "\n".join(installation.list_mail_domains()),
        "seen": addresses.domains_fingerprint(),
    }
