"""`plan-app report`: the documents of the pages, written by a timer."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from flask import Flask

from plan_app.models import Plan
from tests.builders import make_agency, make_plan, make_round, make_task
from tests.cli.invoking import invoke
from tests.services.test_rounds import close, coordinator_of
from tests.word_files import words_in


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    plan = make_plan()
    agency = make_agency(code="so-cong-thuong", name="Sở Công Thương")
    make_task(plan, due=date(2026, 11, 30), agency=agency)
    return plan


def words(file: Path) -> str:
    return words_in(Document(BytesIO(file.read_bytes())).element.body)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["half-year"], "06 tháng cuối năm 2026"),
        (["half-year", "--period", "2026-h1"], "06 tháng đầu năm 2026"),
        (["year"], "Kế hoạch hành động về tăng trưởng xanh, năm 2026"),
        (["year", "--period", "2025", "--version", "province"], "Kính gửi: Bộ Tài chính"),
        (["urging", "--agency", "so-cong-thuong"], "Kính gửi: Sở Công Thương"),
        (["agency", "--agency", "so-cong-thuong"], "SỞ CÔNG THƯƠNG"),
        (["summary"], "TÓM TẮT"),
        (["summary", "--at", "2026-12-10 08:00"], "ĐẾN NGÀY 10/12/2026"),
    ],
)
def test_each_kind_is_written_to_the_file(
    app: Flask, plan: Plan, tmp_path: Path, arguments: list[str], said: str
) -> None:
    file = tmp_path / "văn bản.docx"
    file.write_bytes(b"the report of yesterday")

    done = invoke(app, "report", *arguments[:1], str(file), *arguments[1:], "--plan", plan.slug)

    assert done.exit_code == 0, done.stderr
    assert str(file) in done.stdout
    assert said in words(file)
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["year", "--period", "2026-h1"], 2, "ví dụ đúng: 2026."),
        (["half-year", "--period", "2026"], 2, "ví dụ đúng: 2026-h1."),
        (["half-year", "--period", "2027-h1"], 2, "chưa bắt đầu|đã bắt đầu"),
        (["year", "--period", "x"], 2, "ví dụ đúng: 2026."),
        (["urging"], 2, "--agency"),
        (["urging", "--agency", "khong-co"], 1, "khong-co"),
        (["submission"], 1, "đề nghị gia hạn"),
        (["letter"], 2, "letter"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_line_and_nothing_is_written(
    app: Flask, plan: Plan, tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    file = tmp_path / "x.docx"

    done = invoke(app, "report", *arguments[:1], str(file), *arguments[1:], "--plan", plan.slug)

    assert done.exit_code == code
    assert any(each in done.stderr for each in said.split("|"))
    assert not list(tmp_path.iterdir())


def test_a_closed_round_is_reported_from_its_frozen_figures(
    app: Flask, plan: Plan, tmp_path: Path
) -> None:
    this = make_round(plan)
    close(this, coordinator_of(plan))
    make_task(plan)
    for given in ("last", str(this.id)):
        file = tmp_path / "x.docx"
        done = invoke(app, "report", "summary", str(file), "--round", given, "--plan", plan.slug)
        assert done.exit_code == 0, done.stderr
        assert "ĐẾN NGÀY 08/12/2026 (SỐ LIỆU ĐÃ CHỐT)" in words(file)
        assert "Tổng số 01 nhiệm vụ" in words(file)


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [("summary", "last", 1), ("year", "77", 1), ("submission", "last", 2)],
)
def test_a_round_that_cannot_be_reported_is_named(
    app: Flask, plan: Plan, tmp_path: Path, kind: str, given: str, code: int
) -> None:
    make_round(plan)
    file = str(tmp_path / "x.docx")
    done = invoke(app, "report", kind, file, "--round", given, "--plan", plan.slug)
    assert done.exit_code == code
    assert given in done.stderr or "--round" in done.stderr


def test_a_file_that_cannot_be_written_is_named(app: Flask, plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "no folder" / "x.docx"
    done = invoke(app, "report", "summary", str(file), "--plan", plan.slug)
    assert done.exit_code == 1
    assert str(file) in done.stderr
