"""The locks pin every package by version and hash, and name no index."""

import re

import pytest

from tests.meta import source

LOCKS = ("runtime.lock", "test.lock")
PIN = re.compile(r"[a-z0-9-]+==\S+( ; .+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_pins_and_hashes_only(name: str) -> None:
    lines = (source.ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not (PIN.fullmatch(line) or HASH.fullmatch(line))] == []


def test_what_runs_is_tested_in_the_same_version() -> None:
    runtime, test = (
        set(re.findall(r"^[a-z0-9-]+==\S+", text, re.MULTILINE))
        for text in ((source.ROOT / "requirements" / name).read_text("utf-8") for name in LOCKS)
    )
    assert runtime <= test


def test_an_address_in_a_lock_is_seen() -> None:
    for line in ("--index-url https://packages.example.org/simple", "a @ https://example.org/a"):
        assert not PIN.fullmatch(line)
        assert not HASH.fullmatch(line)
