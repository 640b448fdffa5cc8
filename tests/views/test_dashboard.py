"""The dashboard: every number and mark leads to its rows, and people see what is theirs to see."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest

from plan_app.domain.deadlines import Figure
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Plan, User
from plan_app.services import journal
from tests.acting import UNDER_WAY, report
from tests.builders import (
    make_agency,
    make_direction,
    make_plan,
    make_round,
    make_session,
    make_task,
    make_user,
)
from tests.conftest import NOW
from tests.pages import Client, Page
from tests.services.test_rounds import close, coordinator_of
from tests.views.test_home import MOST_QUERIES, fill, rows_of

ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
# After an act everything is counted anew, once for all who look.
MOST_COLD = 12
# What leads to rows of the plan.
LISTS = ("/tasks?", "/milestones?", "/leaders/province?")


def dashboard(browser: Client, plan: Plan, query: str = "") -> Page:
    return browser.get(f"/p/{plan.slug}/dashboard{query}")


def of_section(page: Page, name: str) -> str:
    return page.text(page.one("section", aria_labelledby=f"{name}-title"))


def test_every_number_and_every_mark_leads_to_its_rows(client_of: ClientOf) -> None:
    plan = make_plan(first_year=2026, last_year=2026, decision_date=date(2026, 10, 1))
    fill(plan)
    leader = make_user(plan, Role.LEADER)
    make_session(leader, created_at=datetime(2026, 12, 3, 2, 0, tzinfo=UTC))
    browser = client_of(leader)

    counted: dict[str, set[str]] = {}
    main = dashboard(browser, plan).one("main")
    for link in main.iter("a"):
        address = link.get("href") or ""
        if any(part in address for part in LISTS):
            said = link.get("aria-label") or " ".join("".join(link.itertext()).split())
            counted.setdefault(address, set()).add(said)

    assert len(counted) > 30
    # One of each kind; what narrows them to groups and agencies the lists' own tests follow.
    kinds = {"&".join(sorted(part.split("=")[0] for part in each.split("?")[1].split("&"))): each
             for each in counted}  # fmt: skip
    assert len(kinds) == 11
    for address in kinds.values():
        rows = len(rows_of(browser.get(address)))
        assert all(
            f"{rows:02d}" in said for said in counted[address] if any(map(str.isdigit, said))
        )


def test_a_leader_sees_the_figures_closed_last_beside_those_of_today(client_of: ClientOf) -> None:
    plan = make_plan()
    late = make_task(plan, due=date(2026, 12, 7))
    close(make_round(plan), coordinator_of(plan))
    make_task(plan, due=date(2026, 12, 1))
    leader = make_user(plan, Role.LEADER)

    page = dashboard(client_of(leader), plan)

    row = next(each for each in page.all("tr") if "Chưa hoàn thành, quá hạn" in page.text(each))
    assert page.text(row).endswith("02 01 +01")
    assert "Kỳ báo cáo năm 2026. Số liệu đã chốt lúc 08:00 ngày 08/12/2026." in page.text()
    assert "Số liệu tính đến 08 giờ 00 ngày 08/12/2026." in page.text()
    frozen = [link for link in page.links() if "/rounds/" in link]
    assert len(frozen) == len(Figure)
    assert late.title in page.text()


def test_what_has_changed_is_counted_since_the_last_visit_and_the_last_closing(
    client_of: ClientOf,
) -> None:
    plan = make_plan()
    make_task(plan, due=date(2026, 12, 6))
    leader = make_user(plan, Role.LEADER)
    browser = client_of(leader)
    assert "để so sánh" in of_section(dashboard(browser, plan), "changes")

    make_session(leader, created_at=datetime(2026, 12, 4, 2, 0, tzinfo=UTC))
    close(make_round(plan), coordinator_of(plan))

    said = of_section(dashboard(browser, plan), "changes")
    assert "Từ lần đăng nhập trước, ngày 04/12/2026" in said
    assert "Từ lần chốt số liệu, ngày 08/12/2026" in said
    assert "Mới quá hạn 01 00" in said


def test_the_longest_overdue_come_with_the_agency_s_words_to_those_who_may_read_them(
    client_of: ClientOf,
) -> None:
    plan = make_plan()
    for n in range(11):
        make_task(plan, due=date(2026, 11, 1 + n))
    longest = make_task(plan, due=date(2026, 9, 1))
    report(longest, UNDER_WAY)
    stranger = make_user(plan, Role.OWNER, agency=make_agency())

    of_leader, of_stranger = (
        dashboard(client_of(person), plan) for person in (make_user(plan, Role.LEADER), stranger)
    )

    for page in (of_leader, of_stranger):
        assert "Các mốc quá hạn lâu nhất: 10" in page.text()
    assert "Thiếu hướng dẫn." in of_section(of_leader, "longest")
    assert "Thiếu hướng dẫn." not in of_stranger.text()
    assert longest.owner is not None
    assert longest.owner.full_name not in of_leader.text()


def test_matters_for_the_leader_stand_in_official_order_and_are_not_for_everybody(
    client_of: ClientOf,
) -> None:
    plan = make_plan()
    last = make_agency(name="UBND xã A", official_order=9_999_900)
    first = make_agency(name="Văn phòng UBND tỉnh", official_order=1)
    make_task(plan, agency=last, due=date(2026, 8, 3))
    asked = make_task(plan, agency=first, due=date(2026, 9, 1))
    make_task(plan, agency=first, due=date(2026, 12, 7))
    make_direction(asked, coordinator_of(plan), answer_by=date(2026, 12, 7))

    page = dashboard(client_of(make_user(plan, Role.LEADER)), plan)
    of_observer = dashboard(client_of(make_user(plan, Role.OBSERVER)), plan)

    said = of_section(page, "matters")
    assert said.startswith("Việc đề nghị lãnh đạo cho ý kiến: 02")
    assert said.index("Văn phòng UBND tỉnh") < said.index("UBND xã A")
    assert "Ý kiến chỉ đạo chưa kết thúc: 01; trong đó quá hạn trả lời: 01." in said
    assert not of_observer.all("section", aria_labelledby="matters-title")


@pytest.mark.parametrize(
    ("role", "query", "is_sorted"),
    [
        (Role.COORDINATOR, "", False),
        (Role.COORDINATOR, "?sort=overdue", True),
        (Role.LEADER, "?sort=overdue", False),
    ],
)
def test_only_a_coordinator_may_have_the_worst_first(
    client_of: ClientOf, role: Role, query: str, is_sorted: bool
) -> None:
    plan = make_plan()
    last = make_agency(name="UBND xã A", official_order=9_999_900)
    first = make_agency(name="Văn phòng UBND tỉnh", official_order=1)
    make_task(plan, agency=last, due=date(2026, 1, 1))
    make_task(plan, agency=first)

    said = of_section(dashboard(client_of(make_user(plan, role)), plan, query), "agencies")

    assert (said.index("UBND xã A") < said.index("Văn phòng UBND tỉnh")) is is_sorted
    assert ("Nhiều nhiệm vụ quá hạn trước" in said) is (role is Role.COORDINATOR)


def test_a_forecast_is_drawn_only_where_it_was_asked_for(client_of: ClientOf) -> None:
    plan = make_plan()
    fill(plan)
    browser = client_of(make_user(plan, Role.LEADER))

    plain, with_one = (dashboard(browser, plan, query) for query in ("", "?forecast=1"))

    assert "Dự báo" not in plain.text()
    assert "Dự báo giữ nguyên tiến độ 365 ngày gần nhất: 02 mốc hoàn thành" in with_one.text()


def test_a_plan_without_tasks_says_so(client_of: ClientOf) -> None:
    plan = make_plan()
    page = dashboard(client_of(make_user(plan, Role.LEADER)), plan, "?forecast=1")
    assert "Kế hoạch chưa có mốc nào có thời hạn." in page.text()
    assert "Hiện không có nhiệm vụ quá hạn." in page.text()
    assert not [each for each in page.all("svg") if "chart" in (each.get("class") or "").split()]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OWNER])
def test_the_page_asks_few_queries(
    client_of: ClientOf, count_queries: CountQueries, role: Role
) -> None:
    plan = make_plan()
    fill(plan)
    close(make_round(plan), coordinator_of(plan))
    person = make_user(plan, role)
    make_session(person, created_at=datetime(2026, 12, 4, 2, 0, tzinfo=UTC))
    browser = client_of(person)
    dashboard(browser, plan)

    with count_queries() as warm:
        before = dashboard(browser, plan)
    assert len(warm) <= MOST_QUERIES, "\n".join(warm)

    # What was kept is kept until somebody acts.
    make_task(plan, due=date(2026, 12, 1))
    assert of_section(dashboard(browser, plan), "groups") == of_section(before, "groups")
    journal.record("tried", now=NOW, actor_id=None, plan_id=plan.id)
    db.session.commit()
    with count_queries() as cold:
        after = dashboard(browser, plan)
    assert len(cold) <= MOST_COLD, "\n".join(cold)
    assert of_section(after, "groups") != of_section(before, "groups")
