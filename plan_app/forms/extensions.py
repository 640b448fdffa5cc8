"""Forms about more time for a milestone: asking, deciding, answering."""

from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Optional

from plan_app.domain.dates import Ground
from plan_app.domain.extension_wishes import Wish
from plan_app.forms import Form
from plan_app.forms.fields import Day, Line, Paragraph, Required, Version, at_most, choice
from plan_app.forms.papers import Papers

CAUSES: Final = [
    choice("objective", _l("Khách quan")),
    choice("subjective", _l("Chủ quan")),
]


class ExtensionForm(Form):
    """What the agency asks for."""

    version = Version()
    due = Day(_l("Thời hạn đề nghị"), [Required(_l("Đề nghị nhập thời hạn mới."))])
    reason = Paragraph(
        _l("Lý do đề nghị gia hạn"), [Required(_l("Đề nghị nêu lý do.")), at_most(2000)]
    )
    cause = RadioField(
        _l("Nguyên nhân"),  # type: ignore[arg-type]
        choices=CAUSES,
        validators=[Required(_l("Đề nghị chọn nguyên nhân."))],
        validate_choice=False,
    )
    document = Line(_l("Số, ký hiệu văn bản đề nghị"), [Optional(), at_most(200)])
    document_date = Day(_l("Ngày của văn bản đề nghị"), [Optional()])
    # Folded on the page of the report, which has a field of papers of its own.
    papers = Papers(id="extension-papers")

    def wish(self) -> Wish:
        """What was asked for; a cause that is not offered is none."""
        known = {each.value for each in CAUSES}
        return Wish(
            due=self.due.data,
            reason=self.reason.data or "",
            cause=self.cause.data if self.cause.data in known else "",
            document=self.document.data or "",
            document_date=self.document_date.data,
        )


class SubmissionForm(Form):
    """The submission to the provincial committee, which may not have a number yet."""

    version = Version()
    document = Line(_l("Số, ký hiệu, ngày của Tờ trình"), [Optional(), at_most(200)])


class ApprovalForm(Form):
    """The new date and what approves it."""

    version = Version()
    due = Day(_l("Thời hạn được chấp thuận"), [Required(_l("Đề nghị nhập thời hạn mới."))])
    reason = Paragraph(_l("Ghi chú"), [Optional(), at_most(2000)])
    document = Line(_l("Số, ký hiệu văn bản chấp thuận"), [at_most(200)])
    document_date = Day(_l("Ngày của văn bản chấp thuận"))

    def ground(self) -> Ground:
        """What the date changes on."""
        return Ground(
            reason=self.reason.data or "",
            document=self.document.data or "",
            document_date=self.document_date.data,
        )


class OfferForm(Form):
    """Another date than the one asked for."""

    version = Version()
    due = Day(_l("Thời hạn khác"), [Required(_l("Đề nghị nhập thời hạn mới."))])
    reason = Paragraph(_l("Lý do"), [Required(_l("Đề nghị nêu lý do.")), at_most(2000)])


class PapersForm(Form):
    """What is missing."""

    version = Version()
    reason = Paragraph(
        _l("Hồ sơ, nội dung cần bổ sung"),
        [Required(_l("Đề nghị ghi nội dung cần bổ sung.")), at_most(2000)],
    )


class AnswerForm(Form):
    """What the agency answers, and the paper that goes with it."""

    version = Version()
    reason = Paragraph(
        _l("Ý kiến, nội dung bổ sung"), [Required(_l("Đề nghị nhập nội dung này.")), at_most(2000)]
    )
    document = Line(_l("Số, ký hiệu văn bản bổ sung"), [Optional(), at_most(200)])
    document_date = Day(_l("Ngày của văn bản bổ sung"), [Optional()])
    papers = Papers()
