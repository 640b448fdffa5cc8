"""An installation on a machine without internet, from what `make wheelhouse` gathers."""

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli import commands
from tests.cli.commands import free_port, serving

ROOT = Path(__file__).parents[2]
# Nothing of this machine's own configuration, and no index that could be asked.
OFFLINE = {
    "PATH": os.environ["PATH"],
    "PIP_NO_INDEX": "1",
    "PIP_INDEX_URL": "http://127.0.0.1:1/",
    "PIP_CONFIG_FILE": os.devnull,
    "PYTHON": sys.executable,
    "LANG": "C.UTF-8",
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a person carries to the server; gathering it needs the package index."""
    folder = tmp_path_factory.mktemp("wheelhouse")
    target = folder / "carried"
    names = (f"VENV={folder / 'venv'}", f"WHEELHOUSE={target}", f"PYTHON={sys.executable}")
    done = subprocess.run(
        ["make", "wheelhouse", *names], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return target


def install(wheelhouse: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Run the script with the environment of a machine without internet."""
    script = str(wheelhouse / "deploy" / "install.sh")
    return subprocess.run(
        ["sh", script, str(target)], env=OFFLINE, capture_output=True, text=True, check=False
    )


def test_it_installs_serves_and_installs_again_without_an_index(
    wheelhouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):  # The second time is the upgrade.
        done = install(wheelhouse, tmp_path / "opt")
        assert done.returncode == 0, done.stderr
        assert "No broken requirements found." in done.stdout

    # Away from the sources, so that only what was installed can be found.
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "COMMAND", (str(tmp_path / "opt" / "bin" / "plan-app"),))
    instance, port = tmp_path / "instance", free_port()
    assert commands.run_anew(instance, "init").returncode == 0
    seeded = commands.run_anew(instance, "seed", str(wheelhouse / "seed_plan.yaml"))
    assert "105 nhiệm vụ" in seeded.stdout
    with (
        serving(instance, "serve", port=port),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in") as page,
    ):
        assert page.status == 200


def test_what_was_altered_on_the_way_is_not_installed(wheelhouse: Path, tmp_path: Path) -> None:
    wheel = next((wheelhouse / "wheels").glob("plan_app-*.whl"))
    whole = wheel.read_bytes()
    wheel.write_bytes(whole + b"x")
    try:
        done = install(wheelhouse, tmp_path / "opt")
    finally:
        wheel.write_bytes(whole)
    assert done.returncode != 0
    assert wheel.name in done.stdout + done.stderr
    assert not (tmp_path / "opt").exists()
