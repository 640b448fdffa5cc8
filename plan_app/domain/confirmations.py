"""What a report of completion lacks before many can be confirmed at once."""

from dataclasses import dataclass
from enum import StrEnum


class Missing(StrEnum):
    """One thing that a coordinator has to look at before confirming."""

    REPORT = "report"
    ANSWER = "answer"
    RESULT = "result"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a milestone that awaits confirmation says; `has_report` is false for imported ones.

    `has_paper`: a file, a reference, or the agency's letter. `is_objected`: the agency objects to
    what was entered on its behalf, and nobody has answered yet.
    """

    has_report: bool
    result: str
    has_paper: bool
    is_objected: bool = False


def missing(claim: Claim, *, needs_paper: bool) -> tuple[Missing, ...]:
    """What is missing, in the order in which it is said; empty when nothing is."""
    found = [Missing.ANSWER] if claim.is_objected else []
    if not claim.has_report:
        return (*found, Missing.REPORT)
    if not claim.result.strip():
        found.append(Missing.RESULT)
    if needs_paper and not claim.has_paper:
        found.append(Missing.PAPER)
    return tuple(found)
