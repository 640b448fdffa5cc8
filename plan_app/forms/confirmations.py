"""The forms of the queue: ticked rows, one confirmation, and what the plan asks for."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from plan_app.forms import Form
from plan_app.forms.fields import Picks, Version
from plan_app.forms.papers import Papers


class QueueForm(Form):
    """The ticked rows: the task, its version and the milestone in each box."""

    picks = Picks(numbers=3)


class ConfirmationForm(Form):
    """The completion is accepted, with papers where there are some (an acceptance record)."""

    version = Version()
    papers = Papers()


class PaperRuleForm(Form):
    """Whether the plan asks for a paper; `seen` is what it asked when the page was opened."""

    seen = HiddenField()
    is_required = BooleanField(
        _l("Khi báo cáo hoàn thành, phải kèm ít nhất một tệp hoặc ghi số, ký hiệu văn bản")  # type: ignore[arg-type]
    )
