"""The rows of a comparison, chosen and as a file for spreadsheets."""

from collections.abc import Sequence

from flask_babel import gettext as _

from plan_app.domain import vietnamese
from plan_app.domain.appendix_outcome import ComparedRow, Standing
from plan_app.presentation import appendix, spreadsheets


def choose(
    rows: Sequence[ComparedRow], standing: Standing | None, words: str, sort: str
) -> list[ComparedRow]:
    """The rows that stand so and have these words, by `place`, `number` or `title`."""
    key = vietnamese.fold(words)
    found = [
        row
        for row in rows
        if (standing is None or row.standing is standing)
        and (not key or key in vietnamese.fold(f"{row.number} {row.title}"))
    ]
    column = sort.removeprefix("-")
    if column == "number":
        found.sort(key=lambda row: row.number)
    elif column == "title":
        found.sort(key=lambda row: vietnamese.sort_key(row.title))
    return found[::-1] if sort.startswith("-") else found


def write_rows(rows: Sequence[ComparedRow]) -> str:
    """One line for each row: what it would do, what is different, what is wrong."""
    head = [
        _("Số"),
        _("Nhiệm vụ"),
        _("Kết quả"),
        _("Trang"),
        _("Dòng"),
        _("Nội dung khác nhau"),
        _("Lỗi và nội dung cần xem lại"),
    ]
    return spreadsheets.write_csv(head, (_row(each) for each in rows))


def _row(each: ComparedRow) -> list[object]:
    problems = [f"{appendix.place(one)}: {appendix.told(one)}" for one in each.problems]
    return [
        each.number,
        each.title,
        appendix.standing(each.standing),
        each.row.sheet if each.row else None,
        each.row.row if each.row else None,
        "\n".join(appendix.differences(each)),
        "\n".join(problems),
    ]
