"""What an agency says of a milestone, and what must be said for it to count."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from plan_app.domain.measures import NOTHING, Measured
from plan_app.domain.statuses import MilestoneState, Step
from plan_app.errors import N_, RuleBroken

# The states that a report may give, and the step that each is.
STEPS: Final = {
    MilestoneState.IN_PROGRESS: Step.REPORT_PROGRESS,
    MilestoneState.AWAITING_CONFIRMATION: Step.REPORT_COMPLETION,
}
COMPLETE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The words of one report, and what it says of the measures; text not given is empty.

    `state` is `in_progress`, or `awaiting_confirmation` for completed work. `percent` is 0 to
    100, None if the agency gave none. `letter` and `letter_date` name a signed letter that says
    the same.
    """

    state: MilestoneState
    result: str = ""
    difficulties: str = ""
    percent: int | None = None
    prepared_by: str = ""
    prepared_position: str = ""
    prepared_telephone: str = ""
    approved_by: str = ""
    approved_position: str = ""
    letter: str = ""
    letter_date: date | None = None
    measured: Measured = NOTHING

    @property
    def step(self) -> Step:
        """The step that the report is; raises StateMissing for a state nobody can report."""
        if self.state not in STEPS:
            raise StateMissing
        return STEPS[self.state]

    @property
    def is_completion(self) -> bool:
        """Whether it says that the work is done."""
        return self.state is MilestoneState.AWAITING_CONFIRMATION


# What of an answer stands in the report itself.
WORDS: Final = tuple(each.name for each in fields(Answer) if each.name != "measured")


class StateMissing(RuleBroken):
    """A report says where the work stands."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị chọn tình trạng thực hiện."), field="state")


class ResultMissing(RuleBroken):
    """Nobody can confirm a completion that does not say what was achieved."""

    def __init__(self) -> None:
        super().__init__(
            N_("Đề nghị nêu kết quả đạt được để có cơ sở xác nhận hoàn thành."), field="result"
        )


class PreparerMissing(RuleBroken):
    """A shared account says who stands behind the report."""

    def __init__(self, field: str) -> None:
        super().__init__(
            N_("Tài khoản dùng chung của cơ quan: đề nghị ghi đầy đủ nội dung này."), field=field
        )


class LetterMissing(RuleBroken):
    """What is entered on behalf rests on a letter, named by number and date."""

    def __init__(self, field: str) -> None:
        super().__init__(
            N_("Đề nghị ghi số, ký hiệu và ngày của văn bản mà cơ quan đã gửi."), field=field
        )


class LetterInFuture(RuleBroken):
    """A letter cannot have come before it was written."""

    def __init__(self) -> None:
        super().__init__(
            N_("Ngày của văn bản không thể sau ngày hôm nay."),
            field="letter_date",
        )


# What a shared account adds, in the order of the form.
OF_SHARED_ACCOUNT: Final = (
    "prepared_by",
    "prepared_position",
    "prepared_telephone",
    "approved_by",
    "approved_position",
)


def check(answer: Answer, *, is_shared: bool, on_behalf: bool, today: date) -> None:
    """Raise the first broken rule, in the order of the form.

    `is_shared`: the account belongs to an agency and not to a person. `on_behalf`: a coordinator
    enters what the agency wrote in a letter; then the letter stands for the preparer.
    """
    if answer.step is Step.REPORT_COMPLETION and not answer.result.strip():
        raise ResultMissing
    if is_shared and not on_behalf:
        for field in OF_SHARED_ACCOUNT:
            if not getattr(answer, field).strip():
                raise PreparerMissing(field)
    _check_letter(answer, on_behalf=on_behalf, today=today)


def _check_letter(answer: Answer, *, on_behalf: bool, today: date) -> None:
    named, dated = bool(answer.letter.strip()), answer.letter_date is not None
    if not (on_behalf or named or dated):
        return
    if not named:
        raise LetterMissing("letter")
    if answer.letter_date is None:
        raise LetterMissing("letter_date")
    if answer.letter_date > today:
        raise LetterInFuture


def counting_day(answer: Answer, *, on_behalf: bool, today: date) -> date:
    """The day the report came in, as far as the agency is concerned.

    Of a letter entered on behalf its own date: the agency is not late because we typed it later.
    A reporter's own mention of a letter moves nothing, or lateness could be dated away.
    """
    if on_behalf and answer.letter_date is not None:
        return answer.letter_date
    return today
