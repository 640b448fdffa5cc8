"""The forms that assign many tasks at once."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional

from plan_app.domain.dates import Ground
from plan_app.forms import Form
from plan_app.forms.fields import Day, Line, Picks, Seen, at_most, choice

Choice = tuple[int, str]
KEEP: Final = "keep"


class BulkAssignmentForm(Form):
    """The ticked tasks, and what shall hold of each; what is left as it is stays."""

    picks = Picks()
    agency = SelectField(_l("Cơ quan chịu trách nhiệm hiện nay"))  # type: ignore[arg-type]
    owner = SelectField(_l("Đầu mối theo dõi"))  # type: ignore[arg-type]
    due = Day(_l("Thời hạn hoàn thành"), [Optional()])
    reason = Line(_l("Lý do điều chỉnh thời hạn"), [Optional(), at_most(2000)])
    document = Line(_l("Số, ký hiệu văn bản chấp thuận"), [Optional(), at_most(200)])
    document_date = Day(_l("Ngày của văn bản chấp thuận"), [Optional()])

    def offer(self, *, owners: Sequence[Choice], agencies: Sequence[Choice]) -> None:
        """Fill the choices, first of all leaving things as they are."""
        self.owner.choices = [
            choice(KEEP, _("Giữ nguyên")),
            choice("", _("Chưa giao đầu mối")),
            *(choice(str(id_), word) for id_, word in owners),
        ]
        self.agency.choices = [
            choice(KEEP, _("Giữ nguyên")),
            *(choice(str(id_), word) for id_, word in agencies),
        ]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 (WTForms' signature)
        """Something must be asked for, and another date with its reason."""
        is_right = bool(super().validate(extra_validators))
        if not is_right:
            return False
        if self.owner.data == KEEP and self.agency.data == KEEP and self.due.data is None:
            self.form_errors.append(_("Đề nghị chọn ít nhất một nội dung cần thay đổi."))
            return False
        if self.due.data is not None and not self.reason.data:
            self.reason.errors = [_("Đề nghị nêu lý do điều chỉnh thời hạn.")]
            return False
        return True

    def facts(self) -> dict[str, Any]:
        """What was chosen, by the names of `Wanted`."""
        return {
            "sets_owner": self.owner.data != KEEP,
            "owner_id": int(self.owner.data) if self.owner.data not in {KEEP, ""} else None,
            "agency_id": int(self.agency.data) if self.agency.data != KEEP else None,
            "due": self.due.data,
            "ground": Ground(
                reason=self.reason.data or "",
                document=self.document.data or "",
                document_date=self.document_date.data,
            ),
        }


class SuggestionForm(Form):
    """Suggested owners: the task, its version and the person in each box.

    A row that was not `seen` yet is ticked beforehand; what was unticked stays so.
    """

    picks = Picks(numbers=3)
    seen = Seen()
