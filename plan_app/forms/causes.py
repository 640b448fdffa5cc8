"""Why work is late: the agency's answer."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from plan_app.forms import Form
from plan_app.forms.extensions import CAUSES
from plan_app.forms.fields import Paragraph, Required, Version, at_most


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
