"""Story 10: the relay's password was changed on Sunday. Seventeen mails, none twice.

What leaves to the office's syslog, and that nothing is fetched from the internet, is shown by the
tests of the installation.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from plan_app import clock
from plan_app.domain.roles import Role
from plan_app.models import Lease, User
from tests.builders import make_plan, make_task, make_user, save
from tests.cli.commands import invoke
from tests.journeys.relay import relay
from tests.pages import Client

# Monday 21/12/2026, 07:30 and 08:05 in Thanh Hóa.
MORNING = datetime(2026, 12, 21, 0, 30, tzinfo=UTC)
IT_OFFICER = datetime(2026, 12, 21, 1, 5, tzinfo=UTC)
NEW = "changed-on-sunday"

ClientOf = Callable[[User], Client]


def test_after_the_change_seventeen_mails_leave_and_none_twice(
    app: Flask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan()
    for number in range(17):
        make_task(plan, due=date(2026, 11, 30), number=number + 1)
    with relay(app, monkeypatch, password=NEW) as server:
        server.use("of-last-week")
        with clock.stopped_at(MORNING):
            assert invoke(app, "remind").exit_code == 0
            assert invoke(app, "deliver").exit_code == 1
        coordinator = make_user(plan, Role.COORDINATOR)
        save(Lease(name="scheduler", holder="test", beat_at=IT_OFFICER, expires_at=IT_OFFICER))

        with clock.stopped_at(IT_OFFICER):
            browser = client_of(coordinator)
            page = browser.get(f"/p/{plan.slug}/")
            banner = page.text(page.one("p", role="alert"))
            assert "đang tạm dừng từ 07:30 hôm nay do máy chủ thư từ chối đăng" in banner
            assert "17 thư đang chờ, không thư nào bị mất." in banner
            said = invoke(app, "doctor").stdout
            assert f"PLAN_APP_MAIL_URL: máy chủ 127.0.0.1:{server.port} từ chối" in said
            assert "(535)" in said
            assert "bấm Gửi tiếp" in said

            server.use(NEW)
            assert invoke(app, "mail", "test", "it@so.example.org").exit_code == 0
            assert server.received() == ["it@so.example.org"]
            log = browser.get(f"/p/{plan.slug}/mail")
            assert "Gửi tiếp 17 thư" in log.text()
            resume = f"/p/{plan.slug}/mail/resume"
            browser.post(log.one("form", action=resume).get("action", ""))
            delivered = [invoke(app, "deliver") for _ in range(2)]

            assert [each.exit_code for each in delivered] == [0, 0]
            received = server.received()
            assert len(received) == len(set(received)) == 17
            page = browser.get(f"/p/{plan.slug}/mail?state=accepted")
            assert "17 thư" in page.text(page.one("caption"))
            assert page.all("p", role="alert") == []
