"""A day rehearsed: who would get what, and the mail; nothing is written."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import LedgerRow, OutboxMessage, Plan, Task
from tests.builders import make_agency, make_plan, make_task, make_user
from tests.pages import Client

Browse = Callable[..., Client]
LATE = date(2026, 11, 30)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def task(plan: Plan) -> Task:
    return make_task(plan, due=LATE)


@pytest.fixture
def browser(plan: Plan, client_of: Browse) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR))


def address(plan: Plan, day: str = "", time: str = "08:00", person: object = "") -> str:
    asked = f"?day={day}&time={time}" if day else ""
    return f"/p/{plan.slug}/reminders/rehearsal{f'/{person}' if person else ''}{asked}"


def test_the_next_opportunity_is_shown_first(plan: Plan, task: Task, browser: Client) -> None:
    assert task.owner is not None
    page = browser.get(address(plan))
    assert "thứ Ba ngày 08/12/2026" in page.text()
    assert task.owner.full_name in page.text()
    assert page.field("day").get("value") == "08/12/2026"


def test_the_mail_can_be_read_with_its_links_masked(
    plan: Plan, task: Task, browser: Client
) -> None:
    text = browser.get(address(plan, "08/12/2026", person=task.owner_id)).text()
    assert "[Tăng trưởng xanh] Nhắc việc: 01 nhiệm vụ cần cập nhật, 01 quá hạn" in text
    assert f"Nhiệm vụ số {task.number} đã quá hạn 08 ngày" in text
    assert "‹đường dẫn›" in text
    assert db.session.scalars(select(OutboxMessage)).all() == []
    assert db.session.scalars(select(LedgerRow)).all() == []


def test_who_would_get_what_is_a_file_too(plan: Plan, task: Task, browser: Client) -> None:
    assert task.owner is not None
    asked = "mails.csv?day=14/12/2026&time=08:00"
    assert f"{address(plan)}/{asked}" in browser.get(address(plan, "14/12/2026")).links()

    rows = browser.get(f"{address(plan)}/{asked}").response.text.splitlines()

    assert any(
        task.owner.full_name in row and task.owner.email in row and str(task.number) in row
        for row in rows[1:]
    )
    assert "kèm bản tổng hợp tuần" in "".join(rows[1:])
    browser.get(f"{address(plan)}/mails.csv?day=01/01/2020&time=08:00", status=422)


def test_a_later_day_speaks_as_of_that_day(plan: Plan, task: Task, browser: Client) -> None:
    text = browser.get(address(plan, "14/12/2026", person=task.owner_id)).text()
    assert f"Nhiệm vụ số {task.number} đã quá hạn 14 ngày" in text
    text = browser.get(address(plan, "15/12/2026", person=task.owner_id)).text()
    assert "Người này không có thư" in text


def test_a_roll_up_can_be_read(plan: Plan, task: Task, client_of: Browse) -> None:
    assert task
    person = make_user(plan, Role.COORDINATOR)
    text = client_of(person).get(address(plan, "14/12/2026", person=person.id)).text()
    assert "Tổng hợp" in text


def test_days_off_and_late_hours_have_no_mail(plan: Plan, task: Task, browser: Client) -> None:
    assert task
    assert "là ngày nghỉ" in browser.get(address(plan, "12/12/2026")).text()
    assert "Không có thư nào" in browser.get(address(plan, "08/12/2026", "17:30")).text()


@pytest.mark.parametrize(
    ("day", "time", "field"),
    [
        ("07/12/2026", "08:00", "day"),
        ("08/12/2027", "08:00", "day"),
        ("hôm nay", "08:00", "day"),
        ("08/12/2026", "25:00", "time"),
        ("08/12/2026", "sáng", "time"),
    ],
)
def test_a_moment_that_cannot_be_rehearsed_is_told_at_its_field(
    plan: Plan, browser: Client, day: str, time: str, field: str
) -> None:
    page = browser.get(address(plan, day, time), status=422)
    assert page.all("a", href=f"#{field}")
    assert page.field(field).get("value") == (day if field == "day" else time)
    browser.get(address(plan, day, time, person=1), status=422)


def test_a_plan_that_is_off_is_rehearsed_as_if_it_were_on(app: Flask, client_of: Browse) -> None:
    assert app
    plan = make_plan(reminders_on=False)
    task = make_task(plan, due=LATE, armed_at=None)
    person = make_user(plan, Role.COORDINATOR)
    browser = client_of(person)
    assert "đang tắt" in browser.get(address(plan)).text()
    text = browser.get(address(plan, "08/12/2026", person=task.owner_id)).text()
    assert "đã quá hạn 08 ngày" in text
    browser.get(address(plan, "14/12/2026", person=person.id))


def test_a_person_who_is_unknown_has_no_mail(plan: Plan, browser: Client) -> None:
    text = browser.get(address(plan, "08/12/2026", person=999_999)).text()
    assert "Người này không có thư" in text


def test_the_page_asks_at_most_eight_queries(
    plan: Plan,
    task: Task,
    browser: Client,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    assert task
    for where in (address(plan), address(plan, "14/12/2026")):
        browser.get(where)
        with count_queries() as sent:
            browser.get(where)
        assert len(sent) <= 8, "\n".join(sent)


def test_the_rows_are_searched_and_sorted_and_the_day_stays(plan: Plan, browser: Client) -> None:
    agencies = [make_agency(official_order=n, short_name=f"Sở {n}") for n in (1, 2)]
    people = [
        make_user(plan, Role.OWNER, agency=agency, full_name=name)
        for agency, name in zip(agencies, ("Lê Thị Yến", "Trần Văn Ánh"), strict=True)
    ]
    for n, person in enumerate(people, 41):
        make_task(plan, number=n, due=LATE, owner=person)
    moment = address(plan, "08/12/2026")

    def names(asked: str) -> list[str]:
        page = browser.get(moment + asked)
        heads = [each for each in page.one("main").iter("th") if each.get("scope") == "row"]
        named = [page.text(each) for each in heads]
        return [each for each in named if "Nguyễn Văn" not in each]  # The coordinator's roll-up.

    assert names("") == ["Ông Lê Thị Yến", "Ông Trần Văn Ánh"]
    assert names("&sort=name") == ["Ông Trần Văn Ánh", "Ông Lê Thị Yến"]
    assert names("&words=anh") == names("&words=42") == ["Ông Trần Văn Ánh"]
    nothing = browser.get(f"{moment}&words=khongco")
    assert "Không có thư nào phù hợp" in nothing.text()
    assert moment in [each.replace("%2F", "/").replace("%3A", ":") for each in nothing.links()]
    assert nothing.field("day").get("value") == "08/12/2026"
    (file,) = [each for each in browser.get(f"{moment}&words=thi").links() if "mails.csv" in each]
    assert len(browser.download(file).text.splitlines()) == 2
