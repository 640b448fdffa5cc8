"""The journal in plain words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import plan_app
from plan_app.presentation import journal, journal_words

SERVICES = Path(plan_app.__file__).parent / "services"
ABOUT_A_TASK = ("progress", "decisions", "deadlines", "assignments")
ABOUT_THE_PLAN = ("plan_texts", "groups", "task_texts", "task_places", "milestone_places")


@pytest.fixture(autouse=True)
def _on_a_page(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def recorded() -> set[str]:
    """The actions that the services about a task record."""
    source = "".join((SERVICES / f"{name}.py").read_text() for name in ABOUT_A_TASK)
    found = set(re.findall(r"_record\(\s*\"(\w+)\"", source))
    return found | set(re.findall(r'"(\w+_reported)"', source))


def test_every_recorded_action_has_words_of_its_own() -> None:
    actions = recorded()
    assert len(actions) == 15
    spoken = {journal_words.action(action) for action in actions}
    assert len(spoken) == len(actions)
    assert journal_words.action("unheard_of") == "Cập nhật nhiệm vụ"
    assert "Cập nhật nhiệm vụ" not in spoken


def test_every_action_of_the_whole_house_has_words_of_its_own() -> None:
    """Also those of plans, reminders and accounts: the pages of the journal show them all."""
    unknown = {
        action
        for action in _all_recorded()
        if journal_words.action(action) == journal_words.action("")
    }
    assert unknown == set()


def _all_recorded() -> set[str]:
    """The first words of every call that writes an entry."""
    calls = re.compile(r"\b(?:journal\.record|_record|_journal|entry|Act)\(\s*\"([\w.]+)\"")
    found = {
        action
        for path in SERVICES.rglob("*.py")
        for action in calls.findall(path.read_text(encoding="utf-8"))
    }
    assert {"user_created", "plan_seeded", "reminders.switched_on", "sessions_revoked"} <= found
    return found


def test_a_role_is_named_with_whom_it_was_given_to() -> None:
    assert journal.detail({"role": "observer"}, "Ông Lê An") == "Ông Lê An, Theo dõi (chỉ xem)"
    assert journal.detail({"role": "something"}, "Ông Lê An") == "Ông Lê An"


def test_every_edit_of_texts_and_structure_has_words_of_its_own() -> None:
    source = "".join((SERVICES / f"{name}.py").read_text() for name in ABOUT_THE_PLAN)
    actions = set(re.findall(r"record\w*\(\s*\"(\w+)\"", source))
    assert len(actions) == 14
    assert len({journal_words.action(action) for action in actions}) == len(actions)
    assert "Cập nhật nhiệm vụ" not in {journal_words.action(action) for action in actions}


def test_every_act_about_people_and_agencies_has_words_of_its_own() -> None:
    about = ("users", "people", "addresses", "absences", "agencies", "passwords", "sessions")
    source = "".join((SERVICES / f"{name}.py").read_text() for name in about)
    actions = set(re.findall(r'(?:_record|_journal|journal\.record)\(\s*"(\w+)"', source))
    assert len(actions) >= 18
    assert len({journal_words.action(action) for action in actions}) == len(actions)
    assert "Cập nhật nhiệm vụ" not in {journal_words.action(action) for action in actions}


def test_lines_of_an_edit_begin_with_the_words_of_their_columns() -> None:
    data = {"fields": ["title", "deliverable"]}
    text = "Ghi chú: giữ nguyên\ntitle: Cũ → Mới\ndeliverable: – → Đề án: hai phần"
    assert journal.said(data, text) == (
        "Ghi chú: giữ nguyên\nTên: Cũ → Mới\nSản phẩm, kết quả: – → Đề án: hai phần"
    )
    assert journal.said({}, "title: lời của cơ quan") == "title: lời của cơ quan"
    assert journal_words.field("unheard_of") == "unheard_of"


def test_a_change_of_date_says_from_and_to() -> None:
    moved = {"before": "2026-12-31", "due": "2027-06-30", "revision": 2}
    assert journal.detail(moved, "") == "từ 31/12/2026 đến 30/06/2027"
    assert journal.detail(moved | {"before": None}, "") == "thời hạn 30/06/2027"
    assert journal.detail(moved | {"due": "2026-12-31"}, "") == ""
    assert journal.detail(moved | {"due": None}, "") == ""


def test_an_assignment_says_to_whom() -> None:
    assert journal.detail({"before": 3}, "Ông Lê An") == "Ông Lê An"
    assert journal.detail({"before": 3}, "") == ""
