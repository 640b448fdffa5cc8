"""Encrypting what lies in the outbox and must not be read there: secret links, frozen bytes.

The keys are derived from the instance's secret key by HKDF, one for each purpose, so that
a token sealed for one cannot be opened as another. A backup without the secret key holds
nothing readable.
"""

import base64
import json
import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FACTS: Final = b"plan-app: facts of a message"
FROZEN: Final = b"plan-app: frozen bytes of a message"
NAME: Final = b"plan-app: name of the key"
CHOICE: Final = b"plan-app: choices of mail"
_NONCE_BYTES: Final = 12
_BLOCK_BYTES: Final = 16
_CLOSED: Final = "the token does not open with this key"


class CannotUnseal(Exception):
    """The token was changed, or sealed with another key or for another purpose."""


def seal(data: dict[str, Any], key: str) -> str:
    """Encrypt facts (JSON types only) with the secret key `key`; the result is ASCII."""
    plain = json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
    return _box(key).encrypt(plain).decode("ascii")


def unseal(token: str, key: str) -> dict[str, Any]:
    """Return the facts in `token`; raises CannotUnseal."""
    try:
        plain = _box(key).decrypt(token.encode("ascii", "replace"))
    except InvalidToken as error:
        raise CannotUnseal(_CLOSED) from error
    facts: dict[str, Any] = json.loads(plain)
    return facts


def seal_bytes(data: bytes, key: str) -> bytes:
    """Encrypt the frozen bytes of a message with the secret key `key`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, data, None)


def unseal_bytes(token: bytes, key: str) -> bytes:
    """Return the bytes in `token`; raises CannotUnseal."""
    nonce, sealed = token[:_NONCE_BYTES], token[_NONCE_BYTES:]
    try:
        return _cipher(key).decrypt(nonce, sealed, None)
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal(_CLOSED) from error


def fingerprint(key: str) -> str:
    """Names the secret key and gives nothing of it away: equal for equal keys."""
    return _derive(key, NAME).hex()[:32]


def seal_numbers(numbers: Sequence[int], key: str) -> str:
    """Two numbers below 2**32 as 22 characters that only `key` makes and reads, always the same.

    One block of a cipher whose other half is zero: of as many blocks as anybody can try, none
    but ours opens to that. Short enough for a line of a header.
    """
    block = b"".join(number.to_bytes(4, "big") for number in numbers) + bytes(8)
    sealed = Cipher(AES(_derive(key, CHOICE)), ECB()).encryptor().update(block)  # noqa: S305
    return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")


def unseal_numbers(token: str, key: str) -> tuple[int, int]:
    """The numbers in `token`; raises CannotUnseal."""
    try:
        sealed = base64.urlsafe_b64decode(token.encode("ascii", "replace") + b"==")
    except ValueError as error:
        raise CannotUnseal(_CLOSED) from error
    if len(sealed) != _BLOCK_BYTES:
        raise CannotUnseal(_CLOSED)
    block = Cipher(AES(_derive(key, CHOICE)), ECB()).decryptor().update(sealed)  # noqa: S305
    if block[8:] != bytes(8):
        raise CannotUnseal(_CLOSED)
    return int.from_bytes(block[:4], "big"), int.from_bytes(block[4:8], "big")


@lru_cache(maxsize=8)
def _box(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derive(key, FACTS)))


@lru_cache(maxsize=8)
def _cipher(key: str) -> AESGCM:
    """For frozen bytes, of which every message has some: a quarter shorter than Fernet's text."""
    return AESGCM(_derive(key, FROZEN))


def _derive(key: str, purpose: bytes) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose)
    return derived.derive(key.encode())
