"""Forms about comments: writing one with whom it mentions, withdrawing one."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import ValidationError
from wtforms.validators import Optional

from plan_app.domain.comments import LONGEST, MentionUnclear, Person, mentioned
from plan_app.forms import Form
from plan_app.forms.fields import Paragraph, Required, Several, at_most


class CommentForm(Form):
    """The words, and people to tick; a name after an @ mentions somebody too."""

    body = Paragraph(_l("Nội dung trao đổi"), [Required(), at_most(LONGEST)])
    people = Several(_l("Nhắc tên"), [Optional()], coerce=int)  # type: ignore[arg-type]

    def offer(self, people: Sequence[tuple[int, str]], audience: Sequence[Person]) -> None:
        """Let these people be ticked or named."""
        self.people.choices = list(people)
        self._audience = audience

    def validate_body(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """Say which name after an @ is nobody's, or several people's."""
        try:
            mentioned(field.data or "", self.people.data or (), self._audience)
        except MentionUnclear as error:
            raise ValidationError(self._said(error)) from error

    def _said(self, error: MentionUnclear) -> str:
        if not error.name:
            return str(_l("Đề nghị chọn người trong danh sách."))
        if error.is_shared:
            said = _l(
                "Có nhiều người tên “@%(name)s”; đề nghị chọn trong danh sách.", name=error.name
            )
        else:
            said = _l(
                "“@%(name)s” không phải là tên người được xem trao đổi của nhiệm vụ này; "
                "đề nghị chọn trong danh sách.",
                name=error.name,
            )
        return str(said)


class CommentWithdrawalForm(Form):
    """Why, unless authors take their own words back soon."""

    reason = Paragraph(_l("Lý do"), [Optional(), at_most(2000)])
