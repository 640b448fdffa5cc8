"""The language of a page or a mail, and its sentences.

A list page says some three hundred sentences. The library looks language and catalogue up
for each of them, which takes longer than all its queries; here both are looked up once a
request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, Protocol

from flask import Flask, Response, g, has_app_context, has_request_context, request
from flask_babel import Domain, refresh
from flask_security import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from plan_app.extensions import babel
from plan_app.presentation import catalogue
from plan_app.presentation.catalogue import DEFAULT_LANGUAGE, LANGUAGES
from plan_app.presentation.references import unbroken

COOKIE: Final = "language"


def init_app(app: Flask) -> None:
    """Select the language of requests and give the templates their sentences."""
    babel.init_app(app, locale_selector=language)
    babel.domain_instance = _Sentences()  # type: ignore[no-untyped-call]
    app.jinja_env.globals["_"] = say
    app.after_request(_name_language)


def language() -> str:
    """The language of the mail or page being made, as the `lang` attribute has it."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    if not has_app_context():
        return DEFAULT_LANGUAGE
    found: str | None = g.get("page_language")
    if found is None:
        found = g.page_language = _select_language()
    return found


def other_languages() -> list[tuple[str, str]]:
    """The languages that the page is not in, each with its own name."""
    return [(code, name) for code, name in LANGUAGES.items() if code != language()]


def in_language(vietnamese: str, english: str) -> str:
    """The text of the plan in the reader's language; Vietnamese where there is no English."""
    return english if english and language() == "en" else vietnamese


class Named(Protocol):
    """A body or a group with its name in both languages."""

    @property
    def name(self) -> str:
        """In Vietnamese."""

    @property
    def name_en(self) -> str:
        """In English; empty where there is none."""


def name_of(named: Named) -> str:
    """The name in the reader's language, for choices and within sentences."""
    return in_language(named.name, named.name_en)


def as_written(text: str) -> str:
    """Words that somebody wrote, marked as Vietnamese on a page of another language.

    Numbers of documents in them are not broken. Not within an attribute. Names of people and
    agencies need no mark.
    """
    if text.isascii() or language() == DEFAULT_LANGUAGE:
        return unbroken(text)
    return Markup('<span lang="vi">{}</span>').format(unbroken(text))


def title_in_language(vietnamese: str, english: str) -> str:
    """`in_language` for pages: what there is only in Vietnamese is marked as such."""
    found = in_language(vietnamese, english)
    return found if found is english else as_written(found)


@pass_eval_context
def say(context: EvalContext, text: str, /, **values: object) -> str:
    """The sentence in the language of the page, with what is put in escaped on HTML pages."""
    if "page_catalogue" not in g:
        g.page_catalogue = catalogue.read(language())
    translated = catalogue.find(g.page_catalogue, text, values)
    if not context.autoescape:
        return translated % values
    if not values:
        return Markup(translated % ())  # noqa: S704 (a sentence of ours)
    escaped = {name: escape(value) for name, value in values.items()}
    return Markup(translated % escaped)  # noqa: S704 (what is put in is escaped)


def sentence(text: str, /, **values: object) -> str:
    """The sentence in the language in force, for Python; what `gettext` gives, but quicker."""
    return catalogue.find(catalogue.read(language()), text, values) % values


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Within the block the language is this one, whoever may have asked for the page."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def ask_nobody() -> None:
    """From here on the page is in the browser's language; who is signed in is not asked."""
    speak_to(DEFAULT_LANGUAGE)


def speak_to(code: str) -> None:
    """From here on the page is for somebody of this language who has not signed in."""
    switch(chosen_in_browser() or code)


def switch(code: str) -> None:
    """From here on the page is in this language."""
    g.page_language = code
    g.pop("page_catalogue", None)
    refresh()


def chosen_in_browser() -> str | None:
    """The language that was chosen with the switch, if any."""
    chosen = request.cookies.get(COOKIE) if has_request_context() else None
    return chosen if chosen in LANGUAGES else None


class _Sentences(Domain):
    """Our catalogues for `flask_babel.gettext`, which keeps `%` as it is without values."""

    def gettext(self, string: str, **variables: Any) -> str:  # noqa: ANN401 (the library's)
        """The sentence in the language in force."""
        found = catalogue.find(catalogue.read(language()), string, variables)
        return found % variables if variables else found


_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def _select_language() -> str:
    """What was chosen in this browser, else the person's own language, else Vietnamese."""
    wanted = chosen_in_browser() or str(getattr(current_user, "language", DEFAULT_LANGUAGE))
    return wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE


def _name_language(response: Response) -> Response:
    """Name the language of what has sentences; a file of style or a probe has none."""
    if "page_language" in g and (response.mimetype or "").startswith("text/"):
        response.headers.setdefault("Content-Language", g.page_language)
    return response
