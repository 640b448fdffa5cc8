"""How one department writes to another."""

import pytest

from plan_app.domain import nudges
from plan_app.domain.nudges import WordsTooLong, WordsUnkind


@pytest.mark.parametrize(
    "words",
    ["Khẩn", "Đề nghị khẩn trương báo cáo.", "Yêu cầu báo cáo.", "cảnh báo", "Vi phạm thời hạn.",
     "hoả tốc", "Gấp lắm!", "giải trình"],
)  # fmt: skip
def test_unkind_words_stay_in_the_house(words: str) -> None:
    with pytest.raises(WordsUnkind) as error:
        nudges.check_words(words)
    assert error.value.field == "words"


@pytest.mark.parametrize(
    "words", ["", "Trân trọng đề nghị quan tâm; nếu có khó khăn, xin cho biết."]
)
def test_kind_words_may_leave(words: str) -> None:
    nudges.check_words(words)


def test_a_letter_is_no_essay() -> None:
    nudges.check_words("a" * 1000)
    with pytest.raises(WordsTooLong):
        nudges.check_words("a" * 1001)
