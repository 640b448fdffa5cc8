"""The journal's chain shows that something was changed, and where."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from plan_app.domain.chain import digest, text_digest

AT = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """An entry like the journal's, without a database."""

    sequence: int
    previous_hash: str
    hash: str = ""
    at: datetime = AT
    actor_id: int | None = 7
    action: str = "completion_confirmed"
    task_id: int | None = 53
    subject_kind: str = "milestone"
    subject_id: int | None = 9
    data: dict[str, Any] = field(default_factory=dict)
    text_digest: str | None = None


def test_the_zone_in_which_an_instant_is_written_does_not_matter() -> None:
    entry = Entry(1, "")
    local = replace(entry, at=AT.astimezone(timezone(timedelta(hours=7))))
    assert digest(local) == digest(entry)


def test_the_digest_of_a_text_depends_on_its_salt() -> None:
    assert text_digest("a", "Thiếu số liệu.") != text_digest("b", "Thiếu số liệu.")
