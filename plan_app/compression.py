"""Pages go over the wire compressed: a third to a tenth of their bytes, where lines are slow.

The length of a compressed page could tell what is in it to whoever sees the line and chooses some
of the page's words (BREACH). Our cookies are not sent with other sites' requests, so that nobody
else asks for such pages; besides, a name of random length in the head of each answer hides the
length, as gzip allows.
"""

import secrets
import zlib
from typing import Final

from flask import Flask, Response, request

TYPES: Final = frozenset({"text/html", "text/css", "text/csv", "application/json", "image/svg+xml"})
# Shorter answers fit in one packet as they are.
SHORTEST: Final = 1_000
LEVEL: Final = 5
LONGEST_NAME: Final = 100
_HEAD: Final = b"\x1f\x8b\x08\x08" + bytes(4) + b"\x00\xff"


def init_app(app: Flask) -> None:
    """Compress every answer of text for who takes it so."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in TYPES or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    plain = response.get_data()
    is_done = "Content-Encoding" in response.headers
    if is_done or len(plain) < SHORTEST or request.accept_encodings["gzip"] <= 0:
        return response
    response.set_data(packed(plain))
    response.headers["Content-Encoding"] = "gzip"
    return response


def packed(plain: bytes) -> bytes:
    """The bytes as a gzip file whose name is as long as chance will have it."""
    name = b"a" * secrets.randbelow(LONGEST_NAME)
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(plain) + deflate.flush()
    sums = zlib.crc32(plain).to_bytes(4, "little") + len(plain).to_bytes(4, "little")
    return _HEAD + name + b"\0" + body + sums
