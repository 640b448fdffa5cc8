"""Story 7: a storm. Reminders of the communes and of two departments rest, deadlines do not.

Marking the cause of these days' lateness comes with the coordination of the plan.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from plan_app import clock
from plan_app.domain.roles import Role
from plan_app.models import Agency, AgencyContact, ContactKind, Plan, User
from tests.builders import make_agency, make_plan, make_task, make_user, save, together
from tests.cli.commands import invoke
from tests.journeys.relay import Relay, relay
from tests.pages import Client, Page

# Monday 28/9/2026, 07:10 in Thanh Hóa; the storm came ashore at night.
MONDAY = datetime(2026, 9, 28, 0, 10, tzinfo=UTC)
UNTIL = "Tạm dừng nhắc việc đến hết ngày 09/10/2026."

ClientOf = Callable[[User], Client]


def owner_of(plan: Plan, agency: Agency) -> User:
    """Somebody with two tasks: one overdue since Friday, one a day longer."""
    owner = make_user(plan, Role.OWNER, agency=agency)
    for due in (date(2026, 9, 25), date(2026, 9, 24)):
        make_task(plan, agency=agency, owner=owner, due=due)
    return owner


def all_communes(plan: Plan, communes: list[Agency], contacts: list[User]) -> Agency:
    """The group of all communes, which have one overdue task together."""
    with together():
        group = make_agency(name="UBND các xã, phường", is_group=True)
        for commune, contact in zip(communes, contacts, strict=False):
            group.members.append(commune)
            kind = ContactKind.CONTACT
            save(AgencyContact(agency_id=commune.id, kind=kind, user_id=contact.id))
    make_task(plan, agency=group, owner=None, due=date(2026, 9, 25))
    return group


def mails_of_the_week(page: Page) -> int:
    """How many mails the look ahead has from Monday to Friday."""
    days = [f"2026-09-{day}" for day in (28, 29, 30)] + ["2026-10-01", "2026-10-02"]
    cells = [page.one("tr", id=f"day-{day}").find("td") for day in days]
    said = [page.text(cell) for cell in cells if cell is not None]
    return sum(int(each) for each in said if each.isdigit())


def morning(app: Flask, server: Relay, day: date) -> list[str]:
    """Who gets a mail on the day."""
    with clock.stopped_at(datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)):
        assert invoke(app, "remind").exit_code == 0
        assert invoke(app, "deliver").exit_code == 0
    return server.received()


def test_reminders_rest_during_the_storm_and_come_back_as_one_mail_each(
    app: Flask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan()
    communes = [make_agency(name=f"UBND xã {name}") for name in "ABCDE"]
    departments = [make_agency(name="Sở Xây dựng"), make_agency(name="Sở Y tế")]
    paused = [owner_of(plan, agency) for agency in (*communes, *departments)]
    group = all_communes(plan, communes, paused)
    other = owner_of(plan, make_agency(name="Sở Công Thương"))
    coordinator = make_user(plan, Role.COORDINATOR)
    reminders = f"/p/{plan.slug}/reminders"
    wish = {
        "scope": "some",
        "agencies": [str(agency.id) for agency in (group, *departments)],
        "first_day": "28/09/2026",
        "last_day": "09/10/2026",
        "reason": "Tập trung ứng phó bão, lũ",
    }
    with clock.stopped_at(MONDAY):
        browser = client_of(coordinator)
        before = mails_of_the_week(browser.get(f"{reminders}/outlook"))
        preview = browser.post(f"{reminders}/pauses/new", wish, status=200)
        found = re.search(
            r"(\d+) thư dự kiến tuần này sẽ không gửi\. Thời hạn nhiệm vụ không thay đổi\.",
            preview.text(),
        )
        assert found
        assert "Nhắc lại từ ngày 12/10/2026" in preview.text()
        confirmed = preview.field("confirmed").get("value")
        browser.post(f"{reminders}/pauses/new", {**wish, "confirmed": confirmed})

        after = mails_of_the_week(browser.get(f"{reminders}/outlook"))
        assert before - after == int(found.group(1)) > 0
        for owner in paused:
            assert UNTIL in client_of(owner).get(f"/p/{plan.slug}/").text()
        assert UNTIL not in client_of(other).get(f"/p/{plan.slug}/").text()
        overdue = browser.get(f"/p/{plan.slug}/overdue").text()
        assert "17 nhiệm vụ, 09 cơ quan." in overdue

    with relay(app, monkeypatch) as server:
        resting = [date(2026, 9, 28) + timedelta(days=n) for n in range(12)]
        during = {address for day in resting for address in morning(app, server, day)}
        assert during == {other.email, coordinator.email}

        back = morning(app, server, date(2026, 10, 12))

    addresses = {owner.email for owner in paused}
    assert sorted(each for each in back if each in addresses) == sorted(addresses)
    with clock.stopped_at(MONDAY.replace(month=10, day=12)):
        assert UNTIL not in client_of(paused[0]).get(f"/p/{plan.slug}/").text()
