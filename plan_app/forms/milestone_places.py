"""The forms of a task's milestones: a new one, a name, further years."""

from collections.abc import Sequence
from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import Optional

from plan_app.domain.dates import Ground
from plan_app.forms import Form
from plan_app.forms.fields import Day, Line, Required, Version, Whole, at_most, choice

BY_DECISION, INTERNAL = "decision", "internal"
KINDS: Final = [
    choice(BY_DECISION, _l("Thời hạn theo Kế hoạch của UBND tỉnh")),
    choice(INTERNAL, _l("Thời hạn do cơ quan thường trực đặt")),
]


class MilestoneNameForm(Form):
    """The name of a milestone."""

    version = Version()
    label = Line(_l("Tên mốc thực hiện"), [Required(), at_most(200)])
    label_en = Line(_l("Tên mốc bằng tiếng Anh"), [Optional(), at_most(200)])


class NewMilestoneForm(MilestoneNameForm):
    """A milestone that does not exist yet."""

    year = Whole(_l("Kết quả của năm"), lowest=2000, highest=2100, required=False)
    due = Day(_l("Thời hạn hoàn thành"), [Optional()])
    kind = RadioField(_l("Loại thời hạn"), choices=KINDS, default=BY_DECISION)  # type: ignore[arg-type]
    document = Line(_l("Số, ký hiệu văn bản chấp thuận"), [Optional(), at_most(200)])
    document_date = Day(_l("Ngày của văn bản chấp thuận"), [Optional()])
    waiting_for = Line(_l("Chờ hướng dẫn của"), [Optional(), at_most(200)])

    def ground(self) -> Ground:
        """The document that approves the new date."""
        return Ground(document=self.document.data or "", document_date=self.document_date.data)


class YearsForm(Form):
    """Until which year a yearly task goes on."""

    version = Version()
    until = SelectField(_l("Bổ sung đến hết năm"), coerce=int)  # type: ignore[arg-type]

    def offer(self, years: Sequence[int]) -> None:
        """Fill the choices."""
        self.until.choices = [choice(str(year), str(year)) for year in years]
