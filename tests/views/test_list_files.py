"""Every list is searched, sorted and downloaded in the one way that the lists share."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import CalendarDay, Plan, Task, TextStatus
from tests.builders import (
    make_agency,
    make_leader_list,
    make_pause,
    make_plan,
    make_task,
    make_user,
    save,
)
from tests.pages import Client

Browse = Callable[..., Client]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def browser(plan: Plan, client_of: Browse) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR))


class Lists:
    """A plan whose lists each hold a first and a second row, found by the word "hai"."""

    def __init__(self, plan: Plan, browser: Client) -> None:
        self.plan = plan
        self.browser = browser
        self.agencies = [make_agency(name=f"Sở {word}") for word in ("Một", "Hai")]
        facts = ((1, "Rà soát một", self.agencies[0]), (2, "Rà soát hai", self.agencies[1]))
        for number, title, agency in facts:
            for given in ({}, {"owner": None}, {"text_status": TextStatus.DRAFT}):
                make_task(
                    plan,
                    number=number + 10 * (len(given) + ("owner" in given)),
                    title=f"{title} {''.join(given)}".strip(),
                    agency=agency,
                    due=date(2027, number, 1),
                    milestone_state=MilestoneState.AWAITING_CONFIRMATION
                    if not given
                    else MilestoneState.NOT_STARTED,
                    milestone_reported_on=date(2026, 12, number) if not given else None,
                    **given,
                )

    def rows(self, below: str, query: str = "") -> list[str]:
        """The rows of the list on the page, without its heads."""
        page = self.browser.get(f"/p/{self.plan.slug}/{below}?{query}")
        return [
            page.text(row)
            for body in page.all("tbody")
            for row in body.iter("tr")
            if row.get("class") != "group-row"
        ]

    def lines(self, below: str, query: str = "") -> list[str]:
        """The lines of the file, without its head."""
        answer = self.browser.browser.get(f"/p/{self.plan.slug}/{below}?{query}")
        assert answer.status_code == 200
        assert answer.mimetype == "text/csv"
        assert "attachment" in answer.headers["Content-Disposition"]
        return answer.get_data(as_text=True).splitlines()[1:]


@pytest.fixture
def lists(plan: Plan, browser: Client) -> Lists:
    return Lists(plan, browser)


LISTS = [
    ("tasks", "tasks.csv", "q=hai&text=checked&owner=none", ("number", "agency", "due")),
    ("assign", "assign/tasks.csv", "q=hai&owner=none", ("number", "agency", "due")),
    ("assign/unassigned", "assign/unassigned.csv", "q=hai", ("number", "agency", "due")),
    ("milestones", "milestones.csv", "q=hai", ("number", "agency", "due", "waited")),
    ("structure/texts", "structure/texts/list.csv", "q=hai", ("number", "agency")),
]


@pytest.mark.parametrize(("page", "file", "query", "sorts"), LISTS, ids=[each[0] for each in LISTS])
def test_a_list_is_searched_sorted_and_downloaded(
    lists: Lists, page: str, file: str, query: str, sorts: tuple[str, ...]
) -> None:
    (row,) = lists.rows(page, query)
    (line,) = lists.lines(file, query)
    assert "Rà soát hai" in row
    assert "Rà soát hai" in line

    both = query.replace("q=hai", "q=ra soat")
    for sort in sorts:
        for order, first in ((sort, "Rà soát một"), (f"-{sort}", "Rà soát hai")):
            rows = lists.rows(page, f"{both}&sort={order}")
            lines = lists.lines(file, f"{both}&sort={order}")
            assert len(rows) == len(lines) == 2
            assert first in rows[0], (sort, rows)
            assert first in lines[0], (sort, lines)


# Beside ticks the filters stand in the form of the ticks, under names of their own.
@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("assign/unassigned", "filter-q"),
        ("milestones", "q"),
        ("structure/texts", "filter-q"),
    ],
)
def test_what_is_not_found_leads_back_to_all(lists: Lists, page: str, field: str) -> None:
    assert lists.rows(page, "q=khongcogi") == []
    found = lists.browser.get(f"/p/{lists.plan.slug}/{page}?q=khongcogi")
    assert found.field(field).get("value") == "khongcogi"
    # There the way back is a button, that brings the ticks along.
    buttons = [button.get("formaction") for button in found.all("button", name="step")]
    assert f"/p/{lists.plan.slug}/{page}" in [*found.links(), *buttons]


def test_a_task_given_from_a_narrowed_queue_leads_back_to_it(lists: Lists) -> None:
    address = f"/p/{lists.plan.slug}/assign/unassigned?q=hai"
    owner = make_user(lists.plan, Role.OWNER, agency=lists.agencies[1])
    page = lists.browser.get(address)
    only = next(
        str(button.get("value"))
        for button in page.all("button", name="only")
        if str(button.get("value")).endswith(f":{owner.id}")
    )

    answer = lists.browser.post(address, {"only": only})

    assert answer.response.location.endswith("/assign/unassigned?q=hai")


def test_pauses_are_searched_sorted_and_downloaded(lists: Lists) -> None:
    make_pause(lists.plan, reason="Lý do một", agency_id=lists.agencies[0].id)
    make_pause(
        lists.plan,
        reason="Lý do hai",
        first_day=date(2026, 12, 9),
        last_day=date(2026, 12, 25),
        agency_id=lists.agencies[1].id,
    )
    make_pause(lists.plan, reason="Cũ", first_day=date(2026, 1, 5), last_day=date(2026, 1, 6))
    page, file = "reminders/pauses", "reminders/pauses/list.csv"

    for query in ("words=hai", "words=SO hai", "standing=coming"):
        (row,), (line,) = lists.rows(page, query), lists.lines(file, query)
        assert "Lý do hai" in row
        assert "Lý do hai" in line
        assert "Sở Hai" in line
    assert "Lý do một" in lists.rows(page, "standing=lasting")[0]
    assert "Toàn bộ kế hoạch" in lists.lines(file, "standing=over")[0]
    for sort in ("last", "first", "entered"):
        words = ["Cũ", "Lý do một", "Lý do hai"]
        if sort == "entered":
            words = [words[1], words[2], words[0]]
        for order, wanted in ((sort, words), (f"-{sort}", words[::-1])):
            rows, lines = (
                lists.rows(page, f"sort={order}"),
                lists.lines(file, f"sort={order}"),
            )
            for said, row, line in zip(wanted, rows, lines, strict=True):
                assert said in row, (order, rows)
                assert said in line, (order, lines)
    assert lists.rows(page, "words=khongcogi") == []


def test_the_lists_sent_to_leaders_are_searched_sorted_and_downloaded(lists: Lists) -> None:
    tasks = db.session.scalars(select(Task).where(Task.number.in_([1, 2])).order_by(Task.number))
    for day, task in enumerate(tasks, start=1):
        person = make_user(lists.plan, Role.COORDINATOR, full_name=f"Lê Thị {'AB'[day - 1]}")
        at = datetime(2026, 12, day, 0, 30, tzinfo=UTC)
        make_leader_list(task, confirmed_by=person, confirmed_at=at, sends_at=at)
    page, file = "leaders/sent", "leaders/sent.csv"

    for query in ("words=ra soat HAI", "words=thi b", f"agency={lists.agencies[1].id}"):
        (row,), (line,) = lists.rows(page, query), lists.lines(file, query)
        assert "02/12/2026" in row
        assert line.startswith("02/12/2026,Ông Lê Thị B,1")
    for sort, first in (("sends", "01/12/2026"), ("-sends", "02/12/2026"), ("by", "01/12/2026")):
        assert first in lists.rows(page, f"sort={sort}")[0]
        assert first in lists.lines(file, f"sort={sort}")[0]
    assert lists.rows(page, "words=khongcogi") == []


def test_the_days_of_a_year_are_searched_sorted_and_downloaded(lists: Lists) -> None:
    days = (
        (date(2027, 2, 5), False, "Tết Nguyên đán", "Thông báo số 2"),
        (date(2027, 2, 13), True, "Làm bù", "Thông báo số 1"),
        (date(2027, 4, 1), True, "An toàn", "Văn bản"),
        (date(2028, 1, 3), False, "Năm sau", "Thông báo số 3"),
    )
    for day, is_working, name, source in days:
        save(CalendarDay(day=day, is_working=is_working, name=name, source=source))
    page, file = "reminders/calendar", "reminders/calendar/days.csv"

    for query in ("words=nguyen dan", "words=so 2", "kind=off"):
        (row,), (line,) = (
            lists.rows(page, f"year=2027&{query}"),
            lists.lines(file, f"year=2027&{query}"),
        )
        assert "Tết Nguyên đán" in row
        assert line.startswith("05/02/2027,thứ Sáu,Nghỉ,Tết Nguyên đán")
    assert [line.split(",")[2] for line in lists.lines(file, "year=2027&kind=working")] == [
        "Làm bù",
        "Làm việc",
    ]
    orders = {
        "day": ["Tết Nguyên đán", "Làm bù", "An toàn"],
        "name": ["An toàn", "Làm bù", "Tết Nguyên đán"],
        "source": ["Làm bù", "Tết Nguyên đán", "An toàn"],
    }
    for sort, names in orders.items():
        for order, wanted in ((sort, names), (f"-{sort}", names[::-1])):
            lines = lists.lines(file, f"year=2027&sort={order}")
            assert [line.split(",")[3] for line in lines] == wanted
            assert len(lists.rows(page, f"year=2027&sort={order}")) == 3
    assert lists.rows(page, "year=2027&words=khongcogi") == []
    assert "Năm sau" in lists.rows(page, "year=2028")[0]


@pytest.mark.parametrize(
    "rest", ["p/{plan}/tasks.csv", "p/{plan}/mentions.csv", "account/data.json"]
)
def test_no_cache_keeps_a_file(browser: Client, plan: Plan, rest: str) -> None:
    answer = browser.browser.get(f"/{rest.format(plan=plan.slug)}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
