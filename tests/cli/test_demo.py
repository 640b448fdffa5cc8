from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.extensions import db
from plan_app.models import Task, User
from tests.builders import make_user
from tests.cli.invoking import invoke
from tests.seed_files import SHIPPED
from tests.services.test_seeding import everything

SIGN_IN = (
    "Đăng nhập: chạy với PLAN_APP_DEMO=1, mở http://localhost/sign-in và bấm vào tên một người; "
    "không cần mật khẩu."
)


def test_an_empty_database_is_seeded_and_filled(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(SHIPPED.parent)

    result = invoke(app, "demo")

    assert (result.exit_code, result.stderr) == (0, "")
    said, sign_in = result.stdout.splitlines()
    assert said.startswith("Đã thêm dữ liệu minh họa: 37 tài khoản, 98 nhiệm vụ có đầu mối, ")
    assert said.endswith("Mọi tên người và số liệu đều không có thật.")
    assert sign_in == SIGN_IN
    assert db.session.scalar(select(func.count()).select_from(Task)) == 105


def test_the_plan_that_is_loaded_is_filled(app: Flask) -> None:
    invoke(app, "seed", str(SHIPPED))

    result = invoke(app, "demo", "--file", str(SHIPPED))

    assert result.exit_code == 0
    assert db.session.scalar(select(func.count()).select_from(User)) == 37


def test_a_second_run_changes_nothing_and_says_how_to_sign_in(app: Flask) -> None:
    invoke(app, "demo", "--file", str(SHIPPED))
    before = everything()

    result = invoke(app, "demo", "--file", str(SHIPPED))

    assert result.stdout.splitlines() == [
        "Dữ liệu minh họa đã có sẵn; không có thay đổi nào.",
        SIGN_IN,
    ]
    assert everything() == before


def test_a_database_with_people_is_refused(app: Flask) -> None:
    invoke(app, "seed", str(SHIPPED))
    make_user()

    result = invoke(app, "demo", "--file", str(SHIPPED))

    assert result.exit_code == 1
    assert "đã có tài khoản người dùng" in result.stderr


def test_without_a_file_to_load_it_is_wrong_use(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = invoke(app, "demo")

    assert result.exit_code == 2
    assert "seed_plan.yaml" in result.stderr
