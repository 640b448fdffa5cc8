"""What a form that came too late is shown beside: the values as they are now."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField

from plan_app.forms.base import Form

Pairs = list[tuple[str, str]]


def differing(form: Form, facts: Mapping[str, object]) -> Pairs:
    """The label and the present value, as a person reads it, of each field typed otherwise.

    `facts` are present values by the names of their fields.
    """
    pairs = [
        (str(field.label.text), _worded(field, facts[field.name]), _worded(field, field.data))
        for field in form
        if field.name in facts and not isinstance(field, HiddenField)
    ]
    return [(label, now or "–") for label, now, typed in pairs if now != typed]


def _worded(field: Any, value: Any) -> str:  # noqa: ANN401 (any field and its value)
    if isinstance(field, BooleanField):
        return _("Có") if value else _("Không")
    if isinstance(field, SelectField | SelectMultipleField):
        chosen = {str(each) for each in (value if isinstance(value, list) else [value])}
        words = [str(word) for key, word, *__ in field.iter_choices() if str(key) in chosen]
        return "; ".join(words)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return " ".join(str(value).split()) if value is not None else ""
