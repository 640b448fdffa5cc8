"""What every page may ask for; computed only when a template does."""

from flask import Flask, g, request

from plan_app.extensions import settings
from plan_app.presentation import in_language, navigation


def init_app(app: Flask) -> None:
    """Hand the functions to all templates; as globals, so that imported macros see them too."""
    app.jinja_env.globals.update(
        is_demonstration=_is_demonstration,
        navigation=_navigation,
        plan_title=_plan_title,
        reminder_alarms=list,
    )


def _is_demonstration() -> bool:
    return settings().demo


def _plan_title() -> str:
    return in_language(g.plan.title, g.plan.title_en) if "plan" in g else ""


def _navigation() -> list[navigation.Entry]:
    return navigation.entries(g.actor, request.endpoint) if "actor" in g else []
