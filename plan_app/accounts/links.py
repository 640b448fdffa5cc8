"""Links by which a person sets a password: to reset it, or the first one after an invitation."""

from datetime import datetime, timedelta
from typing import Any, Final

from flask import Flask, Response, request
from flask_security.recoverable import generate_reset_password_token
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from plan_app import clock
from plan_app.extensions import settings
from plan_app.mail import sealing
from plan_app.models import User

PATH: Final = "/password"
RESET_VALID: Final = timedelta(days=1)
INVITATION_VALID: Final = timedelta(days=7)
_BEHIND_SECRET_LINKS: Final = {"security.reset_password"}


class _Signer(TimestampSigner):
    """Signs with the time of our clock."""

    def get_timestamp(self) -> int:
        """Seconds since the epoch."""
        return int(clock.now().timestamp())


class LinkSerializer(URLSafeTimedSerializer):
    """The tokens of the links.

    A token holds the person's uniquifier, which every new password changes (so it is used
    once), and a digest of the password they had. Somebody without a password was invited
    and has longer.
    """

    default_signer = _Signer

    def loads(  # type: ignore[override]  # as in the parent, which bends its own parent's too
        self,
        s: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,
        salt: str | bytes | None = None,
    ) -> Any:  # noqa: ANN401 (any JSON)
        """The content of a token; raises SignatureExpired, BadSignature."""
        content = super().loads(s, max_age, return_timestamp, salt)
        had_password = (content[0] if return_timestamp else content)[1] is not None
        if had_password:
            super().loads(s, int(RESET_VALID.total_seconds()), salt=salt)
        return content


def sealed_link(user: User, *, now: datetime, token: str = "") -> tuple[str, datetime]:
    """The sealed facts of a link for the person (`link`, `until`), and until when it is valid.

    Its address is that of the settings: the host that a request names could be anybody's.
    """
    until = now + (RESET_VALID if user.password else INVITATION_VALID)
    token = token or generate_reset_password_token(user)
    facts = {"link": f"{settings().base_url}{PATH}/{token}", "until": until.isoformat()}
    return sealing.seal(facts, settings().secret_key), until


def init_app(app: Flask) -> None:
    """Keep the addresses of secret links out of other sites' logs and of search engines."""
    app.after_request(_hide)


def _hide(response: Response) -> Response:
    return hide(response) if request.endpoint in _BEHIND_SECRET_LINKS else response


def hide(response: Response) -> Response:
    """Let nobody learn of the page's address from its answer, nor keep the page."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response
