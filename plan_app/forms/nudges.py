"""The form of a nudge: which rows, which covering words, whether the cause is asked."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, ValidationError
from wtforms.validators import Optional

from plan_app.domain import nudges
from plan_app.errors import RuleBroken
from plan_app.forms import Form
from plan_app.forms.fields import Paragraph, Picks


class NudgeForm(Form):
    """The ticked milestones; empty words stand for the usual ones."""

    picks = Picks(numbers=1)
    words = Paragraph(_l("Lời dẫn của thư"), [Optional()])
    asks_cause = BooleanField(_l("Đề nghị báo cáo rõ nguyên nhân"))  # type: ignore[arg-type]

    def validate_words(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """Kind words, and not too many."""
        try:
            nudges.check_words(field.data or "")
        except RuleBroken as error:
            raise ValidationError(_(error.message)) from error
