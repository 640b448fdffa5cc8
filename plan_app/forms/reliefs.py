"""Forms about being relieved of a task: asking, declining."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from plan_app.domain.reliefs import LONGEST_REASON, LONGEST_SUGGESTION
from plan_app.forms import Form
from plan_app.forms.fields import Line, Paragraph, Required, Version, at_most


class ReliefForm(Form):
    """Why somebody else should follow the task, and who could."""

    version = Version()
    reason = Paragraph(
        _l("Lý do đề nghị chuyển đầu mối"),
        [Required(_l("Đề nghị nêu lý do.")), at_most(LONGEST_REASON)],
    )
    suggested = Line(
        _l("Người hoặc đơn vị đề nghị nhận thay"), [Optional(), at_most(LONGEST_SUGGESTION)]
    )
