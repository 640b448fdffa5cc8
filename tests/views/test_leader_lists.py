"""Lists to leaders on the page: story 6, the province's list, fields, and the page of a letter."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask import Flask

from plan_app import clock
from plan_app.domain.mailing import MessageKind
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.mail import links
from plan_app.models import (
    Agency,
    AgencyContact,
    ContactKind,
    LeaderField,
    LeaderList,
    OutboxMessage,
    Plan,
    Task,
    TextStatus,
)
from plan_app.views import throttle
from tests.acting import UNDER_WAY, report
from tests.builders import (
    make_agency,
    make_leader_field,
    make_leader_list,
    make_plan,
    make_task,
    make_user,
    save,
)
from tests.pages import Client

# The rules are tested on both databases beside the service.
BACKENDS = ("sqlite",)

Browse = Callable[..., Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
LATE = date(2026, 11, 20)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def browser(plan: Plan, client_of: Browse) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR, full_name="Lê Thị Hoa"))


@pytest.fixture
def agency(plan: Plan) -> Agency:
    found = make_agency(name="Sở Công Thương")
    head = make_user(plan, agency=found, full_name="Phạm Văn Minh")
    save(AgencyContact(agency=found, kind=ContactKind.HEAD, user=head))
    return found


@pytest.fixture
def task(plan: Plan, agency: Agency) -> Task:
    return make_task(plan, agency=agency, due=LATE)


def address(plan: Plan, page: str = "") -> str:
    return f"/p/{plan.slug}/leaders{page}"


def sent(task: Task, *others: Task, **typed: str) -> dict[str, str]:
    """The form with the task ticked and the others left out."""
    found = {f"send_{task.milestones[0].id}": "y"}
    for other in others:
        found[f"reason_{other.milestones[0].id}"] = "promised"
    return found | typed


def lists() -> list[LeaderList]:
    return list(db.session.scalars(db.select(LeaderList)))


def test_story_6_letters_are_read_confirmed_and_called_back(
    plan: Plan, browser: Client, task: Task, agency: Agency
) -> None:
    report(task, UNDER_WAY)
    promised = make_task(plan, agency=agency, due=LATE)
    page = browser.get(address(plan))
    assert "02 dòng" in page.text()
    assert "Đang lấy ý kiến. Thiếu hướng dẫn." in page.text()
    assert "Người nhận: Ông Phạm Văn Minh" in page.text()
    typed = sent(task, promised) | {f"words_{agency.id}": "Việc này cần cho báo cáo năm."}

    shown = browser.post(address(plan), page.hidden() | typed, status=200)

    assert "Đọc lại 01 thư (chưa gửi)" in shown.text()
    assert "Kính gửi: Đồng chí Phạm Văn Minh, Sở Công Thương." in shown.text()
    assert "Việc này cần cho báo cáo năm." in shown.text()
    assert lists() == []

    browser.post(address(plan), shown.hidden() | typed, status=303)
    (found,) = lists()
    where = address(plan, f"/sent/{found.id}")
    page = browser.get(where)
    assert "Có thể thu hồi đến 07:25 ngày 09/12/2026" in page.text()
    assert "đã trao đổi, hẹn ngày báo cáo" in page.text()
    kinds = set(db.session.scalars(db.select(OutboxMessage.kind)))
    assert kinds == {MessageKind.LEADER_LETTER, MessageKind.LEADER_NOTICE}

    browser.post(f"{where}/recall", {}, status=303)
    assert "đã thu hồi lúc" in browser.get(where).text()
    browser.post(f"{where}/recall", {}, status=303)
    assert "Các thư này đã được thu hồi." in browser.get(where).text()


def test_what_is_not_sent_needs_a_reason_and_keeps_what_was_typed(
    plan: Plan, browser: Client, task: Task, agency: Agency
) -> None:
    page = browser.get(address(plan))
    typed = {f"words_{agency.id}": "Đề nghị quan tâm."}

    page = browser.post(address(plan), page.hidden() | typed, status=422)

    assert "Đề nghị chọn lý do không đưa nhiệm vụ vào thư." in page.text()
    assert page.text(page.field(f"words_{agency.id}")) == "Đề nghị quan tâm."
    left = {f"reason_{task.milestones[0].id}": "other"}
    page = browser.post(address(plan), page.hidden() | typed | left, status=422)
    assert "Đề nghị chọn ít nhất một nhiệm vụ để gửi." in page.text()


def test_a_report_that_came_meanwhile_is_shown_before_anything_leaves(
    plan: Plan, browser: Client, task: Task
) -> None:
    page = browser.get(address(plan))
    shown = browser.post(address(plan), page.hidden() | sent(task), status=200)
    report(task, UNDER_WAY)

    page = browser.post(address(plan), shown.hidden() | sent(task), status=422)

    assert "Danh sách vừa thay đổi" in page.text()
    assert lists() == []
    again = browser.post(address(plan), page.hidden() | sent(task), status=200)
    assert "Đang lấy ý kiến." in again.text()


def test_without_a_leader_in_charge_the_row_says_what_to_do(plan: Plan, browser: Client) -> None:
    make_task(plan, due=LATE)
    page = browser.get(address(plan))
    assert "Cơ quan chưa có lãnh đạo phụ trách trên hệ thống." in page.text()
    assert "Không gửi: cơ quan chưa có lãnh đạo phụ trách." in page.text()


def test_an_empty_list_says_so(plan: Plan, browser: Client) -> None:
    assert "Hiện không có nhiệm vụ nào quá hạn" in browser.get(address(plan)).text()
    assert "Hiện không có nhiệm vụ nào quá hạn" in browser.get(address(plan, "/province")).text()
    assert "Chưa có danh sách nào" in browser.get(address(plan, "/sent")).text()
    assert "Chưa có lĩnh vực nào." in browser.get(address(plan, "/fields")).text()


def test_lists_come_as_files(plan: Plan, browser: Client, task: Task) -> None:
    make_leader_list(task)
    for page, words in (
        ("/list.csv", task.title),
        ("/province/list.csv?words=khongco", "Cơ quan chủ trì"),
        ("/sent.csv", "Người đồng ý"),
        ("/fields/list.csv", "Tên lĩnh vực"),
    ):
        assert words in browser.download(address(plan, page)).text


def test_the_leader_of_the_province_sees_the_field_first(
    plan: Plan, client_of: Browse, task: Task, agency: Agency
) -> None:
    long_ago = date(2026, 6, 30)
    first = make_task(plan, agency=agency, due=long_ago)
    other = make_task(plan, due=long_ago)
    leader = make_user(plan, Role.LEADER)
    field = make_leader_field(plan, name="Công nghiệp", leader=leader, agencies=[agency])
    browser = client_of(leader)

    page = browser.get(address(plan, "/province"))

    assert first.title in page.text()
    assert other.title not in page.text()
    assert task.title not in page.text()
    everything = browser.get(address(plan, "/province?sort=agency"))
    assert other.title in everything.text()
    paper = browser.get(address(plan, f"/province?field={field.id}&print=1"))
    assert "Lĩnh vực phụ trách: Công nghiệp" in paper.text()


def test_fields_are_added_edited_and_taken_away(
    plan: Plan, browser: Client, agency: Agency
) -> None:
    typed = {"name": "Công nghiệp", "agencies": [str(agency.id)], "leader": ""}
    assert (
        "Đề nghị chọn ít nhất một cơ quan."
        in browser.post(address(plan, "/fields/new"), typed | {"agencies": []}, status=422).text()
    )
    browser.post(address(plan, "/fields/new"), typed, status=303)
    page = browser.post(address(plan, "/fields/new"), typed, status=422)
    assert "Đã có lĩnh vực với tên này." in page.text()
    field = db.session.scalars(db.select(LeaderField)).one()
    where = address(plan, f"/fields/{field.id}")
    seen = browser.get(where).hidden()
    leader = make_user(plan, Role.LEADER)
    browser.post(where, seen | typed | {"leader": str(leader.id)}, status=303)
    db.session.refresh(field)
    assert field.leader == leader
    page = browser.post(where, seen | typed, status=409)
    browser.post(where, page.hidden() | typed, status=303)
    assert "01 cơ quan không còn thuộc" in browser.get(f"{where}/remove").text()
    browser.post(f"{where}/remove", {}, status=303)
    assert db.session.scalars(db.select(LeaderField)).all() == []


def test_a_field_is_of_a_leader(plan: Plan, browser: Client, agency: Agency) -> None:
    typed = {"name": "Công nghiệp", "agencies": [str(agency.id)], "leader": "999"}
    assert browser.post(address(plan, "/fields/new"), typed, status=422)


class TestThePageOfALetter:
    """What the leader opens: only their agency, only to read, only while it holds."""

    @pytest.fixture
    def stranger(self, app: Flask) -> Client:
        return Client(app.test_client())

    def where(self, found: LeaderList) -> str:
        return f"/leader/{links.leader_token(found.letters[0].id)}"

    def made(self, task: Task, **facts: object) -> LeaderList:
        facts.setdefault("sends_at", clock.now() - timedelta(hours=1))
        return make_leader_list(task, **facts)

    def test_it_shows_the_agency_s_open_work_and_nothing_to_change(
        self, stranger: Client, plan: Plan, task: Task
    ) -> None:
        report(task, UNDER_WAY)
        other = make_task(plan, due=LATE)

        page = stranger.get(self.where(self.made(task)))

        assert task.title in page.text()
        assert "Đang lấy ý kiến." in page.text()
        assert other.title not in page.text()
        assert page.one("main").findall(".//form") == []
        assert page.response.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page.response.headers["X-Robots-Tag"]
        assert page.response.headers["Cache-Control"] == "no-store"
        # Who has opened it is nobody elsewhere.
        assert "/sign-in" in (stranger.browser.get(address(plan)).location or "")

    def test_drafts_are_not_read_by_strangers(
        self, stranger: Client, plan: Plan, task: Task, agency: Agency
    ) -> None:
        draft = make_task(plan, agency=agency, due=LATE, text_status=TextStatus.DRAFT)
        page = stranger.get(self.where(self.made(task)))
        assert task.title in page.text()
        assert draft.title not in page.text()

    def test_a_forged_token_says_no_more_than_a_dead_one(
        self, stranger: Client, task: Task
    ) -> None:
        found = self.made(task)
        forged = stranger.get(self.where(found)[:-2] + "xx", status=404)
        found.recalled_at = clock.now()
        db.session.commit()
        recalled = stranger.get(self.where(found), status=404)
        assert forged.text() == recalled.text()

    def test_opening_it_is_counted_as_tries_of_other_links_are(
        self, stranger: Client, task: Task
    ) -> None:
        where = self.where(self.made(task))
        for _ in range(throttle.PER_LINK):
            stranger.get(where)
        stranger.get(where, status=429)
        stranger.get(where[:-2] + "xx", status=404)

    @pytest.mark.parametrize("hours", [-1, 15 * 24])
    def test_it_opens_with_the_letter_and_closes_after_a_fortnight(
        self, hours: int, stranger: Client, task: Task
    ) -> None:
        found = self.made(task, sends_at=clock.now() - timedelta(hours=hours))
        stranger.get(self.where(found), status=404)

    def test_it_dies_when_somebody_else_is_in_charge(
        self, stranger: Client, plan: Plan, task: Task
    ) -> None:
        found = self.made(task)
        contact = db.session.get_one(AgencyContact, (task.responsible_agency_id, ContactKind.HEAD))
        contact.user = make_user(plan)
        db.session.commit()
        stranger.get(self.where(found), status=404)


def test_the_pages_ask_few_questions(
    plan: Plan, browser: Client, task: Task, agency: Agency, count_queries: CountQueries
) -> None:
    for _ in range(3):
        make_task(plan, agency=agency, due=LATE)
    found = make_leader_list(task)
    make_leader_field(plan)
    below = ("", "/sent", f"/sent/{found.id}", "/province", "/fields", "/fields/new")
    for page in [address(plan, each) for each in below]:
        browser.get(page)
        with count_queries() as asked:
            browser.get(page)
        assert len(asked) <= 8, f"{page}\n" + "\n".join(asked)
