"""The forms: one noun a file; choices are handed in, models are not known here."""

from plan_app.forms.base import Form

__all__ = ["Form"]
