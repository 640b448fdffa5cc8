"""What may have changed on a milestone since somebody looked last."""

from enum import StrEnum


class Change(StrEnum):
    """One kind of change, in the order in which they are told."""

    COMPLETED = "completed"
    REPORTED = "reported"
    RETURNED = "returned"
    MOVED = "moved"
    LATE = "late"
