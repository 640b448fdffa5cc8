"""The parent of every form: messages in the reader's language, and what was typed comes back."""

from typing import Any, Final

from flask import g, has_request_context, request
from flask_babel import Domain, gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from plan_app.errors import RuleBroken
from plan_app.presentation.catalogue import TRANSLATIONS

# What a form sends beside its fields: its button, and the filters of a list of ticked rows.
_BUTTON: Final = "step"
FILTER: Final = "filter-"
_WTFORMS: Final = Domain([str(TRANSLATIONS)], domain="wtforms")


class _Messages:
    """WTForms' own messages from our catalogue: WTForms ships no Vietnamese."""

    def gettext(self, text: str) -> str:
        """The message in the reader's language, or as it is."""
        found: str = _WTFORMS.get_translations().ugettext(text)
        return found

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """The message for this number in the reader's language, or as it is."""
        found: str = _WTFORMS.get_translations().ungettext(singular, plural, number)
        return found


class Form(FlaskForm):
    """A form of the house, used like `FlaskForm`.

    When the person's session had ended on sending, the page of the form is shown again after
    signing in with `g.returned_fields`, the posted fields. The form they belong to takes them
    as if they had just been typed (no errors are shown; nothing is sent by itself). On a page
    with several forms it is the one that has all these fields.
    """

    class Meta(FlaskForm.Meta):
        """Where the messages and the typed values come from."""

        def get_translations(self, form: Any) -> _Messages:  # noqa: ANN401, ARG002 (WTForms' signature)
            """Our catalogue for WTForms' messages."""
            return _Messages()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:  # noqa: ANN401 (WTForms' signature)
            """What was sent; on the page after signing in again, what was sent then."""
            sent = super().wrap_formdata(form, formdata)  # type: ignore[no-untyped-call]
            return _returned_to(form) if sent is None else sent

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        super().__init__(*arguments, **options)  # type: ignore[no-untyped-call]

    def validate_on_submit(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 (FlaskForm's)
        """Whether the form was sent now and is right."""
        return bool(super().validate_on_submit(extra_validators))  # type: ignore[no-untyped-call]

    def show(self, error: RuleBroken) -> None:
        """Put a broken rule where it belongs: at its field, or on top of the form."""
        message = gettext(error.message, **error.values)
        if error.field in self._fields:
            field = self._fields[error.field]
            field.errors = [*field.errors, message]
        else:
            self.form_errors.append(message)


def _returned_to(form: Any) -> MultiDict[str, str] | None:  # noqa: ANN401 (a WTForms form being made)
    if not has_request_context() or request.method != "GET":
        return None
    returned: MultiDict[str, str] | None = g.get("returned_fields")
    if returned and {_field_of(name) for name in returned if _is_of_form(name)} <= set(
        form._fields
    ):
        return returned
    return None


def _is_of_form(name: str) -> bool:
    return name != _BUTTON and not name.startswith(FILTER)


def _field_of(name: str) -> str:
    """The parts of a field are named after it: `papers-kept` is of `papers`."""
    return name.partition("-")[0]
