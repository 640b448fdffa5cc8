"""Below a path of somebody else's web address: `https://vanphong.example.org/kehoach`.

The office's reverse proxy may hand the path on or take it off; both work. What it says of the
person's address, of TLS and of the name in the address is believed only where the settings say
how many proxies there are: anybody else could write the same headers.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from plan_app.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def init_app(app: Flask, settings: Settings) -> None:
    """Answer below the path of the base address, and believe as many proxies as there are."""
    prefix = urlsplit(settings.base_url).path
    if prefix:
        app.wsgi_app = Mounted(app.wsgi_app, prefix)  # type: ignore[method-assign]
    number = settings.proxies
    if number:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=number, x_proto=number, x_host=number
        )


class Mounted:
    """A WSGI application whose addresses all begin with `prefix`."""

    def __init__(self, inner: "WSGIApplication", prefix: str) -> None:
        self.inner = inner
        self.prefix = prefix

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Tell the application where it is mounted."""
        path: Any = environ.get("PATH_INFO", "")
        if path == self.prefix or path.startswith(self.prefix + "/"):
            environ["PATH_INFO"] = path[len(self.prefix) :] or "/"
        environ["SCRIPT_NAME"] = self.prefix
        return self.inner(environ, start_response)
