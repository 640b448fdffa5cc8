"""Forms about agencies: their facts, the members of a group, the contacts."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import NumberRange, Optional

from plan_app.forms import Form
from plan_app.forms.assignments import Choice
from plan_app.forms.fields import Day, Line, Required, at_most, choice


class AgencyForm(Form):
    """What is kept of an agency; `seen` says from which facts the form was made."""

    seen = HiddenField()
    name = Line(_l("Tên cơ quan"), [Required(_l("Đề nghị nhập tên cơ quan.")), at_most(200)])
    short_name = Line(_l("Tên viết tắt"), [at_most(60)])
    name_en = Line(_l("Tên tiếng Anh"), [at_most(200)])
    email = Line(_l("Thư công vụ của cơ quan"), [at_most(254)])
    official_order = IntegerField(
        _l("Thứ tự trong danh sách chính thức"),  # type: ignore[arg-type]
        [Optional(), NumberRange(1, 99999, _l("Đề nghị nhập số từ 1 đến 99999."))],  # type: ignore[arg-type]
        render_kw={"inputmode": "numeric"},
    )
    is_group = BooleanField(_l("Là nhóm cơ quan, thành viên được chọn riêng"))  # type: ignore[arg-type]
    valid_from = Day(_l("Hoạt động từ ngày"))
    valid_to = Day(_l("Hoạt động đến hết ngày"))
    successor = SelectField(_l("Cơ quan tiếp nhận"))  # type: ignore[arg-type]
    succession_date = Day(_l("Tiếp nhận từ ngày"))

    def offer(self, agencies: Sequence[Choice]) -> None:
        """Fill the choices of the successor."""
        self.successor.choices = [
            choice("", _("Không có")),
            *(choice(str(id_), word) for id_, word in agencies),
        ]

    @property
    def successor_id(self) -> int | None:
        """The chosen successor."""
        return int(self.successor.data) if self.successor.data else None


class MembersForm(Form):
    """The members of a group; `seen` says from which the form was made."""

    seen = HiddenField()
    members = SelectMultipleField(_l("Cơ quan thành viên"), coerce=int)  # type: ignore[arg-type]

    def offer(self, agencies: Sequence[Choice]) -> None:
        """Fill the choices."""
        self.members.choices = [(id_, word) for id_, word in agencies]


class ContactsForm(Form):
    """Who stands for the agency; `seen` says who did when the form was made."""

    seen = HiddenField()
    contact = SelectField(_l("Đầu mối liên hệ của cơ quan"))  # type: ignore[arg-type]
    head = SelectField(_l("Lãnh đạo phụ trách"))  # type: ignore[arg-type]

    def offer(self, people: Sequence[Choice]) -> None:
        """Fill both choices."""
        offered = [choice("", _("Chưa có")), *(choice(str(id_), word) for id_, word in people)]
        self.contact.choices = offered
        self.head.choices = offered

    @property
    def contact_id(self) -> int | None:
        """The chosen contact."""
        return int(self.contact.data) if self.contact.data else None

    @property
    def head_id(self) -> int | None:
        """The chosen leader in charge."""
        return int(self.head.data) if self.head.data else None
