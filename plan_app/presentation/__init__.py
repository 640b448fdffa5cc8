"""How things look: filters of the templates, languages, navigation."""

from datetime import datetime

from flask import Flask
from flask_babel import get_locale
from flask_security import current_user

from plan_app.extensions import babel, settings
from plan_app.presentation import chips, formatters, holding, journal, words

DEFAULT_LANGUAGE = "vi"


def init_app(app: Flask) -> None:
    """Give the templates their filters and words, and the request its language."""
    babel.init_app(app, locale_selector=_select_language)
    app.jinja_env.filters.update(
        day=formatters.day,
        moment=_moment,
        as_of=_as_of,
        local_day=_local_day,
        telephone=formatters.telephone,
        count=formatters.count,
        percent=formatters.percent,
        roman=formatters.roman,
        in_language=in_language,
    )
    app.jinja_env.globals.update(
        words=words,
        chips=chips,
        holding=holding,
        language=language,
        journal_detail=journal.detail,
    )


def language() -> str:
    """The language of the page being made, as the `lang` attribute has it."""
    return str(get_locale() or DEFAULT_LANGUAGE).replace("_", "-")


def in_language(vietnamese: str, english: str) -> str:
    """The text of the plan in the reader's language; Vietnamese where there is no English."""
    return english if english and language() == "en" else vietnamese


def _select_language() -> str:
    """The person's language where the catalogue has it, else Vietnamese."""
    wanted = str(getattr(current_user, "language", DEFAULT_LANGUAGE))
    known = {str(locale) for locale in babel.list_translations()}
    return wanted if wanted in known else DEFAULT_LANGUAGE


def _moment(value: datetime | None) -> str:
    return formatters.moment(value, settings().timezone)


def _as_of(value: datetime) -> str:
    return formatters.as_of(value, settings().timezone)


def _local_day(value: datetime | None) -> str:
    return formatters.local_day(value, settings().timezone)
