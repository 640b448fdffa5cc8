"""What a task is measured by: its indicators and money, defined by coordinators."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app.access import requires
from plan_app.domain.measures import MeasureKind
from plan_app.domain.permissions import Permission
from plan_app.forms.measures import MeasureForm, data_of, of_kind
from plan_app.forms.milestones import ReasonForm, VersionForm
from plan_app.models import Measure, Task
from plan_app.presentation import measures as words
from plan_app.queries import journal, measures, tasks
from plan_app.services import measures as writing
from plan_app.services import tasks as holding
from plan_app.views import editing

pages = Blueprint("measures", __name__, url_prefix="/p/<plan>")


@pages.get("/tasks/<int:number>/measures")
@requires(Permission.EDIT_PLAN)
def show(number: int) -> str:
    """The measures of the task, the withdrawn ones too, and what was done to them."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    lines = journal.list_of_task(task_id=task.id)
    return render_template(
        "measures/list.html",
        task=task,
        measures=measures.list_of_task(task.id),
        withdrawn=measures.list_withdrawn(task.id),
        journal=[line for line in lines if line.subject_kind == "measure"],
        labels={},
        sees_details=True,
        version_form=VersionForm(data={"version": task.version}),
    )


@pages.route(
    "/tasks/<int:number>/measures/<any(indicator, funding):kind>/add", methods=["GET", "POST"]
)
@requires(Permission.EDIT_PLAN)
def add(number: int, kind: str) -> editing.Answer:
    """An indicator or a source of money that the task does not have yet."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    form = _form(MeasureKind(kind))(data={"version": task.version, "direction": "up"})

    def write() -> None:
        held = holding.lock(plan_id=g.plan.id, number=number)
        writing.add(held, form.wanted(), editing.act(form))

    status = editing.save(form, write)
    if status == 303:
        return _to_list(number, _("Đã lưu."))
    return _answer(status, form, task)


@pages.route("/measures/<int:measure_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def edit(measure_id: int) -> editing.Answer:
    """Another name, unit or plan; what was reported stays."""
    measure = measures.get_measure(measure_id, plan_id=g.plan.id)
    task = measure.task
    form = _form(measure.kind)(data={"version": task.version, **data_of(measure)})

    def write() -> None:
        writing.edit(_held(measure_id), form.wanted(), editing.act(form))

    status = editing.save(form, write)
    if status == 303:
        return _to_list(task.number, _("Đã lưu."))
    return _answer(status, form, task, measure=measure)


@pages.route("/measures/<int:measure_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def withdraw(measure_id: int) -> editing.Answer:
    """It is asked for no more, once that was looked at; it can come back."""
    measure = measures.get_measure(measure_id, plan_id=g.plan.id)
    task = measure.task
    form = ReasonForm(data={"version": task.version})

    def write() -> None:
        reason = form.reason.data or ""
        writing.withdraw(_held(measure_id), editing.act(form), reason=reason)

    status = editing.save(form, write)
    if status == 303:
        return _to_list(task.number, _("Đã thôi theo dõi: %(name)s.", name=words.name(measure)))
    seen = [each for each in measures.list_of_task(task.id) if each.first.measure_id == measure_id]
    return editing.answer(
        status, "measures/withdraw.html", form, task, measure=measure, measures=seen
    )


@pages.post("/measures/<int:measure_id>/restore")
@requires(Permission.EDIT_PLAN)
def restore(measure_id: int) -> Response:
    """A withdrawn measure is asked for again."""
    number = measures.get_measure(measure_id, plan_id=g.plan.id).task.number
    form = VersionForm()
    status = editing.save(form, lambda: writing.restore(_held(measure_id), editing.act(form)))
    if status == 303:
        return _to_list(number, _("Đã theo dõi trở lại."))
    return _to_list(number, editing.first_error(form), "error")


def _form(kind: MeasureKind) -> type[MeasureForm]:
    return of_kind(kind, range(g.plan.first_year, g.plan.last_year + 1))


def _held(measure_id: int) -> Measure:
    return writing.hold(measure_id, plan_id=g.plan.id)


def _to_list(number: int, said: str, category: str = "message") -> Response:
    flash(said, category)
    return redirect(url_for("measures.show", plan=g.plan.slug, number=number), 303)


def _answer(
    status: int, form: MeasureForm, task: Task, measure: Measure | None = None
) -> editing.Answer:
    """The form again; after a stale edit with the measure as it is now beside it."""
    now = _present(measure) if status == editing.STALE and measure else []
    facts = {"measure": measure, "kind": form.KIND, "now": now}
    return editing.answer(status, "measures/edit.html", form, task, **facts)


def _present(measure: Measure) -> list[tuple[str, str]]:
    """Label and value of what others may have changed."""
    targets = [
        (_("Năm %(year)s", year=each.year), words.amount(each.amount)) for each in measure.targets
    ]
    return [(_("Tên"), words.name(measure)), (_("Đơn vị tính"), words.unit(measure)), *targets]
