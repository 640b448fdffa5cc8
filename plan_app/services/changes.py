"""What a person changes of a row: taken over where it differs, and told to the journal."""

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plan_app.domain.permissions import Permission
from plan_app.errors import N_, NotAllowed, StaleEdit
from plan_app.extensions import Base
from plan_app.models import Agency, SolutionGroup
from plan_app.services import journal
from plan_app.services.acts import Act


class ContentChanged(StaleEdit):
    """Somebody saved the plan or the group between this person's reading and saving."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Nội dung này vừa được người khác cập nhật. Nội dung đã nhập vẫn được giữ; "
                "đề nghị xem lại rồi gửi."
            )
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One column: what it held and what it holds now."""

    field: str
    old: object
    new: object


def check_may_edit(act: Act) -> None:
    """Raise NotAllowed unless the person may change texts and structure of the plan."""
    if not act.actor.may(Permission.EDIT_PLAN):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được sửa nội dung của kế hoạch."))


def take(row: Base, wanted: Mapping[str, object]) -> list[Change]:
    """Set the columns that differ from what is wanted; give what was changed."""
    found = []
    for field, new in wanted.items():
        old = getattr(row, field)
        if old != new:
            # A list that belongs to the row changes with it.
            found.append(Change(field, list(old) if isinstance(old, list) else old, new))
            setattr(row, field, new)
    return found


def fingerprint(row: Base, fields: Iterable[str]) -> int:
    """A number that differs when one of the columns does: the version of rows that keep none."""
    said = repr([getattr(row, field) for field in fields])
    return zlib.crc32(said.encode())


def check_fingerprint(row: Base, fields: Iterable[str], act: Act) -> None:
    """Raise ContentChanged when the person saw something else than what is there."""
    if act.version is not None and act.version != fingerprint(row, fields):
        raise ContentChanged


def digest(facts: object) -> str:
    """Equal for equal facts: what a form says about what it was made from."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def record(
    action: str,
    changes: Sequence[Change],
    act: Act,
    *,
    plan_id: int,
    task_id: int | None = None,
    subject: tuple[str, int] | None = None,
    text: str = "",
) -> None:
    """One entry: ids, numbers and days under `old` and `new`, the words as lines of the text.

    A line is `field: old → new`; `text` stands before them.
    """
    old = {each.field: _stored(each.old) for each in changes if not _is_text(each)}
    new = {each.field: _stored(each.new) for each in changes if not _is_text(each)}
    lines = [f"{each.field}: {worded(each.old)} → {worded(each.new)}" for each in changes]
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=plan_id,
        task_id=task_id,
        subject=subject,
        data={"fields": [each.field for each in changes], "old": old, "new": new},
        text="\n".join(filter(None, (text.strip(), *lines))),
    )


def worded(value: object) -> str:
    """The value as a person reads it; nothing is a dash."""
    match value:
        case Agency():
            return value.name
        case SolutionGroup():
            return value.title
        case date():
            return value.strftime("%d/%m/%Y")
        case list():
            return "; ".join(worded(each) for each in value) or "–"
        case _:
            return " ".join(str(value).split()) if value not in (None, "") else "–"


def _is_text(change: Change) -> bool:
    return isinstance(change.old, str) or isinstance(change.new, str)


def _stored(value: object) -> object:
    match value:
        case Agency() | SolutionGroup():
            return value.id
        case date():
            return value.isoformat()
        case list():
            return [_stored(each) for each in value]
        case _:
            return value
