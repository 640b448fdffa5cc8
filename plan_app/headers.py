"""Headers of every answer: the strict content security policy and its companions."""

from flask import Flask, Response

# Bootstrap's style sheet carries small pictures as data: addresses; nothing else may.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# What holds the words of people; the file of a workbook says so itself.
OF_PEOPLE = frozenset({"text/html", "text/csv", "application/json"})


def init_app(app: Flask) -> None:
    """Put the headers on every answer; pages and files of signed-in people are kept by no cache."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.mimetype in OF_PEOPLE:
        response.headers.setdefault("Cache-Control", "no-store")
    return response
