"""A round through the pages: previewed, opened, watched, checked, closed, reopened, cancelled."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app import clock
from plan_app.domain.mailing import MessageKind
from plan_app.domain.roles import Role
from plan_app.domain.rounds import RoundKind, RoundState
from plan_app.extensions import db
from plan_app.models import OutboxMessage, Plan, ReportingRound, RoundCheck, RoundNote, Task
from plan_app.services import reminders
from plan_app.services.transaction import transaction
from tests.acting import UNDER_WAY, ZONE, report
from tests.builders import make_plan, make_round, make_task, make_user
from tests.conftest import NOW
from tests.pages import Client, Page

ClientOf = Callable[..., Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
CLOSING = datetime(2026, 12, 14, 17, 0, tzinfo=ZONE)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan, client_of: ClientOf) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR, agency=plan.standing_agency))


def address(plan: Plan, page: str = "") -> str:
    return f"/p/{plan.slug}/rounds{page}"


def wish(**changed: str) -> dict[str, str]:
    return {"version": "1", "period": "2026", "opens_on": "08/12/2026", **changed}


def only_round() -> ReportingRound:
    return db.session.scalars(select(ReportingRound)).one()


def numbers(page: Page) -> list[str]:
    return [
        page.text(cell)
        for cell in page.all("td", class_="number")
        if cell.get("data-label") == "Số"
    ]


def test_a_round_is_previewed_opened_and_its_mails_planned(plan: Plan, coordinator: Client) -> None:
    tasks = [make_task(plan, due=None) for _ in range(2)]
    lost = make_task(plan, owner=None)
    page = coordinator.post(address(plan, "/new"), wish(), status=200)
    said = page.text()
    assert "Kỳ báo cáo năm 2026" in said
    assert "Ngày 08/12/2026: gửi 02 thư đề nghị báo cáo" in said
    assert "Ngày 10/12/2026: nhắc người còn nhiệm vụ chưa có báo cáo." in said
    assert "Ngày 10/12/2026: gửi từng cơ quan số liệu" in said
    assert "14/12/2026" in said
    assert f"(số {tasks[0].number})" in said
    assert f"Nhiệm vụ chưa phân công đầu mối theo dõi. 01 nhiệm vụ (số {lost.number})" in said
    assert db.session.scalar(select(func.count(ReportingRound.id))) == 0

    coordinator.post(address(plan, "/new"), wish(confirmed=page.hidden()["confirmed"]))

    this = only_round()
    assert (this.kind, this.state, this.closes_at) == (RoundKind.YEAR, RoundState.OPEN, CLOSING)
    with transaction():
        reminders.plan(now=NOW)
    mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == MessageKind.ROUND))
    assert len(list(mails)) == 2


def test_a_preview_that_no_longer_holds_is_shown_again(plan: Plan, coordinator: Client) -> None:
    make_task(plan)
    page = coordinator.post(address(plan, "/new"), wish(), status=200)
    make_task(plan)
    again = wish(confirmed=page.hidden()["confirmed"])
    assert "gửi 02 thư" in coordinator.post(address(plan, "/new"), again, status=200).text()
    assert db.session.scalar(select(func.count(ReportingRound.id))) == 0


def test_what_is_wrong_is_said_at_the_field_and_kept(plan: Plan, coordinator: Client) -> None:
    typed = wish(period="own", name="", first_day="01/07/2026", opens_on="01/12/2026")
    page = coordinator.post(address(plan, "/new"), typed, status=422)
    for field in ("name", "last_day", "closes_on"):
        assert page.text(page.one("div", id=f"{field}-error"))
    assert page.field("first_day").get("value") == "01/07/2026"
    late = wish(opens_on="01/12/2026")
    page = coordinator.post(address(plan, "/new"), late, status=422)
    assert "Ngày mở kỳ không được trước hôm nay." in page.text(page.one("div", id="opens_on-error"))
    page = coordinator.post(address(plan, "/new"), wish(closes_time="25:00"), status=422)
    assert page.text(page.one("div", id="closes_time-error"))
    coordinator.post(address(plan, "/new"), wish(period="x"), status=422)


def test_a_period_of_its_own(plan: Plan, coordinator: Client) -> None:
    own = wish(
        period="own", name="Kỳ phục vụ sơ kết", first_day="01/07/2026", last_day="30/09/2026",
        closes_on="18/12/2026", closes_time="9:30",
    )  # fmt: skip
    page = coordinator.post(address(plan, "/new"), own, status=200)
    coordinator.post(address(plan, "/new"), own | {"confirmed": page.hidden()["confirmed"]})
    this = only_round()
    assert (this.name, this.kind) == ("Kỳ phục vụ sơ kết", RoundKind.OWN)
    assert this.closes_at == datetime(2026, 12, 18, 9, 30, tzinfo=ZONE)


def test_while_reminders_are_off_the_preview_says_that_nothing_leaves(
    plan: Plan, coordinator: Client
) -> None:
    plan.reminders_on = False
    db.session.commit()
    make_task(plan, armed_at=None)
    said = coordinator.post(address(plan, "/new"), wish(), status=200).text()
    assert "thư về kỳ báo cáo chỉ gửi khi bật nhắc việc" in said
    assert "gửi 01 thư" in said


def test_each_number_of_the_board_leads_to_exactly_its_tasks(
    plan: Plan, coordinator: Client
) -> None:
    this = make_round(plan)
    one = make_task(plan)
    two = make_task(plan, agency=one.responsible_agency)
    make_task(plan, due=None)
    report(one, UNDER_WAY)
    board = coordinator.get(address(plan, f"/{this.id}"))
    assert "00/02 cơ quan đã báo cáo" in board.text()
    assert "trong đó 01 đã báo cáo một phần" in board.text()
    links = [link for link in board.links() if "/tasks?" in link]
    of_first = [link for link in links if f"agency={one.responsible_agency_id}" in link]
    found = {link.rpartition("report=")[2]: numbers(coordinator.get(link)) for link in of_first}
    assert found == {
        "asked": sorted([str(one.number), str(two.number)], key=int),
        "reported": [str(one.number)],
        "lacking": [str(two.number)],
    }


def test_the_board_is_filtered_sorted_and_taken_along(plan: Plan, coordinator: Client) -> None:
    this = make_round(plan)
    one, two = make_task(plan), make_task(plan)
    make_task(plan, agency=two.responsible_agency)
    report(one, UNDER_WAY)
    names = {each.id: each.responsible_agency.name for each in (one, two)}
    page = address(plan, f"/{this.id}")

    def order(query: str) -> list[str]:
        found = coordinator.get(f"{page}?{query}")
        return [found.text(cell) for cell in found.all("th", scope="row")]

    assert order("") == [names[one.id], names[two.id]]
    assert order("sort=-lacking") == [names[two.id], names[one.id]]
    assert order("reported=all") == [names[one.id]]
    assert order(f"words={names[two.id].replace(' ', '+')}") == [names[two.id]]
    assert order("checked=yes") == []
    answer = coordinator.browser.get(f"{page}/board.csv?reported=none")
    assert names[two.id] in answer.text
    assert names[one.id] not in answer.text
    assert "Đang lấy ý kiến." in coordinator.browser.get(f"{page}/tasks.csv").text


def test_an_agency_checks_and_notes_its_own_figures_and_no_other(
    plan: Plan, coordinator: Client, client_of: ClientOf
) -> None:
    this, task = make_round(plan), make_task(plan)
    owner = client_of(task.owner)
    page = address(plan, f"/{this.id}/agencies/{task.responsible_agency_id}")
    home = owner.get(f"/p/{plan.slug}/")
    assert "Còn 01 nhiệm vụ của Ông/Bà chưa có báo cáo trong kỳ" in home.text()
    assert page in home.links()
    assert "Chưa có báo cáo trong kỳ" in owner.get(page).text()
    assert numbers(owner.get(f"{page}?report=lacking&sort=-due")) == [str(task.number)]
    assert "Không có nhiệm vụ phù hợp" in owner.get(f"{page}?report=reported").text()
    assert task.title in owner.browser.get(f"{page}/list.csv").text
    owner.post(f"{page}/check", {})
    assert db.session.scalar(select(func.count(RoundCheck.id))) == 1
    assert "Đã xác nhận số liệu đúng" in owner.get(page).text()
    assert "Số liệu đúng, " in coordinator.get(address(plan, f"/{this.id}")).text()
    note = address(plan, f"/{this.id}/tasks/{task.number}/note")
    assert owner.post(note, {"body": " "}, status=422).all("div", id="body-error")
    owner.post(note, {"body": "Đang chờ nghiệm thu."})
    assert db.session.scalars(select(RoundNote)).one().is_correction is False
    listed = coordinator.get(address(plan, f"/{this.id}/tasks?note=yes"))
    assert "Đang chờ nghiệm thu." in listed.text()

    stranger = client_of(make_task(plan).owner)
    for forbidden in (page, f"{page}/list.csv", note):
        stranger.get(forbidden, status=403)
    stranger.post(f"{page}/check", {}, status=403)
    coordinator.post(f"{page}/check", {}, status=403)


def test_closing_is_previewed_freezes_and_leads_to_the_report(
    plan: Plan, coordinator: Client, client_of: ClientOf
) -> None:
    this = make_round(plan)
    done, silent = make_task(plan), make_task(plan, due=date(2026, 11, 30))
    report(done, UNDER_WAY)
    page = address(plan, f"/{this.id}/closing")
    shown = coordinator.get(page)
    assert "01/02 cơ quan đã báo cáo." in shown.text()
    assert "01 cơ quan chưa báo cáo: số liệu lấy theo lần cập nhật gần nhất." in shown.text()
    assert "Chưa đến hạn chốt số liệu" in shown.text()
    coordinator.post(page, {"seen": "something else"}, status=422)
    coordinator.post(page, {"seen": shown.hidden()["seen"]})
    board = coordinator.get(address(plan, f"/{this.id}"))
    assert (
        "Số liệu đã chốt lúc 08:00 ngày 08/12/2026" in board.text() or "đã chốt lúc" in board.text()
    )
    report(silent, UNDER_WAY)
    assert numbers(coordinator.get(address(plan, f"/{this.id}/tasks?report=lacking"))) == [
        str(silent.number)
    ]
    (to_report,) = [link for link in board.links() if "kind=plan" in link]
    assert "số liệu đã chốt" in coordinator.get(to_report).text()
    wanted = {"kind": "summary", "version": "department", "round": str(this.id)}
    made = coordinator.browser.post(f"/p/{plan.slug}/reports/document", data=wanted)
    assert made.status_code == 200
    assert made.content_type.endswith("wordprocessingml.document")
    leader = client_of(make_user(plan, Role.LEADER))
    home = leader.get(f"/p/{plan.slug}/")
    assert "Số liệu chốt gần nhất: Kỳ báo cáo năm 2026" in home.text()
    assert home.all("section", id="closed-figures")


def test_a_round_that_is_not_closed_makes_no_report(plan: Plan, coordinator: Client) -> None:
    this = make_round(plan)
    make_task(plan)
    wanted = {"kind": "summary", "version": "department", "round": str(this.id)}
    made = coordinator.browser.post(f"/p/{plan.slug}/reports/document", data=wanted)
    assert made.status_code == 422


def test_reopening_and_cancelling_ask_for_a_reason(plan: Plan, coordinator: Client) -> None:
    this = make_round(plan)
    make_task(plan)
    closing = address(plan, f"/{this.id}/closing")
    coordinator.post(closing, {"seen": coordinator.get(closing).hidden()["seen"]})
    page = address(plan, f"/{this.id}/reopening")
    assert page in coordinator.get(address(plan, f"/{this.id}")).links()
    coordinator.post(page, {"closes_on": "15/12/2026"}, status=422)
    coordinator.post(page, {"reason": "Sót báo cáo của một sở.", "closes_on": "15/12/2026"})
    assert only_round().state is RoundState.OPEN
    with transaction():
        reminders.plan(now=NOW)
    cancel = address(plan, f"/{this.id}/cancellation")
    assert "01 thư đang chờ gửi sẽ được hủy" in coordinator.get(cancel).text()
    coordinator.post(cancel, {}, status=422)
    coordinator.post(cancel, {"reason": "Mở nhầm."})
    assert only_round().state is RoundState.CANCELLED
    assert "Kỳ báo cáo đã hủy." in coordinator.get(address(plan, f"/{this.id}")).text()


def test_an_open_round_is_edited_and_the_second_of_two_savers_is_told(
    plan: Plan, coordinator: Client
) -> None:
    this = make_round(plan)
    page = address(plan, f"/{this.id}/edit")
    assert coordinator.get(page).field("closes_on").get("value") == "14/12/2026"
    typed = wish(opens_on="01/12/2026", closes_on="16/12/2026", name="Kỳ cuối năm")
    coordinator.post(page, typed)
    assert (only_round().name, only_round().version) == ("Kỳ cuối năm", 2)
    again = coordinator.post(page, typed | {"name": "Khác"}, status=409)
    assert again.field("name").get("value") == "Khác"
    assert again.hidden()["version"] == "2"


def test_a_round_due_to_be_closed_is_told_on_the_home_page(plan: Plan, coordinator: Client) -> None:
    make_round(plan)
    make_task(plan)
    home = f"/p/{plan.slug}/"
    assert coordinator.get(home).all("a", data_figure="closing") == []
    with clock.stopped_at(CLOSING + timedelta(minutes=5)):
        page = coordinator.get(home)
    assert "Đã đến hạn chốt số liệu" in page.text()
    assert len(page.all("a", data_figure="closing")) == 1


def test_the_list_is_searched_sorted_and_taken_along(plan: Plan, coordinator: Client) -> None:
    make_round(plan, state=RoundState.CANCELLED, name="Kỳ nhầm")
    make_round(plan)
    assert "02 kỳ báo cáo" in coordinator.get(address(plan)).text()
    found = coordinator.get(address(plan, "?words=nham&state=cancelled&sort=name"))
    assert "01 kỳ báo cáo" in found.text()
    assert "Kỳ nhầm" in coordinator.browser.get(address(plan, "/list.csv")).text
    assert "Không có kỳ báo cáo phù hợp" in coordinator.get(address(plan, "?words=xyz")).text()


def test_why_says_what_the_round_does(plan: Plan, coordinator: Client) -> None:
    make_round(plan)
    task = make_task(plan, due=None)
    said = coordinator.get(f"/p/{plan.slug}/tasks/{task.number}/why").text()
    assert "Nhiệm vụ chưa có báo cáo trong kỳ." in said
    assert "Thư tiếp theo: ngày 08/12/2026" in said


def test_the_rehearsed_day_tells_of_the_round_and_reads_its_mail(
    plan: Plan, coordinator: Client
) -> None:
    make_round(plan)
    task = make_task(plan, due=None)
    page = coordinator.get(f"/p/{plan.slug}/reminders/rehearsal")
    assert "01 thư, thứ Ba" in page.text()
    assert "(về kỳ báo cáo: " in page.text()
    (link,) = [each for each in page.links() if f"/rehearsal/{task.owner_id}?" in each]
    assert "đã mở. Đề nghị Ông báo cáo" in coordinator.get(link).text()


@pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.CLOSED])
def test_the_pages_take_at_most_eight_queries(
    plan: Plan, coordinator: Client, count_queries: CountQueries, state: RoundState
) -> None:
    this, task = make_round(plan), make_task(plan)
    if state is RoundState.CLOSED:
        closing = address(plan, f"/{this.id}/closing")
        coordinator.post(closing, {"seen": coordinator.get(closing).hidden()["seen"]})
    of_agency = f"/{this.id}/agencies/{task.responsible_agency_id}"
    for page in ("", f"/{this.id}", f"/{this.id}/tasks", of_agency):
        with count_queries() as sent:
            coordinator.get(address(plan, page))
        assert len(sent) <= 8, "\n".join(sent)


@pytest.mark.parametrize("role", [Role.OWNER, Role.COORDINATOR, Role.LEADER])
def test_the_home_page_with_rounds_takes_at_most_eight_queries_once_it_is_known(
    plan: Plan, client_of: ClientOf, count_queries: CountQueries, role: Role, coordinator: Client
) -> None:
    closed = make_round(plan)
    person = make_user(plan, role)
    make_task(plan, owner=person)
    closing = address(plan, f"/{closed.id}/closing")
    coordinator.post(closing, {"seen": coordinator.get(closing).hidden()["seen"]})
    make_round(plan)
    browser, home = client_of(person), f"/p/{plan.slug}/"
    browser.get(home)
    with count_queries() as sent:
        browser.get(home)
    assert len(sent) <= 8, "\n".join(sent)


def test_a_task_is_found_by_its_figure(plan: Plan, coordinator: Client) -> None:
    this = make_round(plan)
    late: Task = make_task(plan, due=date(2026, 11, 30))
    make_task(plan)
    found = coordinator.get(address(plan, f"/{this.id}/tasks?figure=open_overdue"))
    assert numbers(found) == [str(late.number)]
