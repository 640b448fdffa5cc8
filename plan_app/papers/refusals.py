"""Why a file is not taken: a sentence that says what to do."""

from plan_app.domain.appendix import Sentence, said
from plan_app.domain.papers import FIELD
from plan_app.errors import RuleBroken


class PaperRefused(RuleBroken):
    """The file `name` is not taken; `why` is a sentence of the catalogue."""

    def __init__(self, name: str, why: Sentence | str) -> None:
        self.name = name
        self.why = said(why) if isinstance(why, str) else why
        super().__init__(f"{name}: {self.why}", field=FIELD)
