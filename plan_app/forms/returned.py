"""What a person had typed when their session had ended, carried through the sign-in page."""

from collections.abc import Iterable
from typing import Final

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

# Longer than the longest form of the house; the sign-in page shall not grow without bounds.
LIMIT: Final = 200_000
_NEVER: Final = frozenset({"csrf_token", "next", "returned"})

_HIDDEN: Final = frozenset({"confirmed", "seen", "version"})

Fields = tuple[tuple[str, str], ...]


def pack(address: str, posted: Iterable[tuple[str, str]]) -> str:
    """Sign the fields posted to the path `address`; empty when there are none or too much.

    Passwords and tokens are left out; files never are in `posted`.
    """
    fields = tuple((name, value) for name, value in posted if _may_be_kept(name))
    if not fields or sum(len(name) + len(value) for name, value in fields) > LIMIT:
        return ""
    packed = _serializer().dumps({"address": address, "fields": fields})
    return packed.decode() if isinstance(packed, bytes) else packed


def texts(posted: Iterable[tuple[str, str]]) -> list[str]:
    """What a person wrote in words among the fields; not dates, numbers, choices or hidden ones."""
    return [
        value
        for name, value in posted
        if _may_be_kept(name) and name not in _HIDDEN and len(value.split()) > 1
    ]


def unpack(packed: str) -> tuple[str, Fields] | None:
    """The path and the fields; None for nothing and for what we have not signed."""
    try:
        content = _serializer().loads(packed)
    except BadData:
        return None
    return content["address"], tuple((name, value) for name, value in content["fields"])


def _may_be_kept(name: str) -> bool:
    return name not in _NEVER and "password" not in name


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="returned fields")
