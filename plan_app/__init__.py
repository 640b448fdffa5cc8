"""The follow-up of an action plan: its tasks, their owners, deadlines and reminders."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from plan_app.settings import Settings

__version__ = "0.1.0"


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The application for `settings`, by default those of the environment.

    Raises `BadSetting` when a variable of the environment cannot be used.
    """
    # Inside, so that a command can tell the version or its help without the libraries.
    from flask import Flask

    from plan_app import (
        access,
        accounts,
        compression,
        extensions,
        headers,
        logs,
        mounting,
        presentation,
        static_files,
        uploads,
        views,
    )
    from plan_app import settings as settings_module

    settings = settings or settings_module.load()
    app = Flask(__name__)
    app.config.from_mapping(configuration(settings))
    logs.init_app(app)
    uploads.init_app(app)
    extensions.init_app(app)
    accounts.init_app(app)
    presentation.init_app(app)
    views.init_app(app)
    access.init_app(app)
    compression.init_app(app)
    headers.init_app(app)
    static_files.init_app(app, settings)
    mounting.init_app(app, settings)
    return app


def configuration(settings: "Settings") -> dict[str, object]:
    """What the libraries read, derived from our settings in one place."""
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        # Errors of the database end up in the log; what people wrote must not.
        # The connection used last is used next: it knows most of the statements already.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_use_lifo": True},
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_secure,
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": settings.timezone.key,
        "BOOTSTRAP_SERVE_LOCAL": True,
    }
