"""Encrypting what lies in the outbox and must not be read there: secret links, frozen bytes.

The keys are derived from the instance's secret key by HKDF, one for each purpose, so that
a token sealed for one cannot be opened as another. A backup without the secret key holds
nothing readable.
"""

import base64
import json
from functools import lru_cache
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FACTS: Final = b"plan-app: facts of a message"
FROZEN: Final = b"plan-app: frozen bytes of a message"


class CannotUnseal(Exception):
    """The token was changed, or sealed with another key or for another purpose."""


def seal(data: dict[str, Any], key: str) -> str:
    """Encrypt facts (JSON types only) with the secret key `key`; the result is ASCII."""
    plain = json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
    return _box(key, FACTS).encrypt(plain).decode("ascii")


def unseal(token: str, key: str) -> dict[str, Any]:
    """Return the facts in `token`; raises CannotUnseal."""
    facts: dict[str, Any] = json.loads(_open(token.encode("ascii", "replace"), key, FACTS))
    return facts


def seal_bytes(data: bytes, key: str) -> bytes:
    """Encrypt the frozen bytes of a message with the secret key `key`."""
    return _box(key, FROZEN).encrypt(data)


def unseal_bytes(token: bytes, key: str) -> bytes:
    """Return the bytes in `token`; raises CannotUnseal."""
    return _open(token, key, FROZEN)


def _open(token: bytes, key: str, purpose: bytes) -> bytes:
    try:
        return _box(key, purpose).decrypt(token)
    except InvalidToken as error:
        raise CannotUnseal("the token does not open with this key") from error


@lru_cache(maxsize=8)
def _box(key: str, purpose: bytes) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose)
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))
