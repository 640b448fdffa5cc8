"""The timeline of the plan: the list of tasks, drawn."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from plan_app.domain.roles import Role
from plan_app.models import Plan, SolutionGroup, User
from tests.builders import (
    make_agency,
    make_milestone,
    make_plan,
    make_task,
    make_user,
    save,
    together,
)
from tests.pages import Client, Page

ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def address(plan: Plan, rest: str = "") -> str:
    """The address of the plan's timeline."""
    return f"/p/{plan.slug}/timeline{rest}"


def lanes(page: Page) -> list[tuple[str, list[str]]]:
    """Where the drawing of each row leads, and what its marks say."""
    return [
        (link.get("href", ""), [page.text(each) for each in link.iter("title")])
        for link in page.all("a", aria_hidden="true")
    ]


def test_a_row_says_how_its_task_stands_and_each_mark_leads_to_it(client_of: ClientOf) -> None:
    plan = make_plan()
    task = make_task(plan, title="Trồng rừng", due=date(2026, 12, 1))
    make_milestone(task, due=date(2027, 12, 1))

    page = client_of(make_user(plan, Role.OBSERVER)).get(address(plan))

    [row] = [row for row in page.all("tr") if row.get("class") is None][1:]
    assert page.text(row).startswith(f"{task.number}. Trồng rừng")
    assert "01/12/2026: quá hạn 07 ngày; đã hoàn thành 00/02 mốc" in page.text(row)
    where = f"/p/{plan.slug}/tasks/{task.number}"
    said = ["01/12/2026: quá hạn 07 ngày", "01/12/2027: trong hạn"]
    assert lanes(page) == [(where, said)]
    # Once by keyboard: the drawing repeats what stands beside it.
    assert [link.get("tabindex") for link in page.all("a", href=where)] == [None, "-1"]
    legend = page.text(page.one("ul", class_="legend"))
    assert legend == "Trong hạn Quá hạn Thời gian thực hiện nhiệm vụ Hôm nay, 08/12/2026"


def test_tasks_stand_by_group_unless_sorted_otherwise(client_of: ClientOf) -> None:
    plan = make_plan()
    second = save(SolutionGroup(plan=plan, ordinal=2, title="Nhóm hai", title_en="Group two"))
    make_task(plan, group=second, due=date(2026, 1, 31))
    make_task(plan)
    browser = client_of(make_user(plan, Role.LEADER))

    page = browser.get(address(plan))
    assert [page.text(row) for row in page.all("tr", class_="group-row")] == [
        "I. Nhóm một",
        "II. Nhóm hai",
    ]
    page = browser.get(address(plan, "?sort=due"))

    assert page.all("tr", class_="group-row") == []
    assert [said[0][:10] for _where, said in lanes(page)] == ["31/01/2026", "31/12/2026"]


def test_filters_stay_from_the_list_to_the_timeline_and_through_its_zooms(
    client_of: ClientOf,
) -> None:
    plan = make_plan()
    wanted = make_task(plan, title="Trồng rừng ngập mặn", due=date(2024, 6, 30))
    make_task(plan)
    browser = client_of(make_user(plan, Role.COORDINATOR))

    listed = browser.get(f"/p/{plan.slug}/tasks?q=rung&columns=both")
    assert address(plan, "?q=rung") in listed.links()
    page = browser.get(address(plan, "?q=rung&zoom=quarter"))

    assert [where.rpartition("/")[2] for where, _said in lanes(page)] == [str(wanted.number)]
    assert lanes(page)[0][1] == ["Mốc trước đó: 01"]
    assert page.hidden()["zoom"] == "quarter"
    links = page.links()
    assert f"/p/{plan.slug}/tasks?q=rung" in links
    assert f"/p/{plan.slug}/tasks.csv?q=rung" in links
    assert address(plan, "?q=rung&zoom=month") in links
    assert address(plan, "?q=rung&zoom=quarter&begin=2022") in links
    page = browser.get(address(plan, "?q=rung&zoom=quarter&begin=2022"))
    assert lanes(page)[0][1] == ["30/06/2024: quá hạn 891 ngày"]
    # The way back to the window that holds today.
    assert address(plan, "?q=rung&zoom=quarter") in page.links()


def test_an_empty_timeline_says_so(client_of: ClientOf) -> None:
    plan = make_plan()
    browser = client_of(make_user(plan, Role.OWNER))

    assert "Kế hoạch chưa có nhiệm vụ nào." in browser.get(address(plan, "?zoom=month")).text()
    page = browser.get(address(plan, "?q=x&zoom=month"))
    assert "Không có nhiệm vụ phù hợp" in page.text()
    assert address(plan, "?zoom=month") in page.links()


def test_rows_are_light_and_ask_few_queries(
    client_of: ClientOf, count_queries: CountQueries
) -> None:
    plan = make_plan()
    agency = make_agency(name="Sở Nông nghiệp và Môi trường")
    title = "Xây dựng kế hoạch giảm phát thải, sử dụng năng lượng tiết kiệm và hiệu quả"
    with together():
        for _ in range(20):
            task = make_task(plan, title=title, agency=agency, owner=None)
            for year in (2027, 2028):
                make_milestone(task, due=date(year, 12, 31), label=f"Kết quả năm {year}")
    where = address(plan)
    browser = client_of(make_user(plan, Role.COORDINATOR))

    with count_queries() as sent:
        page = browser.get(where)

    assert len(sent) <= 8, "\n".join(sent)
    assert len(lanes(page)) == 20
    rows = page.response.text.partition("<tbody>")[2].partition("</table>")[0]
    # So that half a thousand stay below 400 KB with what stands around them.
    assert len(rows.encode()) / 20 < 740
    with count_queries() as again:
        browser.get(where)
    # They are kept for as long as nothing changes.
    assert len(again) <= len(sent) - 4


def test_the_page_of_a_task_shows_its_own_milestones_on_a_line(client_of: ClientOf) -> None:
    plan = make_plan()
    task = make_task(plan, due=date(2026, 12, 1))
    browser = client_of(make_user(plan, Role.OWNER))
    where = f"/p/{plan.slug}/tasks/{task.number}"
    assert browser.get(where).all("div", class_="timeline-small") == []

    make_milestone(task, due=date(2027, 12, 1))

    drawn = browser.get(where).one("div", class_="timeline-small")
    assert [each.text for each in drawn.iter("title")] == [
        "01/12/2026: quá hạn 07 ngày",
        "01/12/2027: trong hạn",
    ]
