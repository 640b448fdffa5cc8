"""The forms of a task's text and place, and of a new task."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional

from plan_app.domain.seed_plan import Once, Ongoing, Timing, WaitingFor, Yearly
from plan_app.forms import Form
from plan_app.forms.fields import (
    Day,
    Line,
    LongLine,
    Paragraph,
    Picks,
    Required,
    Several,
    Version,
    Whole,
    at_most,
    choice,
)

HIGHEST_NUMBER: Final = 99_999
# The id and the words of one thing to choose.
Choice = tuple[int, str]


class TaskTextForm(Form):
    """A task as the appendix words it, and the agency responsible now."""

    version = Version()
    title = LongLine(_l("Tên nhiệm vụ"), [Required(), at_most(500)])
    title_en = LongLine(_l("Tên nhiệm vụ bằng tiếng Anh"), [Optional(), at_most(500)])
    description = Paragraph(_l("Nội dung"), [Optional(), at_most(5000)])
    deliverable = LongLine(_l("Sản phẩm, kết quả"), [Optional(), at_most(500)])
    time_as_worded = Line(_l("Thời gian thực hiện (theo Kế hoạch)"), [Optional(), at_most(200)])
    lead_agency = SelectField(
        _l("Cơ quan chủ trì (theo Kế hoạch)"),  # type: ignore[arg-type]
        [Required(_l("Đề nghị chọn cơ quan."))],
    )
    agency = SelectField(
        _l("Cơ quan chịu trách nhiệm hiện nay"),  # type: ignore[arg-type]
        [Required(_l("Đề nghị chọn cơ quan."))],
    )
    coordinating_as_worded = LongLine(
        _l("Cơ quan phối hợp (theo Kế hoạch)"), [Optional(), at_most(500)]
    )
    coordinating = Several(_l("Các cơ quan phối hợp"), [Optional()])  # type: ignore[arg-type]
    twin_reference = Line(
        _l("Mã trên hệ thống theo dõi nhiệm vụ của tỉnh"), [Optional(), at_most(120)]
    )

    def offer(self, *, agencies: Sequence[Choice], of_today: Sequence[Choice]) -> None:
        """Fill the choices: the decision may name bodies that have ended since."""
        self.lead_agency.choices = _choices(agencies)
        self.agency.choices = _choices(of_today)
        self.coordinating.choices = _choices(agencies)

    def facts(self) -> dict[str, Any]:
        """What was typed and chosen, by the names of `TaskTexts`."""
        names = (
            "title", "title_en", "description", "deliverable", "time_as_worded",
            "coordinating_as_worded", "twin_reference",
        )  # fmt: skip
        return {name: self[name].data or "" for name in names} | {
            "lead_agency_id": int(self.lead_agency.data),
            "responsible_agency_id": int(self.agency.data),
            "coordinating_ids": [int(each) for each in self.coordinating.data or ()],
        }


class When(StrEnum):
    """When a new task is due."""

    ONCE = "once"
    YEARLY = "yearly"
    ONGOING = "ongoing"
    WAITING = "waiting"


WHEN: Final = [
    choice(When.ONCE.value, _l("Một thời hạn")),
    choice(When.YEARLY.value, _l("Hằng năm: mỗi năm một kết quả")),
    choice(When.ONGOING.value, _l("Thường xuyên, không quy định thời hạn")),
    choice(When.WAITING.value, _l("Sau khi có hướng dẫn của cơ quan khác")),
]


class NewTaskForm(TaskTextForm):
    """A task that does not exist yet: its text, its place and when it is due."""

    version = None  # type: ignore[assignment]
    number = Whole(_l("Số thứ tự nhiệm vụ"), lowest=1, highest=HIGHEST_NUMBER)
    group = SelectField(_l("Nhóm giải pháp"))  # type: ignore[arg-type]
    when = RadioField(_l("Thời hạn hoàn thành"), choices=WHEN)  # type: ignore[arg-type]
    due = Day(_l("Ngày hoàn thành; nếu hằng năm: ngày của năm đầu tiên"))
    waiting_for = Line(_l("Chờ hướng dẫn của"), [at_most(200)])

    FIRST: Final = ("number", "group")

    def offer(self, *, agencies: Sequence[Choice], of_today: Sequence[Choice]) -> None:
        """Fill the choices; no agency is chosen for anybody."""
        super().offer(agencies=agencies, of_today=of_today)
        nobody = choice("", _("Chọn cơ quan"))
        self.lead_agency.choices = [nobody, *_choices(agencies)]
        self.agency.choices = [nobody, *_choices(of_today)]

    def offer_groups(self, groups: Sequence[Choice]) -> None:
        """Fill the choices of the group."""
        self.group.choices = _choices(groups)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 (WTForms' signature)
        """The date or the body that the choice asks for must be there."""
        is_right = super().validate(extra_validators)
        if not self.when.data:
            self.when.errors = [_("Đề nghị chọn loại thời hạn.")]
        if self.when.data in {When.ONCE, When.YEARLY} and not self.due.data and not self.due.errors:
            self.due.errors = [_("Đề nghị nhập thời hạn hoàn thành.")]
            return False
        if self.when.data == When.WAITING and not self.waiting_for.data:
            self.waiting_for.errors = [_("Đề nghị ghi cơ quan ban hành hướng dẫn.")]
            return False
        return bool(is_right)

    def timing(self, last_year: int) -> Timing:
        """When it is due; yearly work ends in `last_year`, or where it begins if that is later."""
        due = self.due.data
        match When(self.when.data):
            case When.ONCE:
                return Once(due)
            case When.YEARLY:
                return Yearly(due.day, due.month, due.year, max(due.year, last_year))
            case When.WAITING:
                return WaitingFor(self.waiting_for.data or "")
            case _:
                return Ongoing()


class PlaceForm(Form):
    """Another number or group."""

    version = Version()
    number = Whole(_l("Số thứ tự nhiệm vụ"), lowest=1, highest=HIGHEST_NUMBER)
    swap = BooleanField(
        _l("Nếu số này đã có nhiệm vụ khác, hai nhiệm vụ đổi số cho nhau")  # type: ignore[arg-type]
    )
    group = SelectField(_l("Nhóm giải pháp"))  # type: ignore[arg-type]

    def offer_groups(self, groups: Sequence[Choice]) -> None:
        """Fill the choices of the group."""
        self.group.choices = _choices(groups)


class DependencyForm(Form):
    """The task after which this one starts, by its number."""

    version = Version()
    after = Whole(_l("Thực hiện sau nhiệm vụ số"), lowest=1, highest=HIGHEST_NUMBER, required=False)


class CheckForm(Form):
    """Many drafts that were compared with the appendix."""

    picks = Picks()


def _choices(pairs: Sequence[Choice]) -> list[Any]:
    return [choice(str(id_), word) for id_, word in pairs]
