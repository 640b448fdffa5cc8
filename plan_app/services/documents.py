"""Reports and letters that somebody has had made: the journal knows who, when and which."""

from dataclasses import dataclass

from plan_app.domain.documents import DocumentKind, Version
from plan_app.services import journal
from plan_app.services.acts import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A finished document; `period` is a slug, `agency_id` of a document about one agency."""

    kind: DocumentKind
    version: Version
    period: str | None
    agency_id: int | None
    name: str


def record_made(plan_id: int, made: Made, act: Act) -> None:
    """Write down that the document was made; the document itself is kept by nobody."""
    journal.record(
        "document_made",
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=plan_id,
        subject=("agency", made.agency_id) if made.agency_id else None,
        data={"kind": made.kind.value, "version": made.version.value, "period": made.period},
        text=made.name,
    )
