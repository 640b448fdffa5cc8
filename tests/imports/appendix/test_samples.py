"""Every sample, read as the file beside it says; made anew it reads the same."""

import json
from pathlib import Path

import pytest

from plan_app.cli.importing import facts
from plan_app.domain.seed_plan import milestones
from plan_app.imports import seed_file
from tests.domain.test_agency_names import KNOWN
from tests.imports.appendix.reading import HEADS, TERM, messages, read, read_rows, sample
from tests.samples.appendix.__main__ import HERE, SAMPLES, make
from tests.seed_files import SHIPPED, VALID

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_reads_as_expected(name: str) -> None:
    expected = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))

    assert facts(read(name, sample(name)), KNOWN) == expected


def test_samples_made_anew_read_the_same(tmp_path: Path) -> None:
    make(tmp_path)

    assert len(SAMPLES) >= 8
    for name in SAMPLES:
        made = (tmp_path / f"{name}.json").read_text(encoding="utf-8")
        assert (HERE / f"{name}.json").read_text(encoding="utf-8") == made
        assert read(name, (tmp_path / name).read_bytes()) == read(name, sample(name))


def test_the_plans_own_file_is_an_appendix_too() -> None:
    found = read("seed_plan.yaml", SHIPPED.read_bytes())

    assert (len(found.groups), len(found.rows), messages(found)) == (8, 105, [])
    assert found.can_be_written
    assert found.unknown_agencies == ()
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    for row in found.rows:
        assert lines[row.row - 1].strip() == f"- number: {row.number}"
    for group in found.groups:
        assert lines[group.row - 1].strip() == f"- ordinal: {group.ordinal}"


def test_a_faulty_file_of_the_plan_tells_its_lines() -> None:
    found = read("plan.yaml", VALID.replace("number: 1\n", "number: x\n", 1).encode())

    assert found.rows == ()
    assert all(each.row for each in found.errors)
    assert not found.can_be_written


def test_the_shipped_plan_as_a_table_says_the_same() -> None:
    """All 105 tasks through a table: groups, agencies, and the last date of each."""
    plan = seed_file.read(SHIPPED.read_bytes(), today=TERM.issued)
    names = {each.code: each.name for each in plan.agencies}
    rows = [HEADS]
    for group in plan.groups:
        rows.append((ROMAN[group.ordinal - 1], group.title, "", "", "", ""))
        rows += [
            (str(task.number), task.title, names[task.lead],
             task.coordinating_as_worded or "; ".join(names[code] for code in task.coordinating),
             task.time_as_worded, task.deliverable)
            for task in group.tasks
        ]  # fmt: skip

    found = read_rows(*rows)

    assert messages(found) == []
    assert [group.title for group in found.groups] == [group.title for group in plan.groups]
    for row, task in zip(found.rows, plan.tasks, strict=True):
        assert (row.number, row.title, row.deliverable) == (
            task.number,
            task.title,
            task.deliverable,
        )
        assert row.lead is not None
        assert row.lead.code == task.lead
        assert {each.code for each in row.coordinating} == set(task.coordinating)
        assert row.coordinating_as_worded == task.coordinating_as_worded
        wanted = milestones(task.timing, issued=TERM.issued, last_year=TERM.last_year)
        assert row.milestones[-1].due == wanted[-1].due
