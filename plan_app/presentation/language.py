"""The language of a page, and its sentences.

A list page says some three hundred sentences. The library looks language and catalogue up
for each of them, which takes longer than all its queries; here both are looked up once a
request.
"""

from collections.abc import Callable
from typing import Final

from flask import Flask, current_app, g
from flask_babel import get_locale, get_translations
from flask_security import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from plan_app.extensions import babel

DEFAULT_LANGUAGE: Final = "vi"


def init_app(app: Flask) -> None:
    """Select the language of requests and give the templates their sentences."""
    babel.init_app(app, locale_selector=_select_language)
    with app.app_context():
        app.config["LANGUAGES"] = frozenset(str(each) for each in babel.list_translations())
    app.jinja_env.globals["_"] = say


def language() -> str:
    """The language of the page being made, as the `lang` attribute has it."""
    found: str | None = g.get("page_language")
    if found is None:
        found = g.page_language = str(get_locale() or DEFAULT_LANGUAGE).replace("_", "-")
    return found


def in_language(vietnamese: str, english: str) -> str:
    """The text of the plan in the reader's language; Vietnamese where there is no English."""
    return english if english and language() == "en" else vietnamese


@pass_eval_context
def say(context: EvalContext, sentence: str, **values: object) -> str:
    """The sentence in the language of the page, with what is put in escaped on HTML pages."""
    if "page_catalogue" not in g:
        g.page_catalogue = _catalogue()
    translated: str = g.page_catalogue(sentence)
    if not context.autoescape:
        return translated % values
    if not values:
        return Markup(translated % ())  # noqa: S704 (a sentence of ours)
    escaped = {name: escape(value) for name, value in values.items()}
    return Markup(translated % escaped)  # noqa: S704 (what is put in is escaped)


def sentence(text: str, **values: object) -> str:
    """The sentence in the language of the page, for Python; what `gettext` gives, but quicker."""
    return _catalogue()(text) % values


def _catalogue() -> Callable[[str], str]:
    """The look-up of the language in force; `force_locale` may change it within a request."""
    locale = get_locale()
    found = _catalogues.get(locale)
    if found is None:
        found = _catalogues[locale] = get_translations().gettext
    return found


# The catalogues are read from the package and never change while the process lives.
_catalogues: Final[dict[object, Callable[[str], str]]] = {}


def _select_language() -> str:
    """The person's language where the catalogue has it, else Vietnamese."""
    wanted = str(getattr(current_user, "language", DEFAULT_LANGUAGE))
    return wanted if wanted in current_app.config["LANGUAGES"] else DEFAULT_LANGUAGE
