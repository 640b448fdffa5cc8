"""Flask-Security, set up for the house: which of its routes exist, and who may call them."""

from flask import Flask
from flask_security import RoleMixin, SQLAlchemyUserDatastore

from plan_app import access
from plan_app.extensions import db, security
from plan_app.models import User


def init_app(app: Flask) -> None:
    """Bind Flask-Security to our accounts."""
    app.config.from_mapping(
        SECURITY_PASSWORD_SALT=app.config["SECRET_KEY"],
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 (the name of a method)
        # Memberships decide, so there are no roles to join.
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_RECOVERABLE=False,
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
    )
    security.init_app(app, SQLAlchemyUserDatastore(db, User, RoleMixin))
    access.OF_LIBRARIES["security.login"] = access.Anyone.PUBLIC
    access.OF_LIBRARIES["security.logout"] = access.Anyone.SIGNED_IN
