"""People from the table that agencies send back: check, look, take."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import requires
from plan_app.accounts import links
from plan_app.domain.permissions import Permission
from plan_app.errors import RuleBroken
from plan_app.extensions import settings
from plan_app.forms.people_import import PeopleImportForm
from plan_app.imports import people_file, people_workbook
from plan_app.imports.appendix.refusals import FileRefused
from plan_app.imports.people_file import FileNotUsable, RawPerson
from plan_app.presentation import people_template
from plan_app.presentation.appendix import told
from plan_app.presentation.formatters import count
from plan_app.queries import agencies
from plan_app.services import people_import
from plan_app.services.people_import import Change, Preview
from plan_app.services.transaction import transaction
from plan_app.views import download, editing

pages = Blueprint("people_import", __name__, url_prefix="/p/<plan>/people/import")


@pages.route("", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def show() -> editing.Answer:
    """The form; with the preview once something was sent; taken once the preview was confirmed."""
    form = PeopleImportForm(data={"invite": True})
    if request.method != "POST":
        return _page(form, None), 200
    try:
        rows = _read(form)
        if not form.validate():
            return _page(form, None), editing.INVALID
        preview = people_import.check(rows, act=editing.act_now())
        if preview.faults or form.confirmed.data != form.digest:
            form.confirmed.data = form.digest
            return _page(form, preview), editing.INVALID if preview.faults else 200
        _load(form, rows)
    except RuleBroken as error:
        form.show(error)
        return _page(form, None), editing.INVALID
    new, updated = preview.count(Change.NEW), preview.count(Change.UPDATED)
    flash(_("Đã nhập bảng: %(new)s tài khoản mới, %(updated)s tài khoản được cập nhật.",
            new=count(new), updated=count(updated)))  # fmt: skip
    return redirect(url_for("people.show"), 303)


@pages.get("/template.xlsx")
@requires(Permission.INVITE_OWNERS)
def template() -> Response:
    """The empty table for agencies to fill in."""
    today = clock.today(settings().timezone)
    names = [agency.name for agency in agencies.list_current(today=today)]
    file = people_template.make(names)
    return download.workbook(
        file, named=_("Danh sách đầu mối"), plain_name="people-template", today=today
    )


def _read(form: PeopleImportForm) -> list[RawPerson]:
    """The people of the file, or of the pasted text; the file's text then stands in its place."""
    content = form.file_content()
    if content:
        form.text.data = _text_of(form.file_name, content)
    if not (form.text.data or "").strip():
        raise FileNotUsable(_("Đề nghị chọn tệp hoặc dán bảng."), field="file")
    return people_file.read(form.text.data or "")


def _text_of(name: str, content: bytes) -> str:
    if not people_workbook.is_one(name, content):
        return people_file.decode(content)
    try:
        return people_workbook.as_text(name, content)
    except FileRefused as refused:
        raise FileNotUsable(told(refused.problem), field="file") from refused


def _load(form: PeopleImportForm, rows: list[RawPerson]) -> None:
    act = editing.act_now()
    with transaction():
        people_import.load(
            rows,
            plan=g.plan,
            seal=(lambda user: links.sealed_link(user, now=act.now)) if form.invite.data else None,
            act=act,
            letter=form.letter.data or "",
        )


def _page(form: PeopleImportForm, preview: Preview | None) -> str:
    return render_template("people/import.html", form=form, preview=preview)
