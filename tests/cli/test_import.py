import json
from pathlib import Path

import pytest
from flask import Flask

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


def test_writing_is_asked_for_in_words(seeded: Flask) -> None:
    assert invoke(seeded, "import", str(SHIPPED)).exit_code == 2
