"""The pages: parse, form, service, redirect; or query, render."""

from flask import Flask

from plan_app.views import (
    context,
    errors,
    health,
    home,
    milestones,
    overdue,
    progress,
    task_list,
    tasks,
)


def init_app(app: Flask) -> None:
    """Register every blueprint."""
    app.register_blueprint(health.pages)
    app.register_blueprint(home.pages)
    app.register_blueprint(task_list.pages)
    app.register_blueprint(overdue.pages)
    app.register_blueprint(tasks.pages)
    app.register_blueprint(milestones.pages)
    app.register_blueprint(progress.pages)
    context.init_app(app)
    errors.init_app(app)
