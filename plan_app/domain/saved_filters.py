"""Conditions of a list that somebody keeps under a name: their own, or shared with the plan."""

from enum import StrEnum
from typing import Final

from plan_app.domain.permissions import Actor, Permission
from plan_app.errors import N_, RuleBroken, StaleEdit

# So many stand above a list without hiding it.
MOST: Final = 30
# What of the conditions was typed and not chosen.
WORDS: Final = "q"


class Place(StrEnum):
    """The list whose conditions are kept."""

    TASKS = "tasks"
    OVERDUE = "overdue"


class NothingToKeep(RuleBroken):
    """A list without conditions has its own address."""

    def __init__(self) -> None:
        super().__init__(N_("Danh sách chưa có điều kiện lọc nào để lưu."))


class NameTaken(RuleBroken):
    """Two filters of one person above one list could not be told apart."""

    def __init__(self) -> None:
        super().__init__(N_("Đã có bộ lọc với tên này."), field="name")


class TooMany(RuleBroken):
    """A person keeps at most `MOST` filters in a plan."""

    def __init__(self) -> None:
        super().__init__(
            N_("Mỗi người lưu được nhiều nhất %(most)s bộ lọc; đề nghị xóa bộ lọc không dùng nữa."),
            most=MOST,
        )


class FilterChanged(StaleEdit):
    """Somebody saved the filter between this person's reading and saving."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Thông tin này vừa được người khác cập nhật. Nội dung đã nhập vẫn được giữ; "
                "đề nghị xem lại rồi gửi."
            )
        )


def may_share(actor: Actor) -> bool:
    """Whether the person may put a filter above the lists of everybody: coordinators."""
    return actor.may(Permission.EDIT_PLAN)


def may_change(actor: Actor, *, owner_id: int, is_shared: bool) -> bool:
    """Whether the person may change the filter: its own, and what is shared the coordinators."""
    return owner_id == actor.user_id or (is_shared and may_share(actor))
