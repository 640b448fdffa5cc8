"""The short form of state and percent: where it is offered, and that its rules are the report's."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import AgencyLetter, Task, User
from tests import acting
from tests.acting import milestone_of
from tests.builders import make_plan, make_task, make_user
from tests.pages import Client

ClientOf = Callable[[User | None], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
UNDER_WAY = {"state": "in_progress", "percent": "60", "result": "Đang lấy ý kiến."}


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=date(2026, 12, 15))


def form_of(task: Task, part: str = "update") -> str:
    return f"/p/{task.plan.slug}/milestones/{task.milestones[0].id}/{part}"


def test_an_owner_says_state_and_percent_and_is_led_on(
    client_of: ClientOf, count_queries: CountQueries, task: Task
) -> None:
    browser, where = client_of(task.owner), form_of(task)
    with count_queries() as sent:
        page = browser.get(where)
    assert len(sent) <= 8, "\n".join(sent)
    fields = {each.get("name") for each in page.one("main").iter() if each.get("name")}
    assert fields == {"csrf_token", "version", "state", "percent", "result"} - {"csrf_token"}

    answer = browser.fill(where, UNDER_WAY)

    assert answer.response.location == form_of(task, "reported")
    assert browser.get(form_of(task, "reported")).one("div", data_after="")
    held = milestone_of(task)
    assert (held.state, held.percent) == (MilestoneState.IN_PROGRESS, 60)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"percent": "120"}, "Mức độ hoàn thành (%): Đề nghị nhập số từ 0 đến 100."),
        ({"state": ""}, "Tình trạng: Đề nghị chọn tình trạng thực hiện."),
        ({"state": "awaiting_confirmation", "result": ""}, "Kết quả đạt được: Đề nghị nêu"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    client_of: ClientOf, task: Task, changed: dict[str, str], said: str
) -> None:
    page = client_of(task.owner).fill(form_of(task), UNDER_WAY | changed, status=422)
    assert said in page.text(page.one("div", id="error-summary"))
    assert (UNDER_WAY | changed)["result"] in page.text(page.one("textarea", id="result"))
    assert milestone_of(task).state is MilestoneState.NOT_STARTED


def test_who_comes_second_sees_what_the_first_has_said(client_of: ClientOf, task: Task) -> None:
    browser, where = client_of(task.owner), form_of(task)
    seen = browser.get(where).hidden()
    acting.report(task, acting.UNDER_WAY)
    page = browser.post(where, seen | UNDER_WAY, status=409)
    assert "Nội dung hiện nay, do người khác vừa lưu" in page.text()
    # The list puts this part into the row.
    assert page.one("section", id="present") in list(
        page.one("div", data_inline_form="").iter("section")
    )


def test_a_completion_that_needs_a_paper_leads_to_the_whole_form(
    client_of: ClientOf, task: Task
) -> None:
    task.plan.completion_needs_paper = True
    db.session.commit()
    done = UNDER_WAY | {"state": "awaiting_confirmation"}
    page = client_of(task.owner).fill(form_of(task), done, status=422)
    assert "văn bản" in page.text(page.one("div", id="error-summary"))
    assert form_of(task, "report") in page.links()


def test_a_coordinator_names_the_letter_of_the_agency(client_of: ClientOf, task: Task) -> None:
    browser = client_of(make_user(task.plan, Role.COORDINATOR))
    page = browser.fill(form_of(task), UNDER_WAY, status=422)
    assert "Đề nghị ghi số, ký hiệu và ngày của văn bản" in page.text()
    letter = {"letter": "Công văn số 4567/SCT-KH", "letter_date": "07/12/2026"}
    browser.fill(form_of(task), UNDER_WAY | letter)
    assert db.session.query(AgencyLetter).one().reference == letter["letter"]


def test_a_shared_account_says_who_stands_behind_it(client_of: ClientOf, task: Task) -> None:
    assert task.owner is not None
    task.owner.is_shared = True
    db.session.commit()
    page = client_of(task.owner).fill(form_of(task), UNDER_WAY, status=422)
    assert page.field("prepared_by").get("aria-invalid") == "true"


def test_lists_offer_it_where_a_report_comes_next(client_of: ClientOf, task: Task) -> None:
    awaiting = make_task(task.plan, owner=task.owner)
    acting.report(awaiting, acting.DONE)
    later = make_task(task.plan, owner=task.owner, due=None)
    other = make_task(task.plan)
    home, tasks = f"/p/{task.plan.slug}/", f"/p/{task.plan.slug}/tasks"
    every = {form_of(each) for each in (task, awaiting, later, other)}

    def offered(user: User | None, where: str) -> set[str]:
        return every & set(client_of(user).get(where).links())

    own = {form_of(task), form_of(later)}
    assert offered(task.owner, home) == own
    assert offered(task.owner, tasks) == own
    assert offered(make_user(task.plan, Role.COORDINATOR), tasks) == own | {form_of(other)}
    assert offered(make_user(task.plan, Role.LEADER), tasks) == set()
