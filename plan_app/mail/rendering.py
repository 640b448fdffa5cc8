"""Mail templates to text and HTML; the style sheet is inlined, because mail programs drop it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import css_inline
from flask import current_app
from flask_babel import force_locale, get_domain
from jinja2 import BaseLoader, Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from plan_app.mail.message import Letter

Source = tuple[str, str | None, Callable[[], bool] | None]

_FOLDER: Final = "email/"


class InlinedTemplates(BaseLoader):
    """Mail templates whose styles are inlined when they are read, once and not for each mail.

    The sources pass through an HTML parser: Jinja's marks may stand in text and in the values
    of attributes, not between attributes, and hold none of the signs < > & themselves.
    """

    def __init__(self, source: BaseLoader, style: str) -> None:
        self.source = source
        self.style = style
        self.inliner = css_inline.CSSInliner(extra_css=style, load_remote_stylesheets=False)

    def get_source(self, environment: Environment, template: str) -> Source:
        """The source of a template, that of HTML with `style` attributes."""
        text, name, is_current = self.source.get_source(environment, template)
        if not template.endswith(".html"):
            return text, name, is_current
        if text.startswith("<!doctype"):
            return self.inliner.inline(text), name, is_current
        return self.inliner.inline_fragment(text, self.style), name, is_current


def render(name: str, values: dict[str, Any], *, language: str) -> Letter:
    """The letter of `templates/email/<name>` in `language`."""
    templates = _templates(current_app.jinja_env, language)

    def rendered(part: str) -> str:
        return templates.get_template(f"{_FOLDER}{name}/{part}").render(values)

    subject = " ".join(rendered("subject.txt").split())
    values["subject"] = subject
    return Letter(subject, rendered("body.txt").strip() + "\n", rendered("body.html"))


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

    source = environment.loader
    if source is None:
        raise LookupError("the application has no templates")
    style, _name, _is_current = source.get_source(environment, f"{_FOLDER}style.css")
    bound = environment.overlay(loader=InlinedTemplates(source, style))
    bound.globals = {**environment.globals, "_": say}
    return bound
