"""People, their memberships in plans, their sessions and their absences."""

from datetime import date, datetime
from enum import StrEnum

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.roles import Role
from plan_app.extensions import Base
from plan_app.models.agency import Agency
from plan_app.models.columns import SortKey, UtcInstant, slug
from plan_app.models.plan import Plan


class Language(StrEnum):
    """The languages of pages and mails."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class User(Base, UserMixin):
    """A person, or the shared account of an agency (`is_shared`).

    `password` is a hash; a person who has not yet set one has None. `fs_uniquifier` is
    Flask-Security's: a new one ends every session of the person.
    """

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    is_shared: Mapped[bool] = mapped_column(default=False)
    honorific: Mapped[str] = mapped_column(String(20), default="")
    full_name: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(SortKey, default="")
    search_text: Mapped[str] = mapped_column(String(600), default="")
    position: Mapped[str] = mapped_column(String(120), default="")
    division: Mapped[str] = mapped_column(String(120), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    language: Mapped[Language] = mapped_column(slug(Language, "language"),
                                               default=Language.VIETNAMESE)  # fmt: skip
    # Set when the mail server refuses the address for good (5.1.x), with its words.
    unreachable_since: Mapped[datetime | None] = mapped_column(UtcInstant)
    unreachable_reason: Mapped[str | None] = mapped_column(String(300))

    # Preferences of mail, see `domain.preferences`.
    digest_weekday: Mapped[int | None]
    early_lead: Mapped[int | None]
    skips_roll_up: Mapped[bool] = mapped_column(default=False, server_default=false())

    # Whether keys of one letter do something on pages: who speaks to the machine has them off.
    letter_keys: Mapped[bool] = mapped_column(default=True, server_default=true())

    agency: Mapped[Agency | None] = relationship()
    memberships: Mapped[list["Membership"]] = relationship(back_populates="user")

    @property
    def addressed(self) -> str:
        """The name as it is written: `Ông Nguyễn Văn An`; of a shared account just the name."""
        return f"{self.honorific} {self.full_name}".strip()

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        """Flask-Security's roles are not used: memberships and `is_administrator` decide."""
        return []


class Membership(Base):
    """A person's role in one plan; somebody may hold several."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "plan_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    role: Mapped[Role] = mapped_column(slug(Role, "role"))

    user: Mapped[User] = relationship(back_populates="memberships")
    plan: Mapped[Plan] = relationship()


class UserSession(Base):
    """One signed-in browser; the cookie holds the token, the row only its digest.

    `returned_fields` are name and value pairs that the person had sent to the path
    `returned_to` when the session before had ended; the form there shows them again.
    """

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    returned_to: Mapped[str | None] = mapped_column(String(500))
    returned_fields: Mapped[list[tuple[str, str]] | None] = mapped_column(JSON(none_as_null=True))

    user: Mapped[User] = relationship()


class Absence(Base):
    """Days (both included) on which a deputy handles a person's tasks."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("user_id <> deputy_id", name="not_ones_own_deputy"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
