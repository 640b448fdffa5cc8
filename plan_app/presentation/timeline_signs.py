"""The signs of the timeline: which one a milestone has, and what they mean in words.

`templates/components/timeline.html` draws them; two kinds never differ by colour alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Protocol

from plan_app.domain import deadlines
from plan_app.domain.deadlines import Figure, MilestoneFacts, Timeliness
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.timelines import Zoom
from plan_app.errors import N_
from plan_app.presentation import formatters, words
from plan_app.presentation.language import in_language
from plan_app.presentation.language import sentence as _

ORIGINAL: Final = "original"
_FIGURE_KINDS: Final = {
    Figure.COMPLETED_ON_TIME: "done",
    Figure.COMPLETED_LATE: "done-late",
    Figure.OPEN_OVERDUE: "late",
    Figure.SUSPENDED: "suspended",
    Figure.WITHDRAWN: "withdrawn",
}
# In the order of the legend; the words are those of the chips and figures.
_WORDS: Final = {
    "done": N_("Đã hoàn thành đúng hạn"),
    "done-late": N_("Đã hoàn thành quá hạn"),
    "awaiting": N_("Chờ xác nhận"),
    "within": N_("Trong hạn"),
    "soon": N_("Sắp đến hạn"),
    "late": N_("Quá hạn"),
    "suspended": N_("Tạm dừng"),
    "withdrawn": N_("Dừng thực hiện"),
    ORIGINAL: N_("Thời hạn ban đầu"),
    "earlier": N_("Mốc trước đó"),
    "later": N_("Mốc sau đó"),
    "span": N_("Thời gian thực hiện nhiệm vụ"),
    "undated": N_("Không quy định thời hạn"),
}
_ZOOMS: Final = {
    Zoom.YEAR: N_("Theo năm"),
    Zoom.QUARTER: N_("Theo quý"),
    Zoom.MONTH: N_("Theo tháng"),
}


class Drawn(Protocol):
    """A milestone as far as it is drawn."""

    @property
    def facts(self) -> MilestoneFacts:
        """What the rules need to know of it."""
        ...

    @property
    def original_due_date(self) -> date | None:
        """Its first date."""
        ...

    @property
    def is_pressing(self) -> bool:
        """Whether it stands for the task."""
        ...

    @property
    def label(self) -> str:
        """Its name; empty where the task has no other."""
        ...

    @property
    def label_en(self) -> str:
        """The same in English."""
        ...


def zooms() -> list[tuple[Zoom, str]]:
    """What there is to choose, with its word."""
    return [(zoom, _(word)) for zoom, word in _ZOOMS.items()]


def in_words(milestones: Sequence[Drawn], today: date) -> str:
    """`31/12/2026: quá hạn 03 ngày; ban đầu: 30/06/2026; đã hoàn thành 03/07 mốc`."""
    said = []
    for each in milestones:
        if each.is_pressing:
            said.append(_pressing(each.facts, today))
            if has_moved(each):
                said.append(_("ban đầu: %(day)s", day=formatters.day(each.original_due_date)))
    if len(milestones) > 1:
        done = sum(each.facts.state is MilestoneState.COMPLETED for each in milestones)
        done_, all_ = formatters.count(done), formatters.count(len(milestones))
        said.append(_("đã hoàn thành %(done)s/%(all)s mốc", done=done_, all=all_))
    return "; ".join(said)


def meaning(kind: str) -> str:
    """What a sign means."""
    return _(_WORDS[kind])


def within_sentence(kind: str) -> str:
    """The same within a sentence."""
    said = meaning(kind)
    return f"{said[0].lower()}{said[1:]}"


def legend(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """The kinds that occur, each with its word."""
    found = set(kinds)
    return [(kind, _(word)) for kind, word in _WORDS.items() if kind in found]


def kind_of(facts: MilestoneFacts, today: date) -> str:
    """The sign that the milestone is drawn by."""
    kind = _FIGURE_KINDS.get(deadlines.figure(facts, today))
    if kind is not None:
        return kind
    if facts.state is MilestoneState.AWAITING_CONFIRMATION:
        return "awaiting"
    is_soon = deadlines.timeliness(facts, today) is Timeliness.DUE_SOON
    return "soon" if is_soon else "within"


def named(milestone: Drawn, year: int) -> str:
    """` (Trình Đề án)`: the milestone's name, where it is more than "the result of its year"."""
    label = in_language(milestone.label, milestone.label_en)
    return f" ({label})" if label and str(year) not in label else ""


def _pressing(facts: MilestoneFacts, today: date) -> str:
    kind = kind_of(facts, today)
    if facts.due:
        return f"{formatters.day(facts.due)}: {standing(facts, kind, today)}"
    if deadlines.timeliness(facts, today) is Timeliness.WAITING_FOR_GUIDANCE:
        return words.timeliness(Timeliness.WAITING_FOR_GUIDANCE, facts.waiting_for)
    undated = meaning("undated")
    return undated if kind == "within" else f"{undated}; {within_sentence(kind)}"


def standing(facts: MilestoneFacts, kind: str, today: date) -> str:
    """`quá hạn 03 ngày`, `trong hạn`: how the milestone of this kind stands, within a sentence."""
    if kind == "late":
        days = deadlines.days_late(facts, today)
        return _("quá hạn %(days)s ngày", days=formatters.count(days))
    return within_sentence(kind)


def has_moved(milestone: Drawn) -> bool:
    """Whether its date is not the first one."""
    original = milestone.original_due_date
    return original is not None and original != milestone.facts.due
