"""What is read out of the words that somebody searches for."""

import pytest

from plan_app.domain import searching


@pytest.mark.parametrize(
    "typed", ["53", " 53 ", "số 53", "Nhiệm vụ số 53", "nhiem vu 53", "Task 53"]
)
def test_a_task_is_named_by_its_number(typed: str) -> None:
    assert searching.read(typed) == searching.Sought("53", ("53",), 53)


def test_other_words_are_folded_and_no_number() -> None:
    found = searching.read("Điện  mặt trời 2026")
    assert found == searching.Sought("Điện mặt trời 2026", ("dien", "mat", "troi", "2026"))


def test_only_words_with_a_digit_can_be_a_document() -> None:
    assert searching.read("Công văn số 4567/SNNMT-KHTC").of_document == ("4567/snnmt-khtc",)
    assert searching.read("53").of_document == ()
    assert searching.read("quyết định").of_document == ()
