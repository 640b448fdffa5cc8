"""Comments (Trao đổi) on a task: never edited, soon withdrawn, and whom they mention."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from plan_app.domain import vietnamese
from plan_app.domain.permissions import Actor, Permission
from plan_app.errors import N_, NotAllowed, RuleBroken

LONGEST: Final = 3000
# How long authors may take their own words back without giving a reason.
WITHDRAWN_WITHIN: Final = timedelta(minutes=15)
# What nobody was told of by then is no news any more.
NEWS_FOR: Final = timedelta(days=30)
# How many words of a name that is nobody's are named, and how far a name is looked for.
_LONGEST_NAME: Final = 4
_LOOKED_AT: Final = 120


class Person(NamedTuple):
    """Somebody who may see the comments on a task."""

    id: int
    full_name: str


class CommentEmpty(RuleBroken):
    """Mentioning somebody says nothing yet."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị nhập nội dung này."), field="body")


class MentionUnclear(RuleBroken):
    """A name after @ is not that of one person who may see the comments; `name` begins it."""

    def __init__(self, name: str, *, is_shared: bool) -> None:
        self.name, self.is_shared = name, is_shared
        said = _SEVERAL if is_shared else _NOBODY
        super().__init__(said, field="body")


class CommentWithdrawn(RuleBroken):
    """It was taken back already."""

    def __init__(self) -> None:
        super().__init__(N_("Nội dung trao đổi này đã được thu hồi."))


_NOBODY: Final = N_(
    "Có tên sau dấu @ không phải là người được xem trao đổi của nhiệm vụ này; đề nghị chọn trong "
    "danh sách."
)
_SEVERAL: Final = N_("Có nhiều người cùng tên sau dấu @; đề nghị chọn trong danh sách.")


def mentioned(body: str, ticked: Collection[int], audience: Sequence[Person]) -> tuple[Person, ...]:
    """Whom a comment mentions, in the order of `audience`: ticked, or named after an @.

    Names are compared without diacritics, the longest that fits. Raises MentionUnclear for a name
    of nobody or of several, and for somebody ticked who may not see it.
    """
    found = set(ticked)
    for name in _named(body):
        found.add(_one(name, audience, ticked))
    unknown = found - {each.id for each in audience}
    if unknown:
        raise MentionUnclear("", is_shared=False)
    return tuple(each for each in audience if each.id in found)


def with_names(body: str, people: Sequence[Person]) -> str:
    """The words with the names of those who are mentioned and not named in them, on a last line."""
    named = _named(body)
    missing = [each for each in people if not any(_fits(each.full_name, name) for name in named)]
    if not missing:
        return body.strip()
    return f"{body.strip()}\n{', '.join(f'@{each.full_name}' for each in missing)}"


def check_body(body: str) -> None:
    """Raise CommentEmpty where nothing is said."""
    if not body.strip():
        raise CommentEmpty


def is_soon(written_at: datetime, now: datetime) -> bool:
    """Whether the author may still take it back without a reason."""
    return now <= written_at + WITHDRAWN_WITHIN


def may_withdraw(actor: Actor, author_id: int, written_at: datetime, now: datetime) -> bool:
    """Whether the person may withdraw the comment: its author soon, a coordinator always."""
    is_own = actor.user_id == author_id and actor.may(Permission.SEE_PLAN)
    return actor.may(Permission.CONFIRM) or (is_own and is_soon(written_at, now))


def needs_reason(actor: Actor, author_id: int, written_at: datetime, now: datetime) -> bool:
    """Whether withdrawing needs a reason: unless authors do it soon."""
    return not (actor.user_id == author_id and is_soon(written_at, now))


def check_withdrawing(
    actor: Actor, author_id: int, written_at: datetime, now: datetime, reason: str
) -> None:
    """Raise NotAllowed, or RuleBroken without the reason that is needed."""
    if not may_withdraw(actor, author_id, written_at, now):
        raise NotAllowed(
            N_(
                "Người viết chỉ thu hồi được trong 15 phút; sau đó đề nghị chuyên viên tổng hợp "
                "thu hồi."
            )
        )
    if needs_reason(actor, author_id, written_at, now) and not reason.strip():
        raise RuleBroken(N_("Đề nghị nêu lý do."), field="reason")


def _named(body: str) -> list[str]:
    """What follows each @ that begins a word, as typed; an address of mail has none."""
    return [
        body[at + 1 : at + 1 + _LOOKED_AT]
        for at, sign in enumerate(body)
        if sign == "@" and (at == 0 or not body[at - 1].isalnum())
    ]


def _one(typed: str, audience: Sequence[Person], ticked: Collection[int]) -> int:
    fitting = [each for each in audience if _fits(each.full_name, typed)]
    longest = max((len(each.full_name) for each in fitting), default=0)
    best = [each for each in fitting if len(each.full_name) == longest]
    chosen = [each for each in best if each.id in ticked] or best
    if len(chosen) != 1:
        raise MentionUnclear(" ".join(typed.split()[:_LONGEST_NAME]), is_shared=bool(chosen))
    return chosen[0].id


def _fits(full_name: str, typed: str) -> bool:
    """Whether what was typed begins with the full name, as whole words."""
    wanted, given = vietnamese.fold(full_name), vietnamese.fold(typed)
    return bool(wanted) and given.startswith(wanted) and not given[len(wanted) :][:1].isalnum()
