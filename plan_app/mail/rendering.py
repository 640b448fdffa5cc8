"""Mail templates to text and HTML; the style sheet is inlined, because mail programs drop it."""

from typing import Any, Final

import css_inline
from flask import current_app
from jinja2 import Template

from plan_app.mail.message import Letter

_INLINER: Final = css_inline.CSSInliner(load_remote_stylesheets=False)


def render(name: str, values: dict[str, Any]) -> Letter:
    """The letter of `templates/email/<name>` in the language that is set."""
    subject = " ".join(_template(name, "subject.txt").render(values).split())
    values = values | {"subject": subject}
    return Letter(
        subject=subject,
        text=_template(name, "body.txt").render(values).strip() + "\n",
        html=_INLINER.inline(_template(name, "body.html").render(values)),
    )


def _template(name: str, part: str) -> Template:
    return current_app.jinja_env.get_template(f"email/{name}/{part}")
