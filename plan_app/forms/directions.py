"""Forms about directions: writing one, answering, settling, asking again."""

from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from plan_app.domain.directions import LONGEST, LONGEST_NOTE, Words
from plan_app.forms import Form
from plan_app.forms.fields import Day, Line, Paragraph, Required, Version, at_most

_ANSWER_BY: Final = _l("Đề nghị trả lời chậm nhất ngày")
_NO_DAY: Final = _l("Đề nghị nhập ngày đề nghị trả lời.")
_NO_DOCUMENT: Final = _l("Đề nghị ghi số, ký hiệu của văn bản nêu ý kiến chỉ đạo.")
_NO_DATE: Final = _l("Đề nghị ghi ngày của văn bản nêu ý kiến chỉ đạo.")


class DirectionForm(Form):
    """What is directed, until when an answer is asked for, and where it stands."""

    body = Paragraph(_l("Nội dung ý kiến chỉ đạo"), [Required(), at_most(LONGEST)])
    answer_by = Day(_ANSWER_BY, [Required(_NO_DAY)])
    document = Line(_l("Số, ký hiệu văn bản"), [at_most(200)])
    document_date = Day(_l("Ngày của văn bản"))

    def ask_for(self, *, document: bool) -> None:
        """Whether the document must be named: of who writes down what others directed."""
        for field, missing in ((self.document, _NO_DOCUMENT), (self.document_date, _NO_DATE)):
            field.flags.optional = not document
            field.flags.required = document
            if document:
                field.validators = [*field.validators, Required(missing)]

    def words(self) -> Words:
        """What was typed."""
        return Words(
            body=self.body.data or "",
            answer_by=self.answer_by.data,
            document=self.document.data or "",
            document_date=self.document_date.data,
        )


class DirectionAnswerForm(Form):
    """The answer in words."""

    version = Version()
    answer = Paragraph(_l("Nội dung trả lời"), [Required(), at_most(LONGEST)])


class SettlingForm(Form):
    """How it came to an end, where the answer does not say so."""

    version = Version()
    note = Paragraph(_l("Ghi chú"), [Optional(), at_most(LONGEST_NOTE)])

    def ask_for(self, *, note: bool) -> None:
        """Whether words are needed: without an answer in the system they are."""
        self.note.flags.optional = not note


class AskingAgainForm(Form):
    """What the answer lacks, and until when."""

    version = Version()
    words = Paragraph(_l("Nội dung đề nghị trả lời thêm"), [Required(), at_most(LONGEST_NOTE)])
    answer_by = Day(_ANSWER_BY, [Required(_NO_DAY)])
