"""The agenda as a page: a month as a table, a list of three, a file."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from plan_app.domain.roles import Role
from plan_app.models import CalendarDay, Plan, TextStatus, User
from tests.builders import make_agency, make_plan, make_round, make_task, make_user, save
from tests.pages import Client

ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def address(plan: Plan, rest: str = "") -> str:
    """The address of the plan's agenda."""
    return f"/p/{plan.slug}/agenda{rest}"


@pytest.fixture
def plan() -> Plan:
    return make_plan()


@pytest.fixture
def coordinator(app: object, plan: Plan, client_of: ClientOf) -> Client:
    assert app
    return client_of(make_user(plan, Role.COORDINATOR))


def test_a_month_is_a_table_by_weekday_with_today_marked(coordinator: Client, plan: Plan) -> None:
    task = make_task(plan, due=date(2026, 12, 1), milestone_label="Kết quả năm 2026")
    make_task(plan, due=date(2027, 1, 4), title="Trồng rừng")
    make_round(plan)
    save(CalendarDay(day=date(2026, 12, 24), is_working=False, name="Nghỉ bù", source="Công văn"))

    page = coordinator.get(address(plan))

    heads = [page.text(each) for each in page.all("th")]
    assert (heads[0], heads[-1]) == ("Thứ Hai", "Chủ nhật")
    days = {page.text(each).partition(" ")[0]: page.text(each) for each in page.all("td")}
    assert "Quá hạn" in days["1"]
    assert f"Số {task.number}: {task.title} (Kết quả năm 2026)" in days["1"]
    assert "Mở kỳ báo cáo Kỳ báo cáo năm 2026" in days["1"]
    assert "Chốt số liệu Kỳ báo cáo năm 2026 (17:00 ngày 14/12/2026)" in days["14"]
    assert "Ngày nghỉ: Nghỉ bù" in days["24"]
    assert "Thứ Ba, 08/12/2026 Hôm nay" in page.text(page.one("td", **{"aria-current": "date"}))
    assert "Trồng rừng" not in page.text()
    assert f"/p/{plan.slug}/tasks/{task.number}" in page.links()
    assert {address(plan, "?month=2026-11"), address(plan, "?month=2027-01")} <= set(page.links())


def test_a_day_with_many_deadlines_leads_to_the_list_which_has_them_all(
    coordinator: Client, plan: Plan
) -> None:
    agency = make_agency()
    tasks = [make_task(plan, agency=agency, owner=None) for _ in range(6)]

    month = coordinator.get(address(plan, "?state=open"))
    listed = coordinator.get(address(plan, "?state=open&view=list"))

    last = month.all("td")[-1]
    text = next(month.text(each) for each in month.all("td") if "31" in month.text(each)[:2])
    assert "Thêm 02 mốc ngày 31/12/2026" in text
    assert f"Số {tasks[3].number}:" in text
    assert f"Số {tasks[4].number}:" not in text
    assert last is not None
    assert address(plan, "?state=open&view=list#day-2026-12-31") in month.links()
    assert all(f"Số {each.number}:" in listed.text() for each in tasks)
    assert agency.name in listed.text()
    assert "Thứ Năm, 31/12/2026" in [listed.text(each) for each in listed.all("h3")]


def test_an_owner_sees_the_own_work_first_and_may_look_further(
    client_of: ClientOf, plan: Plan
) -> None:
    mine, other = make_task(plan), make_task(plan)
    assert mine.owner is not None
    browser = client_of(mine.owner)

    assert f"Số {other.number}:" not in browser.get(address(plan)).text()
    assert f"Số {mine.number}:" in browser.get(address(plan)).text()
    assert f"Số {other.number}:" in browser.get(address(plan, "?of=plan")).text()
    of_agency = browser.get(address(plan, f"?of={other.responsible_agency_id}")).text()
    assert f"Số {other.number}:" in of_agency
    assert f"Số {mine.number}:" not in of_agency


@pytest.mark.parametrize("view", ["", "view=list&"])
def test_what_leaves_nothing_says_so(coordinator: Client, plan: Plan, view: str) -> None:
    assert (
        "không có thời hạn, kỳ báo cáo hoặc ngày nghỉ"
        in coordinator.get(address(plan, f"?{view}month=2026-02")).text()
    )
    page = coordinator.get(address(plan, f"?{view}month=2026-02&q=khongco"))
    assert "không có gì phù hợp" in page.text()


def test_what_cannot_be_understood_is_as_if_it_were_not_there(
    coordinator: Client, plan: Plan
) -> None:
    page = coordinator.get(address(plan, "?month=0000-99&view=x&of=x&state=x"))
    assert "Tháng 12/2026" in [page.text(each) for each in page.all("h2")]


def test_the_file_has_all_that_stands_on_the_days(coordinator: Client, plan: Plan) -> None:
    task = make_task(plan, due=date(2026, 12, 1), agency=make_agency(name="Sở Công Thương"))
    make_round(plan)
    save(CalendarDay(day=date(2026, 12, 26), is_working=True, name="Làm bù", source="Công văn"))

    lines = coordinator.get(address(plan, ".csv")).response.text.splitlines()

    assert lines[1:] == [
        "01/12/2026,Mở kỳ báo cáo,,Kỳ báo cáo năm 2026,,,",
        f"01/12/2026,Thời hạn nhiệm vụ,{task.number},{task.title},,Sở Công Thương,"
        "Quá hạn; Chưa thực hiện",
        "14/12/2026,Chốt số liệu,,Kỳ báo cáo năm 2026,,,",
        "26/12/2026,Ngày làm bù,,Làm bù,,,",
    ]


@pytest.mark.parametrize("rest", ["", "?view=list&of=own"])
def test_the_page_takes_few_queries(
    client_of: ClientOf, plan: Plan, count_queries: CountQueries, rest: str
) -> None:
    for _ in range(3):
        make_task(plan)
    make_round(plan)
    browser = client_of(make_user(plan, Role.COORDINATOR))
    with count_queries() as sent:
        browser.get(address(plan, rest))
    assert len(sent) <= 8


def test_drafts_are_told_from_checked_texts(coordinator: Client, plan: Plan) -> None:
    make_task(plan, text_status=TextStatus.DRAFT)
    assert "Nội dung minh họa, chưa đối chiếu" in coordinator.get(address(plan)).text()
    assert coordinator.get(address(plan)).all("span", class_="draft-mark") == []
    make_task(plan)
    assert len(coordinator.get(address(plan)).all("span", class_="draft-mark")) == 1
