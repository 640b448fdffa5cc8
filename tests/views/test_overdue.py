"""The overdue list: the same rows on the page, on paper, in the file and in the figures."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import pytest

from plan_app import clock
from plan_app.domain import deadlines
from plan_app.domain.deadlines import Figure
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Language, Plan, ProgressReport, Task, TextStatus, User
from plan_app.queries import cache, figures
from tests import acting
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user, save
from tests.conftest import NOW
from tests.pages import Client, Page

TODAY = date(2026, 12, 8)
ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def fill(plan: Plan, late: int = 3) -> list[Task]:
    """So many overdue tasks, and others that are not."""
    agency = make_agency()
    make_task(plan, due=TODAY, agency=agency)
    make_task(plan, due=None, agency=agency)
    make_task(plan, due=date(2026, 1, 1), agency=agency, milestone_state=MilestoneState.SUSPENDED)
    return [
        make_task(plan, due=TODAY - timedelta(days=days), agency=agency)
        for days in range(1, late + 1)
    ]


def address(plan: Plan, rest: str = "") -> str:
    """The address of the plan's list."""
    return f"/p/{plan.slug}/overdue{rest}"


def numbers(page: Page) -> list[int]:
    """The numbers of the tasks on a page."""
    if not page.all("table", class_="overdue-rows"):
        return []
    table = page.one("table", class_="overdue-rows")
    return [int(page.text(cell)) for cell in table.iter("td") if cell.get("data-label") == "Số"]


def hrefs(page: Page, said: str) -> list[str]:
    """The addresses of the links that say this to a screen reader."""
    found = [link for link in page.all("a") if said in (link.get("aria-label") or "")]
    return [link.get("href") or "" for link in found]


def read_file(browser: Client, where: str) -> list[dict[str, str]]:
    """The rows of the file by the words of its head."""
    text = browser.get(where).response.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_page_paper_file_figures_and_rule_tell_the_same(client_of: ClientOf) -> None:
    plan = make_plan()
    tasks = fill(plan, late=33)
    browser = client_of(make_user(plan, Role.COORDINATOR))
    expected = sorted(
        task.number
        for task in tasks
        if any(deadlines.is_overdue(each.facts, TODAY) for each in task.milestones)
    )

    on_pages = [
        number for n in (1, 2) for number in numbers(browser.get(address(plan, f"?page={n}")))
    ]
    on_paper = numbers(browser.get(address(plan, "?print=1")))
    in_file = [int(row["Số"]) for row in read_file(browser, address(plan, ".csv"))]
    counted = figures.count_figures(plan.id, today=TODAY)[Figure.OPEN_OVERDUE]

    assert sorted(on_pages) == expected
    assert on_paper == in_file == on_pages
    assert counted == len(expected)


def test_the_head_tells_how_much_of_whom_and_since_when(client_of: ClientOf) -> None:
    plan = make_plan()
    make_task(plan, due=date(2026, 11, 1))
    task = make_task(plan, due=date(2026, 12, 7))
    text = client_of(make_user(plan, Role.COORDINATOR)).get(address(plan)).text()

    assert "02 nhiệm vụ, 02 cơ quan. Mới phát sinh trong tuần: 01." in text
    assert "Số liệu tính đến 08 giờ 00 ngày 08/12/2026." in text
    assert "Số mốc thực hiện quá hạn" not in text

    make_milestone(task, due=date(2026, 12, 7))
    person = make_user(plan, Role.COORDINATOR)
    cache.forget_all()
    assert "Số mốc thực hiện quá hạn: 03." in client_of(person).get(address(plan)).text()


def test_paper_tells_the_conditions_and_shows_no_fields(client_of: ClientOf) -> None:
    plan = make_plan()
    first = fill(plan)[0]
    browser = client_of(make_user(plan, Role.COORDINATOR))

    page = browser.get(address(plan, f"?print=1&agency={first.responsible_agency_id}"))

    assert f"Cơ quan chủ trì: {first.responsible_agency.name}" in page.text()
    assert page.all("form", class_="filters") == []
    assert len(numbers(page)) == 3


def test_without_overdue_work_the_page_names_what_comes_next(client_of: ClientOf) -> None:
    plan = make_plan()
    task = make_task(plan, due=date(2026, 12, 15))

    page = client_of(make_user(plan, Role.COORDINATOR)).get(address(plan))

    assert (
        "Hiện không có nhiệm vụ quá hạn. "
        f"Nhiệm vụ đến hạn gần nhất: số {task.number}, ngày 15/12/2026."
    ) in page.text()
    assert "Số liệu tính đến" in page.text()


def test_a_filter_that_leaves_nothing_does_not_say_all_is_well(client_of: ClientOf) -> None:
    plan = make_plan()
    fill(plan)

    page = client_of(make_user(plan, Role.COORDINATOR)).get(address(plan, "?q=khong-co"))

    assert "phù hợp với các điều kiện đang lọc" in page.text()
    assert "Hiện không có nhiệm vụ quá hạn." not in page.text()
    assert address(plan) in page.links()


def test_the_address_holds_filter_and_order_through_pages_and_file(client_of: ClientOf) -> None:
    plan = make_plan()
    tasks = fill(plan, late=31)
    agency = tasks[0].responsible_agency_id
    other = make_task(plan, due=date(2026, 12, 1))
    # Of who nudges the pages are buttons, which take the ticks along.
    browser = client_of(make_user(plan, Role.LEADER))
    page = browser.get(address(plan, f"?agency={agency}&sort=number&bad=1&state=nonsense"))

    following = next(link for link in page.all("a") if link.get("rel") == "next").get("href") or ""
    file = next(link for link in page.links() if ".csv" in link)

    assert following == address(plan, f"?agency={agency}&sort=number&page=2")
    shown = numbers(page) + numbers(browser.get(following))
    assert shown == sorted(task.number for task in tasks)
    assert [int(row["Số"]) for row in read_file(browser, file)] == shown
    assert other.number not in shown
    without = hrefs(page, "Bỏ điều kiện")
    assert without == [address(plan, "?sort=number")]


@pytest.mark.parametrize(
    "nonsense",
    [
        "agency=99999999999999999999",
        "agency=-1",
        "group=x",
        "owner=somebody",
        "state=lost",
        "year=1",
        "text=x",
        "sort=colour",
        "page=0",
        "page=x",
        "page=999999999",
        "q=%00",
        "q=%25_%5C%27",
    ],
)
def test_an_address_with_nonsense_is_a_page_all_the_same(
    client_of: ClientOf, nonsense: str
) -> None:
    plan = make_plan()
    fill(plan)

    client_of(make_user(plan, Role.COORDINATOR)).get(address(plan, f"?{nonsense}"))


def test_a_page_after_the_last_is_the_last(client_of: ClientOf) -> None:
    plan = make_plan()
    fill(plan, late=31)

    page = client_of(make_user(plan, Role.LEADER)).get(address(plan, "?page=9"))

    assert len(numbers(page)) == 1
    assert "Trang 2/2" in page.text()


def test_the_number_to_call_is_for_those_who_may_urge(client_of: ClientOf) -> None:
    plan = make_plan()
    owner = make_user(plan, Role.OWNER, telephone="0237 385.2246")
    make_task(plan, due=date(2026, 12, 1), owner=owner)

    assert (
        "tel:02373852246" in client_of(make_user(plan, Role.COORDINATOR)).get(address(plan)).links()
    )
    others = client_of(make_user(plan, Role.OBSERVER)).get(address(plan))
    assert "0237" not in others.text()
    assert owner.full_name in others.text()


def report(task: Task, words: str) -> None:
    """The owner's report with difficulties."""
    milestone = task.milestones[0]
    milestone.last_reported_at = datetime(2026, 9, 15, 2, tzinfo=UTC)
    save(
        ProgressReport(
            milestone=milestone,
            author=task.owner,
            reported_at=milestone.last_reported_at,
            reported_on=date(2026, 9, 15),
            state_before=MilestoneState.NOT_STARTED,
            state=MilestoneState.IN_PROGRESS,
            difficulties=words,
        )
    )


def test_difficulties_are_not_for_everybody_on_page_and_in_file(client_of: ClientOf) -> None:
    plan = make_plan()
    task = make_task(plan, due=date(2026, 12, 1))
    report(task, "Thiếu kinh phí")
    insider = client_of(make_user(plan, Role.COORDINATOR))
    outsider = client_of(make_user(plan, Role.OBSERVER))

    assert "Thiếu kinh phí" in insider.get(address(plan)).text()
    assert "15/09/2026" in outsider.get(address(plan)).text()
    assert "Thiếu kinh phí" not in outsider.get(address(plan)).text()
    column = "Khó khăn, vướng mắc; kiến nghị"
    assert [row[column] for row in read_file(insider, address(plan, ".csv"))] == ["Thiếu kinh phí"]
    assert [row[column] for row in read_file(outsider, address(plan, ".csv"))] == [""]


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_file_is_a_formula(client_of: ClientOf, mark: str) -> None:
    plan = make_plan()
    task = make_task(plan, due=date(2026, 12, 1), title="=HYPERLINK(1)")
    report(task, f"{mark}1+1")

    [row] = read_file(client_of(make_user(plan, Role.COORDINATOR)), address(plan, ".csv"))

    assert row["Nhiệm vụ"] == "'=HYPERLINK(1)"
    assert row["Khó khăn, vướng mắc; kiến nghị"].startswith("'")


def test_the_file_has_a_vietnamese_name_and_opens_as_utf_8(client_of: ClientOf) -> None:
    plan = make_plan()
    make_task(plan, due=date(2026, 12, 1))

    answer = client_of(make_user(plan, Role.LEADER)).get(address(plan, ".csv")).response

    named = answer.headers["Content-Disposition"]
    assert 'filename="overdue-2026-12-08.csv"' in named
    assert unquote(named.split("UTF-8''")[1]) == "Nhiệm vụ quá hạn đến ngày 08-12-2026.csv"
    assert answer.get_data().startswith("\ufeffSố,".encode())
    assert answer.mimetype == "text/csv"


def test_a_moved_date_stands_beside_the_first_one(client_of: ClientOf) -> None:
    plan = make_plan()
    make_task(plan, due=date(2026, 12, 1), milestone_original_due_date=date(2026, 6, 30))

    text = client_of(make_user(plan, Role.LEADER)).get(address(plan)).text()

    assert "01/12/2026" in text
    assert "Ban đầu: 30/06/2026" in text


def test_draft_text_is_called_so(client_of: ClientOf) -> None:
    plan = make_plan()
    make_task(plan, due=date(2026, 12, 1), text_status=TextStatus.DRAFT)

    text = client_of(make_user(plan, Role.LEADER)).get(address(plan)).text()

    assert "Nội dung minh họa, chưa đối chiếu với Phụ lục" in text
    assert "Quyết định số 3825/QĐ-UBND" in text


def test_totals_by_agency_lead_to_that_agency_s_rows(client_of: ClientOf) -> None:
    plan = make_plan()
    fill(plan, late=4)
    other = make_task(plan, due=date(2026, 12, 1))
    browser = client_of(make_user(plan, Role.LEADER))
    page = browser.get(address(plan))

    links = hrefs(page, "mốc thực hiện quá hạn của")

    assert [len(numbers(browser.get(link))) for link in links] == [4, 1]
    assert numbers(browser.get(links[1])) == [other.number]


def test_a_row_once_made_is_shown_to_nobody_who_must_see_another(client_of: ClientOf) -> None:
    """Rows are kept as HTML: by all that they show, the language, and nothing else."""
    plan = make_plan()
    owner = make_user(plan, Role.OWNER, telephone="0237 385.2246")
    task = make_task(plan, due=date(2026, 12, 1), owner=owner)
    report(task, "Thiếu kinh phí")
    reader = make_user(plan, Role.COORDINATOR)
    browser = client_of(reader)
    assert "Thiếu kinh phí" in browser.get(address(plan)).text()

    seen = client_of(make_user(plan, Role.OBSERVER)).get(address(plan)).text()
    assert "Thiếu kinh phí" not in seen
    assert "0237" not in seen

    # Written by nobody whose act the journal counts.
    task.title = "Tên khác"
    owner.unreachable_since = NOW
    db.session.commit()
    seen = browser.get(address(plan)).text()
    assert "Tên khác" in seen
    assert "Chưa liên hệ được" in seen
    assert "Quá hạn 07 ngày" in seen

    with clock.stopped_at(NOW + timedelta(days=1)):
        assert "Quá hạn 08 ngày" in browser.get(address(plan)).text()

    reader.language = Language.ENGLISH
    db.session.commit()
    assert "7 days overdue" in browser.get(address(plan)).text()


@pytest.mark.parametrize("rest", ["", "?print=1", ".csv"])
def test_strangers_and_people_of_other_plans_are_not_shown_it(
    client: Client, client_of: ClientOf, rest: str
) -> None:
    plan = make_plan()

    client.get(address(plan, rest), status=303)
    client_of(make_user(make_plan(), Role.OWNER)).get(address(plan, rest), status=403)


@pytest.mark.parametrize("role", list(Role))
def test_the_page_asks_few_queries_whatever_its_length(
    client_of: ClientOf, count_queries: CountQueries, role: Role
) -> None:
    plan = make_plan()
    fill(plan, late=35)
    # What was late a week ago is told by the acts of the week.
    acting.report(make_task(plan, due=date(2026, 11, 2)))
    where = address(plan)
    browser = client_of(make_user(plan, role))

    with count_queries() as cold:
        browser.get(where)
    with count_queries() as warm:
        browser.get(where + "?page=2")

    assert len(cold) <= 8, "\n".join(cold)
    assert len(warm) <= len(cold) - 2
