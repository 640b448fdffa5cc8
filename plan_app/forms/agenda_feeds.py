"""Which agenda another program shall read."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from plan_app.forms import Form

SEPARATOR = "/"


class FeedForm(Form):
    """`what` is `plan/own`, `plan/agency`, `plan/plan` or `plan/<id of an agency>`."""

    what = SelectField(_l("Lịch cần đăng ký"))  # type: ignore[arg-type]

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """What can be chosen."""
        self.what.choices = list(choices)

    @property
    def chosen(self) -> tuple[str, str]:
        """The slug of the plan, and whose agenda."""
        plan, _, whose = (self.what.data or "").partition(SEPARATOR)
        return plan, whose
