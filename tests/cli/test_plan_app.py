"""The command itself: what it imports, and how it says that something went wrong."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from plan_app.cli import COMMANDS
from tests.builders import make_plan
from tests.cli import commands

WHAT_IS_LOADED = """
import sys
from plan_app.cli import main
try:
    main()
except SystemExit:
    print(*{"flask", "sqlalchemy", "holidays", "pydantic"} & set(sys.modules))
"""


def test_the_version_is_told_without_the_libraries() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WHAT_IS_LOADED, "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[1:] == [""]


def test_every_command_is_in_the_help(app: Flask) -> None:
    said = commands.invoke(app, "--help").stdout
    assert [line.split()[0] for line in said.split("Commands:")[1].splitlines() if line] == list(
        COMMANDS
    )
    assert commands.invoke(app, "nothing").exit_code == 2


def test_no_command_is_cut_short_in_the_help(app: Flask) -> None:
    groups = ("calendar", "reminders", "users", "mail", "journal")
    for words in [(), *((group,) for group in groups)]:
        listed = commands.invoke(app, *words, "--help").stdout.split("Commands:")[1]
        assert "..." not in listed


@pytest.mark.parametrize("command", [("why", "1"), ("users", "list"), ("serve",), ("demo",)])
def test_a_database_that_is_not_there_is_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = commands.run(tmp_path, *command)
    assert (done.returncode, done.stdout) == (1, "")
    assert "plan-app init" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_bad_setting_is_one_line(tmp_path: Path) -> None:
    done = commands.run_anew(tmp_path, "doctor", PORT="web")
    assert done.returncode == 1
    assert done.stderr == (
        "PLAN_APP_PORT: not a port number from 1 to 65535. Example: PLAN_APP_PORT=8000\n"
    )


def test_a_rule_that_is_broken_is_one_line(app: Flask) -> None:
    result = commands.invoke(app, "users", "deactivate", "khong.co@so.example.org")
    assert result.exit_code == 1
    assert result.stderr == "Error: Không có tài khoản với địa chỉ thư điện tử này.\n"


def test_the_plan_must_be_clear(app: Flask) -> None:
    none = commands.invoke(app, "why", "1")
    assert (none.exit_code, "chưa có kế hoạch nào" in none.stderr) == (2, True)
    first, second = make_plan(), make_plan()
    several = commands.invoke(app, "why", "1")
    assert (several.exit_code, f"{first.slug}, {second.slug}" in several.stderr) == (2, True)
    unknown = commands.invoke(app, "why", "1", "--plan", "la")
    assert (unknown.exit_code, "Không có kế hoạch la." in unknown.stderr) == (1, True)
    missing = commands.invoke(app, "why", "1", "--plan", first.slug)
    assert (missing.exit_code, "Không có nhiệm vụ số 1." in missing.stderr) == (1, True)
