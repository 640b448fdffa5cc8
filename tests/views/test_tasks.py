"""The page of a task: what stands there, for whom, and how little it asks of the database."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from plan_app.domain.mailing import LedgerState, MessageKind
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.models import (
    AgencyContact,
    ContactKind,
    JournalEntry,
    LedgerRow,
    Plan,
    Task,
    TextStatus,
    User,
)
from plan_app.services import decisions, reminders
from plan_app.services.transaction import transaction
from tests.acting import DONE, TODAY, UNDER_WAY, decide, milestone_of, report
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user, save
from tests.conftest import NOW
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def task(plan: Plan) -> Task:
    return make_task(
        plan,
        deliverable="Quyết định của UBND tỉnh",
        time_as_worded="2024 - 2026",
        coordinating_as_worded="Các đơn vị liên quan",
        twin_reference="NV-2024-117",
        coordinating_agencies=[make_agency(name="Sở Y tế")],
    )


def address(task: Task, part: str = "") -> str:
    return f"/p/{task.plan.slug}/tasks/{task.number}{part}"


def page_of(client_of: ClientOf, user: User | None, task: Task) -> Page:
    return client_of(user).get(address(task))


def test_all_facts_stand_on_the_page(client_of: ClientOf, task: Task) -> None:
    text = page_of(client_of, task.owner, task).text()
    assert task.owner
    for fact in (
        task.title,
        "Nhóm I",
        "Quyết định của UBND tỉnh",
        "2024 - 2026",
        "Các đơn vị liên quan",
        "Sở Y tế",
        "NV-2024-117",
        task.lead_agency.name,
        task.owner.full_name,
        "31/12/2026",
        "Thời hạn theo Kế hoạch của UBND tỉnh",
        "Sắp đến hạn",
        "Chưa thực hiện",
    ):
        assert fact in text
    assert "Nội dung minh họa" not in text


def test_agency_as_decided_and_responsible_now_are_two_facts(
    client_of: ClientOf, plan: Plan
) -> None:
    task = make_task(
        plan,
        lead_agency=make_agency(name="Sở Giao thông vận tải"),
        responsible_agency=make_agency(name="Sở Xây dựng"),
    )
    text = page_of(client_of, task.owner, task).text()
    assert "Cơ quan chủ trì (theo Kế hoạch) Sở Giao thông vận tải" in text
    assert "Cơ quan chịu trách nhiệm hiện nay Sở Xây dựng" in text


def test_draft_text_is_marked(client_of: ClientOf, plan: Plan) -> None:
    task = make_task(plan, text_status=TextStatus.DRAFT)
    assert "Nội dung minh họa" in page_of(client_of, task.owner, task).text()


def test_a_moved_date_stands_beside_the_original(client_of: ClientOf, task: Task) -> None:
    task.milestones[0].due_date = date(2027, 6, 30)
    db.session.commit()
    text = page_of(client_of, task.owner, task).text()
    assert "30/06/2027 (ban đầu: 31/12/2026)" in text


def test_difficulties_and_mails_are_only_for_those_concerned(
    client_of: ClientOf, task: Task
) -> None:
    report(task, UNDER_WAY)
    plan = task.plan
    concerned = [
        task.owner,
        make_user(plan, Role.COORDINATOR),
        make_user(plan, Role.LEADER),
        make_user(plan, Role.OWNER, agency=task.coordinating_agencies[0]),
    ]
    others = [make_user(plan, Role.OWNER, agency=make_agency()), make_user(plan, Role.OBSERVER)]
    for user in concerned:
        text = page_of(client_of, user, task).text()
        assert "Thiếu hướng dẫn." in text
        assert "Thư về nhiệm vụ này" in text
    for user in others:
        text = page_of(client_of, user, task).text()
        assert "Đang lấy ý kiến." in text
        assert "Thiếu hướng dẫn." not in text
        assert "Thư về nhiệm vụ này" not in text


def test_mails_about_the_task_alone_and_in_a_digest_are_listed(
    client_of: ClientOf, task: Task
) -> None:
    assert task.owner
    report(task)
    decide(task, decisions.confirm)
    digest = outbox.enqueue(
        MessageKind.DIGEST, task.owner, now=NOW, local_day=TODAY, expires_at=NOW
    )
    save(
        LedgerRow(
            milestone_id=task.milestones[0].id,
            deadline_revision=1,
            threshold=-30,
            recipient_id=task.owner.id,
            state=LedgerState.RESERVED,
            message_id=digest.id,
        )
    )
    text = page_of(client_of, task.owner, task).text()
    assert "Thư xác nhận hoàn thành" in text
    assert "Thư nhắc việc" in text
    assert "chờ gửi" in text


def test_the_journal_speaks_in_plain_words(client_of: ClientOf, task: Task) -> None:
    assert task.owner
    report(task)
    decide(task, decisions.return_, reason="Thiếu quyết định phê duyệt.")
    text = page_of(client_of, task.owner, task).text()
    assert f"{task.owner.addressed} Báo cáo hoàn thành" in text
    assert "Đề nghị bổ sung kết quả. Thiếu quyết định phê duyệt." in text
    assert "08:00 ngày 08/12/2026" in text


def test_a_shared_account_is_named_with_the_person_behind_it(
    client_of: ClientOf, task: Task
) -> None:
    assert task.owner
    task.owner.is_shared, task.owner.honorific, task.owner.full_name = True, "", "UBND xã A"
    db.session.commit()
    signed = replace(
        DONE,
        prepared_by="Bà Lê Thị Hoa",
        prepared_position="công chức Kinh tế",
        prepared_telephone="0237 123 456",
        approved_by="Ông Trần Văn Nam",
        approved_position="Phó Chủ tịch",
    )
    report(task, signed)
    text = page_of(client_of, task.owner, task).text()
    assert (
        "UBND xã A (tài khoản cơ quan); người lập: Bà Lê Thị Hoa, công chức Kinh tế; "
        "lãnh đạo duyệt: Ông Trần Văn Nam, Phó Chủ tịch" in text
    )
    assert "0237 123 456" in text
    observer = make_user(task.plan, Role.OBSERVER)
    assert "0237 123 456" not in page_of(client_of, observer, task).text()


def test_what_was_entered_on_behalf_names_the_letter(client_of: ClientOf, task: Task) -> None:
    letter = replace(DONE, letter="Công văn số 4567/SNNMT-KHTC", letter_date=TODAY)
    report(task, letter, by=make_user(task.plan, Role.COORDINATOR))
    text = page_of(client_of, task.owner, task).text()
    agency = task.plan.standing_agency.name
    assert f"{agency} nhập thay theo Công văn số 4567/SNNMT-KHTC ngày 08/12/2026." in text


def test_buttons_are_shown_only_to_those_who_may_use_them(client_of: ClientOf, task: Task) -> None:
    milestone_id = milestone_of(task).id
    prefix = f"/p/{task.plan.slug}/milestones/{milestone_id}/"
    coordinator = make_user(task.plan, Role.COORDINATOR)
    offered = {
        user: {
            link.removeprefix(prefix)
            for link in page_of(client_of, user, task).links()
            if link.startswith(prefix)
        }
        for user in (
            task.owner,
            coordinator,
            make_user(task.plan, Role.LEADER),
            make_user(task.plan, Role.OBSERVER),
            make_user(task.plan, Role.OWNER),
        )
    }
    assert list(offered.values()) == [
        {"report", "extension"},
        {"report", "suspend", "withdraw", "date", "call"},
        set(),
        set(),
        set(),
    ]


def test_years_that_ask_nothing_of_anybody_are_folded(client_of: ClientOf, task: Task) -> None:
    make_milestone(task, due=date(2027, 12, 31), label="Kết quả năm 2027")
    awaiting = make_milestone(
        task,
        due=date(2027, 6, 30),
        label="Sơ kết",
        state=MilestoneState.AWAITING_CONFIRMATION,
        reported_on=TODAY,
    )
    page = page_of(client_of, make_user(task.plan, Role.COORDINATOR), task)
    (folded,) = page.one("main").iter("details")
    assert "Các mốc khác (01)" in page.text(folded)
    assert "Kết quả năm 2027" in page.text(folded)
    assert f"milestone-{awaiting.id}" not in {each.get("id") for each in folded.iter("li")}
    assert f"milestone-{task.milestones[0].id}" not in {
        each.get("id") for each in folded.iter("li")
    }


def test_a_task_of_another_plan_is_not_found(client_of: ClientOf, task: Task) -> None:
    other = make_plan()
    user = make_user(other, Role.COORDINATOR)
    client_of(user).get(f"/p/{other.slug}/tasks/{task.number}", status=404)
    client_of(user).get(address(task), status=403)


def plan_yesterday() -> None:
    """Plan the reminders of the day before, so that a digest stands behind the task."""
    with transaction():
        reminders.plan(now=NOW - timedelta(days=1))


@pytest.mark.parametrize("role", [Role.OWNER, Role.COORDINATOR])
def test_the_page_asks_the_database_at_most_eight_times(
    client_of: ClientOf, task: Task, count_queries: CountQueries, role: Role
) -> None:
    for year in range(2027, 2031):
        make_milestone(task, due=date(year, 12, 31), label=f"Kết quả năm {year}")
    for _ in range(3):
        report(task, UNDER_WAY)
    report(task)
    decide(task, decisions.return_, reason="Thiếu số liệu.")
    plan_yesterday()
    make_task(task.plan, owner=task.owner, due=date(2026, 12, 8))
    browser = client_of(task.owner if role is Role.OWNER else make_user(task.plan, role))
    where = address(task)
    browser.get(where)
    with count_queries() as sent:
        text = browser.get(where).text()
    assert len(sent) <= 8, "\n".join(sent)
    for part in ("Thiếu số liệu.", "Thư nhắc việc", "Lần nhắc tiếp theo"):
        assert part in text


def test_a_reminder_that_could_go_now_takes_no_more_questions(
    client_of: ClientOf, task: Task, count_queries: CountQueries
) -> None:
    browser, where = client_of(make_user(task.plan, Role.COORDINATOR)), address(task)
    browser.get(where)
    with count_queries() as sent:
        text = browser.get(where).text()
    assert "Lần nhắc tiếp theo: 08:00 ngày 08/12/2026" in text
    assert len(sent) <= 8, "\n".join(sent)


def test_opening_pages_changes_nothing(client_of: ClientOf, task: Task) -> None:
    coordinator = make_user(task.plan, Role.COORDINATOR)
    before = task.version, db.session.query(JournalEntry).count()
    browser = client_of(coordinator)
    for link in page_of(client_of, coordinator, task).links():
        if link.startswith(f"/p/{task.plan.slug}/milestones/") or "/assignment" in link:
            browser.get(link)
    db.session.expire_all()
    assert (task.version, db.session.query(JournalEntry).count()) == before


def test_why_a_reminder_goes_or_not_is_told_to_those_concerned(
    client_of: ClientOf, task: Task
) -> None:
    make_milestone(task, due=date(2027, 12, 31), label="Kết quả năm 2027")
    browser = client_of(task.owner)
    page = browser.get(address(task))
    assert address(task, "/why") in page.links()
    inline = page.text(page.one("section", aria_labelledby="why"))
    assert "thời hạn 31/12/2026" in inline
    assert "Chưa nhắc lần nào." in inline
    assert "31/12/2027" not in inline
    text = browser.get(address(task, "/why")).text()
    assert "thời hạn 31/12/2026" in text
    assert "thời hạn 31/12/2027" in text
    observer = client_of(make_user(task.plan, Role.OBSERVER))
    page = observer.get(address(task))
    assert address(task, "/why") not in page.links()
    assert page.all("section", aria_labelledby="why") == []
    observer.get(address(task, "/why"), status=403)


def test_a_coordinator_assigns_owner_and_agency(client_of: ClientOf, task: Task) -> None:
    agency = make_agency(name="Sở Nội vụ")
    person = make_user(task.plan, Role.OWNER, agency=agency, full_name="Lê Thị Bình")
    browser = client_of(make_user(task.plan, Role.COORDINATOR))
    form = browser.get(address(task, "/assignment"))
    assert "Lê Thị Bình – Sở Nội vụ" in form.text(form.field("owner"))
    sent = {"version": "1", "owner": str(person.id), "agency": str(agency.id)}
    browser.post(address(task, "/assignment"), sent)
    db.session.expire_all()
    assert (task.owner, task.responsible_agency) == (person, agency)
    text = browser.get(address(task)).text()
    assert "Đã lưu phân công nhiệm vụ." in text
    assert "Giao đầu mối theo dõi: Ông Lê Thị Bình" in text
    assert "Chuyển cơ quan chịu trách nhiệm: Sở Nội vụ" in text


def test_the_head_of_the_agency_is_offered_its_own_people(client_of: ClientOf, task: Task) -> None:
    agency = task.responsible_agency
    head = make_user(task.plan, Role.LEADER, agency=agency)
    save(AgencyContact(agency=agency, kind=ContactKind.HEAD, user=head))
    colleague = make_user(task.plan, Role.OWNER, agency=agency)
    stranger = make_user(task.plan, Role.OWNER, agency=make_agency())
    browser = client_of(head)
    form = browser.get(address(task, "/assignment"))
    offered = {option.get("value") for option in form.all("option")}
    assert offered == {str(task.owner_id), str(colleague.id)}
    assert form.all("select", name="agency") == []
    sent = {"version": "1", "owner": str(stranger.id)}
    browser.post(address(task, "/assignment"), sent, status=422)
    browser.post(address(task, "/assignment"), sent | {"owner": str(colleague.id)})
    db.session.expire_all()
    assert task.owner == colleague


def test_nobody_else_assigns(client_of: ClientOf, task: Task) -> None:
    for user in (task.owner, make_user(task.plan, Role.LEADER)):
        assert address(task, "/assignment") not in page_of(client_of, user, task).links()
        client_of(user).get(address(task, "/assignment"), status=403)
        sent = {"version": "1", "owner": str(task.owner_id)}
        client_of(user).post(address(task, "/assignment"), sent, status=403)


def test_assigning_what_changed_meanwhile_shows_both(client_of: ClientOf, task: Task) -> None:
    person = make_user(task.plan, Role.OWNER, full_name="Lê Thị Bình")
    agency_id = str(task.responsible_agency_id)
    browser = client_of(make_user(task.plan, Role.COORDINATOR))
    browser.post(address(task, "/assignment"), {"version": "1", "owner": "", "agency": agency_id})
    late = {"version": "1", "owner": str(person.id), "agency": agency_id}
    page = browser.post(address(task, "/assignment"), late, status=409)
    assert "Chưa giao đầu mối" in page.text(page.one("section", id="present"))
    (chosen,) = [
        each for each in page.field("owner").iter("option") if each.get("value") == str(person.id)
    ]
    assert chosen.get("selected") is not None
    assert page.field("version").get("value") == "2"
    browser.post(address(task, "/assignment"), late | {"version": "2"})
    db.session.expire_all()
    assert task.owner == person
