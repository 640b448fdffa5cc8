"""Letting the mail queue go on."""

from plan_app.forms.base import Form


class ResumeForm(Form):
    """Only the token: resuming needs no more."""
