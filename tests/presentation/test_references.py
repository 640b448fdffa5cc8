"""Numbers of documents stay on one line."""

import pytest

from plan_app.presentation.references import unbroken


def test_a_number_is_kept_whole_and_stays_as_it_was_typed() -> None:
    said = unbroken("Quyết định số 3825/QĐ-UBND ngày 18/10/2023 <b>")
    kept = '<span class="nowrap">3825/QĐ-UBND</span>'
    assert str(said) == f"Quyết định số {kept} ngày 18/10/2023 &lt;b&gt;"


@pytest.mark.parametrize(
    "text",
    ["", "ngày 18/10/2023", "Thông tư số 8/TT", "https://example.org/a-b", "12/" + "a-" * 30],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert unbroken(text) is text
