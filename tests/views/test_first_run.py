"""The checklist's page, and its short form on the home page."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from plan_app.domain.first_run import Step
from plan_app.domain.roles import Role
from plan_app.models import Plan, TextStatus, User
from tests.builders import make_agency, make_plan, make_task, make_user
from tests.conftest import NOW
from tests.pages import Client, Page

ClientOf = Callable[[User], Client]


def fill(plan: Plan) -> None:
    """A different number of rows is missing for each step."""
    agency = make_agency()
    away = make_user(plan, Role.OWNER, agency=agency, unreachable_since=NOW)
    for _ in range(2):
        make_task(plan, agency=agency, text_status=TextStatus.DRAFT, armed_at=None, owner=away)
    for _ in range(3):
        make_task(plan, agency=make_agency(), owner=None)
    make_task(plan, agency=agency, armed_at=None)


def rows(page: Page) -> int:
    return len([row for body in page.all("tbody") for row in body if row.get("class") is None])


@pytest.mark.parametrize(
    ("step", "number"),
    [(Step.TEXTS, 2), (Step.CONTACTS, 4), (Step.OWNERS, 3), (Step.ADDRESSES, 2)],
)
def test_each_number_leads_to_exactly_its_rows(
    client_of: ClientOf, step: Step, number: int
) -> None:
    plan = make_plan()
    fill(plan)
    browser = client_of(make_user(plan, Role.COORDINATOR))

    line = browser.get(f"/p/{plan.slug}/first-run").one("li", id=f"step-{step.value}")

    assert f"{number:02d}" in "".join(line.itertext())
    (link,) = line.iter("a")
    assert rows(browser.get(link.get("href", ""))) == number


def test_the_home_page_shows_what_is_left_until_nothing_is(client_of: ClientOf) -> None:
    plan = make_plan(reminders_on=False)
    fill(plan)
    browser = client_of(make_user(plan, Role.COORDINATOR))

    home = browser.get(f"/p/{plan.slug}/")

    part = home.one("details", id="first-run")
    assert part.get("open") is not None
    assert "Bật nhắc việc" in home.text(part)
    assert "Chưa có thư nào được máy chủ thư nhận" in home.text(part)
    assert "Lịch đã có ngày nghỉ" not in home.text(part)


@pytest.mark.parametrize("role", [Role.OWNER, Role.LEADER, Role.OBSERVER])
def test_it_is_nothing_for_those_who_cannot_take_a_step(client_of: ClientOf, role: Role) -> None:
    plan = make_plan()
    fill(plan)
    browser = client_of(make_user(plan, role))

    assert browser.get(f"/p/{plan.slug}/").all("details", id="first-run") == []
    browser.get(f"/p/{plan.slug}/first-run", status=403)


def test_an_administrator_is_told_who_takes_the_steps_that_are_not_theirs(
    client_of: ClientOf,
) -> None:
    plan = make_plan(reminders_on=False)
    fill(plan)
    page = client_of(make_user(is_administrator=True)).get(f"/p/{plan.slug}/first-run")

    texts, mail = page.one("li", id="step-texts"), page.one("li", id="step-mail")

    assert "Người thực hiện: Chuyên viên tổng hợp." in page.text(texts)
    assert list(texts.iter("a")) == []
    assert [link.get("href") for link in mail.iter("a")] == [f"/p/{plan.slug}/mail"]


def test_the_page_asks_few_queries(
    client_of: ClientOf, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    plan = make_plan()
    fill(plan)
    browser = client_of(make_user(plan, Role.COORDINATOR))

    with count_queries() as sent:
        browser.get(f"/p/{plan.slug}/first-run")

    assert len(sent) <= 8, "\n".join(sent)
