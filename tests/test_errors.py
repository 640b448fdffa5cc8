import pytest

from plan_app.errors import N_, NotAllowed, NotFound, PlanError, RuleBroken, StaleEdit


class Lazy:
    """Stands for a lazy translation: its text depends on when it is asked."""

    def __init__(self) -> None:
        self.language = "en"

    def __str__(self) -> str:
        return {"en": "Give a reason.", "vi": "Đề nghị nêu lý do."}[self.language]


@pytest.mark.parametrize("error", [NotAllowed, NotFound, RuleBroken, StaleEdit])
def test_every_error_is_a_plan_error_and_keeps_its_sentence(error: type[PlanError]) -> None:
    raised = error("Ask the coordinator.")

    assert isinstance(raised, PlanError)
    assert raised.message == "Ask the coordinator."
    assert str(raised) == "Ask the coordinator."


def test_a_broken_rule_names_its_field() -> None:
    assert RuleBroken("Give a reason.", field="reason").field == "reason"


def test_a_broken_rule_needs_no_field() -> None:
    assert RuleBroken("The round is closed.").field is None


def test_a_lazy_sentence_is_read_in_the_language_of_its_reader() -> None:
    sentence = Lazy()
    raised = RuleBroken(sentence)

    sentence.language = "vi"

    assert raised.message == "Đề nghị nêu lý do."
    assert str(raised) == "Đề nghị nêu lý do."


def test_marking_a_sentence_for_the_catalogue_leaves_it_as_it_is() -> None:
    assert N_("Give a reason.") == "Give a reason."
