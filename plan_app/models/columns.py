"""Column types shared by the tables."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, String, TypeDecorator

from plan_app.domain.measures import PLACES

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


class Amount(TypeDecorator[Decimal]):
    """A decimal number, stored in its smallest parts: exact on both databases, SQLite has none."""

    impl = BigInteger
    cache_ok = True
    SMALLEST: Final = Decimal(1).scaleb(-PLACES)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Refuse what is finer than a part."""
        if value is None:
            return None
        parts = value / self.SMALLEST
        if parts != int(parts):
            raise ValueError("an amount has too many decimals")
        return int(parts)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Give the number back."""
        return None if value is None else value * self.SMALLEST


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
