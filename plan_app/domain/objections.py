"""What an agency may object to, and what waits for the answer."""

from plan_app.errors import N_, RuleBroken


class NothingToObjectTo(RuleBroken):
    """The report is the agency's own, or it does not hold any more."""

    def __init__(self) -> None:
        super().__init__(
            N_("Nội dung này không phải nội dung nhập thay đang áp dụng, không cần phản hồi."),
            field="reports",
        )


class AlreadyObjected(RuleBroken):
    """One objection a report is enough."""

    def __init__(self) -> None:
        super().__init__(
            N_("Cơ quan đã phản hồi sai lệch về nội dung này; đề nghị chờ trả lời."),
            field="reports",
        )


class AlreadyAnswered(RuleBroken):
    """Another coordinator was quicker."""

    def __init__(self) -> None:
        super().__init__(N_("Phản hồi sai lệch này đã được trả lời."))


class WordsMissing(RuleBroken):
    """Nobody can put right what is not named."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị nêu nội dung sai lệch hoặc nội dung trả lời."), field="words")


class NotAnswered(RuleBroken):
    """A completion that the agency objects to is not confirmed before the objection is answered."""

    def __init__(self) -> None:
        super().__init__(
            N_("Cơ quan đã phản hồi sai lệch về nội dung nhập thay; đề nghị trả lời trước.")
        )
