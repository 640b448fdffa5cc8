"""The calendar at the command line."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.extensions import db
from plan_app.models import CalendarDay, JournalEntry
from tests.builders import save
from tests.cli.invoking import invoke

SET = ("calendar", "set", "2027-02-13", "working", "--name", "Làm bù", "--source", "Thông báo 1")


def test_a_day_is_set_listed_and_removed(app: Flask) -> None:
    assert invoke(app, *SET).exit_code == 0
    said = invoke(app, "calendar", "list", "2027").stdout
    assert said == "2027-02-13  working  Làm bù  [Thông báo 1]\n"
    assert invoke(app, "calendar", "remove", "2027-02-13").exit_code == 0
    assert invoke(app, "calendar", "list", "2027").stdout == ""
    actions = db.session.scalars(select(JournalEntry.action).order_by(JournalEntry.id))
    assert list(actions) == ["calendar.day_set", "calendar.day_removed"]


def test_what_was_done_is_said_and_a_wrong_day_answered_with_a_right_one(app: Flask) -> None:
    assert invoke(app, *SET).stdout == "Ngày 13/02/2027 là ngày làm việc.\n"
    removed = invoke(app, "calendar", "remove", "2027-02-13")
    assert removed.stdout == "Đã bỏ ngày 13/02/2027 khỏi lịch.\n"
    refused = invoke(app, "calendar", "remove", "13/02/2027")
    assert (refused.exit_code, "ví dụ đúng: 2027-02-13" in refused.stderr) == (2, True)


def test_the_past_is_only_listed(app: Flask) -> None:
    save(CalendarDay(day=date(2026, 9, 2), is_working=False, name="Quốc khánh", source="Luật"))
    assert "2026-09-02  off      Quốc khánh" in invoke(app, "calendar", "list", "2026").stdout
    refused = invoke(app, "calendar", "remove", "2026-09-02")
    assert refused.exit_code == 1
    assert db.session.get(CalendarDay, date(2026, 9, 2)) is not None


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--name", "x" * 121, "Tên ngày phải có và dài nhiều nhất 120 ký tự."),
        ("--name", " ", "Tên ngày phải có"),
        ("--source", "x" * 201, "Nguồn phải có và dài nhiều nhất 200 ký tự."),
        ("--source", "", "Nguồn phải có"),
    ],
)
def test_a_text_that_does_not_fit_is_refused_in_a_sentence(
    app: Flask, option: str, text: str, said: str
) -> None:
    words = list(SET)
    words[words.index(option) + 1] = text

    refused = invoke(app, *words)

    assert refused.exit_code == 1
    assert said in refused.stderr
    assert db.session.get(CalendarDay, date(2027, 2, 13)) is None


def test_the_longest_texts_are_entered(app: Flask) -> None:
    longest = ("--name", "x" * 120, "--source", "y" * 200)

    assert invoke(app, *SET[:4], *longest).exit_code == 0

    row = db.session.get_one(CalendarDay, date(2027, 2, 13))
    assert (len(row.name), len(row.source)) == (120, 200)
