"""One paper: taken along by those who may see it, removed by a coordinator."""

from typing import Final

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from plan_app.access import actor, requires
from plan_app.domain import file_names
from plan_app.domain.papers import PaperKind
from plan_app.domain.permissions import Permission, may_see_details
from plan_app.errors import NotAllowed, NotFound
from plan_app.forms.milestones import ReasonForm
from plan_app.papers import store
from plan_app.queries import papers
from plan_app.services import papers as writing
from plan_app.views import download as files
from plan_app.views import editing

pages = Blueprint("papers", __name__, url_prefix="/p/<plan>/papers")

MIME_TYPES: Final = {
    PaperKind.PDF: "application/pdf",
    PaperKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PaperKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PaperKind.JPEG: "image/jpeg",
    PaperKind.PNG: "image/png",
}


@pages.get("/<int:paper_id>")
@requires(Permission.SEE_PLAN)
def download(paper_id: int) -> Response:
    """The file, never shown within the site: always to be saved."""
    paper = papers.get_paper(paper_id, plan_id=g.plan.id)
    if not may_see_details(actor(), paper.milestone.task.scope):
        raise NotAllowed
    if paper.digest is None or paper.kind is None or not store.has(paper.digest):
        raise NotFound
    return files.attached(
        store.path_of(paper.digest),
        name=paper.name,
        plain_name=file_names.plain(paper.name),
        mime_type=MIME_TYPES[paper.kind],
    )


@pages.route("/<int:paper_id>/remove", methods=["GET", "POST"])
@requires(Permission.CONFIRM)
def remove(paper_id: int) -> editing.Answer:
    """Taken away for a reason, which the journal keeps."""
    paper = papers.get_paper(paper_id, plan_id=g.plan.id)
    task, digest = paper.milestone.task, paper.digest
    form = ReasonForm(data={"version": task.version})

    def write() -> None:
        writing.remove(writing.lock(paper_id, plan_id=g.plan.id), editing.act(form),
                       reason=form.reason.data or "")  # fmt: skip

    status = editing.save(form, write)
    if status == 303:
        if digest is not None:
            writing.forget_bytes(digest, now=editing.act_now().now)
        return editing.to_task(task, _("Đã gỡ văn bản, tài liệu kèm theo."))
    facts = {"paper_row": paper, "milestone": paper.milestone}
    return editing.answer(status, "papers/remove.html", form, task, **facts)
