"""Forms about people: their facts, roles, address, the end of their account."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, ValidationError
from wtforms.validators import Optional

from plan_app.domain.roles import Role
from plan_app.errors import N_
from plan_app.forms import Form
from plan_app.forms.assignments import Choice
from plan_app.forms.fields import Line, Paragraph, Required, at_most, choice

HONORIFICS = (N_("Ông"), N_("Bà"), N_("Đồng chí"))
LANGUAGES = [choice("vi", _l("Tiếng Việt")), choice("en", _l("Tiếng Anh"))]
ROLES = tuple(each.value for each in Role)


class PersonForm(Form):
    """What is kept of a person; `seen` says from which facts the form was made."""

    seen = HiddenField()
    honorific = SelectField(_l("Xưng hô"))  # type: ignore[arg-type]
    full_name = Line(_l("Họ tên"), [Required(_l("Đề nghị nhập họ tên.")), at_most(120)])
    position = Line(_l("Chức vụ"), [Optional(), at_most(120)])
    division = Line(_l("Phòng, đơn vị"), [Optional(), at_most(120)])
    agency = SelectField(_l("Cơ quan"))  # type: ignore[arg-type]
    email = Line(
        _l("Thư công vụ"), [Required(_l("Đề nghị nhập địa chỉ thư công vụ.")), at_most(254)]
    )
    telephone = Line(_l("Điện thoại công vụ"), [Optional(), at_most(40)])
    language = SelectField(_l("Ngôn ngữ"), choices=LANGUAGES)  # type: ignore[arg-type]

    def offer(self, agencies: Sequence[Choice]) -> None:
        """Fill the choices."""
        self.honorific.choices = [
            choice("", _("Không ghi")),
            *(choice(word, _(word)) for word in HONORIFICS),
        ]
        self.agency.choices = [
            choice("", _("Không thuộc cơ quan nào")),
            *(choice(str(id_), word) for id_, word in agencies),
        ]

    @property
    def agency_id(self) -> int | None:
        """The chosen agency."""
        return int(self.agency.data) if self.agency.data else None


class NewPersonForm(PersonForm):
    """A new account: also of a whole agency, with its first roles and the invitation."""

    seen = None  # type: ignore[assignment]
    is_shared = BooleanField(_l("Tài khoản dùng chung của cơ quan"))  # type: ignore[arg-type]
    is_owner = BooleanField(_l("Giao vai trò đầu mối theo dõi trong kế hoạch này"))  # type: ignore[arg-type]
    invite = BooleanField(_l("Gửi thư mời đặt mật khẩu"))  # type: ignore[arg-type]
    letter = Line(_l("Văn bản cử đầu mối của cơ quan"), [Optional(), at_most(200)])


class RolesForm(Form):
    """A box for each role that this person may give; `seen` says which were held."""

    seen = HiddenField()
    owner = BooleanField(_l("Đầu mối theo dõi"))  # type: ignore[arg-type]
    coordinator = BooleanField(_l("Chuyên viên tổng hợp"))  # type: ignore[arg-type]
    leader = BooleanField(_l("Lãnh đạo"))  # type: ignore[arg-type]
    observer = BooleanField(_l("Theo dõi (chỉ xem)"))  # type: ignore[arg-type]
    administrator = BooleanField(_l("Quản trị hệ thống"))  # type: ignore[arg-type]

    def offer(self, roles: Collection[str], *, administrator: bool) -> None:
        """Leave out what this person may not give."""
        for name in ROLES:
            if name not in roles:
                delattr(self, name)
        if not administrator:
            del self.administrator

    def wanted(self, held: Collection[Role]) -> set[Role]:
        """The roles to have; what was not asked stays."""
        return {role for role in Role if (self[role].data if role in self else role in held)}


class UnreachableForm(Form):
    """Why mail does not reach the address."""

    reason = Paragraph(_l("Lý do"), [Required(_l("Đề nghị nêu lý do.")), at_most(300)])


class HandoverForm(Form):
    """Who takes the open tasks; `seen` says which tasks were shown."""

    seen = HiddenField()
    successor = SelectField(_l("Giao cho"), validate_choice=False)  # type: ignore[arg-type]
    is_elsewhere = BooleanField(_l("Tôi xác nhận giao cho người của cơ quan khác"))  # type: ignore[arg-type]

    def offer(self, successors: Sequence[Choice]) -> None:
        """Fill the choices; nothing is chosen beforehand."""
        self.successor.choices = [
            choice("", _("Đề nghị chọn")),
            *(choice(str(id_), word) for id_, word in successors),
            choice("none", _("Để chưa phân công")),
        ]

    def validate_successor(self, field: SelectField) -> None:
        """Nothing is handed over without a choice."""
        if field.data not in {each.value for each in field.choices or () if each.value}:  # type: ignore[union-attr]
            raise ValidationError(_("Đề nghị chọn người nhận bàn giao, hoặc để chưa phân công."))

    @property
    def successor_id(self) -> int | None:
        """The chosen person, None for nobody."""
        return None if self.successor.data in {None, "none"} else int(self.successor.data)


class EndForm(HandoverForm):
    """The end of an account; without open tasks nothing is asked but to be sure."""

    is_sure = BooleanField(_l("Tôi xác nhận ngừng tài khoản này"))  # type: ignore[arg-type]

    def validate_is_sure(self, field: BooleanField) -> None:
        """An empty form ends nothing."""
        if not field.data:
            raise ValidationError(_("Đề nghị đánh dấu xác nhận."))


class MailDomainsForm(Form):
    """The official mail domains; `seen` says from which list the form was made."""

    seen = HiddenField()
    domains = Paragraph(_l("Tên miền thư công vụ"), [at_most(400)])
