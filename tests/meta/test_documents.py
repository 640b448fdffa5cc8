"""What the documents say of the tests and the code is so."""

import re
from collections.abc import Iterator

from tests.meta import source

REMINDERS = source.ROOT / "docs" / "reminders.md"
TESTS = source.ROOT / "tests"
NAMED = re.compile(r"`(test_\w+)`")
CODE = re.compile(r"`([a-z]+/\w+)`")
DEFINED = re.compile(r"^ *def (test_\w+)\(", re.MULTILINE)


def missing(text: str, tests: frozenset[str]) -> Iterator[str]:
    """The tests and the modules that a document names and that do not exist."""
    yield from (name for name in NAMED.findall(text) if name not in tests)
    for name in CODE.findall(text):
        place = source.PACKAGE / name
        if not (place.is_dir() or place.with_suffix(".py").is_file()):
            yield name


def defined() -> frozenset[str]:
    """The names of all tests."""
    files = TESTS.rglob("test_*.py")
    return frozenset(
        name for file in files for name in DEFINED.findall(file.read_text(encoding="utf-8"))
    )


def test_every_test_and_module_of_the_reminder_rules_exists() -> None:
    text = REMINDERS.read_text(encoding="utf-8")
    assert list(missing(text, defined())) == []


def test_every_rule_has_its_row_with_a_test() -> None:
    rows = re.findall(r"^\| (\d+) .*`test_\w+`.*\|$", REMINDERS.read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number in rows] == list(range(1, 26))


def test_a_missing_test_is_seen() -> None:
    text = "| `domain/reminders` | `test_there` `test_gone` | `domain/gone` |"
    assert list(missing(text, frozenset({"test_there"}))) == ["test_gone", "domain/gone"]
