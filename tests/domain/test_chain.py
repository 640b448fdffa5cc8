"""The journal's chain shows that something was changed, and where."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from plan_app.domain.chain import digest, find_break, text_digest

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


def written(count: int) -> list[Entry]:
    chain: list[Entry] = []
    for number in range(1, count + 1):
        entry = Entry(number, chain[-1].hash if chain else "")
        chain.append(replace(entry, hash=digest(entry)))
    return chain


def found(chain: list[Entry], whole: list[Entry] | None = None) -> int | None:
    last = (whole or chain)[-1]
    return find_break(chain, last=(last.sequence, last.hash))


def test_a_chain_as_it_was_written_is_whole() -> None:
    assert found(written(4)) is None
    assert find_break([], last=(0, "")) is None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda chain: [*chain[:1], replace(chain[1], actor_id=8), *chain[2:]], 2),
        (lambda chain: [*chain[:1], replace(chain[1], data={"due": "2030-01-01"}), *chain[2:]], 2),
        (lambda chain: [*chain[:2], *chain[3:]], 3),
        (lambda chain: [chain[1], chain[0], *chain[2:]], 1),
        (lambda chain: [*chain, replace(chain[3], sequence=5)], 5),
        (lambda chain: chain[:3], 4),
        (lambda _: [], 1),
    ],
)
def test_what_was_changed_removed_or_added_is_found(
    change: Callable[[list[Entry]], list[Entry]], place: int
) -> None:
    whole = written(4)
    assert found(change(whole), whole) == place


def test_a_changed_entry_with_its_own_hash_made_anew_breaks_the_next() -> None:
    whole = written(4)
    forged = replace(whole[1], actor_id=8)
    chain = [whole[0], replace(forged, hash=digest(forged)), *whole[2:]]
    assert found(chain, whole) == 3


def test_the_zone_in_which_an_instant_is_written_does_not_matter() -> None:
    entry = Entry(1, "")
    local = replace(entry, at=AT.astimezone(timezone(timedelta(hours=7))))
    assert digest(local) == digest(entry)


def test_the_digest_of_a_text_depends_on_its_salt() -> None:
    assert text_digest("a", "Thiếu số liệu.") != text_digest("b", "Thiếu số liệu.")
