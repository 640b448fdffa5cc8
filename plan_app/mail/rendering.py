"""Mail templates to text and HTML; the style sheet is inlined, because mail programs drop it."""

from functools import lru_cache
from typing import Any, Final

import css_inline
from flask import current_app
from flask_babel import force_locale, get_domain
from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from plan_app.mail.message import Letter

_INLINER: Final = css_inline.CSSInliner(load_remote_stylesheets=False)


def render(name: str, values: dict[str, Any], *, language: str) -> Letter:
    """The letter of `templates/email/<name>` in `language`."""
    templates = _templates(current_app.jinja_env, language)

    def rendered(part: str) -> str:
        return templates.get_template(f"email/{name}/{part}").render(values)

    subject = " ".join(rendered("subject.txt").split())
    values["subject"] = subject
    return Letter(subject, rendered("body.txt").strip() + "\n", _inlined(rendered("body.html")))


def _inlined(html: str) -> str:
    inlined: str = _INLINER.inline(html)
    return inlined


@lru_cache(maxsize=8)
def _templates(environment: Environment, language: str) -> Environment:
    """The templates with the sentences of one catalogue.

    The application's `_` looks the catalogue up for each sentence, which takes as long as all
    the rest of a mail.
    """
    with force_locale(language):
        sentence = get_domain().get_translations().gettext

    @pass_eval_context
    def say(context: EvalContext, text: str, **values: object) -> str:
        if not context.autoescape:
            return str(sentence(text) % values)
        escaped = {name: escape(value) for name, value in values.items()}
        return Markup(sentence(text) % escaped)  # noqa: S704 (what is put in is escaped)

    bound = environment.overlay()
    bound.globals = {**environment.globals, "_": say}
    return bound
