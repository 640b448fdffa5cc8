"""The folded text by which tasks and agencies are found; kept by every service that names them."""

from collections.abc import Iterable

from plan_app.domain import vietnamese
from plan_app.models import Agency, Task


def of_task(task: Task) -> str:
    """Number, titles, deliverable and all agencies of the task."""
    agencies = [task.lead_agency, task.responsible_agency, *task.coordinating_agencies]
    said = (str(task.number), task.title, task.title_en, task.deliverable)
    return of_words(said, agencies, task.coordinating_as_worded)


def of_words(said: Iterable[str], agencies: Iterable[Agency], as_worded: str) -> str:
    """The same for a task that is no row yet."""
    # An agency has often several parts in one task; dict keeps the first place of each.
    names = dict.fromkeys(text for each in agencies for text in (each.name, each.short_name))
    return vietnamese.fold(" ".join([*said, *names, as_worded]))


def of_agency(agency: Agency) -> str:
    """Name in both languages and short name."""
    said = (agency.name, agency.short_name, agency.name_en)
    return vietnamese.fold(" ".join(said))[:600]
