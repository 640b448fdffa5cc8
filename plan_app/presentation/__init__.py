"""How things look: filters of the templates, languages, navigation."""

from flask import Flask

from plan_app.extensions import babel


def init_app(app: Flask) -> None:
    """Give the templates their filters and the request its language."""
    babel.init_app(app)
