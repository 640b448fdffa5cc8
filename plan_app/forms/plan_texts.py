"""The forms of the plan itself and of its solution groups."""

from collections.abc import Sequence
from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional

from plan_app.forms import Form
from plan_app.forms.fields import Day, Line, LongLine, Required, Version, Whole, at_most, choice

FIRST_YEAR, LAST_YEAR = 2000, 2100
# Roman numerals on the page go as far.
HIGHEST_ORDINAL: Final = 39


class PlanForm(Form):
    """The plan as its decision has it."""

    version = Version()
    title = LongLine(_l("Tên kế hoạch"), [Required(), at_most(300)])
    title_en = LongLine(_l("Tên kế hoạch bằng tiếng Anh"), [Optional(), at_most(300)])
    decision_number = Line(_l("Số, ký hiệu quyết định"), [Required(), at_most(60)])
    decision_date = Day(_l("Ngày ban hành"), [Required()])
    issued_by = Line(_l("Cơ quan ban hành"), [Required(), at_most(200)])
    first_year = Whole(_l("Năm bắt đầu"), lowest=FIRST_YEAR, highest=LAST_YEAR)
    last_year = Whole(_l("Năm kết thúc"), lowest=FIRST_YEAR, highest=LAST_YEAR)
    standing_agency = SelectField(_l("Cơ quan thường trực"))  # type: ignore[arg-type]

    def offer(self, agencies: Sequence[tuple[int, str]]) -> None:
        """Fill the choices."""
        self.standing_agency.choices = [choice(str(id_), name) for id_, name in agencies]


class GroupForm(Form):
    """A solution group."""

    version = Version()
    ordinal = Whole(_l("Số thứ tự"), lowest=1, highest=HIGHEST_ORDINAL)
    title = LongLine(_l("Tên nhóm giải pháp"), [Required(), at_most(300)])
    title_en = LongLine(_l("Tên nhóm bằng tiếng Anh"), [Optional(), at_most(300)])


class NewGroupForm(GroupForm):
    """A solution group that does not exist yet."""

    version = None  # type: ignore[assignment]
