"""Flask-Security's mail, put into our outbox."""

from typing import Any

from flask_security import MailUtil as LibraryMailUtil

from plan_app import clock
from plan_app.accounts import links
from plan_app.extensions import settings
from plan_app.models import User
from plan_app.services import passwords
from plan_app.services.transaction import transaction


class MailUtil(LibraryMailUtil):
    """Sends nothing itself: the one mail that the library still asks for is enqueued, sealed."""

    def normalize(self, email: str) -> str:
        """The address to look for; people copy it with spaces around."""
        return super().normalize(email.strip())

    def validate(self, email: str) -> str:
        """The address to write to; people copy it with spaces around."""
        return super().validate(email.strip())

    def send_mail(self, *_: Any, **facts: Any) -> None:  # noqa: ANN401 (the library's facts)
        """Enqueue the link to reset the person's password (facts `user` and `reset_token`)."""
        user: User = facts["user"]
        now = clock.now()
        sealed, until = links.sealed_link(user, now=now, token=facts["reset_token"])
        user_id = user.id
        with transaction():
            passwords.send_reset(
                user_id,
                sealed=sealed,
                until=until,
                now=now,
                local_day=clock.today(settings().timezone),
            )
