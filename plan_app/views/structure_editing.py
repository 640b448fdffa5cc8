"""What the pages that edit a plan's texts and structure share: their words and their answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.extensions import settings
from plan_app.presentation.formatters import roman
from plan_app.presentation.language import in_language, name_of
from plan_app.queries import structure
from plan_app.views.editing import STALE, Answer

Pairs = Sequence[tuple[object, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a page says; `first` are fields that stand before all others.

    `cancel` is the page above, `back` its name.
    """

    heading: str
    submit: str
    cancel: str
    back: str
    lead: str = ""
    hint: str = ""
    first: tuple[str, ...] = ()


def answer(
    status: int,
    form: Any,  # noqa: ANN401 (any form of the house)
    page: Words,
    *,
    version: int | None = None,
    present: Pairs = (),
    **facts: Any,  # noqa: ANN401 (what the template needs)
) -> Answer:
    """The page again; after a stale edit with what is there now, `present`, beside it.

    Sending once more then counts as having seen it.
    """
    if status == STALE:
        form.version.data = version
    else:
        present = ()
    return render_template(
        "structure/edit.html", form=form, page=page, present=present, **facts
    ), status


def to_structure(said: str, category: str = "message") -> Response:
    """Back to the page of the plan's structure, with a sentence on top."""
    flash(said, category)
    return redirect(url_for("structure.show", plan=g.plan.slug), 303)


def agency_choices() -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Every agency, and those that exist today, as things to choose."""
    found = structure.list_agencies(today=clock.today(settings().timezone))
    every = [(each.id, name_of(each)) for each in found]
    return every, [(each.id, name_of(each)) for each in found if each.is_of_today]


def group_choices() -> list[tuple[int, str]]:
    """The groups of the plan as things to choose."""
    groups = structure.list_groups(g.plan.id)
    return [
        (each.id, f"{roman(each.ordinal)}. {in_language(each.title, each.title_en)}")
        for each in groups
    ]
