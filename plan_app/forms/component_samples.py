"""A form with a field of each kind, for the gallery of components."""

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Length

from plan_app.forms.base import Form
from plan_app.forms.fields import Day, Line, Paragraph, Required, Several, choice
from plan_app.forms.papers import Papers

CHOICES = [choice("one", "Sở Công Thương"), choice("two", "Sở Nông nghiệp và Môi trường")]


class SampleForm(Form):
    """What it asks for means nothing; how it looks does."""

    name = Line("Họ và tên", [Required(), Length(max=200)])
    due = Day("Thời hạn", [Required()])
    result = Paragraph("Kết quả đạt được")
    agency = SelectField("Cơ quan chủ trì", choices=CHOICES)
    state = RadioField("Tình trạng", choices=CHOICES, default="one")
    several = Several("Cơ quan phối hợp", choices=CHOICES, default=["two"])
    certain = BooleanField("Đã đối chiếu với Phụ lục")
    papers = Papers()
