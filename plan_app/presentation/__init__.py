"""How things look: filters of the templates, languages, navigation."""

from datetime import datetime

from flask import Flask

from plan_app.errors import NC_
from plan_app.extensions import settings
from plan_app.presentation import (
    appendix,
    chips,
    formatters,
    holding,
    journal,
    journal_words,
    language,
    lateness,
    mailing,
    measures,
    people,
    policy,
    references,
    theme,
    words,
)
from plan_app.presentation.help import help_on
from plan_app.presentation.icons import icon


def init_app(app: Flask) -> None:
    """Give the templates their filters and words, and the request its language."""
    language.init_app(app)
    app.jinja_env.filters.update(
        day=formatters.day,
        moment=_moment,
        as_of=_as_of,
        local_day=_local_day,
        telephone=formatters.telephone,
        count=formatters.count,
        change=formatters.change,
        percent=formatters.percent,
        file_size=formatters.file_size,
        roman=formatters.roman,
        in_language=language.title_in_language,
        as_written=language.as_written,
        unbroken=references.unbroken,
    )
    app.jinja_env.globals.update(
        words=words,
        appendix=appendix,
        NC_=NC_,
        chips=chips,
        holding=holding,
        wording=people,
        mailing=mailing,
        measure_words=measures,
        journal_words=journal_words,
        icon=icon,
        help_on=help_on,
        language=language.language,
        other_languages=language.other_languages,
        wording_of_lateness=lateness.of_both,
        journal_detail=journal.detail,
        journal_said=journal.said,
        policy_changes=policy.changes,
        weekday=policy.weekday,
        theme=theme.theme,
        looks=theme.looks,
    )


def _moment(value: datetime | None) -> str:
    return formatters.moment(value, settings().timezone)


def _as_of(value: datetime) -> str:
    return formatters.as_of(value, settings().timezone)


def _local_day(value: datetime | None) -> str:
    return formatters.local_day(value, settings().timezone)
