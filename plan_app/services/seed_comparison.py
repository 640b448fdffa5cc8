"""What a seed file says otherwise than the database, taken over or kept."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from plan_app.errors import N_
from plan_app.extensions import Base
from plan_app.models import Agency, SolutionGroup, Task, TextStatus

# A value as the file writes it.
Written = str | int | bool | list[str] | None


class Kind(StrEnum):
    """What an entry of the file is about."""

    PLAN = "plan"
    AGENCY = "agency"
    GROUP = "group"
    TASK = "task"
    MILESTONE = "milestone"
    MEASURE = "measure"


class Reason(StrEnum):
    """Why a value of the database stays although the file has another."""

    CHECKED = "checked"
    IMPORTED = "imported"
    ASSIGNED = "assigned"
    EDITED = "edited"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    IN_USE = "in_use"
    NOT_IN_FILE = "not_in_file"
    CIRCULAR = "circular"


_OF_TASK = frozenset({Kind.TASK, Kind.MILESTONE, Kind.MEASURE})
REASONS = {
    Reason.CHECKED: N_("nội dung đã được đối chiếu với Phụ lục"),
    Reason.IMPORTED: N_("nội dung đã được nhập từ Phụ lục của văn bản"),
    Reason.ASSIGNED: N_("nhiệm vụ đã có đầu mối theo dõi"),
    Reason.EDITED: N_("nội dung đã được sửa trên trang"),
    Reason.RENUMBERED: N_(
        "số này đã được đặt, đổi hoặc xóa trên trang, nên có thể không còn là nội dung trong tệp; "
        "đề nghị sửa trên trang"
    ),
    Reason.MOVED: N_("thời hạn đã được điều chỉnh hoặc mốc đã có báo cáo"),
    Reason.IN_USE: N_("mốc không còn trong tệp nhưng đã được sử dụng"),
    Reason.CIRCULAR: N_("cùng với thứ tự đặt trên trang, các nhiệm vụ chờ lẫn nhau thành vòng"),
    Reason.NOT_IN_FILE: N_("không còn trong tệp; phần mềm không tự xóa"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a difference is about: `key` is the agency's code, the ordinal or the number.

    `milestone` names the milestone, or the measure, of the task with that number.
    """

    kind: Kind
    key: str
    milestone: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what the database has and what the file says; an empty field is the whole."""

    subject: Subject
    field: str
    old: Written
    new: Written
    kept_because: Reason | None = None


@dataclass(slots=True)
class Comparison:
    """Collects the differences and, with `apply`, takes them over.

    What comes with a new plan is not a difference.
    """

    apply: bool
    is_new_plan: bool
    differences: list[Difference] = field(default_factory=list)
    kept: list[Difference] = field(default_factory=list)

    def take(
        self,
        row: Base,
        subject: Subject,
        wanted: dict[str, object],
        kept_because: dict[str, Reason] | None = None,
    ) -> bool:
        """Compare the columns of `row` with what is wanted; tell whether the row was changed.

        Columns named in `kept_because` are never changed.
        """
        changed = False
        for column, value in wanted.items():
            present = getattr(row, column)
            if same(present, value):
                continue
            reason = (kept_because or {}).get(column)
            self.note(subject, column, present, value, reason)
            if self.apply and reason is None:
                setattr(row, column, value)
                changed = True
        return changed

    def note(
        self,
        subject: Subject,
        field: str,
        old: object,
        new: object,
        reason: Reason | None = None,
    ) -> None:
        """Write down one difference."""
        found = Difference(subject, field, written(old), written(new), reason)
        (self.differences if reason is None else self.kept).append(found)

    def note_new(self, subject: Subject, name: str) -> None:
        """Write down that something is new in a plan that was there before."""
        if not self.is_new_plan:
            self.note(subject, "", None, name)

    def fields_of(self, key: str) -> list[str]:
        """The fields of a task and its milestones that differ, in order, each once."""
        return list(
            dict.fromkeys(
                each.field or each.subject.kind
                for each in self.differences
                if each.subject.kind in _OF_TASK and each.subject.key == key
            )
        )


def why_text_stays(task: Task) -> Reason | None:
    """Why the words of the task are not the file's to say any more, if so."""
    if task.text_status is TextStatus.DRAFT:
        return None
    return Reason.IMPORTED if task.text_import_id is not None else Reason.CHECKED


def written(value: object) -> Written:
    """The value as the file writes it: dates as dd/mm/yyyy, agencies by their codes."""
    match value:
        case Agency():
            return value.code
        case SolutionGroup():
            return value.ordinal
        case Task():
            return value.number
        case date():
            return value.strftime("%d/%m/%Y")
        case list():
            return [str(written(each)) for each in value]
        case None | int():
            return value
        case _:
            return str(value)


def same(present: object, value: object) -> bool:
    """Whether the column holds what the file says."""
    # The order in which agencies work together is not the file's to say.
    if isinstance(present, list) and isinstance(value, list):
        return {written(each) for each in present} == {written(each) for each in value}
    return present == value
