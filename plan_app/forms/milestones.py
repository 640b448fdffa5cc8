"""Forms about one milestone: reporting, deciding, dating."""

from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Optional

from plan_app.domain.dates import Ground
from plan_app.domain.reports import OF_SHARED_ACCOUNT, WORDS, Answer
from plan_app.domain.statuses import MilestoneState
from plan_app.forms import Form
from plan_app.forms.extensions import CAUSES
from plan_app.forms.fields import Day, Line, Paragraph, Percent, Required, Version, at_most, choice
from plan_app.forms.measures import Measuring
from plan_app.forms.papers import Papers

STATES: Final = [
    choice(MilestoneState.IN_PROGRESS.value, _l("Đang thực hiện")),
    choice(MilestoneState.AWAITING_CONFIRMATION.value, _l("Đã hoàn thành")),
]


class VersionForm(Form):
    """A button that asks for nothing, but says which version the person saw."""

    version = Version()


class ReportForm(Measuring):
    """Three questions; the rest is folded."""

    version = Version()
    state = RadioField(
        _l("1. Tình trạng"),  # type: ignore[arg-type]
        choices=STATES,
        validate_choice=False,
        validators=[Required(_l("Đề nghị chọn tình trạng thực hiện."))],
    )
    result = Paragraph(_l("2. Kết quả đạt được"), [at_most(5000)])
    difficulties = Paragraph(_l("3. Khó khăn, vướng mắc; kiến nghị"), [Optional(), at_most(5000)])
    percent = Percent(_l("Mức độ hoàn thành (%)"))
    letter = Line(_l("Số, ký hiệu văn bản của cơ quan"), [Optional(), at_most(200)])
    letter_date = Day(_l("Ngày của văn bản"), [Optional()])
    papers = Papers()
    prepared_by = Line(_l("Người lập báo cáo"), [at_most(120)])
    prepared_position = Line(_l("Chức vụ của người lập"), [at_most(120)])
    prepared_telephone = Line(_l("Điện thoại của người lập"), [at_most(40)])
    approved_by = Line(_l("Lãnh đạo đã duyệt nội dung"), [at_most(120)])
    approved_position = Line(_l("Chức vụ của lãnh đạo"), [at_most(120)])

    # Other names than those of the form for more time, which stands on the same page.
    delay_cause = RadioField(
        _l("Nguyên nhân"),  # type: ignore[arg-type]
        choices=CAUSES,
        validate_choice=False,
        validators=[Optional()],
    )
    delay_words = Paragraph(_l("Nội dung cụ thể của nguyên nhân"), [Optional(), at_most(2000)])

    def ask_for(self, *, preparer: bool, on_behalf: bool, cause: bool) -> None:
        """Leave out what this account is not asked, and the cause of what is not late.

        Who enters a letter has one.
        """
        for field in (self.letter, self.letter_date):
            field.flags.optional = not on_behalf
        left = () if preparer else OF_SHARED_ACCOUNT
        for name in (*left, *(() if cause else ("delay_cause", "delay_words"))):
            delattr(self, name)

    def answer(self) -> Answer:
        """What was said; what was not asked is empty."""
        said = {
            name: field.data
            for name, field in self._fields.items()
            if name in WORDS and name != "state"
        }
        return Answer(state=state_of(self.state.data), measured=self.measured(), **said)


class QuickReportForm(ReportForm):
    """State, percent and result alone, with what this account always has to say."""

    result = Paragraph(_l("Kết quả đạt được"), [at_most(5000)])
    state = RadioField(
        _l("Tình trạng"),  # type: ignore[arg-type]
        choices=STATES,
        validate_choice=False,
        validators=[Required(_l("Đề nghị chọn tình trạng thực hiện."))],
    )

    def ask_only(self, *, preparer: bool, on_behalf: bool) -> None:
        """Leave out the rest, and what this account is not asked."""
        self.ask_for(preparer=preparer, on_behalf=on_behalf, cause=False)
        for name in ("difficulties", "papers", *(() if on_behalf else ("letter", "letter_date"))):
            delattr(self, name)


def state_of(typed: str) -> MilestoneState:
    """The state of a radio button; anything else is one that the rules refuse."""
    known = {each.value for each in STATES}
    return MilestoneState(typed) if typed in known else MilestoneState.NOT_STARTED


class ReasonForm(Form):
    """A step that needs a reason."""

    version = Version()
    reason = Paragraph(_l("Lý do"), [Required(_l("Đề nghị nêu lý do.")), at_most(2000)])


class DocumentForm(Form):
    """A step that rests on an official document."""

    version = Version()
    document = Line(
        _l("Số, ký hiệu và ngày của văn bản"),
        [Required(_l("Đề nghị ghi số, ký hiệu và ngày của văn bản chấp thuận.")), at_most(200)],
    )


class ReturnForm(Form):
    """What is missing, and until when."""

    version = Version()
    reason = Paragraph(
        _l("Nội dung đề nghị bổ sung"),
        [Required(_l("Đề nghị ghi nội dung cần bổ sung.")), at_most(2000)],
    )
    rework_by = Day(_l("Đề nghị bổ sung trước ngày"), [Optional()])
    due = Day(_l("Thời hạn mới"), [Optional()])
    document = Line(_l("Số, ký hiệu văn bản chấp thuận"), [Optional(), at_most(200)])
    document_date = Day(_l("Ngày của văn bản chấp thuận"), [Optional()])


class DateForm(Form):
    """Another due date and its ground."""

    version = Version()
    due = Day(_l("Thời hạn mới"), [Required(_l("Đề nghị nhập thời hạn mới."))])
    reason = Paragraph(
        _l("Lý do"), [Required(_l("Đề nghị nêu lý do điều chỉnh thời hạn.")), at_most(2000)]
    )
    document = Line(_l("Số, ký hiệu văn bản chấp thuận"), [at_most(200)])
    document_date = Day(_l("Ngày của văn bản chấp thuận"))

    def ground(self) -> Ground:
        """Why the date changes."""
        return Ground(
            reason=self.reason.data or "",
            document=self.document.data or "",
            document_date=self.document_date.data,
        )


class GuidanceForm(Form):
    """The guidance that the work waited for."""

    version = Version()
    reference = Line(
        _l("Số, ký hiệu văn bản hướng dẫn"),
        [Required(_l("Đề nghị ghi số, ký hiệu và ngày của văn bản hướng dẫn.")), at_most(200)],
    )
    dated = Day(
        _l("Ngày của văn bản hướng dẫn"),
        [Required(_l("Đề nghị ghi ngày của văn bản hướng dẫn."))],
    )
    due = Day(_l("Thời hạn hoàn thành"), [Required(_l("Đề nghị nhập thời hạn hoàn thành."))])
