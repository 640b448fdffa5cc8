"""Flask-Security, set up for the house: which of its routes exist, and who may call them."""

from datetime import timedelta
from typing import Any, Final

from flask import Flask
from flask_security import RoleMixin, Security

from plan_app import access
from plan_app.accounts import attempts, browser, links
from plan_app.accounts.datastore import Datastore
from plan_app.accounts.mailing import MailUtil
from plan_app.extensions import db
from plan_app.forms import accounts as forms
from plan_app.models import User
from plan_app.presentation.catalogue import TRANSLATIONS
from plan_app.services import sessions

MINIMUM_PASSWORD_LENGTH: Final = 10

_ROUTES: Final = {
    "security.login": access.Anyone.PUBLIC,
    "security.logout": access.Anyone.SIGNED_IN,
    "security.forgot_password": access.Anyone.PUBLIC,
    "security.reset_password": access.Anyone.PUBLIC,
    "security.change_password": access.Anyone.SIGNED_IN,
}


def init_app(app: Flask) -> None:
    """Bind Flask-Security to our accounts, sessions, mail and texts."""
    app.config.from_mapping(
        PERMANENT_SESSION_LIFETIME=sessions.LIFETIME,
        SESSION_REFRESH_EACH_REQUEST=False,
        # Pages behind secret links send no referrer; the token and SameSite guard the forms.
        WTF_CSRF_SSL_STRICT=False,
        **_passwords(app.config["SECRET_KEY"]),
        **_routes(),
        **_answers(),
    )
    security = Security(
        app,
        Datastore(db, User, RoleMixin),
        login_form=forms.SignInForm,
        forgot_password_form=forms.AskResetForm,
        reset_password_form=forms.ResetForm,
        change_password_form=forms.ChangeForm,
        mail_util_cls=MailUtil,
    )
    security.reset_serializer = links.LinkSerializer(
        app.config["SECRET_KEY"], salt=app.config["SECURITY_RESET_SALT"]
    )
    # Pages only: no answer in JSON, no sign-in by a token of the API.
    security.want_json(lambda _: False)
    security.login_manager.request_loader(lambda _: None)  # type: ignore[no-untyped-call]
    browser.init_app(app, security.login_manager)
    links.init_app(app)
    attempts.init_app(app)
    access.OF_LIBRARIES.update(_ROUTES)


def _passwords(secret_key: str) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SALT": secret_key,
        "SECURITY_PASSWORD_LENGTH_MIN": MINIMUM_PASSWORD_LENGTH,
        # Composed, so that a letter with its marks counts as one character.
        "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
        "SECURITY_RESET_PASSWORD_WITHIN": links.INVITATION_VALID,
        # Offices have servers of one word and no way to ask the internet.
        "SECURITY_EMAIL_VALIDATOR_ARGS": {
            "check_deliverability": False,
            "globally_deliverable": False,
        },
    }


def _routes() -> dict[str, Any]:
    return {
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RESET_URL": links.PATH,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_POST_LOGIN_VIEW": "home.lead",
        "SECURITY_POST_LOGOUT_VIEW": "security.login",
        "SECURITY_POST_RESET_VIEW": "security.login",
        "SECURITY_POST_CHANGE_VIEW": "account.show",
        # No route to sign in again in between, no files, no commands of the library's.
        "SECURITY_FRESHNESS": timedelta(minutes=-1),
        "SECURITY_STATIC_FOLDER": None,
        # It would write `no-store=True`, which no browser knows; `headers` says it for every page.
        "SECURITY_CACHE_CONTROL": {},
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_API_ENABLED_METHODS": ["session"],
    }


def _answers() -> dict[str, Any]:
    return {
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        # Memberships decide, so there are no roles to join.
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_I18N_DIRNAME": [str(TRANSLATIONS)],
        # Mails are rendered when they are sent; the notice is written with the new password.
        "SECURITY_EMAIL_PLAINTEXT": False,
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
    }
