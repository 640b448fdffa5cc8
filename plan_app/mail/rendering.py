"""Mail templates to text and HTML; the style sheet is inlined, because mail programs drop it."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import css_inline
from flask import current_app
from jinja2 import BaseLoader, Environment, Template

from plan_app.mail.message import Letter
from plan_app.presentation import catalogue
from plan_app.presentation.catalogue import Catalogue

Source = tuple[str, str | None, Callable[[], bool] | None]

_FOLDER: Final = "email/"
_PARTS: Final = ("subject.txt", "body.txt", "body.html")
# What the calendar sends and no person; its closing says so.
_SCHEDULED: Final = {"digest", "round"}
# `{{ _('Thời hạn: %(due)s.', due=line.due) }}`: a sentence whose values are names, not calls.
_SAID: Final = re.compile(r"\{\{ _\('([^'{}]*)'((?:, \w+=[\w.\[\]]+)*)\) \}\}")
# A sentence that text and HTML share: by its name it is text, which Jinja does not escape.
_SHARED: Final = re.compile(r'\{% include "[^"]+\.txt" %\}')
_VALUE: Final = re.compile(r"(\w+)=([\w.\[\]]+)")


class MailTemplates(BaseLoader):
    """Mail templates made ready when they are read, once and not for each mail.

    Styles are inlined, and sentences stand there in the reader's language. The sources pass
    through an HTML parser: Jinja's marks may stand in text and in the values of attributes, not
    between attributes, and hold none of the signs < > & themselves.
    """

    def __init__(self, source: BaseLoader, style: str, sentences: Catalogue) -> None:
        self.source = source
        self.style = style
        self.sentences = sentences
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
        inlined = self.inliner.inline_fragment(text, self.style)
        return _SHARED.sub(r"{% filter forceescape %}\g<0>{% endfilter %}", inlined)

    def _say(self, said: re.Match[str]) -> str:
        """The sentence, with the expressions of its values in their places."""
        found = self.sentences.get(said[1], said[1])
        values = {name: f"{{{{ {value} }}}}" for name, value in _VALUE.findall(said[2])}
        if isinstance(found, str):
            return found % values
        number = dict(_VALUE.findall(said[2]))[found.counted]
        one, other = found.one % values, found.other % values
        return f"{{% if {number} == '1' %}}{one}{{% else %}}{other}{{% endif %}}"


def render(name: str, values: dict[str, Any], *, language: str) -> Letter:
    """The letter of `templates/email/<name>` in `language`."""
    subject, text, html = _templates(current_app.jinja_env, name, language)
    values["is_scheduled"] = name in _SCHEDULED
    values["subject"] = " ".join(subject.render(values).split())
    body = text.render(values).strip() + "\n"
    return Letter(values["subject"], body, html.render(values), language)


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
    bound = environment.overlay(loader=MailTemplates(source, style, catalogue.read(language)))
    # Without the application's `_`: a sentence of another form than `_SAID` is an error.
    bound.globals = {}
    return bound
