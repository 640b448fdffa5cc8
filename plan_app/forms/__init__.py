"""The forms: one noun a file; choices are handed in, models are not known here."""

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm

from plan_app.errors import RuleBroken


class Form(FlaskForm):
    """What all forms of the house can do."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        super().__init__(*arguments, **options)  # type: ignore[no-untyped-call]

    def show(self, error: RuleBroken) -> None:
        """Put a broken rule where it belongs: at its field, or on top of the form."""
        message = gettext(error.message)
        if error.field in self._fields:
            field = self._fields[error.field]
            field.errors = [*field.errors, message]
        else:
            self.form_errors.append(message)
