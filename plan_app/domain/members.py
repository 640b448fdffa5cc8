"""Tasks of a group of agencies: each member answers for itself, and a person judges the whole.

What the members say never completes the task: its owner reports, a coordinator confirms.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plan_app.domain.permissions import Actor, Permission
from plan_app.errors import N_, NotAllowed, RuleBroken, StaleEdit


class Standing(StrEnum):
    """Where a member stands with what it was asked."""

    SILENT = "silent"
    # It answered about an earlier date, and its part was not done then: it is asked again.
    ASKED_AGAIN = "asked_again"
    UNDER_WAY = "under_way"
    DONE = "done"


ANSWERED: Final = frozenset({Standing.UNDER_WAY, Standing.DONE})


def standing(*, is_done: bool | None, revision: int | None, current: int) -> Standing:
    """Where a member stands whose last answer was about the deadline revision `revision`.

    `is_done` is None where it never answered. What is done stays done, whatever the date.
    """
    if is_done is None:
        return Standing.SILENT
    if is_done:
        return Standing.DONE
    return Standing.UNDER_WAY if revision == current else Standing.ASKED_AGAIN


@dataclass(frozen=True, slots=True)
class RollUp:
    """How many members there are, how many have answered, and whose part is done."""

    members: int
    answered: int
    done: int

    @property
    def under_way(self) -> int:
        """Those who answered that their part is not done yet."""
        return self.answered - self.done

    @property
    def silent(self) -> int:
        """Those who are still to answer."""
        return self.members - self.answered


class NoAnswersNow(RuleBroken):
    """The milestone is finished or stands still: nobody is asked any more."""

    def __init__(self) -> None:
        super().__init__(N_("Mốc thực hiện này hiện không nhận thêm báo cáo của các thành viên."))


class NotAMember(NotAllowed):
    """Only members of the group answer, and who enters their letters."""

    def __init__(self) -> None:
        super().__init__(N_("Chỉ cơ quan thành viên được báo cáo phần việc của cơ quan đó."))


class AnsweredMeanwhile(StaleEdit):
    """Somebody else answered for the agency since the form was opened."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Cơ quan này vừa có báo cáo khác. Nội dung đã nhập vẫn được giữ; "
                "đề nghị xem lại rồi gửi."
            )
        )


def may_answer_for(actor: Actor, agency_id: int, contact_id: int | None) -> bool:
    """Whether the person speaks for the member: its people, its contact, the contact's deputy."""
    if not actor.may(Permission.REPORT):
        return False
    is_contact = contact_id is not None and contact_id in {actor.user_id, *actor.stands_in_for}
    return agency_id in actor.agency_ids or is_contact
