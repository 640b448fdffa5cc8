"""Hashing a password outside the library's own pages."""

from flask import current_app
from flask_security import hash_password

from plan_app.errors import RuleBroken


def hash_of(password: str) -> str:
    """The hash of a password as the sign-in page reads it; slow, so not inside a transaction.

    Raises RuleBroken when the password does not keep the rules.
    """
    faults, normalised = current_app.extensions["security"].password_util.validate(password, False)
    if faults:
        raise RuleBroken(faults[0], field="password")
    return str(hash_password(normalised))
