"""A nudge: a reminder that a coordinator sends by hand, kind in tone and once a day."""

import re
from enum import StrEnum
from typing import Final

from plan_app.domain import vietnamese
from plan_app.errors import N_, RuleBroken

LONGEST_WORDS: Final = 1000
# Between equals nobody orders and nobody threatens; urgency is a matter of statute.
_UNKIND: Final = re.compile(
    r"\b(khẩn|hỏa tốc|hoả tốc|yêu cầu|cảnh báo|vi phạm|giải trình|phê bình|kỷ luật)\b|!",
    re.IGNORECASE,
)


class Skip(StrEnum):
    """Why a chosen row is not nudged, beside the rules that hold any reminder back."""

    NOT_OVERDUE = "not_overdue"
    TOLD_TODAY = "told_today"


class WordsUnkind(RuleBroken):
    """The covering words are not how one department writes to another."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Đề nghị dùng lời văn nhẹ nhàng: không dùng các từ khẩn, hỏa tốc, yêu cầu, cảnh "
                "báo, vi phạm, giải trình, phê bình, kỷ luật và dấu chấm than."
            ),
            field="words",
        )


class WordsTooLong(RuleBroken):
    """A mail is read on a phone."""

    def __init__(self) -> None:
        super().__init__(N_("Lời dẫn dài quá 1000 ký tự."), field="words")


class QueueWaits(RuleBroken):
    """A run above the usual waits for a coordinator; a nudge does not overtake it."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Việc gửi thư đang chờ chuyên viên tổng hợp xem lại số thư; đề nghị xử lý tại "
                "trang Nhắc việc trước."
            )
        )


class TooMany(RuleBroken):
    """More mails by hand than are usual in a day."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Số thư nhắc việc trong ngày vượt mức thông thường; đề nghị chọn ít nhiệm vụ hơn "
                "hoặc gửi vào ngày làm việc sau."
            )
        )


def check_words(words: str) -> None:
    """Raise unless the covering words may leave the house; none are right, too."""
    if len(words) > LONGEST_WORDS:
        raise WordsTooLong
    if _UNKIND.search(vietnamese.normalise(words)):
        raise WordsUnkind
