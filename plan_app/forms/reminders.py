"""Switching reminders on and off, and letting a stopped run go on."""

from wtforms import HiddenField, IntegerField
from wtforms.widgets import HiddenInput

from plan_app.forms.base import Form


class SwitchOnForm(Form):
    """Confirms a preview: `confirmed` names exactly what the coordinator was shown."""

    confirmed = HiddenField()


class SwitchOffForm(Form):
    """Only the token: switching off needs no more."""


class ResumeForm(Form):
    """Lets as many messages go as the page showed."""

    messages = IntegerField(widget=HiddenInput())
