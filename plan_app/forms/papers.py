"""The one field of papers: files, files kept from before, and references to documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import Field, ValidationError
from wtforms.widgets import FileInput

from plan_app.domain.papers import MOST_REFERENCES, Draft, Given, Reference
from plan_app.forms.fields import one_line, parse_day

ACCEPTED: Final = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"


@dataclass(frozen=True, slots=True)
class Row:
    """A reference as it was typed."""

    number: str = ""
    day: str = ""
    subject: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.number or self.day or self.subject)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept already, with the token that the form sends back for it."""

    token: str
    draft: Draft


class Papers(Field):
    """Files that were sent, tokens of files kept before, and references.

    Whoever takes the form keeps the files first (`views.paper_field`), so that nothing that was
    sent is lost when another field is wrong. `given` is what is left to attach.
    """

    widget = FileInput(multiple=True)

    def __init__(self, label: object = None, **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        super().__init__(label or _l("Văn bản, tài liệu kèm theo"), **options)  # type: ignore[arg-type]
        self.flags.optional = True
        self.kept: list[Kept] = []
        self.files: list[FileStorage] = []
        self.tokens: list[str] = []
        self.rows: list[Row] = []
        # Whether a file was larger than may be kept.
        self.is_too_large = False

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ANN401, ARG002 (WTForms' signature)
        """Sort what was sent; nothing is shown of what the record holds."""
        self.process_errors: list[str] = []
        self.raw_data = None
        self.data: Any = None
        self.rows = [Row()] * MOST_REFERENCES
        if formdata is None:
            return
        sent = formdata.getlist(self.name)
        self.files = [each for each in sent if isinstance(each, FileStorage) and each.filename]
        self.tokens = list(dict.fromkeys(formdata.getlist(f"{self.name}-kept")))
        typed = [formdata.getlist(f"{self.name}-{part}") for part in ("number", "day", "subject")]
        rows = [Row(*(one_line(each) for each in row)) for row in zip(*typed, strict=False)]
        self.rows = (rows + self.rows)[:MOST_REFERENCES]

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002 (WTForms' signature)
        """A day must be one."""
        for row in self.rows:
            try:
                _day(row.day)
            except ValueError as error:
                said = _l("Văn bản dẫn chiếu: đề nghị nhập ngày theo mẫu 07/12/2026.")
                raise ValidationError(str(said)) from error

    def keep(self, kept: Kept) -> None:
        """Remember a file that lies in the store."""
        if kept.draft.nonce not in {each.draft.nonce for each in self.kept}:
            self.kept.append(kept)

    def require(self) -> None:
        """Show that the plan asks for a paper; whether there is one is for the rules to say."""
        self.flags.optional = False

    @property
    def given(self) -> Given:
        """What is to be attached, after `validate`."""
        return Given(tuple(each.draft for each in self.kept), tuple(self._references()))

    @property
    def is_used(self) -> bool:
        """Whether it holds something, or something is wrong: then it is not folded away."""
        return bool(self.errors or self.kept or any(not row.is_empty for row in self.rows))

    def _references(self) -> Iterator[Reference]:
        for row in self.rows:
            if not row.is_empty:
                yield Reference(row.number, _day(row.day), row.subject)


def _day(typed: str) -> date | None:
    return parse_day(typed) if typed else None
