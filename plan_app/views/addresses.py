"""Whether an address that was sent with a form is a page of ours."""

from flask import current_app, request
from werkzeug.exceptions import HTTPException


def can_be_opened(path: str) -> bool:
    """Whether there is a page at the path, without looking at who may see it."""
    router = current_app.create_url_adapter(request)
    try:
        return router is not None and bool(router.match(path, method="GET"))
    except HTTPException:
        return False
