"""What the gallery of components shows: a sample for each state, nobody's data."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Final

from plan_app.domain.deadlines import Figure, MilestoneFacts, Timeliness
from plan_app.domain.directions import DirectionState
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.measures import Direction, MeasureKind
from plan_app.domain.members import Standing
from plan_app.domain.rounds import Reported, RoundState
from plan_app.domain.statuses import MilestoneState
from plan_app.presentation import charts, chips
from plan_app.presentation.chips import Chip
from plan_app.presentation.listing import Filter, offer

# A day that stays, so that pictures of the gallery can be compared.
TODAY: Final = date(2026, 11, 24)
NOON: Final = datetime(2026, 11, 24, 5, tzinfo=UTC)
TITLE: Final = "Rà soát, sửa đổi, bổ sung cơ chế khuyến khích phát triển năng lượng tái tạo"


def chip_rows() -> list[tuple[str, list[Chip]]]:
    """By the function that makes them: every chip that there can be."""
    return [
        ("of_state", [*map(chips.of_state, MilestoneState), chips.needs_more()]),
        ("of_timeliness", _of_timeliness()),
        ("of_days_late", [chips.of_days_late(days) for days in (12, 0, -3)]),
        ("of_extension", _each(chips.of_extension, ExtensionState)),
        ("of_direction", _of_directions()),
        ("of_member", _each(chips.of_member, Standing)),
        ("of_round", _each(chips.of_round, RoundState)),
        ("of_reported", _each(chips.of_reported, Reported)),
        ("of_report", [chips.of_report(has_report=each) for each in (True, False)]),
    ]


def _each(make: Callable[[Any], Chip], states: Iterable[Any]) -> list[Chip]:
    return [make(state) for state in states]


def _of_timeliness() -> list[Chip]:
    waiting = Timeliness.WAITING_FOR_GUIDANCE
    plain = [chips.of_timeliness(each) for each in Timeliness if each is not waiting]
    return [*plain, chips.of_timeliness(waiting, "Bộ Công Thương")]


def _of_directions() -> list[Chip]:
    late = chips.of_direction(DirectionState.OPEN, TODAY - timedelta(days=1), TODAY)
    return [late, *(chips.of_direction(each, TODAY, TODAY) for each in DirectionState)]


def shares() -> list[charts.Share]:
    """The official figures as the bar lays them."""
    counts = dict(zip(Figure, (42, 6, 38, 14, 3, 2), strict=True))
    return charts.shares(counts, {figure: Decimal(number) for figure, number in counts.items()})


def address(**_conditions: object) -> str:
    """Where a figure leads: it stays in the gallery."""
    return "#figures"


def filters() -> list[Filter]:
    """One for words, two to choose, the last folded."""
    pairs = [("1", "I. Hoàn thiện thể chế"), ("2", "II. Phát triển nguồn điện")]
    return [
        Filter("q", "điện", offer("Số hoặc tên nhiệm vụ")),
        Filter("group", "2", offer("Nhóm giải pháp", pairs)),
        Filter("state", "", offer("Tình trạng", pairs), is_folded=True),
    ]


def rows() -> Iterator[SimpleNamespace]:
    """Tasks of a list: late, due soon, with time, done, without an owner."""
    states = [
        (-12, MilestoneState.IN_PROGRESS),
        (5, MilestoneState.IN_PROGRESS),
        (90, MilestoneState.NOT_STARTED),
        (-40, MilestoneState.COMPLETED),
        (30, MilestoneState.AWAITING_CONFIRMATION),
    ]
    for number, (days, state) in enumerate(states, 1):
        due = TODAY + timedelta(days=days)
        yield SimpleNamespace(
            number=number,
            title=TITLE,
            title_en="",
            label="Năm 2026" if number == 2 else "",
            label_en="",
            group_ordinal=1 + number // 3,
            group_title="Hoàn thiện thể chế, chính sách",
            group_title_en="",
            agency_name="Sở Nông nghiệp và Môi trường",
            agency_name_en="",
            due_date=due,
            facts=MilestoneFacts(state, due, due, due),
            is_returned=number == 2,
            extension=ExtensionState.REQUESTED if number == 1 else None,
            owner_id=None if number == 3 else number,
            owner_honorific="Bà",
            owner_name="Nguyễn Thị Ngọc Ẩn",
            owner_telephone="0237 3852 246",
            is_owner_unreachable=number == 4,
            milestone_id=number,
            members=(),
            part="",
        )


def measure() -> SimpleNamespace:
    """An indicator of two years: reached, and on its way."""
    first = _measure(2025, "50", "50")
    return SimpleNamespace(first=first, years=(first, _measure(2026, "60", "21.5")))


def _measure(year: int, target: str, value: str) -> SimpleNamespace:
    return SimpleNamespace(
        measure_id=1,
        kind=MeasureKind.INDICATOR,
        name="Công suất điện mặt trời mái nhà",
        unit="MW",
        direction=Direction.UP,
        baseline=Decimal(12),
        baseline_year=2021,
        source=None,
        note="",
        year=year,
        target=Decimal(target),
        value=Decimal(value),
        share=Decimal(value) / Decimal(target) * 100,
        is_reached=Decimal(value) >= Decimal(target),
    )


def reported() -> SimpleNamespace:
    """What one report says of that indicator."""
    return SimpleNamespace(**vars(_measure(2026, "60", "21.5")), amount=Decimal("21.5"))


def alone() -> SimpleNamespace:
    """Whom a plan's only coordinator asks."""
    person = SimpleNamespace(
        addressed="Ông Trần Văn Bình", telephone="0237 3852 246", email="quantri@example.org"
    )
    return SimpleNamespace(administrators=[person])


def saved() -> SimpleNamespace:
    """One's own saved filter, which is the current one, and one that is shared."""
    links = [
        SimpleNamespace(name=name, address="#filters", is_current=is_own, is_shared=not is_own)
        for name, is_own in (("Điện mặt trời", True), ("Quá hạn nhóm II", False))
    ]
    return SimpleNamespace(links=links, keep="#filters")


def papers() -> list[SimpleNamespace]:
    """A file, and a document that is only named."""
    return [
        SimpleNamespace(id=1, is_file=True, name="Báo cáo kết quả.pdf", size=81_000,
                        number="", dated=None, subject="", purpose="report"),
        SimpleNamespace(id=2, is_file=False, name="", size=0, number="123/SCT-QLNL",
                        dated=date(2026, 5, 4), subject="về tiến độ", purpose="confirmation"),
    ]  # fmt: skip
