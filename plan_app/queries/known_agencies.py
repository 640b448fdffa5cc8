"""The agencies that a file can name."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from plan_app.domain.appendix import KnownAgency
from plan_app.extensions import db
from plan_app.models import Agency


def list_known_agencies() -> list[KnownAgency]:
    """All agencies, ended ones too, in the official order: a decision names bodies of its day."""
    found = db.session.scalars(
        select(Agency).options(joinedload(Agency.successor)).order_by(Agency.official_order)
    )
    return [
        KnownAgency(
            code=each.code,
            name=each.name,
            short_name=each.short_name,
            successor=each.successor.code if each.successor else None,
            is_group=each.is_group,
        )
        for each in found
    ]
