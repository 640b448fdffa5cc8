"""The list of tasks and the queue of milestones."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.models import Plan, SolutionGroup, TextStatus, User
from tests.builders import make_agency, make_plan, make_task, make_user, save
from tests.pages import Client, Page

ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def address(plan: Plan, rest: str = "") -> str:
    """The address of the plan's list."""
    return f"/p/{plan.slug}/tasks{rest}"


def numbers(page: Page) -> list[int]:
    """The numbers of the tasks on a page."""
    return [int(page.text(cell)) for cell in page.all("td") if cell.get("data-label") == "Số"]


def test_tasks_stand_by_group(client_of: ClientOf) -> None:
    plan = make_plan()
    second = save(SolutionGroup(plan=plan, ordinal=2, title="Nhóm hai", title_en="Group two"))
    make_task(plan)
    make_task(plan)
    make_task(plan, group=second)

    page = client_of(make_user(plan, Role.OWNER)).get(address(plan))

    assert [page.text(row) for row in page.all("tr", class_="group-row")] == [
        "I. Nhóm một",
        "II. Nhóm hai",
    ]


def test_a_row_leads_to_its_task_and_tells_how_it_stands(client_of: ClientOf) -> None:
    plan = make_plan()
    task = make_task(plan, due=date(2026, 12, 1), milestone_label="Kết quả năm 2026")

    page = client_of(make_user(plan, Role.OBSERVER)).get(address(plan))

    assert address(plan, f"/{task.number}") in page.links()
    for words in ("01/12/2026", "Quá hạn", "Chưa thực hiện", "Kết quả năm 2026"):
        assert words in page.text()


def test_a_filter_can_be_seen_and_taken_away(client_of: ClientOf) -> None:
    plan = make_plan()
    wanted = make_task(plan, owner=None, title="Trồng rừng ngập mặn")
    make_task(plan)
    browser = client_of(make_user(plan, Role.COORDINATOR))

    page = browser.get(address(plan, "?owner=none&q=rung+ngap"))

    assert numbers(page) == [wanted.number]
    assert page.field("q").get("value") == "rung ngap"
    chosen = page.text(page.one("ul", class_="chosen"))
    assert "Số hoặc tên nhiệm vụ: rung ngap" in chosen
    assert "Đầu mối theo dõi: Chưa phân công" in chosen
    links = {link.get("href") for link in page.one("ul", class_="chosen").iter("a")}
    assert links == {
        address(plan, "?owner=none"),
        address(plan, "?q=rung+ngap"),
        address(plan),
    }


@pytest.mark.parametrize(
    "rest",
    [
        "?state=open",
        "?state=in_progress",
        "?timeliness=due_soon",
        "?figure=open_within_time",
        "?year=2026",
        "?text=checked",
        "?group=1",
    ],
)
def test_each_filter_is_in_the_address_and_in_the_form(client_of: ClientOf, rest: str) -> None:
    plan = make_plan()
    task = make_task(plan, due=date(2026, 12, 9), milestone_state=MilestoneState.IN_PROGRESS)

    page = client_of(make_user(plan, Role.LEADER)).get(address(plan, rest))

    name, value = rest[1:].split("=")
    options = page.field(name).iter("option")
    assert [each.get("value") for each in options if each.get("selected") is not None] == [value]
    assert numbers(page) == [task.number]


def test_a_head_sorts_one_way_and_then_the_other(client_of: ClientOf) -> None:
    plan = make_plan()
    browser = client_of(make_user(plan, Role.LEADER))
    make_task(plan)

    page = browser.get(address(plan, "?sort=due"))
    [head] = [cell for cell in page.all("th") if cell.get("aria-sort")]

    assert head.get("aria-sort") == "ascending"
    assert next(head.iter("a")).get("href") == address(plan, "?sort=-due")
    page = browser.get(address(plan, "?sort=-due"))
    [head] = [cell for cell in page.all("th") if cell.get("aria-sort")]
    assert head.get("aria-sort") == "descending"


def test_draft_text_is_called_so_and_checked_text_is_not(client_of: ClientOf) -> None:
    plan = make_plan()
    make_task(plan)
    browser = client_of(make_user(plan, Role.OWNER))
    assert browser.get(address(plan)).all("p", class_="notice-draft") == []

    make_task(plan, text_status=TextStatus.DRAFT)

    assert "Nội dung minh họa, chưa đối chiếu" in browser.get(address(plan)).text()


def test_an_empty_list_says_so(client_of: ClientOf) -> None:
    plan = make_plan()
    browser = client_of(make_user(plan, Role.OWNER))

    assert "Kế hoạch chưa có nhiệm vụ nào." in browser.get(address(plan)).text()
    assert "Không có nhiệm vụ phù hợp" in browser.get(address(plan, "?q=x")).text()


@pytest.mark.parametrize("role", list(Role))
def test_the_page_asks_few_queries_whatever_its_length(
    client_of: ClientOf, count_queries: CountQueries, role: Role
) -> None:
    plan = make_plan()
    agency = make_agency()
    for _ in range(35):
        make_task(plan, agency=agency)
    where = address(plan)
    browser = client_of(make_user(plan, role))

    with count_queries() as sent:
        browser.get(where)

    assert len(sent) <= 8, "\n".join(sent)


def test_the_queue_of_confirmations_names_the_day_of_each_report(client_of: ClientOf) -> None:
    plan = make_plan()
    task = make_task(
        plan,
        milestone_state=MilestoneState.AWAITING_CONFIRMATION,
        milestone_reported_on=date(2026, 12, 3),
    )
    make_task(plan)

    page = client_of(make_user(plan, Role.COORDINATOR)).get(f"/p/{plan.slug}/milestones")

    assert numbers(page) == [task.number]
    assert "03/12/2026" in page.text()
    assert address(plan, f"/{task.number}") in page.links()


def test_an_empty_queue_says_so(client_of: ClientOf) -> None:
    plan = make_plan()

    page = client_of(make_user(plan, Role.COORDINATOR)).get(
        f"/p/{plan.slug}/milestones?state=suspended"
    )

    assert "Hiện không có mốc thực hiện nào: tạm dừng." in page.text()
