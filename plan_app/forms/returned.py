"""What a person had typed when their session had ended, carried through the sign-in page."""

from collections.abc import Iterable
from typing import Final

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

# Longer than the longest form of the house; the sign-in page shall not grow without bounds.
LIMIT: Final = 200_000
_NEVER: Final = frozenset({"csrf_token", "next", "returned", "typed"})

Fields = tuple[tuple[str, str], ...]


def pack(address: str, posted: Iterable[tuple[str, str]]) -> str:
    """Sign the fields posted to the path `address`; empty when there are none or too much.

    Passwords and tokens are left out; files never are in `posted`.
    """
    fields = tuple((name, value) for name, value in posted if may_be_kept(name))
    if not fields or sum(len(name) + len(value) for name, value in fields) > LIMIT:
        return ""
    packed = _serializer().dumps({"address": address, "fields": fields})
    return packed.decode() if isinstance(packed, bytes) else packed


def unpack(packed: str) -> tuple[str, Fields] | None:
    """The path and the fields; None for nothing and for what we have not signed."""
    try:
        content = _serializer().loads(packed)
    except BadData:
        return None
    return content["address"], tuple((name, value) for name, value in content["fields"])


def may_be_kept(name: str) -> bool:
    """Whether the field may be shown again: passwords and tokens may not."""
    return name not in _NEVER and "password" not in name


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="returned fields")
