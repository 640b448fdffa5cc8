"""The forms of a letter entered on behalf: which tasks, what it says of each, objections."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Optional

from plan_app.domain.reports import Answer
from plan_app.forms import Form
from plan_app.forms.fields import (
    Day,
    Line,
    Paragraph,
    Percent,
    Picks,
    Required,
    Several,
    Version,
    at_most,
    choice,
)
from plan_app.forms.milestones import STATES, state_of

# What is asked of each task; a field's name has the milestone's id at its end.
OF_TASK: Final = ("state", "result", "difficulties", "percent")


class ChoiceForm(Form):
    """The ticked tasks: the milestone and the version of its task."""

    picks = Picks()


class LetterForm(Form):
    """The letter; `for_tasks` adds what it says of each task."""

    picks = Picks()
    letter = Line(
        _l("Số, ký hiệu văn bản của cơ quan"),
        [Required(_l("Đề nghị ghi số, ký hiệu và ngày của văn bản mà cơ quan đã gửi.")),
         at_most(200)],
    )  # fmt: skip
    letter_date = Day(
        _l("Ngày của văn bản"),
        [Required(_l("Đề nghị ghi số, ký hiệu và ngày của văn bản mà cơ quan đã gửi."))],
    )

    def fields_of(self, milestone_id: int) -> list[Any]:
        """The fields about one milestone, in the order of the page."""
        return [self._fields[f"{name}_{milestone_id}"] for name in OF_TASK]

    def answer(self, milestone_id: int) -> Answer:
        """What the letter says of one milestone."""
        said = {name: self._fields[f"{name}_{milestone_id}"].data for name in OF_TASK}
        return Answer(
            state=state_of(said["state"]),
            result=said["result"] or "",
            difficulties=said["difficulties"] or "",
            percent=said["percent"],
            letter=self.letter.data or "",
            letter_date=self.letter_date.data,
        )

    def typed(self) -> list[tuple[str, str]]:
        """Everything that was typed, to be carried to the next step; without ticks and token."""
        left = [field for field in self if field.name not in {"picks", "csrf_token"}]
        return [(field.name, (field.raw_data or [""])[0]) for field in left]


def for_tasks(tasks: Iterable[tuple[int, int]]) -> LetterForm:
    """The form for these milestones, given with the numbers of their tasks."""
    fields: dict[str, Any] = {}
    for milestone_id, number in tasks:
        fields |= _fields(milestone_id, number)
    kind: type[LetterForm] = type("LetterForm", (LetterForm,), fields)
    return kind()


def _fields(milestone_id: int, number: int) -> dict[str, Any]:
    def label(words: object) -> Any:  # noqa: ANN401 (a lazy sentence)
        return _l("Nhiệm vụ số %(number)s: %(words)s", number=number, words=words)

    return {
        f"state_{milestone_id}": RadioField(
            label(_l("tình trạng")),
            choices=STATES,
            validate_choice=False,
            validators=[Required(_l("Đề nghị chọn tình trạng thực hiện."))],
        ),
        f"result_{milestone_id}": Paragraph(label(_l("kết quả đạt được")), [at_most(5000)]),
        f"difficulties_{milestone_id}": Paragraph(
            label(_l("khó khăn, vướng mắc; kiến nghị")), [Optional(), at_most(5000)]
        ),
        f"percent_{milestone_id}": Percent(label(_l("mức độ hoàn thành (%)"))),
    }


class ObjectionForm(Form):
    """What is wrong, of which tasks."""

    reports = Several(
        _l("Nhiệm vụ có sai lệch"),  # type: ignore[arg-type]
        validate_choice=False,
        validators=[Required(_l("Đề nghị chọn ít nhất một nhiệm vụ."))],
    )
    words = Paragraph(
        _l("Nội dung sai lệch, nội dung đúng"),
        [Required(_l("Đề nghị nêu nội dung sai lệch.")), at_most(2000)],
    )

    def offer(self, reports: Sequence[tuple[int, str]]) -> None:
        """Fill the boxes."""
        self.reports.choices = [choice(str(id_), word) for id_, word in reports]

    @property
    def report_ids(self) -> list[int]:
        """The chosen reports, of those that were offered."""
        known = {value for value, *_rest in self.reports.iter_choices()}
        return [int(each) for each in self.reports.data or () if each in known]


class ReplyForm(Form):
    """What becomes of an objection."""

    version = Version()
    words = Paragraph(
        _l("Nội dung trả lời"), [Required(_l("Đề nghị nhập nội dung này.")), at_most(2000)]
    )
