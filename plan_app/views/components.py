"""The gallery of components, for who builds pages: in the demonstration alone."""

from flask import Blueprint, abort, g, render_template
from werkzeug.datastructures import MultiDict

from plan_app.access import signed_in
from plan_app.forms import Form
from plan_app.forms.component_samples import SampleForm
from plan_app.presentation import component_samples as samples
from plan_app.presentation.listing import Pages
from plan_app.views import asked, context

pages = Blueprint("components", __name__)


@pages.get("/dev/components")
@signed_in
def show() -> str:
    """Every macro of `templates/components` in its states, in the look that is chosen."""
    context.settle_place()
    if "actor" not in g:
        abort(404)
    wrong = SampleForm(MultiDict({"due": "32/13/2026", "agency": "one"}), meta={"csrf": False})
    wrong.validate()
    return render_template(
        "dev/components.html",
        samples=samples,
        rows=list(samples.rows()),
        form=SampleForm(formdata=None),
        wrong=wrong,
        act=Form(formdata=None),
        asked=asked.read({"q": str, "group": str}, {"number", "due"}, "number"),
        page=Pages(2, 75),
    )
