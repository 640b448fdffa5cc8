"""Planning Tết, as a coordinator does it in December: the whole way over the pages."""

from collections.abc import Callable
from datetime import date

from flask import Flask

from plan_app import clock
from plan_app.domain.roles import Role
from tests.builders import make_plan, make_task, make_user
from tests.conftest import NOW
from tests.pages import Client, Page

DAYS_OFF = "\n".join(f"{day:02d}/02/2027; nghỉ; Tết Nguyên đán" for day in range(4, 11))
LIST = f"{DAYS_OFF}\n13/02/2027; làm việc; Làm bù cho ngày 10/02/2027"
# A working Tuesday a week before the holidays.
JANUARY = NOW.replace(year=2027, month=1, day=26)


def mails(page: Page, day: str) -> str:
    return page.text(page.one("tr", id=f"day-{day}"))


def test_reminders_move_to_the_working_days_around_tet(
    app: Flask, client_of: Callable[..., Client]
) -> None:
    assert app
    plan = make_plan()
    # Seven days before is Friday 5/2; one day after is Sunday 7/2: both fall into Tết.
    lead = make_task(plan, due=date(2027, 2, 12), number=501)
    overdue = make_task(plan, due=date(2027, 2, 6), number=502)
    with clock.stopped_at(JANUARY):
        browser = client_of(make_user(plan, Role.COORDINATOR))
        reminders = f"/p/{plan.slug}/reminders"

        before = browser.get(f"{reminders}/outlook")
        assert "501" in mails(before, "2027-02-05")
        assert "502" in mails(before, "2027-02-08")

        sent = {"year": "2027", "source": "Thông báo nghỉ Tết 2027", "days": LIST}
        preview = browser.post(f"{reminders}/calendar/list", sent, status=200)
        assert "thứ Bảy, 13/02/2027 Thêm – làm việc" in preview.text()
        named = preview.field("confirmed").get("value")
        browser.post(f"{reminders}/calendar/list", {**sent, "confirmed": named})
        assert "Thông báo nghỉ Tết 2027" in browser.get(f"{reminders}/calendar?year=2027").text()

        after = browser.get(f"{reminders}/outlook")
        assert "501" in mails(after, "2027-02-03")
        assert "Tết Nguyên đán" in mails(after, "2027-02-05")
        assert "502" not in mails(after, "2027-02-08")

        first_day_back = "11/02/2027"
        text = browser.get(f"{reminders}/rehearsal?day={first_day_back}&time=08:00").text()
        assert overdue.owner is not None
        assert overdue.owner.full_name in text
        mail = browser.get(
            f"{reminders}/rehearsal/{overdue.owner_id}?day={first_day_back}&time=08:00"
        ).text()
        assert "Nhiệm vụ số 502 đã quá hạn 05 ngày" in mail
        assert (
            "là ngày nghỉ" in browser.get(f"{reminders}/rehearsal?day=08/02/2027&time=08:00").text()
        )
        assert lead.owner is not None
    with clock.stopped_at(NOW.replace(year=2027, month=2, day=9)):
        browser = client_of(make_user(plan, Role.COORDINATOR))
        page = browser.get(f"{reminders}/outlook")
        # The Saturday that is worked for it.
        assert "Ngày nghỉ" not in mails(page, "2027-02-13")
        assert "Ngày nghỉ" in mails(page, "2027-02-14")
