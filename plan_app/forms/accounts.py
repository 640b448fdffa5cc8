"""Flask-Security's forms as children of ours: our messages, and nothing that is switched off."""

from typing import Any

from flask_security import ChangePasswordForm, ForgotPasswordForm, LoginForm, ResetPasswordForm
from wtforms import HiddenField

from plan_app.forms.base import Form


class SignInForm(Form, LoginForm):
    """E-mail and password; carries where to go and what was typed before the session ended."""

    # A session is as long as it is: there is no longer one by a second cookie.
    remember = None  # type: ignore[assignment]
    returned = HiddenField()

    def validate_next(self, field: Any) -> None:  # noqa: ANN401 (a WTForms field)
        """Nothing to refuse: the view follows an address of this site only, else the home page."""


class AskResetForm(Form, ForgotPasswordForm):
    """The e-mail to which a link is sent."""


class ResetForm(Form, ResetPasswordForm):
    """The new password, twice."""


class ChangeForm(Form, ChangePasswordForm):
    """The present password, and the new one twice."""
