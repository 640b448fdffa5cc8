"""Mail templates to text and HTML; the style sheet is inlined, because mail programs drop it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Final

import css_inline
from flask import current_app
from flask_babel import force_locale, get_domain
from jinja2 import BaseLoader, Environment, Template

from plan_app.mail.message import Letter

Source = tuple[str, str | None, Callable[[], bool] | None]
Sentence = Callable[[str], str]

_FOLDER: Final = "email/"
_PARTS: Final = ("subject.txt", "body.txt", "body.html")
# `{{ _('Thời hạn: %(due)s.', due=line.due) }}`: a sentence whose values are names, not calls.
_SAID: Final = re.compile(r"\{\{ _\('([^'{}]*)'((?:, \w+=[\w.\[\]]+)*)\) \}\}")
_VALUE: Final = re.compile(r"(\w+)=([\w.\[\]]+)")

_sentence: ContextVar[Sentence] = ContextVar("sentence")


class MailTemplates(BaseLoader):
    """Mail templates made ready when they are read, once and not for each mail.

    Styles are inlined, and sentences stand there in the reader's language. The sources pass
    through an HTML parser: Jinja's marks may stand in text and in the values of attributes, not
    between attributes, and hold none of the signs < > & themselves.
    """

    def __init__(self, source: BaseLoader, style: str, sentence: Sentence) -> None:
        self.source = source
        self.style = style
        self.sentence = sentence
        self.inliner = css_inline.CSSInliner(extra_css=style, load_remote_stylesheets=False)

    def get_source(self, environment: Environment, template: str) -> Source:
        """The source of a template, that of HTML with `style` attributes."""
        text, name, is_current = self.source.get_source(environment, template)
        return _SAID.sub(self._say, self._inlined(text, template)), name, is_current

    def _inlined(self, text: str, template: str) -> str:
        if not template.endswith(".html"):
            return text
        if text.startswith("<!doctype"):
            return self.inliner.inline(text)
        return self.inliner.inline_fragment(text, self.style)

    def _say(self, said: re.Match[str]) -> str:
        """The sentence, with the expressions of its values in their places."""
        values = {name: f"{{{{ {value} }}}}" for name, value in _VALUE.findall(said[2])}
        return self.sentence(said[1]) % values


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within the block `say` speaks the language."""
    token = _sentence.set(_catalogue(language))
    try:
        yield
    finally:
        _sentence.reset(token)


def say(text: str, **values: object) -> str:
    """The sentence in the language that is being spoken.

    As `flask_babel.gettext`, which looks the catalogue up for each sentence: that takes as long
    as all the rest of a mail.
    """
    return _sentence.get()(text) % values


def render(name: str, values: dict[str, Any], *, language: str) -> Letter:
    """The letter of `templates/email/<name>` in `language`."""
    subject, text, html = _templates(current_app.jinja_env, name, language)
    values["subject"] = " ".join(subject.render(values).split())
    return Letter(values["subject"], text.render(values).strip() + "\n", html.render(values))


@lru_cache(maxsize=64)
def _templates(environment: Environment, name: str, language: str) -> list[Template]:
    """The three templates of a message."""
    bound = _environment(environment, language)
    found = [bound.get_template(f"{_FOLDER}{name}/{part}") for part in _PARTS]
    for each in found:
        # They come with a chain of mappings, which takes longer to copy than a mail to write.
        each.globals = dict(each.globals)
    return found


@lru_cache(maxsize=8)
def _environment(environment: Environment, language: str) -> Environment:
    """The templates with the sentences of one catalogue."""
    source = environment.loader
    if source is None:
        raise LookupError("the application has no templates")
    style, _name, _is_current = source.get_source(environment, f"{_FOLDER}style.css")
    bound = environment.overlay(loader=MailTemplates(source, style, _catalogue(language)))
    # Without the application's `_`: a sentence of another form than `_SAID` is an error.
    bound.globals = {}
    return bound


@lru_cache(maxsize=8)
def _catalogue(language: str) -> Sentence:
    with force_locale(language):
        found: Sentence = get_domain().get_translations().gettext
    return found
