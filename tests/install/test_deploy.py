"""The files in `deploy` and the guide to operating fit the program."""

import re
from pathlib import Path

import click
import pytest

from plan_app import settings, uploads
from plan_app.cli import plan_app
from tests.databases import make_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SOURCE = Path(settings.__file__).read_text(encoding="utf-8")
READ = {f"PLAN_APP_{name}" for name in re.findall(r'read\("(\w+)"', SOURCE)}
HARDENED = (
    "User=plan-app",
    "UMask=0077",
    "NoNewPrivileges=true",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=true",
    "PrivateTmp=true",
    "PrivateDevices=true",
    "SystemCallFilter=@system-service",
)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _env() -> dict[str, str]:
    """The variables of the example, also those that are switched off."""
    found = re.findall(r"^#?(PLAN_APP_\w+)=(.*)$", (DEPLOY / "plan-app.env").read_text(), re.M)
    return dict(found)


def _known(words: list[str]) -> bool:
    """Whether `plan-app` has a command, or a command of a group, of these words."""
    group: click.Command = plan_app
    context = click.Context(plan_app)
    for word in words:
        if not isinstance(group, click.Group):
            return True
        found = group.get_command(context, word)
        if found is None:
            return False
        group = found
    return True


def test_there_are_units_for_web_scheduler_and_backup() -> None:
    assert [path.stem for path in SERVICES] == [
        "plan-app-backup", "plan-app-scheduler", "plan-app-web",
    ]  # fmt: skip


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.stem)
def test_a_unit_is_hardened_and_starts_a_command_that_exists(unit: Path) -> None:
    lines = _lines(unit)
    assert [line for line in HARDENED if line not in lines] == []
    (start,) = [line for line in lines if line.startswith("ExecStart=")]
    command = re.search(r"/opt/plan-app/bin/plan-app (\w+)", start)
    assert command
    assert _known([command.group(1)])


def test_every_setting_stands_in_the_table_and_no_other() -> None:
    rows = re.findall(r"^\| ((?:`PLAN_APP_\w+`(?:, )?)+) \|", GUIDE, re.M)
    told = {name for row in rows for name in re.findall(r"PLAN_APP_\w+", row)}
    assert told == READ


def test_the_example_of_settings_can_be_used_as_it_is(tmp_path: Path) -> None:
    env = _env()
    assert set(env) <= READ
    # Those of the example are not on this machine.
    own = {"INSTANCE": str(tmp_path), "CA_FILE": ""}
    values = {name.removeprefix("PLAN_APP_"): value for name, value in env.items()} | own
    found = make_settings(tmp_path, values.pop("DATABASE_URL"), **values)
    assert (found.proxies, found.mail.port, found.is_secure) == (1, 25, True)


def test_every_command_of_the_guide_exists() -> None:
    said = re.compile(r"^(?:\S*/)?plan-app ([a-z]+(?: [a-z]+)?)", re.M)
    told = said.findall("\n".join(_code()))
    unknown = [words for words in told if not _known(words.split())]
    assert told
    assert unknown == []


def test_every_file_that_the_guide_names_is_there() -> None:
    told = set(re.findall(r"deploy/([\w.-]+)", GUIDE))
    assert told == {path.name for path in DEPLOY.iterdir()}


def _code() -> list[str]:
    """What stands in blocks of code."""
    return re.findall(r"^```\w*\n(.*?)^```", GUIDE, re.M | re.S)


def test_the_proxy_takes_the_largest_file_that_the_program_takes_and_hardly_more() -> None:
    for name in ("nginx.conf", "nginx-sub-path.conf"):
        said = re.findall(r"client_max_body_size (\d+)m;", (DEPLOY / name).read_text("utf-8"))
        assert [int(each) for each in said] == [uploads.MOST_BYTES_WITH_PAPERS // 1024**2 + 1]
