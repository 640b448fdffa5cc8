"""The form for noting a call."""

from flask_babel import lazy_gettext as _l

from plan_app.domain.calls import Call
from plan_app.forms import Form
from plan_app.forms.fields import Day, Line, Paragraph, Required, Version, at_most


class CallForm(Form):
    """With whom, when, what was promised, and when to look again."""

    version = Version()
    spoke_with = Line(
        _l("Người đã trao đổi"), [Required(_l("Đề nghị ghi tên người đã trao đổi.")), at_most(120)]
    )
    called_on = Day(_l("Ngày trao đổi"), [Required(_l("Đề nghị nhập ngày trao đổi."))])
    promised = Paragraph(
        _l("Nội dung đã thống nhất"),
        [Required(_l("Đề nghị ghi nội dung đã thống nhất.")), at_most(2000)],
    )
    look_again_on = Day(_l("Ngày xem lại"), [Required(_l("Đề nghị nhập ngày xem lại."))])

    def call(self) -> Call:
        """What was typed."""
        return Call(
            spoke_with=self.spoke_with.data or "",
            called_on=self.called_on.data,
            promised=self.promised.data or "",
            look_again_on=self.look_again_on.data,
        )
