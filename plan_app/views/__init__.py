"""The pages: parse, form, service, redirect; or query, render."""

from flask import Flask

from plan_app.views import health


def init_app(app: Flask) -> None:
    """Register every blueprint."""
    app.register_blueprint(health.pages)
