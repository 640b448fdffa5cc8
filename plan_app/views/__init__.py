"""The pages: parse, form, service, redirect; or query, render."""

from flask import Flask

from plan_app.views import (
    account,
    context,
    demonstration,
    errors,
    health,
    home,
    milestone_list,
    overdue,
    reminders,
    sign_in,
    task_list,
)


def init_app(app: Flask) -> None:
    """Register every blueprint."""
    app.register_blueprint(health.pages)
    app.register_blueprint(home.pages)
    app.register_blueprint(task_list.pages)
    app.register_blueprint(overdue.pages)
    app.register_blueprint(reminders.pages)
    app.register_blueprint(milestone_list.pages)
    app.register_blueprint(sign_in.pages)
    app.register_blueprint(account.pages)
    app.register_blueprint(demonstration.pages)
    sign_in.init_app(app)
    context.init_app(app)
    errors.init_app(app)
