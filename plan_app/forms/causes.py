"""Why work is late: the agency's answer, and the coordinator's confirmation."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Optional

from plan_app.forms import Form
from plan_app.forms.extensions import CAUSES
from plan_app.forms.fields import Day, Line, Paragraph, Picks, Required, Version, at_most


class CauseForm(Form):
    """One of the two, and words for it."""

    version = Version()
    cause = RadioField(
        _l("Nguyên nhân"),  # type: ignore[arg-type]
        choices=CAUSES,
        validators=[Required(_l("Đề nghị chọn nguyên nhân."))],
        validate_choice=False,
    )
    cause_words = Paragraph(
        _l("Nội dung cụ thể của nguyên nhân"),
        [Required(_l("Đề nghị nêu rõ nguyên nhân.")), at_most(2000)],
    )


class Decided(Form):
    """Which cause, why, and on which document."""

    cause = RadioField(
        _l("Nguyên nhân"),  # type: ignore[arg-type]
        choices=CAUSES,
        validators=[Required(_l("Đề nghị chọn nguyên nhân."))],
        validate_choice=False,
    )
    reason = Paragraph(
        _l("Căn cứ xác nhận"), [Required(_l("Đề nghị nêu căn cứ xác nhận.")), at_most(2000)]
    )
    document = Line(_l("Số, ký hiệu văn bản"), [Optional(), at_most(200)])
    document_date = Day(_l("Ngày của văn bản"), [Optional()])


class ConfirmationForm(Decided):
    """The same for the ticked milestones: each with the version of its task."""

    picks = Picks()


class OneConfirmationForm(Decided):
    """The same for one milestone."""

    version = Version()
