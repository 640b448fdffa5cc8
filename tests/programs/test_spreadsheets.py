"""The workbooks in the program of an office: printed, and saved again without a change."""

import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from plan_app.models import Plan
from plan_app.queries import plans
from plan_app.services.demonstration import Summary
from tests.appendices import task_of
from tests.cli.invoking import invoke
from tests.programs.conversion import convert
from tests.services.test_plan_round_trip import TITLE, changes, edited, imported, put


@pytest.fixture
def office(app: Flask, prepared_demonstration: Summary) -> Flask:
    assert prepared_demonstration
    return app


def test_a_plan_saved_by_the_office_is_read_without_a_difference(
    office: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "plan.xlsx"
    invoke(office, "export", "plan", str(file))
    plan = plans.list_plans()[0]

    saved = convert(file, "xlsx", tmp_path / "saved").read_bytes()

    assert changes(plan, saved) == {}
    again = edited_in_office(saved, tmp_path)
    assert changes(plan, again) == {2: {"title": (title(plan), "Sửa trong bảng tính")}}
    written = imported(plan, again)
    assert [name.partition(" ")[0] for name in written] == ["task"]
    assert title(plan) == "Sửa trong bảng tính"


def title(plan: Plan) -> str:
    return task_of(plan, 2).title


def edited_in_office(data: bytes, folder: Path) -> bytes:
    """Typed into a cell, and saved once more by the program of the office."""
    file = folder / "edited.xlsx"
    file.write_bytes(edited(data, put(2, TITLE, "Sửa trong bảng tính")))
    return convert(file, "xlsx", folder / "again").read_bytes()


@pytest.mark.parametrize(
    ("kind", "size", "most"),
    [
        pytest.param("tasks", "841.89", 20, marks=pytest.mark.slow),
        ("overdue", "1190.55", 4),
        pytest.param("plan", "1190.55", 35, marks=pytest.mark.slow),
    ],
)
def test_a_workbook_is_printed_on_lying_pages_with_its_head(
    office: Flask, tmp_path: Path, kind: str, size: str, most: int
) -> None:
    file = tmp_path / "a.xlsx"
    invoke(office, "export", kind, str(file))

    pdf = convert(file, "pdf", tmp_path / "printed")

    facts = run("pdfinfo", pdf)
    pages = int(facts.partition("Pages:")[2].split()[0])
    assert size in facts.partition("Page size:")[2].split()
    assert pages <= most
    assert "Trang 1/" in run("pdftotext", pdf, "-")
    assert "###" not in run("pdftotext", pdf, "-")
    if kind == "overdue":
        # Three pixels are a point; the cells are of the most frequent size.
        letters = run("pdftohtml", "-xml", "-zoom", "3", "-stdout", "-l", "1", pdf)
        sizes = [int(each) for each in re.findall(r'<fontspec [^>]*size="(\d+)"', letters)]
        assert max(set(sizes), key=sizes.count) >= 3 * 8
    else:
        assert "Nhiệm vụ" in run("pdftotext", "-f", "2", "-l", "2", pdf, "-")


def run(program: str, *words: object) -> str:
    """What a program says."""
    return subprocess.run(
        [program, *map(str, words)], check=True, capture_output=True, text=True
    ).stdout
