"""Why a file is not read at all: one sentence, and what to do."""

from plan_app.domain.appendix import Problem, Sentence, said
from plan_app.errors import RuleBroken


class FileRefused(RuleBroken):
    """The file as a whole cannot be read; `why` and `mend` are sentences of the catalogue."""

    def __init__(self, why: str, mend: str, **values: object) -> None:
        self.why = said(why, **values)
        self.mend: Sentence = said(mend)
        super().__init__(f"{self.why} {self.mend}", field="file")

    @property
    def problem(self) -> Problem:
        """The refusal in the shape of the other problems."""
        return Problem("", 0, "", self.why, self.mend)
