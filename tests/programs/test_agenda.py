"""A feed in a calendar program: subscribed, read, and read again after a change."""

import subprocess
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from plan_app.domain.agenda import Whose
from plan_app.domain.roles import Role
from plan_app.models import Plan, User
from plan_app.services import agenda_feeds
from tests import acting
from tests.builders import make_agenda_feed, make_plan, make_round, make_task, make_user

TITLE = "Rà soát, đề xuất phương án; điện mặt trời mái nhà tại trụ sở cơ quan nhà nước"
CONFIG = """
[calendars]
[[plan]]
path = {folder}/plan
[locale]
timeformat = %H:%M
dateformat = %d/%m/%Y
longdateformat = %d/%m/%Y
datetimeformat = %d/%m/%Y %H:%M
longdatetimeformat = %d/%m/%Y %H:%M
default_timezone = America/New_York
local_timezone = America/New_York
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = plan
"""


class Calendar:
    """khal with a calendar of its own, in a zone half a day away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "plan").mkdir()
        (folder / "config").write_text(CONFIG.format(folder=folder))

    def take(self, content: bytes) -> None:
        """Read the feed."""
        file = self.folder / "feed.ics"
        file.write_bytes(content)
        self.run("import", "--batch", str(file))

    def days(self) -> list[list[str]]:
        """The events of December and January: day and title, categories, then the description."""
        form = "=={start-date} {start-time}{title}|{categories}|{description}"
        said = self.run("list", "--once", "--day-format", "", "--format", form, "01/12/2026", "62d")
        return [event.split("|") for event in said.split("==")[1:]]

    def run(self, *words: str) -> str:
        """What khal says; fails where it does."""
        done = subprocess.run(
            ["khal", "--config", str(self.folder / "config"), *words],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def reader(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def test_a_calendar_program_reads_the_whole_days_and_follows_a_change(
    app: Flask, tmp_path: Path, plan: Plan, reader: User
) -> None:
    task = make_task(plan, title=TITLE, due=date(2026, 12, 31))
    make_round(plan)
    feed = make_agenda_feed(reader, plan, whose=Whose.PLAN)
    path = f"/calendar/{agenda_feeds.find_token(feed)}.ics"
    khal = Calendar(tmp_path)

    khal.take(app.test_client().get(path).get_data())

    first, closing, due = khal.days()
    assert first[0] == "01/12/2026 Mở kỳ báo cáo: Kỳ báo cáo năm 2026"
    assert closing[0] == "14/12/2026 Chốt số liệu: Kỳ báo cáo năm 2026"
    assert due[0] == f"31/12/2026 Thời hạn nhiệm vụ số {task.number}: {TITLE}"
    assert "Thời hạn nhiệm vụ" in due[1]
    assert "Tình trạng: Chưa thực hiện" in due[2]

    acting.report(task, acting.UNDER_WAY)
    khal.take(app.test_client().get(path).get_data())

    *rounds, changed = khal.days()
    assert len(rounds) == 2
    assert "Tình trạng: Đang thực hiện" in changed[2]
