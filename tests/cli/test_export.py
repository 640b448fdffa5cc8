"""`plan-app export`: the files of the pages, for timers."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from plan_app.models import Plan
from tests.builders import make_agency, make_measure, make_plan, make_task
from tests.cli.invoking import invoke
from tests.workbooks import lines, opened


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    plan = make_plan()
    make_task(
        plan, number=1, due=date(2026, 12, 1), agency=make_agency(code="so-mot", name="Sở Một")
    )
    make_task(plan, number=2, due=date(2026, 12, 31), owner=None)
    return plan


def numbers(file: Path) -> list[int]:
    """The numbers of the tasks on the first sheet."""
    return [row["Số"] for row in lines(opened(file.read_bytes()).worksheets[0])]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["tasks"], [1, 2]),
        (["tasks", "--sort", "-due"], [2, 1]),
        (["tasks", "--agency", "so-mot"], [1]),
        (["tasks", "--owner", "none"], [2]),
        (["tasks", "--timeliness", "overdue"], [1]),
        (["tasks", "--figure", "open_within_time"], [2]),
        (
            ["tasks", "--state", "open", "--group", "1", "--year", "2026", "--text", "checked"],
            [1, 2],
        ),
        (["overdue"], [1]),
        (["overdue", "--search", "khong-co"], []),
        (["overdue", "--at", "2027-01-01 08:00"], [1, 2]),
        (["plan"], [1, 2]),
    ],
)
@pytest.mark.usefixtures("plan")
def test_a_list_is_written_as_it_was_asked_for(
    app: Flask, tmp_path: Path, words: list[str], found: list[int]
) -> None:
    file = tmp_path / "a.xlsx"
    kind, *options = words

    result = invoke(app, "export", kind, str(file), *options)

    assert (result.exit_code, result.output) == (0, f"Đã ghi tệp {file}.\n")
    assert numbers(file) == found
    assert list(tmp_path.iterdir()) == [file]


def test_the_conditions_stand_above_in_words(app: Flask, plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    owner = make_task(plan, number=3, due=date(2026, 12, 2)).owner
    assert owner

    invoke(app, "export", "tasks", str(file), "--agency", "so-mot", "--state", "open",
           "--owner", owner.email, "--plan", plan.slug)  # fmt: skip
    above = opened(file.read_bytes()).worksheets[0]["A4"].value

    assert above.startswith(
        "Điều kiện lọc: Cơ quan chủ trì: Sở Một; Đầu mối theo dõi: "
        f"{owner.full_name}; Tình trạng: Chưa hoàn thành (tất cả). Số liệu tính đến "
    )


@pytest.mark.usefixtures("plan")
def test_the_file_is_in_the_language_that_was_asked_for(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"

    invoke(app, "export", "overdue", str(file), "--language", "en")

    assert opened(file.read_bytes()).worksheets[0]["A1"].value == "OVERDUE TASKS"


@pytest.mark.parametrize("option", [("--agency", "x"), ("--owner", "x@so.example.org")])
@pytest.mark.usefixtures("plan")
def test_what_there_is_not_is_said(app: Flask, tmp_path: Path, option: tuple[str, str]) -> None:
    result = invoke(app, "export", "tasks", str(tmp_path / "a.xlsx"), *option)

    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_the_list_has_the_measures_that_were_asked_for(
    app: Flask, plan: Plan, tmp_path: Path
) -> None:
    make_measure(make_task(plan, title="Trồng rừng"), targets={2026: 50, 2027: 60})
    file = tmp_path / "a.xlsx"

    invoke(app, "export", "tasks", str(file), "--measures", "indicators", "--search", "trong rung")
    (row,) = lines(opened(file.read_bytes()).worksheets[0])
    assert row["Chỉ tiêu năm 2026"] == "Diện tích rừng trồng mới: –/50 ha"
    assert not [head for head in row if head.startswith("Kinh phí")]
