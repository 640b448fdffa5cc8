"""Updating a task by the link of a mail, through the pages, and every way to misuse one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app import clock
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import Base, db
from plan_app.models import (
    ExtensionRequest,
    JournalEntry,
    Language,
    OutboxMessage,
    ProgressReport,
    ReliefRequest,
    Task,
    UpdateLink,
    User,
)
from plan_app.views import throttle
from tests.acting import milestone_of
from tests.builders import make_plan, make_task, make_update_link, make_user
from tests.conftest import NOW
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
LATE = date(2026, 11, 30)
TOKEN = "link" * 6
FORM = f"/u/{TOKEN}"
DONE = {"state": "awaiting_confirmation", "result": "Đã trình dự thảo.", "confirm": "1"}
UNDER_WAY = {"state": "in_progress", "result": "Đang lấy ý kiến.", "confirm": "1"}
RELIEF = {"reason": "Đã chuyển phòng.", "suggested": "Bà Lê Thị B", "confirm": "1"}
EXTENSION = {
    "due": "30/6/2027",
    "reason": "Chờ nghiệm thu.",
    "cause": "objective",
    "confirm": "1",
}


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(policy={"update_links": "full"}), due=LATE, number=53)


@pytest.fixture
def link(task: Task) -> UpdateLink:
    return make_update_link(task, TOKEN)


def main(page: Page) -> str:
    return page.text(page.one("main"))


def everything() -> dict[str, int]:
    """How many rows every table has."""
    db.session.commit()
    tables = Base.metadata.tables.values()
    counts = {each.name: select(func.count()).select_from(each) for each in tables}
    return {name: db.session.scalar(count) or 0 for name, count in counts.items()}


def versions(task: Task) -> tuple[Any, ...]:
    """What any use of the link would change of the rows that are there."""
    db.session.expire_all()
    link = db.session.scalars(select(UpdateLink)).first()
    used = link and (link.used_at, link.ended_at)
    return task.version, task.milestones[0].version, task.milestones[0].state, used


def test_from_the_mail_to_the_note_and_on_to_the_next_task(
    client: Client, task: Task, link: UpdateLink, count_queries: Callable[[], Any]
) -> None:
    beside = make_task(task.plan, due=LATE, owner=task.owner, number=60)
    make_update_link(beside, message=link.message)
    with count_queries() as queries:
        page = client.get(FORM)
    assert len(queries) <= 8
    text = main(page)
    assert "Nhiệm vụ số 53" in text
    assert "Không nhập thông tin thuộc danh mục bí mật nhà nước." in text
    assert "1. Tình trạng" in text

    done = client.fill(FORM, DONE).response.location
    page = client.get(done)

    text = main(page)
    assert "đã ghi nhận lúc 08:00 ngày 08/12/2026." in text
    assert "không gửi nhắc việc đối với nhiệm vụ này" in text
    assert "Còn 01 nhiệm vụ cần cập nhật" in text
    (onward,) = [each for each in page.links() if "~" in each]
    assert "Nhiệm vụ số 60" in main(client.get(onward))
    assert milestone_of(task).state is MilestoneState.AWAITING_CONFIRMATION
    text = main(client.get(client.fill(onward, UNDER_WAY).response.location))
    assert "Còn" not in text
    assert "Có thể đóng trang này" in text
    # What was sent can be corrected by sending again.
    page = client.get(FORM)
    assert "Đã trình dự thảo." in (page.field("result").text or "")
    client.fill(FORM, UNDER_WAY)
    assert milestone_of(task).state is MilestoneState.IN_PROGRESS


def test_nothing_of_the_application_stands_on_the_page_and_nobody_learns_its_address(
    client_of: ClientOf, task: Task, link: UpdateLink
) -> None:
    assert link
    signed_in = client_of(make_user(task.plan, Role.COORDINATOR, full_name="Trần Thị Tổng"))
    response = signed_in.get(FORM).response
    page = Page(response)
    assert page.all("nav") == []
    assert "Trần Thị Tổng" not in page.text()
    assert [each for each in page.links() if each.startswith("/p/")] == []
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_link_never_becomes_a_session(client: Client, task: Task, link: UpdateLink) -> None:
    assert link
    response = client.fill(FORM, UNDER_WAY).response
    assert "Set-Cookie" not in response.headers
    client.get(response.location)
    client.get(f"/p/{task.plan.slug}/", status=303)
    client.get("/account", status=303)


def test_a_scanner_that_opens_every_link_twice_and_sends_every_form_empty_changes_nothing(
    client: Client, task: Task, link: UpdateLink
) -> None:
    addresses = [FORM, f"{FORM}/extension", f"{FORM}/relief"]
    assert link
    rows, before = everything(), versions(task)
    for address in addresses * 2:
        client.browser.head(address)
        page = client.get(address)
        client.post(address, status=422)
        # What stands in the form already, without the button that nobody pressed.
        client.post(address, page.hidden(), status=422)
    for address in (f"{FORM}/done/report", f"{FORM}/fresh"):
        client.browser.head(address)
    client.post(f"{FORM}/fresh", status=404)
    client.get(f"{FORM}/done/report", status=404)
    assert everything() == rows
    assert versions(task) == before


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({**DONE, "confirm": ""}, "confirm"),
        ({**DONE, "state": ""}, "state"),
        ({**DONE, "state": "completed"}, "state"),
        ({**DONE, "result": ""}, "result"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    client: Client, task: Task, link: UpdateLink, sent: dict[str, str], field: str
) -> None:
    assert link
    before = versions(task)
    page = client.fill(FORM, {**sent, "difficulties": "Thiếu kinh phí."}, status=422)
    assert [each for each in page.links() if each.startswith(f"#{field}")]
    assert "Thiếu kinh phí." in (page.field("difficulties").text or "")
    assert versions(task) == before


def test_the_same_form_pressed_twice_is_noted_once(
    client: Client, task: Task, link: UpdateLink
) -> None:
    assert link
    sent = client.get(FORM).hidden() | UNDER_WAY
    client.post(FORM, sent)
    page = client.post(FORM, sent, status=409)
    assert "do người khác vừa lưu" in main(page)
    assert "Đang lấy ý kiến." in (page.field("result").text or "")
    assert len(db.session.scalars(select(ProgressReport)).all()) == 1
    assert milestone_of(task).state is MilestoneState.IN_PROGRESS


Damage = Callable[[Task, UpdateLink], None]


def _given_to_somebody_else(task: Task, link: UpdateLink) -> None:
    assert link
    task.owner = make_user(task.plan, Role.OWNER)


def _owner_inactive(task: Task, link: UpdateLink) -> None:
    assert task.owner is not None
    assert link
    task.owner.active = False


def _revoked(task: Task, link: UpdateLink) -> None:
    assert task
    link.ended_at = NOW


def _policy_off(task: Task, link: UpdateLink) -> None:
    assert link
    task.plan.policy = {"update_links": "off"}


@pytest.mark.parametrize(
    "damage", [_given_to_somebody_else, _owner_inactive, _revoked, _policy_off]
)
def test_a_dead_link_and_a_forged_one_get_the_same_answer_at_every_entrance(
    client: Client, task: Task, link: UpdateLink, damage: Damage
) -> None:
    sent = client.get(FORM).hidden() | DONE
    damage(task, link)
    db.session.commit()
    before = versions(task)
    forged = f"/u/{'forged' * 4}"
    for tail in ("", "/extension", "/relief"):
        dead, unknown = (client.get(f"{root}{tail}", status=404) for root in (FORM, forged))
        assert main(dead) == main(unknown)
        client.post(f"{FORM}{tail}", sent | RELIEF | EXTENSION, status=404)
    page = client.post(FORM, sent, status=404)
    # What was typed can be copied; nothing was written.
    assert "Đã trình dự thảo." in main(page)
    client.get(f"{FORM}/done/report", status=404)
    assert versions(task) == before


def test_an_old_link_offers_to_mail_a_fresh_one_without_saying_to_whom(
    client: Client, task: Task, link: UpdateLink
) -> None:
    assert task.owner is not None
    link.expires_at = NOW
    db.session.commit()
    page = client.get(FORM, status=410)
    assert "14 ngày" in main(page)
    assert task.owner.email not in page.response.text
    client.post(FORM, DONE, status=410)
    said = main(client.post(f"{FORM}/fresh", {"confirm": "1"}, status=200))
    forged = client.post(f"/u/{'forged' * 4}/fresh", {"confirm": "1"}, status=200)
    assert main(forged) == said
    mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.task_id == task.id)).all()
    assert [each.recipient_id for each in mails] == [task.owner_id]


def test_who_tries_too_often_waits(client: Client, link: UpdateLink) -> None:
    assert link
    for _ in range(throttle.PER_LINK):
        client.post(FORM, status=422)
    page = client.post(FORM, DONE, status=429)
    assert "Đã trình dự thảo." in main(page)
    # Another link, and the same one later.
    client.post(f"/u/{'forged' * 4}", status=404)
    with clock.stopped_at(NOW + throttle.WINDOW + timedelta(seconds=1)):
        client.post(FORM, status=422)


def test_one_address_is_not_let_try_link_after_link(client: Client, app: Flask) -> None:
    assert app
    for number in range(throttle.PER_ADDRESS):
        assert client.browser.post(f"/u/guess-{number}").status_code == 404
    client.post("/u/one-more", status=429)


def test_a_plan_for_progress_only_does_not_offer_completion_or_more_time(
    client: Client, task: Task, link: UpdateLink
) -> None:
    assert link
    task.plan.policy = {}
    db.session.commit()
    page = client.get(FORM)
    (only,) = page.all("input", name="state")
    assert (only.get("value"), only.get("checked") is not None) == ("in_progress", True)
    refused = client.post(FORM, {"result": "Đang làm.", "confirm": "1", **page.hidden()}, 422)
    assert "#state-0" in refused.links()
    assert "Đề nghị gia hạn" not in main(page)
    page = client.fill(FORM, DONE, status=422)
    assert "cần đăng nhập" in main(page)
    client.get(f"{FORM}/extension", status=404)
    client.post(f"{FORM}/extension", EXTENSION, status=404)
    assert db.session.scalars(select(ExtensionRequest)).all() == []
    client.fill(FORM, UNDER_WAY)


def test_more_time_is_asked_for_by_the_link(client: Client, task: Task, link: UpdateLink) -> None:
    assert link
    page = client.fill(f"{FORM}/extension", {**EXTENSION, "cause": ""}, status=422)
    assert [each for each in page.links() if each.startswith("#cause")]
    done = client.fill(f"{FORM}/extension", EXTENSION).response.location
    assert "thời hạn hiện tại chưa thay đổi" in main(client.get(done))
    assert db.session.scalars(select(ExtensionRequest.requested_by_id)).one() == task.owner_id
    assert f"{FORM}/extension" not in client.get(FORM).links()


def test_being_relieved_is_asked_for_by_the_link_once(
    client: Client, task: Task, link: UpdateLink
) -> None:
    assert link
    done = client.fill(f"{FORM}/relief", RELIEF).response.location
    assert "giao đầu mối khác" in main(client.get(done))
    assert db.session.scalars(select(ReliefRequest.suggested)).one() == "Bà Lê Thị B"
    assert "đang chờ xử lý" in main(client.get(FORM))
    page = client.fill(f"{FORM}/relief", RELIEF, status=422)
    assert "đang có đề nghị chuyển đầu mối chưa xử lý" in main(page)
    assert task.id


def test_what_has_no_deadline_and_what_is_completed_is_handled(
    client: Client, task: Task, link: UpdateLink
) -> None:
    assert link
    milestone = task.milestones[0]
    milestone.due_date = None
    db.session.commit()
    assert "Không quy định thời hạn" in main(client.get(FORM))
    client.get(client.fill(FORM, UNDER_WAY).response.location)
    milestone = milestone_of(task)
    milestone.state = MilestoneState.COMPLETED
    milestone.reported_on = milestone.confirmed_on = LATE
    db.session.commit()
    page = client.get(FORM)
    assert "không cần cập nhật" in main(page)
    assert page.all("textarea") == []


def test_a_shared_account_says_who_prepared_the_report(
    client: Client, task: Task, link: UpdateLink
) -> None:
    assert task.owner is not None
    assert link
    task.owner.is_shared = True
    db.session.commit()
    page = client.fill(FORM, UNDER_WAY, status=422)
    assert [each for each in page.links() if each.startswith("#prepared_by")]


def test_the_page_is_in_the_language_of_its_person(
    client: Client, task: Task, link: UpdateLink
) -> None:
    assert task.owner is not None
    assert link
    task.owner.language = Language.ENGLISH
    db.session.commit()
    page = client.get(FORM)
    assert page.one("html").get("lang") == "en"
    assert task.title_en in main(page)


def test_a_coordinator_sees_and_revokes_live_links(
    client_of: ClientOf,
    client: Client,
    task: Task,
    link: UpdateLink,
    count_queries: Callable[[], Any],
) -> None:
    browser = client_of(make_user(task.plan, Role.COORDINATOR))
    root = f"/p/{task.plan.slug}"
    make_update_link(task)
    with count_queries() as queries:
        page = browser.get(f"{root}/update-links")
    assert len(queries) <= 8
    assert "02 đường dẫn" in page.text()
    assert TOKEN not in page.response.text
    assert link.token_digest not in page.response.text
    assert f"{root}/update-links" in browser.get(f"{root}/reminders").links()
    csv = browser.download(f"{root}/update-links.csv?words=khong+co").text
    assert len(csv.splitlines()) == 1
    csv = browser.download(f"{root}/update-links.csv").text
    assert len(csv.splitlines()) == 3
    assert link.token_digest not in csv
    browser.post(f"{root}/update-links/{link.id}/revoke")
    client.get(FORM, status=404)
    browser.post(f"{root}/update-links/people/{task.owner_id}/revoke")
    assert "Hiện không có đường dẫn nào" in main(browser.get(f"{root}/update-links"))
    assert "đã thu hồi" in main(browser.get(f"{root}/update-links?state=ended"))
    actions = db.session.scalars(select(JournalEntry.action)).all()
    assert actions.count("update_links_revoked") == 2


def test_the_policy_of_links_is_a_choice_of_the_plan(client_of: ClientOf, task: Task) -> None:
    browser = client_of(make_user(task.plan, Role.COORDINATOR))
    address = f"/p/{task.plan.slug}/reminders/policy"
    page = browser.get(address)
    sent = {
        str(each.get("name")): each.get("value", "")
        for each in page.one("main").iter("input")
        if each.get("type") != "submit"
    }
    sent |= {"roll_up_weekday": "0", "update_links": "off"}
    browser.post(address, sent)
    db.session.refresh(task.plan)
    assert task.plan.policy == {"update_links": "off"}
    assert "Không cho phép" in main(browser.get(address))
