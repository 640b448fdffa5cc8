"""The lists and the whole plan as workbooks: the rows, words and numbers of the pages."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote

import pytest

from plan_app.domain.deadlines import Figure
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.models import Language, Plan, ProgressReport, SolutionGroup, Task, TextStatus, User
from plan_app.queries import figures, overdue
from plan_app.queries.conditions import ListFilter
from plan_app.queries.versions import get_version
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user, save
from tests.pages import Client
from tests.workbooks import answer, charts, fetched, lines

TODAY = date(2026, 12, 8)
ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def filled() -> Plan:
    """A plan with tasks of two groups and agencies in each figure."""
    plan = make_plan()
    second = save(SolutionGroup(plan=plan, ordinal=2, title="Nhóm hai", title_en="Group two"))
    first, other = make_agency(name="Sở Một"), make_agency(name="Sở Hai")
    done: dict[str, Any] = {
        "milestone_state": MilestoneState.COMPLETED,
        "milestone_confirmed_on": TODAY,
    }
    make_task(plan, number=1, agency=other, group=second, due=date(2026, 11, 1))
    make_task(plan, number=2, agency=first, due=date(2026, 12, 20), title="=1+1 rà soát")
    make_task(
        plan, number=3, agency=first, due=date(2026, 12, 1), milestone_reported_on=TODAY, **done
    )
    make_task(plan, number=4, agency=first, milestone_reported_on=TODAY, **done)
    make_task(plan, number=5, agency=other, owner=None, text_status=TextStatus.DRAFT, due=None)
    make_task(plan, number=6, agency=other, milestone_state=MilestoneState.SUSPENDED)
    make_milestone(make_task(plan, number=7, agency=first, due=date(2026, 12, 7)),
                   due=date(2026, 12, 5), label="Kết quả năm 2026")  # fmt: skip
    return plan


def report(task: Task, words: str) -> None:
    """The owner's report with difficulties."""
    milestone = task.milestones[0]
    milestone.last_reported_at = datetime(2026, 9, 15, 2, tzinfo=UTC)
    save(ProgressReport(milestone=milestone, author=task.owner, difficulties=words,
                        reported_at=milestone.last_reported_at, reported_on=date(2026, 9, 15),
                        state_before=MilestoneState.NOT_STARTED,
                        state=MilestoneState.IN_PROGRESS))  # fmt: skip


def coordinator(plan: Plan, client_of: ClientOf) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR))


@pytest.mark.parametrize("below", ["tasks", "overdue"])
@pytest.mark.parametrize("rest", ["", "?sort=-due", "?group=2", "?q=khong-co", "?state=open"])
def test_a_workbook_has_the_rows_of_the_csv(client_of: ClientOf, below: str, rest: str) -> None:
    plan = filled()
    browser = coordinator(plan, client_of)
    address = f"/p/{plan.slug}/{below}"

    text = browser.get(f"{address}.csv{rest}").response.get_data().decode("utf-8-sig")
    found = [row["Số"] for row in csv.DictReader(io.StringIO(text))]

    rows = lines(fetched(browser, f"{address}.xlsx{rest}").worksheets[0])
    assert [str(row["Số"]) for row in rows] == found


def test_a_row_of_the_tasks_is_written_out(client_of: ClientOf) -> None:
    plan = filled()
    book = fetched(coordinator(plan, client_of), f"/p/{plan.slug}/tasks.xlsx")
    row = lines(book["Nhiệm vụ"])[-1]

    assert {name: str(row[name]) for name in ("Số", "Mốc thực hiện", "Nhóm giải pháp", "Tình trạng",
            "Cơ quan chịu trách nhiệm", "Thời hạn hiện tại", "So với thời hạn")} == {
        "Số": "7",
        "Mốc thực hiện": "Kết quả năm 2026",
        "Nhóm giải pháp": "I. Nhóm một",
        "Tình trạng": "Chưa thực hiện",
        "Cơ quan chịu trách nhiệm": "Sở Một",
        "Thời hạn hiện tại": "2026-12-05 00:00:00",
        "So với thời hạn": "Quá hạn",
    }  # fmt: skip


def test_the_title_block_tells_plan_conditions_and_moment(client_of: ClientOf) -> None:
    plan = filled()
    browser = coordinator(plan, client_of)
    sheet = fetched(browser, f"/p/{plan.slug}/tasks.xlsx?group=2&q=ke+hoach").worksheets[0]

    assert [sheet.cell(n, 1).value for n in range(1, 5)] == [
        "DANH SÁCH NHIỆM VỤ",
        "Kế hoạch hành động về tăng trưởng xanh",
        "Quyết định ban hành: Số 3825/QĐ-UBND ngày 18/10/2023 của UBND tỉnh Thanh Hóa.",
        "Điều kiện lọc: Số hoặc tên nhiệm vụ: ke hoach; Nhóm giải pháp: II. Nhóm hai. "
        "Số liệu tính đến 08 giờ 00 ngày 08/12/2026.",
    ]
    assert fetched(browser, f"/p/{plan.slug}/tasks.xlsx").worksheets[0]["A4"].value == (
        "Toàn bộ, không lọc. Số liệu tính đến 08 giờ 00 ngày 08/12/2026."
    )


@pytest.mark.parametrize("below", ["tasks", "plan"])
def test_totals_are_those_of_the_page_in_official_order(client_of: ClientOf, below: str) -> None:
    plan = filled()
    book = fetched(coordinator(plan, client_of), f"/p/{plan.slug}/{below}.xlsx")
    counted = figures.count_tasks(plan.id, version=get_version(plan.id), today=TODAY)

    groups, agencies = (
        [list(row.values()) for row in lines(book[name])] for name in ("Theo nhóm", "Theo cơ quan")
    )

    assert [row[0] for row in groups] == ["I. Nhóm một", "II. Nhóm hai", "Tổng cộng"]
    assert [row[0] for row in agencies] == ["Sở Một", "Sở Hai", "Tổng cộng"]
    for table in (groups, agencies):
        assert table[-1][1:] == [counted.total, *counted.counts().values()]
        assert all(row[1] == sum(row[2:]) for row in table)
    by_group = {group.id: list(counted.counts(group_id=group.id).values()) for group in plan.groups}
    assert [row[2:] for row in groups[:-1]] == list(by_group.values())
    assert counted.counts()[Figure.COMPLETED_LATE] == 1
    assert charts(book) == {"Theo nhóm": 1, "Theo cơ quan": 1}


def test_totals_are_of_the_filtered_rows(client_of: ClientOf) -> None:
    plan = filled()
    book = fetched(coordinator(plan, client_of), f"/p/{plan.slug}/tasks.xlsx?group=2")

    assert [row["Tổng số"] for row in lines(book["Theo nhóm"])] == [1, 1]
    nothing = fetched(coordinator(plan, client_of), f"/p/{plan.slug}/tasks.xlsx?q=khong-co")
    assert [list(row.values()) for row in lines(nothing["Theo cơ quan"])] == [
        ["Tổng cộng", 0, 0, 0, 0, 0, 0, 0]
    ]


def test_totals_of_overdue_work_are_those_of_the_page(client_of: ClientOf) -> None:
    plan = filled()
    book = fetched(coordinator(plan, client_of), f"/p/{plan.slug}/overdue.xlsx")
    found = overdue.list_totals(
        plan.id, today=TODAY, wanted=ListFilter(), version=get_version(plan.id)
    )

    by_agency = [list(row.values()) for row in lines(book["Theo cơ quan"])]
    by_group = [list(row.values()) for row in lines(book["Theo nhóm"])]

    assert by_agency[:-1] == [[e.name, e.tasks, e.milestones, e.new_tasks] for e in found]
    assert by_agency[-1] == by_group[-1] == ["Tổng cộng", 2, 3, 1]
    assert by_group[:-1] == [["I. Nhóm một", 1, 2, 1], ["II. Nhóm hai", 1, 1, 0]]
    assert charts(book) == {"Theo nhóm": 1, "Theo cơ quan": 1}


@pytest.mark.parametrize(("below", "sheet"), [("overdue", "Quá hạn"), ("plan", "Mốc thực hiện")])
def test_difficulties_are_for_those_who_may_see_them_row_by_row(
    client_of: ClientOf, below: str, sheet: str
) -> None:
    plan = make_plan()
    mine, other = (make_task(plan, due=date(2026, 12, number)) for number in (1, 2))
    for task in (mine, other):
        report(task, f"Vướng mắc {task.number}")

    def seen(who: User) -> list[object]:
        rows = lines(fetched(client_of(who), f"/p/{plan.slug}/{below}.xlsx")[sheet])
        return [row["Khó khăn, vướng mắc; kiến nghị"] for row in rows]

    both = [f"Vướng mắc {mine.number}", f"Vướng mắc {other.number}"]
    assert mine.owner
    assert seen(make_user(plan, Role.LEADER)) == both
    assert seen(mine.owner) == [both[0], None]
    assert seen(make_user(plan, Role.OBSERVER)) == [None, None]


@pytest.mark.parametrize("below", ["tasks", "overdue", "plan"])
def test_a_workbook_asks_few_queries_and_has_a_name(
    client_of: ClientOf, count_queries: CountQueries, below: str
) -> None:
    plan = filled()
    browser = coordinator(plan, client_of)
    address = f"/p/{plan.slug}/{below}.xlsx"

    with count_queries() as sent:
        found = answer(browser, address)

    assert len(sent) <= 8, "\n".join(sent)
    header = found.headers["Content-Disposition"]
    assert f'filename="{below}-2026-12-08.xlsx"' in header
    assert "08-12-2026.xlsx" in unquote(header)
    assert found.headers["Cache-Control"] == "no-store"


def test_heads_and_words_are_in_the_reader_s_language(client_of: ClientOf) -> None:
    plan = filled()
    browser = client_of(make_user(plan, Role.COORDINATOR, language=Language.ENGLISH))

    [row, *_] = lines(fetched(browser, f"/p/{plan.slug}/tasks.xlsx?group=2").worksheets[0])
    assert (row["Solution group"], row["Status"]) == ("II. Group two", "Not started")
    # The wording of the decision is not translated: it is read again as an appendix.
    [row, *_] = lines(fetched(browser, f"/p/{plan.slug}/plan.xlsx").worksheets[0])
    assert (row["Solution group"], row["Lead agency"]) == ("I. Nhóm một", "Sở Một")


@pytest.mark.parametrize("page", ["", "structure"])
def test_the_whole_plan_is_found_where_the_plan_is(client_of: ClientOf, page: str) -> None:
    plan = filled()

    assert f"/p/{plan.slug}/plan.xlsx" in coordinator(plan, client_of).get(
        f"/p/{plan.slug}/{page}"
    ).links()  # fmt: skip


@pytest.mark.parametrize("below", ["tasks", "overdue"])
def test_the_list_offers_both_files_with_its_filters(client_of: ClientOf, below: str) -> None:
    plan = filled()
    links = coordinator(plan, client_of).get(f"/p/{plan.slug}/{below}?group=2").links()

    assert {f"/p/{plan.slug}/{below}.{kind}?group=2" for kind in ("csv", "xlsx")} <= set(links)
