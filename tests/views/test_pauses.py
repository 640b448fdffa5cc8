"""Pausing reminders on the page: preview first, a banner while it lasts, an early end."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app import clock
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Language, Plan, ReminderPause
from tests.builders import make_agency, make_pause, make_plan, make_task, make_user
from tests.conftest import NOW
from tests.pages import Client

Browse = Callable[..., Client]
LATE = date(2026, 11, 30)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def browser(plan: Plan, client_of: Browse) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR))


def address(plan: Plan, page: str = "") -> str:
    return f"/p/{plan.slug}/reminders/pauses{page}"


def wish(*agency_ids: int, **changed: object) -> dict[str, object]:
    return {
        "scope": "some" if agency_ids else "all",
        "agencies": [str(each) for each in agency_ids],
        "first_day": "08/12/2026",
        "last_day": "18/12/2026",
        "reason": "Tập trung ứng phó bão, lũ",
        **changed,
    }


def rows() -> list[ReminderPause]:
    return list(db.session.scalars(select(ReminderPause).order_by(ReminderPause.id)))


def test_who_reads_english_reads_the_english_names(plan: Plan, client_of: Browse) -> None:
    make_pause(plan, agency_id=make_agency(name="Sở Y tế", name_en="Department of Health").id)
    reader = make_user(plan, Role.COORDINATOR, language=Language.ENGLISH)
    page = client_of(reader).get(address(plan))
    assert "Department of Health" in page.text(page.one("tbody"))
    assert "Sở Y tế" not in page.text(page.one("tbody"))


def test_a_pause_is_previewed_and_then_entered(plan: Plan, browser: Client) -> None:
    tasks = [make_task(plan, due=LATE) for _ in range(3)]
    chosen = [task.responsible_agency_id for task in tasks[:2]]
    page = browser.post(address(plan, "/new"), wish(*chosen), status=200)
    assert "02 thư dự kiến tuần này sẽ không gửi" in page.text()
    assert "Thời hạn nhiệm vụ không thay đổi." in page.text()
    assert "Nhắc lại từ ngày 21/12/2026" in page.text()
    assert rows() == []
    named = page.field("confirmed").get("value")
    browser.post(address(plan, "/new"), wish(*chosen, confirmed=named))
    assert [row.agency_id for row in rows()] == chosen
    text = browser.get(address(plan)).text()
    assert "đến hết ngày 18/12/2026" in text
    assert "Tập trung ứng phó bão, lũ" in text
    assert "Đang tạm dừng" in text


def test_what_was_changed_after_the_preview_is_previewed_again(plan: Plan, browser: Client) -> None:
    make_task(plan, due=LATE)
    page = browser.post(address(plan, "/new"), wish(), status=200)
    named = page.field("confirmed").get("value")
    page = browser.post(
        address(plan, "/new"), wish(confirmed=named, last_day="25/12/2026"), status=200
    )
    assert "Nhắc lại từ ngày 28/12/2026" in page.text()
    assert rows() == []


def test_a_pause_of_a_later_week_says_so(plan: Plan, browser: Client) -> None:
    # The day itself and the one after.
    make_task(plan, due=date(2026, 12, 15))
    page = browser.post(address(plan, "/new"), wish(first_day="15/12/2026"), status=200)
    assert "02 thư dự kiến trong tuần đầu" in page.text()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("scope", ""),
        ("last_day", "mai"),
        ("last_day", "07/12/2026"),
        ("first_day", "01/12/2026"),
        ("reason", ""),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    plan: Plan, browser: Client, field: str, typed: str
) -> None:
    page = browser.post(address(plan, "/new"), wish(**{field: typed}), status=422)
    assert page.all("a", href=f"#{field}") or page.all("a", href=f"#{field}-0")
    if field != "reason":
        assert page.text(page.field("reason")) == "Tập trung ứng phó bão, lũ"
    assert rows() == []


def test_some_agencies_are_chosen_from_those_offered(plan: Plan, browser: Client) -> None:
    page = browser.post(address(plan, "/new"), wish(scope="some"), status=422)
    assert "Đề nghị chọn ít nhất một cơ quan" in page.text()
    page = browser.post(address(plan, "/new"), wish(make_agency().id), status=422)
    assert "Không có cơ quan này" in page.text()


def test_everybody_concerned_is_told_while_it_lasts(
    plan: Plan, browser: Client, client_of: Browse
) -> None:
    task, other = make_task(plan), make_task(plan)
    make_pause(plan, agency_id=task.responsible_agency_id)
    home = f"/p/{plan.slug}/tasks"
    owner = client_of(task.owner)
    assert "Tạm dừng nhắc việc đến hết ngày 18/12/2026." in owner.get(home).text()
    assert "Tạm dừng nhắc việc" not in client_of(other.owner).get(home).text()
    assert "đối với 01 cơ quan, muộn nhất đến hết ngày 18/12/2026" in browser.get(home).text()
    make_pause(plan)
    assert "toàn bộ kế hoạch đến hết ngày 18/12/2026" in browser.get(home).text()
    with clock.stopped_at(NOW.replace(day=19)):
        assert "Tạm dừng nhắc việc" not in owner.get(home).text()


def test_a_pause_is_ended_early(plan: Plan, browser: Client) -> None:
    pause = make_pause(plan)
    browser.post(address(plan, f"/{pause.id}/end"))
    assert rows()[0].last_day == date(2026, 12, 8)
    text = browser.get(address(plan)).text()
    assert "nhắc lại từ ngày 09/12/2026" in text
    assert "Kết thúc hết hôm nay" not in text
    browser.post(address(plan, f"/{pause.id}/end"))
    assert "đã kết thúc" in browser.get(address(plan)).text()
    browser.post(address(make_plan(), f"/{pause.id}/end"), status=403)
    browser.post(address(plan, "/999999/end"), status=404)


def test_many_agencies_are_folded(plan: Plan, browser: Client) -> None:
    assert "Chưa có đợt tạm dừng nào" in browser.get(address(plan)).text()
    for _ in range(5):
        make_pause(plan, agency_id=make_agency().id, created_at=NOW, first_day=date(2026, 12, 14))
    text = browser.get(address(plan)).text()
    assert "05 cơ quan" in text
    assert "Hủy đợt tạm dừng" in text


def test_the_preview_asks_at_most_eight_queries(
    plan: Plan,
    browser: Client,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    agency = make_agency()
    make_task(plan, due=LATE, agency=agency)
    where, asked = address(plan, "/new"), wish(agency.id)
    with count_queries() as sent:
        page = browser.post(where, asked, status=200)
    assert "thư" in page.text()
    assert len(sent) <= 8, "\n".join(sent)
