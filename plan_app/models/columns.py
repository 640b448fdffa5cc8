"""Column types shared by the tables."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, String, TypeDecorator

# Keys of `domain.vietnamese` are compared byte by byte, as SQLite does by itself.
SortKey = String(600).with_variant(String(600, collation="C"), "postgresql")


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; a naive one is refused, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive value; SQLite stores the UTC wall time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Give the instant back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def slug(kind: type[StrEnum], name: str) -> Enum:
    """A column of English slugs with a CHECK constraint called `name`."""

    def values(members: Any) -> list[str]:  # noqa: ANN401 (SQLAlchemy's signature)
        return [member.value for member in members]

    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=values,
    )
