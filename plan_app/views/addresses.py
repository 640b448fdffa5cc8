"""Addresses that came with a form: whether they are pages of ours, and what was typed there."""

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from plan_app import access
from plan_app.forms import returned


def can_be_opened(path: str) -> bool:
    """Whether there is a page at the path, without looking at who may see it."""
    router = current_app.create_url_adapter(request)
    try:
        return router is not None and bool(router.match(path, method="GET"))
    except HTTPException:
        return False


def page_of_form() -> str:
    """The path of the page that has the form: the address itself, or where it was sent from."""
    if can_be_opened(request.path):
        return request.path
    sender = urlsplit(request.referrer or "")
    path = sender.path.removeprefix(request.script_root)
    return path if sender.netloc == request.host and can_be_opened(path) else "/"


def giving_back(page: str) -> str:
    """The address of a page of ours whose form takes back what was kept of it."""
    mark = "&" if "?" in page else "?"
    return f"{request.script_root}{page}{mark}returned=1"


def typed_fields() -> str:
    """What was sent to make this page, packed for another address; "" for a page that was read."""
    if request.method != "POST":
        return ""
    try:
        posted = request.form
    except HTTPException:
        return ""  # Too large to be read at all.
    # On the way through the sign-in page it is what an earlier form had sent.
    for carrier in ("returned", "typed"):
        if carrier in posted:
            return posted[carrier]
    # Whoever reads a public page may have no session to keep it with.
    endpoint = request.endpoint
    if endpoint is None or access.of_endpoint(endpoint) in {None, access.Anyone.PUBLIC}:
        return ""
    return returned.pack(page_of_form(), posted.items(multi=True))
