"""The filters of the lists of tasks and milestones in words: their labels and what they offer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from flask_babel import gettext as _

from plan_app.domain.changes import Change
from plan_app.domain.deadlines import Figure, Timeliness
from plan_app.domain.statuses import MilestoneState
from plan_app.presentation import words
from plan_app.presentation.formatters import roman
from plan_app.presentation.language import in_language
from plan_app.queries.choices import Choice, Choices
from plan_app.queries.conditions import Owned, Progress
from plan_app.queries.measures import Extra

_ORDER: Final = (
    "q", "group", "agency", "owner", "state", "timeliness", "figure", "year", "text",
    "since", "until", "change", "changed", "planned", "done", "columns",
)  # fmt: skip
Pairs = Sequence[tuple[str, str]]


def conditions(
    values: Mapping[str, str], choices: Choices, years: Iterable[int]
) -> list[tuple[str, str]]:
    """Label and word of each filter, from its value in the address, in the order of the form."""
    words_of = offered(choices, years)
    return [
        (label(name), dict(words_of[name]).get(value, value) if name in words_of else value)
        for name, value in sorted(values.items(), key=lambda item: _ORDER.index(item[0]))
    ]


def label(name: str) -> str:
    """The words before the field of a filter, by its name in the address."""
    return {
        "q": _("Số hoặc tên nhiệm vụ"),
        "group": _("Nhóm giải pháp"),
        "agency": _("Cơ quan chủ trì"),
        "owner": _("Đầu mối theo dõi"),
        "state": _("Tình trạng"),
        "timeliness": _("Thời hạn"),
        "figure": _("Nhóm số liệu"),
        "year": _("Có mốc trong năm"),
        "text": _("Nội dung"),
        "since": _("Đến hạn từ ngày (dd/mm/yyyy)"),
        "until": _("Đến hạn đến ngày (dd/mm/yyyy)"),
        "change": _("Thay đổi"),
        "changed": _("Thay đổi từ ngày (dd/mm/yyyy)"),
        "planned": _("Theo kế hoạch ban đầu đến ngày (dd/mm/yyyy)"),
        "done": _("Đã hoàn thành đến ngày (dd/mm/yyyy)"),
        "columns": _("Cột thêm"),
    }[name]


def offered(choices: Choices, years: Iterable[int]) -> dict[str, Pairs]:
    """What each filter offers: its values in the address, with their words."""
    return {
        "group": [
            (str(each.ordinal), f"{roman(each.ordinal)}. {_name(each)}") for each in choices.groups
        ],
        "agency": _pairs(choices.agencies),
        "owner": [
            (Owned.NOBODY.value, _("Chưa phân công")),
            (Owned.UNREACHABLE.value, _("Chưa liên hệ được")),
            *_pairs(choices.owners),
        ],
        "state": [
            (Progress.OPEN.value, _("Chưa hoàn thành (tất cả)")),
            *((each.value, words.state(each)) for each in MilestoneState),
        ],
        "timeliness": [(each.value, words.timeliness(each)) for each in Timeliness],
        "figure": [(each.value, words.figure(each)) for each in Figure],
        "year": [(str(year), str(year)) for year in years],
        "text": [
            ("draft", _("Minh họa, chưa đối chiếu")),
            ("checked", _("Đã đối chiếu")),
        ],
        "change": [(each.value, words.change(each)) for each in Change],
        "columns": [
            (Extra.INDICATORS.value, _("Chỉ tiêu")),
            (Extra.FUNDING.value, _("Kinh phí")),
            (Extra.BOTH.value, _("Chỉ tiêu và kinh phí")),
        ],
    }


def _pairs(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(str(each.id), _name(each)) for each in choices]


def _name(choice: Choice) -> str:
    return in_language(choice.name, choice.name_en)
