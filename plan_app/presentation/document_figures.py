"""The official figures in documents: as a table with the period before, as charts, by group."""

from collections.abc import Mapping, Sequence
from datetime import date

from plan_app.domain.deadlines import Figure
from plan_app.domain.progress import percentages
from plan_app.presentation import document_charts as charts
from plan_app.presentation import document_words as words
from plan_app.presentation.document_tables import Cell, Column, Picture, Row
from plan_app.presentation.document_text import Words
from plan_app.presentation.documents import TEXT_WIDTH, Paper
from plan_app.presentation.formatters import change, count, percent, roman
from plan_app.presentation.words import figure as word
from plan_app.queries import snapshots
from plan_app.queries.choices import Choice
from plan_app.queries.document_facts import PlanReport
from plan_app.queries.figures import Counts, Figures

NOTE = (
    'Ghi chú: "Chưa hoàn thành, trong hạn" gồm cả nhiệm vụ không quy định thời hạn và nhiệm vụ '
    "đang chờ xác nhận được báo cáo trước thời hạn."
)


def write_table(
    paper: Paper, counts: Counts, *, day: date, before: Counts | None, day_before: date
) -> None:
    """The six figures with their shares, beside those of the period before where known."""
    columns = [
        Column("TT", 12, "center"),
        Column("Kết quả thực hiện", 64 if before else 88),
        Column("Số nhiệm vụ", 24 if before else 30, "center", f"Đến {_day(day)}"),
        Column("Tỷ lệ", 20 if before else 30, "center", f"Đến {_day(day)}"),
    ]
    if before:
        columns += [Column(f"Đến {_day(day_before)}", 22, "center"),
                    Column("Tăng (+), giảm (-)", 18, "center")]  # fmt: skip
    shares = percentages(counts)
    rows = [
        Row([
            str(n), word(each), count(number), percent(shares[each]),
            *([count(before[each]), change(number, before[each])] if before else []),
        ])
        for n, (each, number) in enumerate(counts.items(), start=1)
    ]  # fmt: skip
    paper.table(columns, [*rows, _total(counts, before)])
    paper.note(NOTE)


def _day(day: date) -> str:
    return words.quoted_day(day)


def _total(counts: Counts, before: Counts | None) -> Row:
    total = sum(counts.values())
    cells: list[Cell | Words] = ["", "Tổng số", count(total), "100,0%" if total else ""]
    if before:
        cells += [count(sum(before.values())), change(total, sum(before.values()))]
    return Row(cells, bold=True)


def write_ring(paper: Paper, counts: Counts) -> None:
    """The figures as a ring, with what each colour means beside it."""
    told = [each for each in Figure if counts[each] or each in _FOUR]
    shares = percentages(counts)
    picture = Picture(charts.ring(counts), 30, said(counts))
    columns = [Column("", 50, "center"), Column("", 8), Column("", 66), Column("", 30, "right")]
    rows = [
        Row([
            Cell(picture if n == 0 else "", merged="continue" if n else "restart"),
            Cell("", shade=charts.COLOURS[each]),
            word(each),
            f"{count(counts[each])} ({percent(shares[each])})",
        ], keep=n < len(told) - 1)
        for n, each in enumerate(told)
    ]  # fmt: skip
    paper.side_by_side(columns, rows)


_FOUR = (
    Figure.COMPLETED_ON_TIME,
    Figure.COMPLETED_LATE,
    Figure.OPEN_WITHIN_TIME,
    Figure.OPEN_OVERDUE,
)


def write_bars(paper: Paper, counted: Figures, groups: Sequence[Choice]) -> None:
    """A bar for each group as long as it has tasks, and how many of them are completed."""
    by_group = {each.id: counted.counts(group_id=each.id) for each in groups}
    longest = max((sum(counts.values()) for counts in by_group.values()), default=0)
    columns = [Column("", 24), Column("", 106), Column("", TEXT_WIDTH - 130, "center")]
    rows = [
        Row([
            f"Nhóm {roman(group.ordinal)}",
            Picture(charts.bar(by_group[group.id], longest), 102, said(by_group[group.id])),
            f"{count(completed(by_group[group.id]))}/{count(sum(by_group[group.id].values()))}",
        ], keep=True)
        for group in groups
    ]  # fmt: skip
    paper.side_by_side(columns, rows)
    paper.note(
        "Màu như biểu đồ trên; bên phải là số nhiệm vụ đã hoàn thành/tổng số nhiệm vụ của nhóm."
    )


def write_groups(paper: Paper, counted: Figures, groups: Sequence[Choice]) -> None:
    """The six figures of each group, and their sum."""
    columns = [
        Column("Nhóm giải pháp", 69),
        Column("Tổng số", 13, "center"),
        Column("Đúng hạn", 13, "center", "Đã hoàn thành"),
        Column("Quá hạn", 13, "center", "Đã hoàn thành"),
        Column("Trong hạn", 13, "center", "Chưa hoàn thành"),
        Column("Quá hạn", 13, "center", "Chưa hoàn thành"),
        Column("Tạm dừng", 13, "center"),
        Column("Dừng", 13, "center"),
    ]
    rows = [
        Row(
            [f"{roman(group.ordinal)}. {group.name}", *_numbers(counted.counts(group_id=group.id))],
            keep=True,
        )
        for group in groups
    ]
    total = Row(["Cộng", *_numbers(counted.counts())], bold=True)
    paper.table(columns, [*rows, total], size=11.5)


def _numbers(counts: Counts) -> list[str]:
    return [count(sum(counts.values())), *(count(number) for number in counts.values())]


def taken(report: PlanReport) -> str:
    """`số liệu đã chốt lúc 17 giờ 00 ngày 14/12/2026`, or until which day the figures count."""
    if report.closed is None:
        return f"số liệu tính đến hết ngày {_day(report.day)}"
    zone = report.now.tzinfo
    at = snapshots.taken_at(report.closed).astimezone(zone)
    return f"số liệu đã chốt lúc {at:%H} giờ {at:%M} ngày {_day(at.date())}"


def completed(counts: Counts) -> int:
    """Completed on time or late."""
    return counts[Figure.COMPLETED_ON_TIME] + counts[Figure.COMPLETED_LATE]


def said(counts: Mapping[Figure, int]) -> str:
    """`đã hoàn thành đúng hạn 41, …`: the figures within a sentence, suspended ones where any."""
    return ", ".join(
        f"{word(each)[0].lower()}{word(each)[1:].replace(',', '')} {count(counts[each])}"
        for each in Figure
        if counts[each] or each in _FOUR
    )


def totalled(counts: Counts) -> str:
    """`đã hoàn thành 50 nhiệm vụ (đúng hạn 41, quá hạn 09); chưa hoàn thành 55 …`."""
    done, late, within, overdue = (counts[each] for each in _FOUR)
    text = (
        f"đã hoàn thành {count(done + late)} nhiệm vụ (đúng hạn {count(done)}, quá hạn "
        f"{count(late)}); chưa hoàn thành {count(within + overdue)} nhiệm vụ (trong hạn "
        f"{count(within)}, quá hạn {count(overdue)})"
    )
    rest = [(Figure.SUSPENDED, "tạm dừng"), (Figure.WITHDRAWN, "dừng thực hiện")]
    return text + "".join(
        f"; {said_} {count(counts[each])} nhiệm vụ" for each, said_ in rest if counts[each]
    )


def compared(counts: Counts, before: Counts) -> str:
    """`hoàn thành tăng 06 nhiệm vụ, quá hạn giảm 02 nhiệm vụ`."""
    changes = [
        ("hoàn thành", completed(counts), completed(before)),
        ("chưa hoàn thành, quá hạn", counts[Figure.OPEN_OVERDUE], before[Figure.OPEN_OVERDUE]),
    ]
    return "; ".join(f"số nhiệm vụ {name} {words.grown(now, then)}" for name, now, then in changes)
