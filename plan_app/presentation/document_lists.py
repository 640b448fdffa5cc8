"""Lists of milestones in documents: difficulties, overdue work, work ahead, the appendix."""

from collections.abc import Collection, Sequence
from datetime import date, tzinfo

from plan_app.domain.deadlines import Timeliness, timeliness
from plan_app.presentation import document_words as words
from plan_app.presentation.document_tables import Cell, Column, Row
from plan_app.presentation.document_text import Gap, Words
from plan_app.presentation.documents import Paper
from plan_app.presentation.formatters import count, roman
from plan_app.presentation.words import state as state_word
from plan_app.presentation.words import timeliness as timeliness_word
from plan_app.queries.document_facts import by_agency
from plan_app.queries.requested_dates import Extension
from plan_app.queries.round_board import Note
from plan_app.queries.standings import Standing, StandingRow

_GROUP_SHADE = "F2F2F2"
# A cell of a table that says more than this makes a page of its own.
LONGEST_RESULT = 300
_CAUSES = {"objective": "Khách quan", "subjective": "Chủ quan"}


def write_difficulties(
    paper: Paper, rows: Sequence[StandingRow], cuts: Collection[int], *, headed: bool = True
) -> None:
    """What agencies wrote, by agency; reports in `cuts` are left out."""
    kept = [row for row in rows if row.said and row.said.report_id not in cuts]
    if not kept:
        paper.paragraph(
            "Các cơ quan chưa nêu khó khăn, vướng mắc trong báo cáo." if headed
            else "Không có khó khăn, vướng mắc được nêu trong các báo cáo đã gửi."
        )  # fmt: skip
    for n, (agency, own) in enumerate(by_agency(kept), start=1):
        if headed:
            paper.heading(f"{n}. {agency}", level=2)
        for row in own:
            paper.paragraph(_told(row))


def _told(row: StandingRow) -> str:
    said = row.said
    if said is None:
        return ""
    day = words.quoted_day(said.reported_on)
    return f"- Nhiệm vụ số {row.number} (báo cáo ngày {day}): {words.sentence(said.difficulties)}"


def write_corrections(paper: Paper, corrections: Sequence[Note], zone: tzinfo | None) -> None:
    """What was put right after the closing; the figures stay what they were."""
    paper.paragraph(
        "Sau khi chốt số liệu, các cơ quan đính chính các nội dung sau; số liệu đã chốt trong báo "
        "cáo này không thay đổi và được cập nhật trong kỳ báo cáo tiếp theo:"
    )
    for each in corrections:
        day = words.quoted_day(each.noted_at.astimezone(zone).date())
        said = words.sentence(each.body)
        paper.paragraph(f"- Nhiệm vụ số {each.number} (đính chính ngày {day}): {said}")


def write_overdue(
    paper: Paper, standing: Standing, cuts: Collection[int], *, with_agency: bool = True
) -> None:
    """The overdue milestones with the reasons that are known."""
    columns = [
        Column("TT", 9, "center"),
        Column("Nhiệm vụ", 53 if with_agency else 67),
        *([Column("Cơ quan chủ trì", 27)] if with_agency else []),
        Column("Thời hạn", 24, "center"),
        Column("Quá hạn (ngày)", 14, "center"),
        Column("Nguyên nhân", 33 if with_agency else 46),
    ]
    rows = [
        Row([
            str(n), title(row),
            *([row.agency_name] if with_agency else []),
            words.quoted_day(row.facts.due), count(standing.days_late(row)), _reason(row, cuts),
        ])
        for n, row in enumerate(standing.overdue, start=1)
    ]  # fmt: skip
    paper.table(columns, rows)


def _reason(row: StandingRow, cuts: Collection[int]) -> Words:
    """The cause that is held and what the agency wrote; a gap where there is neither."""
    found = []
    if row.cause is not None:
        confirmed = "đã xác nhận" if row.cause_confirmed else "chưa xác nhận"
        found.append(f"{_CAUSES[row.cause.value]} ({confirmed}).")
        if row.cause_words:
            found.append(words.shortened(words.sentence(row.cause_words), LONGEST_RESULT))
    if row.said and row.said.difficulties and row.said.report_id not in cuts:
        found.append(words.shortened(words.sentence(row.said.difficulties), LONGEST_RESULT))
    return " ".join(found) or Gap("nguyên nhân")


def write_ahead(paper: Paper, rows: Sequence[StandingRow], *, with_agency: bool = True) -> None:
    """The milestones that are due next, by date."""
    columns = [
        Column("TT", 10, "center"),
        Column("Nhiệm vụ", 86 if with_agency else 124),
        *([Column("Cơ quan chủ trì", 38)] if with_agency else []),
        Column("Thời hạn", 26, "center"),
    ]
    paper.table(
        columns,
        [
            Row([
                str(n), title(row),
                *([row.agency_name] if with_agency else []), words.quoted_day(row.facts.due),
            ])
            for n, row in enumerate(rows, start=1)
        ],
    )  # fmt: skip


def write_all(paper: Paper, standing: Standing, groups: dict[int, str]) -> None:
    """Every task by group with how it stands, for a landscape page."""
    columns = [
        Column("Số", 10, "center"),
        Column("Nhiệm vụ", 58),
        Column("Cơ quan chủ trì", 29),
        Column("Sản phẩm, kết quả", 30),
        Column("Thời gian thực hiện (theo Kế hoạch)", 23, "center"),
        Column("Thời hạn", 23, "center"),
        Column("Tình trạng", 25),
        Column("Kết quả thực hiện", 49),
    ]
    rows, before = [], 0
    for row in sorted(standing.tasks, key=lambda row: (row.group_ordinal, row.number)):
        if row.group_ordinal != before:
            before = row.group_ordinal
            heading = f"{roman(before)}. {groups.get(row.group_id, '')}"
            cell = Cell(heading, span=len(columns), shade=_GROUP_SHADE, align="left")
            rows.append(Row([cell], bold=True, keep=True))
        rows.append(Row(_standing(row, standing.day)))
    paper.table(columns, rows, size=11)


def _standing(row: StandingRow, day: date) -> list[Words]:
    return [
        str(row.number),
        f"{row.title}{' (*)' if row.is_draft else ''}",
        row.agency_name,
        row.deliverable,
        row.time_as_worded,
        due(row),
        stands(row, day),
        words.shortened(result(row), LONGEST_RESULT),
    ]


def write_own(paper: Paper, standing: Standing) -> None:
    """The tasks of one agency with what it achieved, or a gap to say it in."""
    columns = [
        Column("Số", 11, "center"),
        Column("Nhiệm vụ", 55),
        Column("Thời hạn", 24, "center"),
        Column("Tình trạng", 26),
        Column("Kết quả thực hiện", 44),
    ]
    rows = [
        Row([
            str(row.number), named(row), due(row), stands(row, standing.day),
            result(row) or Gap("kết quả thực hiện"),
        ])
        for row in standing.tasks
    ]  # fmt: skip
    paper.table(columns, rows)


def title(row: StandingRow | Extension) -> str:
    """`Số 53. …`: number and name."""
    return f"Số {row.number}. {named(row)}"


def named(row: StandingRow | Extension) -> str:
    """The task's name, with the milestone where it has several; drafts with a mark."""
    label = f" ({row.label})" if row.label else ""
    return f"{row.title}{label}{' (*)' if row.is_draft else ''}"


def result(row: StandingRow) -> str:
    """What the agency reported last as a sentence, without the milestone's name before it."""
    said = row.said.result if row.said else ""
    if row.label:
        said = said.removeprefix(f"{row.label}:").strip()
    return words.sentence(said)


def due(row: StandingRow) -> str:
    """The due date, or that there is none."""
    return words.quoted_day(row.facts.due) or "Không quy định"


def stands(row: StandingRow, day: date) -> str:
    """The state, and for open work how it stands to its date."""
    standing = timeliness(row.facts, day)
    if standing is Timeliness.ON_TIME or standing is None:
        return state_word(row.facts.state)
    return f"{state_word(row.facts.state)}; {timeliness_word(standing).lower()}"
