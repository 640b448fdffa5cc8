"""The locks pin every package by version and hash, and name no index."""

import re

import pytest

from tests.meta import source

LOCKS = ("runtime.lock", "test.lock")
PIN = re.compile(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==\S+( ; .+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_pins_and_hashes_only(name: str) -> None:
    lines = (source.ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not (PIN.fullmatch(line) or HASH.fullmatch(line))] == []


def test_what_runs_is_tested_in_the_same_version() -> None:
    runtime, test = (
        set(re.findall(r"^[a-z0-9\[\],-]+==\S+", text, re.MULTILINE))
        for text in ((source.ROOT / "requirements" / name).read_text("utf-8") for name in LOCKS)
    )
    assert runtime <= test


def test_a_package_asked_for_with_an_extra_is_pinned_with_it() -> None:
    """Else pip may take a newer release for the extra than the one that is pinned, and stop."""
    project = (source.ROOT / "pyproject.toml").read_text("utf-8")
    asked = set(re.findall(r'"([a-z0-9-]+\[[a-z0-9,-]+\])[<>=]', project))
    assert asked
    lock = (source.ROOT / "requirements" / "test.lock").read_text("utf-8")
    assert asked - set(re.findall(r"^([a-z0-9-]+\[[a-z0-9,-]+\])==", lock, re.MULTILINE)) == set()


def test_what_is_locked_is_installed_without_asking_for_more() -> None:
    recipes = (source.ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ").splitlines()
    installs = [line for line in recipes if "-r requirements/" in line]
    assert installs
    assert [line for line in installs if "--no-deps" not in line] == []


def test_an_address_in_a_lock_is_seen() -> None:
    for line in ("--index-url https://packages.example.org/simple", "a @ https://example.org/a"):
        assert not PIN.fullmatch(line)
        assert not HASH.fullmatch(line)
