"""Who stands in for whom: chains of absences are followed, cycles are refused."""

from collections.abc import Mapping

from plan_app.errors import N_, RuleBroken


class DeputyCycle(RuleBroken):
    """The deputy would, over others or at once, hand the tasks back to the absent person."""

    def __init__(self) -> None:
        message = N_(
            "Người xử lý thay trong thời gian này cũng vắng mặt và đã giao lại cho chính người "
            "vắng mặt; đề nghị chọn người khác."
        )
        super().__init__(message, field="deputy_id")


def resolve(person: int, deputy_of: Mapping[int, int]) -> int | None:
    """Who is there for `person`: the person, or the end of the chain of deputies.

    `deputy_of` holds the people absent on the day. None when the chain runs in a circle:
    all of them are away, so nobody of them is there.
    """
    seen = {person}
    while person in deputy_of:
        person = deputy_of[person]
        if person in seen:
            return None
        seen.add(person)
    return person


def refuse_cycle(person: int, deputy: int, deputy_of: Mapping[int, int]) -> None:
    """Raise DeputyCycle if `deputy`'s chain on one of the days leads back to `person`.

    `deputy_of` holds the other absences that overlap the new one.
    """
    if resolve(person, {**deputy_of, person: deputy}) is None:
        raise DeputyCycle
