"""Signed tokens of files that are kept while the rest of a form is put right.

A token names one sending of one file by one person for one form. It opens nothing: the file can
only be attached with it, once, within a day.
"""

import hashlib
import secrets
from dataclasses import asdict
from typing import Final

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from plan_app.domain.papers import Draft, PaperKind

# Shorter than the day after which a file that no row refers to is removed.
LASTS_SECONDS: Final = 20 * 3600


def new(digest: str, name: str, kind: PaperKind, size: int) -> Draft:
    """A file just kept."""
    return Draft(digest, name, kind, size, secrets.token_hex(16))


def pack(draft: Draft, holder: str) -> str:
    """The token of `draft` for `holder`, who names the person and the form."""
    token = _serializer().dumps({**asdict(draft), "holder": _digest(holder)})
    return token.decode() if isinstance(token, bytes) else token


def unpack(token: str, holder: str) -> Draft | None:
    """The file; None for a token that we have not signed, that is old, or of another holder."""
    try:
        content = _serializer().loads(token, max_age=LASTS_SECONDS)
    except BadData:
        return None
    if content.pop("holder") != _digest(holder):
        return None
    return Draft(**content | {"kind": PaperKind(content["kind"])})


def _digest(holder: str) -> str:
    return hashlib.sha256(holder.encode()).hexdigest()


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="draft papers")
