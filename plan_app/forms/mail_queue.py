"""Steering the mail: letting the queue go on, a trial mail, sending a message again, an address."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from plan_app.domain.mailing import ResendCause
from plan_app.forms.base import Form
from plan_app.forms.fields import Line, Required, at_most, choice


class ResumeForm(Form):
    """Only the token: resuming needs no more."""


class TrialForm(Form):
    """Only the token: a trial goes to whoever asks for it."""


class ResendForm(Form):
    """Why a message is sent again; `seen` names what the person has read."""

    seen = HiddenField()
    cause = RadioField(
        _l("Lý do gửi lại"),  # type: ignore[arg-type]
        validate_choice=False,
        validators=[Required(_l("Đề nghị chọn lý do gửi lại."))],
    )
    note = Line(_l("Ghi chú"), [at_most(300)])

    def offer(self, causes: Iterable[tuple[str, str]]) -> None:
        """Fill the choices."""
        self.cause.choices = [choice(value, word) for value, word in causes]
        self.note.flags.optional = True

    @property
    def chosen(self) -> ResendCause | None:
        """The chosen cause."""
        known = {each.value for each in ResendCause}
        return ResendCause(self.cause.data) if self.cause.data in known else None


class AddressForm(Form):
    """A person's address, mended; `seen` says from which facts the form was made."""

    seen = HiddenField()
    email = Line(
        _l("Thư công vụ"), [Required(_l("Đề nghị nhập địa chỉ thư công vụ.")), at_most(254)]
    )
