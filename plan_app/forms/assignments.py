"""The form that says who answers for a task."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from plan_app.forms import Form
from plan_app.forms.fields import Version, choice

# The id and the words of one thing to choose.
Choice = tuple[int, str]


class AssignmentForm(Form):
    """Owner and responsible agency; the agency only for those who may change it."""

    version = Version()
    agency = SelectField(_l("Cơ quan chịu trách nhiệm hiện nay"))  # type: ignore[arg-type]
    owner = SelectField(_l("Đầu mối theo dõi"))  # type: ignore[arg-type]

    def offer(
        self, *, owners: Sequence[Choice], agencies: Sequence[Choice], may_leave_open: bool
    ) -> None:
        """Fill the choices; without `agencies` the agency is not asked."""
        nobody = [choice("", _("Chưa giao đầu mối"))] if may_leave_open else []
        self.owner.choices = nobody + [choice(str(id_), word) for id_, word in owners]
        if agencies:
            self.agency.choices = [choice(str(id_), word) for id_, word in agencies]
        else:
            del self.agency

    @property
    def owner_id(self) -> int | None:
        """The chosen person, None for nobody."""
        return int(self.owner.data) if self.owner.data else None

    def agency_id(self, present: int) -> int:
        """The chosen agency; the present one where it was not asked."""
        return int(self.agency.data) if "agency" in self else present
