"""Story 1: Monday, the coordinator's first coffee. From the weekly mail to the same twelve rows.

The call that was noted on a row comes with the coordination of the plan.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from plan_app import clock
from plan_app.domain.roles import Role
from plan_app.models import Plan, User
from tests.builders import make_agency, make_plan, make_task, make_user
from tests.cli.commands import invoke
from tests.journeys.relay import Relay, relay
from tests.pages import Client

# 07:30 and 07:45 in Thanh Hóa.
MORNING = datetime(2026, 12, 7, 0, 30, tzinfo=UTC)
COFFEE = datetime(2026, 12, 7, 0, 45, tzinfo=UTC)
COORDINATOR = "giang@so-tai-chinh.example.org"

ClientOf = Callable[[User], Client]


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """The office's mail server."""
    with relay(app, monkeypatch) as opened:
        yield opened


def fill(plan: Plan) -> None:
    """Twelve overdue tasks of seven agencies, three of them since last Monday; one due soon."""
    agencies = [make_agency() for _ in range(7)]
    for n in range(12):
        due = date(2026, 12, 3) if n < 3 else date(2026, 10, 30)
        agency = agencies[n % 7]
        owner = make_user(plan, Role.OWNER, agency=agency, telephone=f"0237 385 22{n:02d}")
        make_task(plan, agency=agency, due=due, owner=owner)
    make_task(plan, due=date(2026, 12, 15), number=2700)


def test_the_mail_the_page_the_file_and_the_overview_have_the_same_twelve(
    app: Flask, server: Relay, client_of: ClientOf
) -> None:
    plan = make_plan()
    fill(plan)
    coordinator = make_user(plan, Role.COORDINATOR, email=COORDINATOR)
    with clock.stopped_at(MORNING):
        assert invoke(app, "remind").exit_code == 0
        assert invoke(app, "deliver").exit_code == 0
    letter = server.letter(COORDINATOR)
    assert "Tổng hợp tuần, ngày 07/12/2026: 12 nhiệm vụ quá hạn" in letter["Subject"]
    link = re.search(r"Nhiệm vụ quá hạn: 12 \(tuần trước: 09\): https?://[^/]+(\S+)",
                     server.text(letter))  # fmt: skip
    assert link, server.text(letter)

    with clock.stopped_at(COFFEE):
        browser = client_of(coordinator)
        page = browser.get(link.group(1))

        said = page.text(page.one("main"))
        assert "12 nhiệm vụ, 07 cơ quan." in said
        assert "Mới phát sinh trong tuần: 03." in said
        assert "Số liệu tính đến 07 giờ 45 ngày 07/12/2026." in said
        rows = [row for row in page.all("tbody")[0] if row.get("class") is None]
        assert len(rows) == 12
        for row in rows:
            links = [link.get("href", "") for link in row.iter("a")]
            assert [link[:11] for link in links if link.startswith("tel:")] == ["tel:0237385"]
            # What was said on the telephone is noted from here.
            assert links[-1].endswith("/call")
            assert "07/12/2026: máy chủ thư đã nhận" in page.text(row)
            assert "Chưa có báo cáo" in page.text(row)

        file = browser.get(f"/p/{plan.slug}/overdue.csv").response.get_data().decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(file)))) == 1 + 12
        home = browser.get(f"/p/{plan.slug}/")
        assert home.text(home.one("a", data_figure="open_overdue")).startswith("12 ")


def test_where_nothing_is_overdue_the_page_names_what_is_next(client_of: ClientOf) -> None:
    plan = make_plan()
    make_task(plan, due=date(2026, 12, 15), number=27)

    with clock.stopped_at(COFFEE):
        text = client_of(make_user(plan, Role.COORDINATOR)).get(f"/p/{plan.slug}/overdue").text()

    assert (
        "Hiện không có nhiệm vụ quá hạn. Nhiệm vụ đến hạn gần nhất: số 27, ngày 15/12/2026." in text
    )
