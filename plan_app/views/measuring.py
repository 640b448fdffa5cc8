"""What the forms of a report ask about the measures of a task, signed in or by a link."""

from dataclasses import dataclass
from typing import Any, TypeVar

from plan_app.domain.measures import MEASURED, YEAR, year_asked
from plan_app.forms.measures import asking, data_of_report
from plan_app.forms.milestones import ReportForm
from plan_app.models import Milestone, ProgressReport
from plan_app.presentation import measures as words
from plan_app.queries import measures
from plan_app.queries.measures import TaskMeasure

AnyReportForm = TypeVar("AnyReportForm", bound=ReportForm)


@dataclass(frozen=True, slots=True)
class Measuring:
    """The measures of the milestone's task, and the year that is asked about first."""

    measures: list[TaskMeasure]
    year: int

    def form(self, kind: type[AnyReportForm]) -> type[AnyReportForm]:
        """The kind of form with the fields for them."""
        return asking(kind, ((each.first.measure_id, words.asked(each.first))
                             for each in self.measures))  # fmt: skip

    @property
    def hints(self) -> dict[str, str]:
        """What stands below each field, by the field's name."""
        return {
            f"{MEASURED}{each.first.measure_id}": words.hint(each, self.year)
            for each in self.measures
        }

    def data(self, old: ProgressReport | None) -> dict[str, Any]:
        """What the fields begin with: what the report `old` said that is being corrected."""
        said = data_of_report(measures.of_report(old.id)) if old and self.measures else {}
        return {YEAR: self.year} | said


def of_milestone(milestone: Milestone, *, this_year: int) -> Measuring:
    """What a report on the milestone asks."""
    return Measuring(
        measures.list_of_task(milestone.task_id), year_asked(milestone.year, this_year)
    )
