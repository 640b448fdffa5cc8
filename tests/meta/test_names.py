"""A name says what is in it, so these say nothing."""

import re

from tests.meta import source

SAYS_NOTHING = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common|stuff)$")


def test_no_file_is_named_after_nothing() -> None:
    files = [*source.PACKAGE.rglob("*.py"), *(source.ROOT / "tests").rglob("*.py")]
    assert [str(path) for path in files if SAYS_NOTHING.search(path.stem)] == []


def test_such_a_name_is_seen() -> None:
    assert all(SAYS_NOTHING.search(name) for name in ("utils", "mail_helpers", "task_manager"))
    assert not SAYS_NOTHING.search("common_ground_plan")
