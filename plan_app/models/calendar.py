"""The calendar of the administration: days off and working Saturdays."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from plan_app.extensions import Base


class CalendarDay(Base):
    """A day that differs from the plain week, and the source that says so."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(String(200))
