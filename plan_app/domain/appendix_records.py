"""An appendix as it was read, as plain data (JSON) and back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from plan_app.domain.appendix import (
    AgencyName,
    Appendix,
    AppendixGroup,
    AppendixRow,
    Column,
    Correction,
    Corrections,
    FoundTable,
    Problem,
    Sentence,
    Weight,
)
from plan_app.domain.seed_plan import MilestoneSeed

Record = dict[str, Any]


def write(appendix: Appendix) -> Record:
    """The appendix in lists, in the order of its fields: rows are many."""
    return {
        "file": appendix.file,
        "tables": [
            [each.sheet, each.head_row, list(each.heads), list(each.columns)]
            for each in appendix.tables
        ],
        "groups": [[each.sheet, each.row, each.ordinal, each.title] for each in appendix.groups],
        "rows": [_row(each) for each in appendix.rows],
        "errors": [_problem(each) for each in appendix.errors],
    }


def read(record: Mapping[str, Any]) -> Appendix:
    """The appendix that `write` was given."""
    return Appendix(
        file=record["file"],
        tables=tuple(
            FoundTable(sheet, head_row, tuple(heads), _columns(columns))
            for sheet, head_row, heads, columns in record["tables"]
        ),
        groups=tuple(AppendixGroup(*each) for each in record["groups"]),
        rows=tuple(_read_row(each) for each in record["rows"]),
        errors=tuple(_read_problem(each) for each in record["errors"]),
    )


def write_corrections(corrections: Corrections) -> Record:
    """The corrections by sheet."""
    return {
        sheet: {"columns": list(each.columns), "head_row": each.head_row}
        for sheet, each in corrections.items()
    }


def read_corrections(record: Mapping[str, Any]) -> dict[str, Correction]:
    """The corrections that `write_corrections` was given."""
    return {
        sheet: Correction(_columns(each["columns"]), each["head_row"])
        for sheet, each in record.items()
    }


def _columns(slugs: Sequence[str | None]) -> tuple[Column | None, ...]:
    return tuple(Column(each) if each else None for each in slugs)


def _row(row: AppendixRow) -> list[Any]:
    return [
        row.sheet,
        row.row,
        row.group,
        row.number,
        row.number_as_worded,
        row.title,
        row.description,
        _name(row.lead) if row.lead else None,
        [_name(each) for each in row.coordinating],
        row.coordinating_as_worded,
        row.time,
        row.deliverable,
        [_milestone(each) for each in row.milestones],
        [_problem(each) for each in row.problems],
    ]


def _read_row(record: Sequence[Any]) -> AppendixRow:
    sheet, row, group, number, number_as_worded, title, description, lead = record[:8]
    coordinating, as_worded, time, deliverable, milestones, problems = record[8:]
    return AppendixRow(
        sheet=sheet,
        row=row,
        group=group,
        number=number,
        number_as_worded=number_as_worded,
        title=title,
        description=description,
        lead=_read_name(lead) if lead else None,
        coordinating=tuple(_read_name(each) for each in coordinating),
        coordinating_as_worded=as_worded,
        time=time,
        deliverable=deliverable,
        milestones=tuple(_read_milestone(each) for each in milestones),
        problems=tuple(_read_problem(each) for each in problems),
    )


def _name(name: AgencyName) -> list[Any]:
    return [name.worded, name.code, list(name.suggestions)]


def _read_name(record: Sequence[Any]) -> AgencyName:
    worded, code, suggestions = record
    return AgencyName(worded, code, tuple(suggestions))


def _milestone(each: MilestoneSeed) -> list[Any]:
    due = each.due.isoformat() if each.due else None
    return [each.label, each.label_en, each.year, due, each.is_fixed, each.waiting_for]


def _read_milestone(record: Sequence[Any]) -> MilestoneSeed:
    label, label_en, year, due, is_fixed, waiting_for = record
    day = date.fromisoformat(due) if due else None
    return MilestoneSeed(label, label_en, year, day, is_fixed, waiting_for)


def _problem(each: Problem) -> list[Any]:
    return [
        each.sheet,
        each.row,
        each.column,
        _sentence(each.message),
        _sentence(each.mend),
        each.weight.value,
    ]


def _read_problem(record: Sequence[Any]) -> Problem:
    sheet, row, column, message, mend, weight = record
    return Problem(
        sheet, row, column, _read_sentence(message), _read_sentence(mend), Weight(weight)
    )


def _sentence(each: Sentence) -> list[Any]:
    return [each.text, [list(pair) for pair in each.values]]


def _read_sentence(record: Sequence[Any]) -> Sentence:
    text, values = record
    return Sentence(text, tuple((name, value) for name, value in values))
