"""`plan-app init`, `backup` and `restore` as commands."""

from pathlib import Path

from flask import Flask

from plan_app.extensions import settings
from tests.builders import make_plan
from tests.cli import commands
from tests.cli.commands import invoke


def test_init_makes_what_is_missing_and_then_nothing(tmp_path: Path) -> None:
    instance = tmp_path / "new"
    first, second = (commands.run(instance, "init") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "Đã cập nhật cơ sở dữ liệu." in first.stdout
    assert "Không có gì phải làm." in second.stdout
    assert {"plan.db", "uploads", "mail", "secret_key"} <= {p.name for p in instance.iterdir()}


def test_what_init_makes_is_for_the_account_only(tmp_path: Path) -> None:
    commands.run(tmp_path / "new", "init")
    modes = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "new").iterdir()}
    assert set(modes.values()) == {0}


def test_a_backup_can_be_restored_into_a_new_installation(own_app: Flask, tmp_path: Path) -> None:
    make_plan(slug="xanh")
    done = invoke(own_app, "backup", str(tmp_path / "b.tar.gz"))
    assert done.exit_code == 0
    new = tmp_path / "new"
    restored = commands.run(new, "restore", str(tmp_path / "b.tar.gz"))
    assert (restored.returncode, restored.stderr) == (0, "")
    assert restored.stdout == "Đã khôi phục bản sao lưu tạo lúc 08:00 ngày 08/12/2026.\n"
    assert (new / "secret_key").read_text() == settings().secret_key
    assert {"uploads", "mail"} <= {path.name for path in new.iterdir()}


def test_a_backup_into_a_folder_that_is_not_there_is_refused(
    own_app: Flask, tmp_path: Path
) -> None:
    done = invoke(own_app, "backup", str(tmp_path / "mistyped" / "b.tar.gz"))
    assert done.exit_code == 1
    assert "mistyped" in done.output
    assert not (tmp_path / "mistyped").exists()


def test_a_filled_installation_is_refused_in_one_line(own_app: Flask, tmp_path: Path) -> None:
    make_plan()
    target = tmp_path / "b.tar.gz"
    invoke(own_app, "backup", str(target))
    commands.run(tmp_path / "new", "init")
    refused = commands.run(tmp_path / "new", "restore", str(target))
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert commands.run(tmp_path / "new", "restore", str(target), "--force").returncode == 0


def test_a_key_of_the_environment_that_differs_is_told(own_app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "b.tar.gz"
    invoke(own_app, "backup", str(target))
    done = commands.run(tmp_path / "new", "restore", str(target), SECRET_KEY="x" * 40)
    assert done.returncode == 0
    assert "PLAN_APP_SECRET_KEY" in done.stdout


def test_wrong_use_exits_with_two(tmp_path: Path) -> None:
    assert commands.run(tmp_path, "restore").returncode == 2
    assert commands.run(tmp_path, "unknown").returncode == 2
