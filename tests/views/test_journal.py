"""The page of the journal: who did what, by task, person and day."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import update

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import JournalText, Plan, Task, User
from plan_app.services import decisions, journal
from plan_app.services.transaction import transaction
from tests import pages
from tests.acting import decide
from tests.builders import make_plan, make_task, make_user
from tests.conftest import NOW

SignIn = Callable[[User], pages.Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def task(app: Flask) -> Task:
    """A task that a coordinator has suspended."""
    assert app
    task = make_task(make_plan(), number=53)
    coordinator = make_user(task.plan, Role.COORDINATOR, full_name="Trần Thị Mai")
    decide(task, decisions.suspend, by=coordinator, document="=Công văn số 1/UBND")
    return task


@pytest.fixture
def open_journal(task: Task, client_of: SignIn) -> Callable[..., pages.Page]:
    """A function that opens the journal, or a page below it, as a coordinator."""
    browser = client_of(make_user(task.plan, Role.COORDINATOR))

    def show(below: str = "", status: int = 200) -> pages.Page:
        return browser.get(address(task.plan, below), status)

    return show


def address(plan: Plan, below: str = "") -> str:
    return f"/p/{plan.slug}/journal{below}"


def said(page: pages.Page) -> list[str]:
    """What each row says was done, with its text."""
    return [page.text(head) for head in page.all("th", scope="row")]


def read_file(page: pages.Page) -> list[dict[str, str]]:
    """The rows of a file by the words of its head; it begins with the mark that Excel needs."""
    raw = page.response.get_data()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def test_an_entry_says_in_plain_words_who_did_what_and_when(
    task: Task, open_journal: Callable[..., pages.Page]
) -> None:
    page = open_journal()
    assert said(page) == ["Tạm dừng thực hiện =Công văn số 1/UBND"]
    for words in (
        "Ông Trần Thị Mai", "08:00 ngày 08/12/2026", "Số 53", "01 mục",
    ):  # fmt: skip
        assert words in page.text()
    assert f"/p/{task.plan.slug}/tasks/53" in page.links()


@pytest.mark.parametrize(
    "query",
    ["?words=Mai", "?task=53", "?since=8/12/2026", "?until=08-12-2026",
     "?since=8/12/2026&until=8/12/2026", "?action=milestone_suspended", "?sort=at"],
)  # fmt: skip
def test_it_is_narrowed_by_person_task_day_and_action(
    open_journal: Callable[..., pages.Page], query: str
) -> None:
    assert "01 mục" in open_journal(query).text()


@pytest.mark.parametrize(
    "query",
    ["?words=Khong", "?task=54", "?since=9/12/2026", "?until=7/12/2026",
     "?action=completion_confirmed"],
)  # fmt: skip
def test_conditions_that_leave_nothing_say_so(
    open_journal: Callable[..., pages.Page], query: str
) -> None:
    page = open_journal(query)
    assert "Không có mục nhật ký phù hợp với các điều kiện đang lọc." in page.text()


@pytest.mark.parametrize(
    "query",
    ["?task=x", "?task=99999999999", "?since=32/1/2026", "?since=1/1/0001", "?until=31/12/9999",
     "?action=unknown", "?sort=name", "?page=0"],
)  # fmt: skip
def test_what_cannot_be_understood_counts_for_nothing(
    open_journal: Callable[..., pages.Page], query: str
) -> None:
    assert "01 mục" in open_journal(query).text()


def test_an_empty_journal_says_so(client_of: SignIn) -> None:
    plan = make_plan()
    page = client_of(make_user(plan, Role.COORDINATOR)).get(address(plan))
    assert "Chưa có việc nào được ghi nhận." in page.text()


def test_an_erased_text_says_so(open_journal: Callable[..., pages.Page]) -> None:
    db.session.execute(update(JournalText).values(body=None))
    db.session.commit()
    assert "Nội dung đã được xóa." in open_journal().text()
    (row,) = read_file(open_journal(".csv"))
    assert row["Nội dung"] == "Nội dung đã được xóa."


def test_the_file_holds_what_the_page_shows_and_no_formula(
    open_journal: Callable[..., pages.Page],
) -> None:
    (row,) = read_file(open_journal(".csv?task=53"))
    assert row == {
        "Mục số": "1",
        "Ngày": "08/12/2026",
        "Giờ": "08:00:00",
        "Người thực hiện": "Ông Trần Thị Mai",
        "Tài khoản cơ quan": "",
        "Nhiệm vụ số": "53",
        "Mốc thực hiện": "",
        "Việc đã làm": "Tạm dừng thực hiện",
        "Chi tiết": "",
        "Nội dung": "'=Công văn số 1/UBND",
    }
    assert read_file(open_journal(".csv?task=54")) == []
    named = open_journal(".csv").response.headers["Content-Disposition"]
    assert 'filename="journal-2026-12-08.csv"' in named


def test_pages_of_thirty_in_at_most_eight_queries(
    task: Task, open_journal: Callable[..., pages.Page], count_queries: CountQueries
) -> None:
    plan_id = task.plan_id
    for _ in range(30):
        with transaction():
            journal.record("reminders.switched_off", now=NOW, actor_id=None, plan_id=plan_id)
    open_journal()
    with count_queries() as sent:
        first = open_journal()
    assert len(sent) <= 8, sent
    assert "Trang 1/2" in first.text()
    assert len(open_journal("?page=2").all("tr")) == 2
    oldest = "Tạm dừng thực hiện =Công văn số 1/UBND"
    assert said(open_journal("?page=2")) == [oldest]
    assert said(open_journal("?sort=at"))[0] == oldest


def test_the_navigation_leads_coordinators_there(open_journal: Callable[..., pages.Page]) -> None:
    page = open_journal()
    current = [link for link in page.all("a") if link.get("aria-current") == "page"]
    assert [page.text(link) for link in current] == ["Nhật ký xử lý"]


def test_what_agencies_wrote_is_not_for_the_administrator(task: Task, client_of: SignIn) -> None:
    browser = client_of(make_user(is_administrator=True))
    page = browser.get(address(task.plan))
    assert said(page) == ["Tạm dừng thực hiện"]
    (row,) = read_file(browser.get(address(task.plan, ".csv")))
    assert row["Nội dung"] == ""


def test_the_installation_s_journal_is_for_the_administrator(task: Task, client_of: SignIn) -> None:
    person = make_user(full_name="Lê An")
    with transaction():
        journal.record("user_created", now=NOW, actor_id=None, plan_id=None,
                       subject=("user", person.id))  # fmt: skip
    browser = client_of(make_user(is_administrator=True))
    here = address(task.plan, "/installation")

    page = browser.get(here)

    assert said(page) == ["Tạo tài khoản: Ông Lê An"]
    assert here in browser.get(address(task.plan)).links()
    assert address(task.plan) in page.links()
    (row,) = read_file(browser.get(here + ".csv?words=le an"))
    assert (row["Việc đã làm"], row["Người thực hiện"]) == ("Tạo tài khoản", "hệ thống")


@pytest.mark.parametrize("role", [Role.OWNER, Role.LEADER, Role.OBSERVER])
def test_others_do_not_see_it(task: Task, client_of: SignIn, role: Role) -> None:
    client_of(make_user(task.plan, role)).get(address(task.plan), 403)


def test_coordinators_do_not_see_the_installation_s(
    open_journal: Callable[..., pages.Page],
) -> None:
    open_journal("/installation", status=403)
    assert not [link for link in open_journal().links() if link.endswith("/installation")]
