"""The home page: what to do now for an owner, how the plan stands for the others."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from xml.etree.ElementTree import Element

import pytest

from plan_app.domain.deadlines import Figure
from plan_app.domain.mailing import UNSETTLED, MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    Absence,
    Lease,
    MailQueue,
    Membership,
    OutboxMessage,
    Plan,
    QueueStop,
    SolutionGroup,
    User,
)
from plan_app.services import journal
from tests.builders import make_agency, make_plan, make_task, make_user, save
from tests.conftest import NOW
from tests.pages import Client, Page

TODAY = date(2026, 12, 8)
MOST_QUERIES = 8
ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def fill(plan: Plan) -> None:
    """Tasks in every figure, in two groups and agencies, some without an owner to reach."""
    second = save(SolutionGroup(plan=plan, ordinal=2, title="Nhóm hai", title_en="Group two"))
    one, two = make_agency(name="Sở Công Thương"), make_agency(name="Sở Xây dựng")
    done = {"milestone_state": MilestoneState.COMPLETED, "milestone_confirmed_on": TODAY}
    make_task(plan, agency=one, due=TODAY, milestone_reported_on=TODAY, **done)
    make_task(plan, agency=one, due=date(2026, 11, 1), milestone_reported_on=TODAY, **done)
    make_task(plan, agency=two, due=TODAY)
    make_task(plan, agency=two, due=date(2026, 12, 7), owner=None)
    make_task(plan, agency=two, due=date(2026, 12, 1), group=second)
    make_task(plan, agency=one, due=date(2026, 12, 1), group=second, owner=None)
    away = make_user(plan, Role.OWNER, unreachable_since=NOW)
    make_task(plan, agency=one, due=None, owner=away)
    awaiting = {"milestone_state": MilestoneState.AWAITING_CONFIRMATION}
    make_task(plan, agency=one, due=TODAY, milestone_reported_on=date(2026, 12, 3), **awaiting)
    make_task(plan, agency=one, due=None, milestone_state=MilestoneState.SUSPENDED, owner=None)
    make_task(plan, agency=one, due=None, milestone_state=MilestoneState.WITHDRAWN)


def beat(at: datetime = NOW) -> None:
    """The scheduler's heartbeat, heard at `at`."""
    save(Lease(name="scheduler", holder="test", beat_at=at, expires_at=at))


def number_of(page: Page, link: Element) -> int:
    """The count that a link shows."""
    words = page.text(link).replace(":", " ").split()
    return next(int(word) for word in words if word.isdigit())


def rows_of(page: Page) -> list[Element]:
    """The rows of a list, without the heads of groups."""
    bodies = page.all("tbody")
    return [row for row in bodies[0] if row.get("class") != "group-row"] if bodies else []


def test_each_number_leads_to_exactly_its_rows(client_of: ClientOf) -> None:
    plan = make_plan()
    fill(plan)
    browser = client_of(make_user(plan, Role.COORDINATOR))
    page = browser.get(f"/p/{plan.slug}/")
    main = page.one("main")
    shown = [link for link in main.iter("a") if "figure=" in (link.get("href") or "")]
    shown += [
        link for link in page.all("a") if link.get("data-figure") in {"unassigned", "unreachable"}
    ]

    assert len(shown) >= 12
    for link in shown:
        expected = [
            int(word) for word in page.text(link).replace(":", " ").split() if word.isdigit()
        ]
        assert len(rows_of(browser.get(link.get("href") or ""))) == expected[0], link.get("href")


def test_what_awaits_confirmation_is_a_number_and_a_queue(client_of: ClientOf) -> None:
    plan = make_plan()
    fill(plan)
    browser = client_of(make_user(plan, Role.COORDINATOR))
    link = browser.get(f"/p/{plan.slug}/").one("a", data_figure="awaiting")

    queue = browser.get(link.get("href") or "")

    assert len(rows_of(queue)) == 1
    assert "03/12/2026" in queue.text()


def test_the_mails_that_wait_are_a_number_and_exactly_its_rows(client_of: ClientOf) -> None:
    plan, other = make_plan(), make_plan()
    person = make_user(plan, Role.OWNER)
    for sequence, state in enumerate(MessageState):
        for of_plan in (plan, other):
            save(
                OutboxMessage(
                    kind=MessageKind.DIGEST,
                    recipient=person,
                    local_day=TODAY + timedelta(days=of_plan.id),
                    sequence=sequence,
                    plan_id=of_plan.id,
                    state=state,
                    created_at=NOW,
                    not_before=NOW,
                    expires_at=NOW,
                )
            )
    browser = client_of(make_user(plan, Role.COORDINATOR))
    page = browser.get(f"/p/{plan.slug}/")
    link = page.one("a", data_figure="waiting-mails")

    log = browser.get(link.get("href") or "")

    assert number_of(page, link) == len(rows_of(log)) == len(UNSETTLED)


@pytest.mark.parametrize("reminders_on", [True, False])
def test_reminders_that_are_off_are_not_said_to_work(
    client_of: ClientOf, reminders_on: bool
) -> None:
    plan = make_plan(reminders_on=reminders_on)
    beat()
    page = client_of(make_user(plan, Role.COORDINATOR)).get(f"/p/{plan.slug}/")
    said = page.text(page.one("a", data_figure="waiting-mails"))
    assert ("hoạt động bình thường" in said) is reminders_on
    assert ("Việc nhắc tự động đang tắt" in said) is not reminders_on


def test_the_figures_add_up_to_all_tasks(client_of: ClientOf) -> None:
    plan = make_plan()
    fill(plan)
    page = client_of(make_user(plan, Role.LEADER)).get(f"/p/{plan.slug}/")

    numbers = [number_of(page, page.one("a", data_figure=each.value)) for each in Figure]

    assert numbers == [1, 1, 3, 3, 1, 1]
    assert "Kết quả thực hiện 10 nhiệm vụ" in page.text()
    assert "Số liệu tính đến 08 giờ 00 ngày 08/12/2026." in page.text()


@pytest.mark.parametrize("role", [Role.LEADER, Role.OBSERVER])
def test_who_only_reads_sees_the_figures_and_nothing_to_do(client_of: ClientOf, role: Role) -> None:
    plan = make_plan()
    fill(plan)

    page = client_of(make_user(plan, role)).get(f"/p/{plan.slug}/")

    assert "Chưa hoàn thành, quá hạn" in page.text()
    assert "Việc cần xử lý" not in page.text()
    assert "Việc cần làm" not in page.text()


def test_agencies_stand_in_official_order_not_by_lateness(client_of: ClientOf) -> None:
    plan = make_plan()
    last = make_agency(name="UBND xã A", official_order=9_999_900)
    first = make_agency(name="Văn phòng UBND tỉnh", official_order=1)
    make_task(plan, agency=last, due=date(2026, 1, 1))
    make_task(plan, agency=last, due=date(2026, 1, 1))
    make_task(plan, agency=first, due=date(2026, 12, 7))

    text = client_of(make_user(plan, Role.LEADER)).get(f"/p/{plan.slug}/").text()

    assert text.index("Văn phòng UBND tỉnh") < text.index("UBND xã A")


def test_an_owner_s_work_stands_by_urgency_with_one_button_each(client_of: ClientOf) -> None:
    plan = make_plan()
    owner = make_user(plan, Role.OWNER)
    soon = make_task(plan, owner=owner, due=date(2026, 12, 15))
    late = make_task(plan, owner=owner, due=date(2026, 11, 30))
    make_task(plan, due=date(2026, 11, 30))

    page = client_of(owner).get(f"/p/{plan.slug}/")

    items = list(page.one("ul", id="duties"))
    assert [page.text(item.find(".//h3")).split(":")[0] for item in items] == [
        f"Nhiệm vụ số {late.number}",
        f"Nhiệm vụ số {soon.number}",
    ]
    assert "Quá hạn 08 ngày" in page.text(items[0])
    assert "Còn 07 ngày" in page.text(items[1])
    for item, task in zip(items, (late, soon), strict=True):
        buttons = [link for link in item.iter("a") if "btn" in (link.get("class") or "")]
        assert [button.get("href") for button in buttons] == [
            f"/p/{plan.slug}/milestones/{task.milestones[0].id}/report"
        ]


def test_returned_work_says_what_is_missing(client_of: ClientOf) -> None:
    plan = make_plan()
    owner = make_user(plan, Role.OWNER)
    returned = {
        "milestone_state": MilestoneState.IN_PROGRESS,
        "milestone_return_reason": "Thiếu quyết định phê duyệt",
        "milestone_returned_on": TODAY,
    }
    make_task(plan, owner=owner, due=date(2026, 12, 15), **returned)
    make_task(plan, owner=owner, due=None, **returned)

    text = client_of(owner).get(f"/p/{plan.slug}/").text()

    assert text.count("Đề nghị bổ sung: Thiếu quyết định phê duyệt") == 2
    assert "Việc cần làm (02)" in text


def test_what_awaits_and_what_comes_later_is_no_work_now(client_of: ClientOf) -> None:
    plan = make_plan()
    owner = make_user(plan, Role.OWNER)
    make_task(
        plan,
        owner=owner,
        due=TODAY,
        milestone_state=MilestoneState.AWAITING_CONFIRMATION,
        milestone_reported_on=TODAY,
    )
    for months in range(12):
        make_task(plan, owner=owner, due=date(2027, 6, 1) + timedelta(days=30 * months))

    page = client_of(owner).get(f"/p/{plan.slug}/")

    assert "Hiện không có việc nào cần cập nhật." in page.text()
    assert "Báo cáo ngày 08/12/2026." in page.text()
    assert len(rows_of(page)) == 10
    assert f"/p/{plan.slug}/tasks?owner={owner.id}" in page.links()


def test_an_owner_sees_nobody_else_s_work_and_no_figures(client_of: ClientOf) -> None:
    plan = make_plan()
    fill(plan)

    page = client_of(make_user(plan, Role.OWNER)).get(f"/p/{plan.slug}/")

    assert page.text(page.one("h1")) == "Việc của tôi"
    assert "Kết quả thực hiện" not in page.text()


def test_a_coordinator_who_owns_tasks_sees_both(client_of: ClientOf) -> None:
    plan = make_plan()
    person = make_user(plan, Role.COORDINATOR)
    save(Membership(user=person, plan=plan, role=Role.OWNER))
    make_task(plan, owner=person, due=date(2026, 12, 1))

    text = client_of(person).get(f"/p/{plan.slug}/").text()

    assert "Việc cần làm (01)" in text
    assert "Kết quả thực hiện 01 nhiệm vụ" in text


def test_the_short_addresses_lead_to_the_person_s_plan(client_of: ClientOf) -> None:
    plan = make_plan()
    browser = client_of(make_user(plan, Role.OWNER))

    for short, long in (
        ("/", f"/p/{plan.slug}/"),
        ("/overdue?agency=3", f"/p/{plan.slug}/overdue?agency=3"),
        ("/tasks", f"/p/{plan.slug}/tasks"),
    ):
        assert browser.get(short, status=302).response.location == long


@pytest.mark.parametrize("path", ["/", "/overdue", "/tasks"])
def test_an_installation_without_a_plan_says_how_to_load_one(
    client_of: ClientOf, path: str
) -> None:
    page = client_of(make_user(is_administrator=True)).get(path)

    assert page.text(page.one("h1")) == "Chưa có kế hoạch nào"
    assert "plan-app seed seed_plan.yaml" in page.text()


def test_who_cannot_load_a_plan_is_told_whom_to_ask(client_of: ClientOf) -> None:
    text = client_of(make_user()).get("/").text()

    assert "Đề nghị liên hệ quản trị hệ thống" in text
    assert "plan-app" not in text


def test_a_person_without_a_plan_is_told_so(client_of: ClientOf) -> None:
    make_plan()
    page = client_of(make_user()).get("/", status=403)

    assert "đề nghị liên hệ chuyên viên tổng hợp" in page.text()


class TestBanner:
    """Rule 18: a coordinator's page says so when reminders do not leave."""

    def page(self, client_of: ClientOf, role: Role = Role.COORDINATOR) -> Page:
        plan = make_plan()
        return client_of(make_user(plan, role)).get(f"/p/{plan.slug}/tasks")

    def test_is_not_there_while_the_scheduler_beats(self, client_of: ClientOf) -> None:
        beat(NOW - timedelta(minutes=3))

        assert self.page(client_of).all("p", role="alert") == []

    def test_tells_since_when_the_scheduler_is_silent(self, client_of: ClientOf) -> None:
        beat(datetime(2026, 12, 8, 0, 56, 59, tzinfo=UTC))

        page = self.page(client_of)

        assert "không hoạt động từ 07:56 hôm nay" in page.text(page.one("p", role="alert"))

    def test_tells_that_the_scheduler_never_ran(self, client_of: ClientOf) -> None:
        page = self.page(client_of)

        assert "chưa hoạt động" in page.text(page.one("p", role="alert"))

    def test_tells_that_the_queue_is_stopped_and_nothing_lost(self, client_of: ClientOf) -> None:
        beat()
        queue = db.session.get(MailQueue, 1) or MailQueue(id=1)
        queue.stopped, queue.stopped_at = QueueStop.CONFIGURATION, NOW - timedelta(minutes=30)
        queue.reason = "535 5.7.8 wrong password"
        save(queue)

        page = self.page(client_of)

        alert = page.one("p", role="alert")
        said = page.text(alert)
        assert "đang tạm dừng từ 07:30 hôm nay" in said
        assert "do máy chủ thư từ chối đăng nhập (535 5.7.8 wrong password)" in said
        assert "00 thư đang chờ, không thư nào bị mất" in said
        assert "bấm Gửi tiếp" in said
        assert [link.get("href", "").split("/")[-1] for link in alert.iter("a")] == ["mail"]

    def test_leads_to_the_run_that_waits_for_a_coordinator(self, client_of: ClientOf) -> None:
        beat()
        queue = db.session.get_one(MailQueue, 1)
        queue.stopped, queue.stopped_at = QueueStop.TOO_MANY, NOW
        db.session.commit()

        page = self.page(client_of)

        alert = page.one("p", role="alert")
        assert "nhiều hơn mức thông thường" in page.text(alert)
        assert [link.get("href", "").split("/")[-1] for link in alert.iter("a")] == ["reminders"]

    def test_is_for_coordinators_alone(self, client_of: ClientOf) -> None:
        assert self.page(client_of, Role.LEADER).all("p", role="alert") == []


@pytest.mark.parametrize("role", list(Role))
def test_the_page_asks_few_queries(
    client_of: ClientOf, count_queries: CountQueries, role: Role
) -> None:
    plan = make_plan()
    fill(plan)
    browser = client_of(make_user(plan, role))

    with count_queries() as sent:
        browser.get(f"/p/{plan.slug}/")

    assert len(sent) <= 8, "\n".join(sent)


@pytest.mark.parametrize("roles", [(role,) for role in Role] + [tuple(Role)])
def test_the_page_of_somebody_with_every_kind_of_work_asks_few_queries(
    client_of: ClientOf, count_queries: CountQueries, roles: tuple[Role, ...]
) -> None:
    plan = make_plan()
    fill(plan)
    address = f"/p/{plan.slug}/"
    person = make_user(plan, agency=make_agency(), is_administrator=len(roles) > 1)
    for role in roles:
        save(Membership(user=person, plan=plan, role=role))
    make_task(plan, due=date(2026, 11, 2), owner=person)
    absent = make_user(plan, Role.OWNER, agency=person.agency)
    save(Absence(user_id=absent.id, deputy_id=person.id, first_day=TODAY, last_day=TODAY))
    browser = client_of(person)
    browser.get(address)
    for chain in (plan.id, None):
        # Figures, choices, checklist and calendar are kept until somebody acts: now all are cold.
        journal.record("tried", now=NOW, actor_id=None, plan_id=chain)
    db.session.commit()

    with count_queries() as sent:
        browser.get(address)

    assert len(sent) <= MOST_QUERIES, "\n".join(sent)


class TestPeriod:
    """The figures of the milestones due in the days that were chosen."""

    def page(self, client_of: ClientOf, query: str) -> tuple[Client, Page, Plan]:
        plan = make_plan(first_year=2026, last_year=2027)
        fill(plan)
        browser = client_of(make_user(plan, Role.LEADER))
        return browser, browser.get(f"/p/{plan.slug}/?{query}"), plan

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("period=2026-h2", [1, 1, 2, 3, 0, 0]),
            ("period=2026", [1, 1, 2, 3, 0, 0]),
            ("period=2026-h1", [0, 0, 0, 0, 0, 0]),
            ("since=02/12/2026&until=08/12/2026", [1, 0, 2, 1, 0, 0]),
        ],
    )
    def test_each_number_adds_up_and_leads_to_exactly_its_rows(
        self, client_of: ClientOf, query: str, numbers: list[int]
    ) -> None:
        browser, page, _plan = self.page(client_of, query)
        links = [page.one("a", data_figure=each.value) for each in Figure]

        assert [number_of(page, link) for link in links] == numbers
        assert f"Kết quả thực hiện {sum(numbers):02d} mốc đến hạn từ" in page.text()
        shown = [a for a in page.one("main").iter("a") if "figure=" in (a.get("href") or "")]
        assert len(shown) >= len(links)
        for link in shown:
            if number := number_of(page, link):
                rows = rows_of(browser.get(link.get("href") or ""))
                assert len(rows) == number, link.get("href")

    def test_what_is_overdue_by_group_and_agency_is_of_the_same_days(
        self, client_of: ClientOf
    ) -> None:
        _browser, page, _plan = self.page(client_of, "since=02/12/2026&until=08/12/2026")
        tables = [page.text(table) for table in page.all("table")]

        assert "Sở Xây dựng 01" in tables[1]
        assert "Sở Công Thương" not in tables[1]

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("since=02/12/2026", "Đề nghị ghi cả hai ngày."),
            ("until=02/12/2026", "Đề nghị ghi cả hai ngày."),
            ("since=02/12/2026&until=01/12/2026", "Ngày kết thúc không trước ngày bắt đầu."),
            ("since=31/02/2026&until=01/12/2026", "Đề nghị nhập ngày theo mẫu"),
        ],
    )
    def test_wrong_days_are_said_at_the_field_and_stay_typed(
        self, client_of: ClientOf, query: str, said: str
    ) -> None:
        _browser, page, _plan = self.page(client_of, query)

        assert said in page.text()
        assert "Kết quả thực hiện 10 nhiệm vụ" in page.text()
        typed = query.split("&")[0].split("=")
        assert page.field(typed[0]).get("value") == typed[1]

    @pytest.mark.parametrize("query", ["period=2099", "period=x", "since=&until=", "period="])
    def test_what_cannot_be_understood_is_the_whole_plan(
        self, client_of: ClientOf, query: str
    ) -> None:
        _browser, page, _plan = self.page(client_of, query)

        assert "Kết quả thực hiện 10 nhiệm vụ" in page.text()

    def test_the_page_asks_few_queries(
        self, client_of: ClientOf, count_queries: CountQueries
    ) -> None:
        plan = make_plan()
        fill(plan)
        browser, slug = client_of(make_user(plan, Role.COORDINATOR)), plan.slug

        with count_queries() as sent:
            browser.get(f"/p/{slug}/?period=2026")

        assert len(sent) <= MOST_QUERIES, "\n".join(sent)
