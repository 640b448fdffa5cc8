import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app import cli
from plan_app.extensions import db
from plan_app.models import CalendarDay, Task
from tests.cli.invoking import invoke
from tests.seed_files import SHIPPED, VALID, changed
from tests.services.test_seeding import everything


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "plan.yaml"
    found.write_text(VALID, encoding="utf-8")
    return found


@pytest.fixture
def seeded(app: Flask, file: Path) -> Path:
    assert invoke(app, "seed", str(file)).exit_code == 0
    return file


def edit(file: Path, *replacements: tuple[str, str]) -> None:
    file.write_text(changed(*replacements), encoding="utf-8")


def facts(app: Flask, *words: str) -> dict[str, Any]:
    result = invoke(app, "seed", *words, "--json")
    assert result.stderr == ""
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_shipped_plan_is_loaded(app: Flask) -> None:
    result = invoke(app, "seed", str(SHIPPED))

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Đã nạp 08 nhóm giải pháp, 105 nhiệm vụ.\n"
    assert db.session.scalar(select(func.count()).select_from(Task)) == 105
    assert db.session.scalar(select(func.count()).select_from(CalendarDay))


def test_a_second_run_says_that_nothing_changed(app: Flask, seeded: Path) -> None:
    before = everything()

    result = invoke(app, "seed", str(seeded), "--apply")

    assert (result.exit_code, result.stdout) == (0, "Không có thay đổi nào.\n")
    assert everything() == before


def test_differences_are_shown_and_not_written(app: Flask, seeded: Path) -> None:
    edit(seeded, ("title: Lập báo cáo", "title: Báo cáo năm"), ("due: 31/12/2026", "due: 1/2/2027"))
    before = everything()

    result = invoke(app, "seed", str(seeded))

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Tệp khác với cơ sở dữ liệu ở 02 nội dung:",
        "  Nhiệm vụ số 1 | due: 31/12/2026 | 01/02/2027",
        "  Nhiệm vụ số 2 | title: Lập báo cáo | Báo cáo năm",
        "Chưa ghi các thay đổi trên. Chạy lại với --apply để ghi.",
    ]
    assert everything() == before


def test_differences_are_written_when_asked(app: Flask, seeded: Path) -> None:
    edit(seeded, ("title: Lập báo cáo", "title: Báo cáo năm"))

    result = invoke(app, "seed", str(seeded), "--apply")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "Đã ghi các thay đổi trên."
    titles = db.session.scalars(select(Task.title).order_by(Task.number)).all()
    assert titles == ["Xây dựng kế hoạch", "Báo cáo năm"]


def test_every_kind_of_difference_has_its_line(app: Flask, seeded: Path) -> None:
    edit(
        seeded,
        ("issued_by: UBND tỉnh", "issued_by: Tỉnh"),
        ("order: 1", "order: 1\n    group: true"),
        ("title: Nhóm một", "title: Nhóm đầu"),
        ("coordinating: [so-ke-hoach]", "coordinating: []"),
        ("deliverable: Kế hoạch", "deliverable:"),
        ("yearly: 31/12", "yearly: 30/12\n        to: 2023"),
    )

    lines = invoke(app, "seed", str(seeded)).stdout.splitlines()

    assert "  Cơ quan so-tai-chinh | group: false | true" in lines
    assert "  Kế hoạch ke-hoach-thu | issued_by: UBND tỉnh | Tỉnh" in lines
    assert "  Nhóm giải pháp số 1 | title: Nhóm một | Nhóm đầu" in lines
    assert "  Nhiệm vụ số 1 | coordinating: so-ke-hoach | []" in lines
    assert "  Nhiệm vụ số 1 | deliverable: Kế hoạch | (trống)" in lines
    assert "  Nhiệm vụ số 2, Kết quả năm 2023 | due: 31/12/2023 | 30/12/2023" in lines
    assert "  Nhiệm vụ số 2, Kết quả năm 2030: 31/12/2030 | (trống)" in lines


def test_what_is_kept_is_listed_with_its_reason(app: Flask, seeded: Path) -> None:
    seeded.write_text(VALID[: VALID.index("      - number: 2")], encoding="utf-8")

    result = invoke(app, "seed", str(seeded))

    assert result.stdout.splitlines() == [
        "Không có thay đổi nào.",
        "Giữ nguyên 01 nội dung của cơ sở dữ liệu:",
        "  Nhiệm vụ số 2: Lập báo cáo | (trống) (không còn trong tệp; phần mềm không tự xóa)",
    ]


def test_an_invalid_file_fails_with_every_error_and_changes_nothing(app: Flask, file: Path) -> None:
    edit(file, ("number: 2", "number: hai"), ("lead: so-ke-hoach", "lead: so-ke-hoac"))
    before = everything()

    result = invoke(app, "seed", str(file))

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "Tệp có 02 lỗi; chưa ghi thay đổi nào.",
        'Dòng 34, cột 15: Không có cơ quan mang mã "so-ke-hoac"; có phải là "so-ke-hoach"?',
        "Dòng 40, cột 17: Ở đây phải là một số nguyên, ví dụ 53.",
    ]
    assert everything() == before


def test_a_file_that_is_not_there_is_wrong_use(app: Flask) -> None:
    result = invoke(app, "seed", "không-có.yaml")

    assert result.exit_code == 2


def test_the_answer_in_json_is_json_alone(app: Flask, file: Path) -> None:
    created = facts(app, str(file))
    assert created == {
        "plan": "ke-hoach-thu",
        "created": True,
        "applied": False,
        "groups": 1,
        "tasks": 2,
        "differences": [],
        "kept": [],
    }

    edit(file, ("title: Lập báo cáo", "title: Báo cáo năm"))
    applied = facts(app, str(file), "--apply")

    assert (applied["created"], applied["applied"]) == (False, True)
    assert applied["differences"] == [
        {
            "kind": "task",
            "key": "2",
            "milestone": "",
            "field": "title",
            "old": "Lập báo cáo",
            "new": "Báo cáo năm",
        }
    ]


def test_what_is_kept_has_its_reason_in_json(app: Flask, seeded: Path) -> None:
    seeded.write_text(VALID[: VALID.index("      - number: 2")], encoding="utf-8")

    assert [each["reason"] for each in facts(app, str(seeded))["kept"]] == ["not_in_file"]


def test_errors_are_json_too(app: Flask, file: Path) -> None:
    edit(file, ("number: 2", "number: hai"))

    found = facts(app, str(file))

    assert found["errors"] == [
        {"line": 40, "column": 17, "message": "Ở đây phải là một số nguyên, ví dụ 53."}
    ]


def test_an_invalid_file_ends_the_process_with_1(
    app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(file, ("number: 2", "number: hai"))
    monkeypatch.setattr(cli, "create_app", lambda: app)
    monkeypatch.setattr("sys.argv", ["plan-app", "seed", str(file)])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 1
