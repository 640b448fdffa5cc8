import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from plan_app.cli import plan_app
from plan_app.extensions import db
from plan_app.models import AppendixImport, Task, TextStatus
from tests.appendices import GROUP, csv, row
from tests.cli.invoking import invoke
from tests.samples.appendix.__main__ import HERE, SAMPLES
from tests.seed_files import SHIPPED


@pytest.fixture
def seeded(app: Flask) -> Flask:
    assert invoke(app, "seed", str(SHIPPED)).exit_code == 0
    return app


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_printed_as_json(seeded: Flask, name: str) -> None:
    result = invoke(seeded, "import", str(HERE / name), "--dry-run", "--json")

    expected = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == expected
    assert list(expected) == ["groups", "tasks", "rows", "errors"]
    assert expected["errors"] == []
    assert list(expected["rows"][0]) == [
        "group", "number", "title", "lead", "coordinating", "time", "milestones", "problems"
    ]  # fmt: skip


def test_what_needs_a_look_is_told_with_its_place(seeded: Flask) -> None:
    result = invoke(seeded, "import", str(HERE / "several_sheets.xlsx"), "--dry-run")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Tệp có 02 nhóm giải pháp, 04 nhiệm vụ.",
        "Nội dung cần xem lại:",
        "  several_sheets.xlsx: Số thứ tự trong tệp không liên tục qua các nhóm; hệ thống đánh số "
        "từ 1 đến 4. Đề nghị kiểm tra số thứ tự của nhiệm vụ trước khi xác nhận.",
        '  several_sheets.xlsx, Nhóm II, dòng 3, cột DON VI PHOI HOP: Chưa có cơ quan "Sở Du lịch '
        'Biển" trong danh sách. Đề nghị sửa tên trong tệp hoặc thêm cơ quan mới.',
        "  several_sheets.xlsx, Nhóm II, dòng 4, cột THOI HAN: Chưa xác định được thời hạn từ "
        '"Theo tiến độ của dự án"; nội dung được giữ nguyên văn. Đề nghị ghi như 2025, 2023 - '
        "2025, Quý IV/2025, Tháng 6/2025, Trước ngày 30/6/2025, Hằng năm, Thường xuyên, hoặc đặt "
        "thời hạn sau khi nhập.",
        "Chưa ghi thay đổi nào.",
    ]


def test_errors_are_told_first_and_the_command_fails(seeded: Flask, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("STT;Nhiệm vụ;Chủ trì;Thời hạn\n1;Rà soát;;2025\n", encoding="utf-8")

    result = invoke(seeded, "import", str(file), "--dry-run")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[1:3] == [
        "Lỗi phải sửa:",
        "  a.csv, dòng 2, cột Chủ trì: Thiếu cơ quan chủ trì. Đề nghị bổ sung trong tệp.",
    ]


def test_a_refused_file_is_one_error(seeded: Flask, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"%PDF-1.7")

    result = invoke(seeded, "import", str(file), "--dry-run", "--json")

    found = json.loads(result.stdout)
    assert (result.exit_code, found["tasks"], found["rows"]) == (1, 0, [])
    assert found["errors"] == [
        {
            "file": "a.xlsx",
            "sheet": "",
            "row": 0,
            "column": "",
            "message": "Tệp không phải Excel (.xlsx), Word (.docx), CSV hoặc YAML.",
            "mend": "Đề nghị lưu lại thành .xlsx, .docx hoặc .csv rồi tải lên.",
            "weight": "error",
        }
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "phu-luc.csv"
    found.write_bytes(csv(GROUP, row(number=1, lead="Sở Tài chính"), row(number=500, title="Mới")))
    return found


def task(number: int) -> Task | None:
    db.session.expire_all()
    return db.session.scalar(select(Task).where(Task.number == number))


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_what_would_change_is_shown_and_asked_about(seeded: Flask, file: Path, answer: str) -> None:
    refused = CliRunner().invoke(plan_app, ["import", str(file)], obj=seeded, input=answer)

    assert refused.exit_code == 1
    assert "So sánh với Kế hoạch: Thêm mới: 01; Có thay đổi: 01" in refused.stdout
    assert "Nhiệm vụ số 500: – → Mới" in refused.stdout
    assert "Chưa ghi thay đổi nào." in refused.stdout
    assert task(500) is None
    assert db.session.scalar(select(AppendixImport.id)) is None

    assert (
        CliRunner().invoke(plan_app, ["import", str(file)], obj=seeded, input="y\n").exit_code == 0
    )

    assert task(500) is not None


def test_the_operator_imports_and_undoes(seeded: Flask, file: Path) -> None:
    before = task(1)
    assert before is not None
    title = before.title

    result = invoke(seeded, "import", str(file), "--yes")

    assert (result.exit_code, result.stderr) == (0, "")
    after = task(1)
    assert after is not None
    assert after.text_import is not None
    assert (after.title, after.text_status) == ("Rà soát cơ chế, chính sách", TextStatus.CHECKED)
    assert (after.text_checked_by_id, after.text_import.document_number) == (None, "3825/QĐ-UBND")
    undone = invoke(seeded, "import", "--undo")
    assert undone.stdout == "Đã hoàn tác lần nhập phu-luc.csv: 02 nhiệm vụ.\n"
    back = task(1)
    assert back is not None
    assert back.title == title
    assert invoke(seeded, "import", "--undo").exit_code == 1


def test_the_document_is_named_whole_or_not_at_all(seeded: Flask, file: Path) -> None:
    named = ("--document", "Điều chỉnh", "--number", "12/QĐ-UBND", "--dated", "4/5/2026")

    assert invoke(seeded, "import", str(file), "--yes", *named[:4]).exit_code == 2
    assert invoke(seeded, "import", str(file), "--yes", *named, "--edit").exit_code == 2
    assert invoke(seeded, "import", str(file), "--yes", *named).exit_code == 0

    found = task(500)
    assert found is not None
    assert found.text_import is not None
    assert found.text_import.document_date == date(2026, 5, 4)


def test_an_edited_table_leaves_new_texts_drafts(seeded: Flask, file: Path) -> None:
    assert invoke(seeded, "import", str(file), "--yes", "--edit").exit_code == 0

    found = task(500)
    assert found is not None
    assert found.text_status is TextStatus.DRAFT


def test_unknown_agencies_are_made_only_when_asked_for(seeded: Flask, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv(GROUP, row(number=500, lead="Sở Thủy sản")))

    refused = invoke(seeded, "import", str(file), "--yes")
    assert refused.exit_code == 1
    assert "Chưa có cơ quan: Sở Thủy sản." in refused.stdout

    assert invoke(seeded, "import", str(file), "--yes", "--create-agencies").exit_code == 0


def test_what_somebody_has_changed_since_is_named(seeded: Flask, file: Path) -> None:
    invoke(seeded, "import", str(file), "--yes")
    found = task(1)
    assert found is not None
    found.version += 1
    db.session.commit()

    refused = invoke(seeded, "import", "--undo")

    assert refused.exit_code == 1
    assert "Nhiệm vụ số: 1." in refused.stderr


def test_the_same_file_again_says_so(seeded: Flask, file: Path) -> None:
    invoke(seeded, "import", str(file), "--yes")

    again = invoke(seeded, "import", str(file), "--yes", "--json")

    assert again.exit_code == 0
    assert json.loads(again.stdout)["tasks"] == 2
    assert "Tệp không có nội dung nào khác với Kế hoạch." in again.stderr


def test_a_file_is_needed(seeded: Flask) -> None:
    assert invoke(seeded, "import").exit_code == 2


def test_the_plan_as_it_was_shipped_says_nothing_new(seeded: Flask) -> None:
    result = invoke(seeded, "import", str(SHIPPED), "--yes", "--edit")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "Tệp không có nội dung nào khác với Kế hoạch." in result.stdout
