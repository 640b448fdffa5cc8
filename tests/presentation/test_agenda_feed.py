"""An agenda as other programs read it: whole days, lasting names, text as it was written."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from plan_app.domain.statuses import MilestoneState
from plan_app.models import TextStatus
from plan_app.presentation import agenda_feed
from plan_app.presentation.agenda_feed import Surroundings
from plan_app.presentation.language import speaking
from plan_app.queries.agenda import FeedDeadline, FeedRound

OF = Surroundings(
    tasks="https://kehoach.example.org/p/xanh/tasks/",
    home="https://kehoach.example.org/p/xanh/",
    zone=ZoneInfo("Asia/Ho_Chi_Minh"),
    installation="abc",
    made_at=datetime(2026, 1, 5, tzinfo=UTC),
)
CHANGED = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
TITLE = "Rà soát tiềm năng; đề xuất phương án phát triển điện mặt trời mái nhà, khu \\ x"
ROW = FeedDeadline(
    milestone_id=12,
    number=53,
    title=TITLE,
    title_en="Rooftop solar power",
    label="",
    label_en="",
    due=date(2026, 12, 31),
    state=MilestoneState.IN_PROGRESS,
    group_ordinal=6,
    group_title="Kinh tế xanh",
    group_title_en="Green economy",
    agency_name="Sở Công Thương",
    agency_name_en="Department of Industry and Trade",
    text_status=TextStatus.CHECKED,
    task_version=3,
    version=2,
    changed_at=CHANGED,
)
ROUND = FeedRound(
    id=4,
    name="Kỳ báo cáo năm 2026",
    opens_on=date(2026, 12, 1),
    closes_at=datetime(2026, 12, 14, 17, 30, tzinfo=UTC),
    version=2,
    opened_at=datetime(2026, 11, 30, 2, 0, tzinfo=UTC),
    changed_at=None,
)


def written(*rows: FeedDeadline, of: Surroundings = OF) -> bytes:
    """The file."""
    events = agenda_feed.of_deadlines(rows, of)
    return agenda_feed.write("Lịch thời hạn: Nhiệm vụ của tôi", "Kế hoạch", events, of)


def event_of(row: FeedDeadline) -> icalendar.Event:
    """The event as another program reads it."""
    (event,) = icalendar.Calendar.from_ical(written(row)).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def test_a_deadline_is_a_whole_day_with_a_lasting_name_and_a_growing_number() -> None:
    text = written(ROW).decode()

    assert "DTSTART;VALUE=DATE:20261231\r\n" in text
    assert "DTEND;VALUE=DATE:20270101\r\n" in text
    assert "UID:milestone-12@abc.plan-app\r\n" in text
    assert "SEQUENCE:3\r\n" in text
    assert "DTSTAMP:20261208T010000Z\r\n" in text
    assert "LAST-MODIFIED:20261208T010000Z\r\n" in text
    assert "TRANSP:TRANSPARENT\r\n" in text
    assert "X-WR-TIMEZONE:Asia/Ho_Chi_Minh\r\n" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n" in text
    assert {"VALARM", "METHOD", "ATTENDEE", "ORGANIZER"} & set(text.replace(":", "\r\n").split(
        "\r\n")) == set()  # fmt: skip
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_what_was_written_comes_out_as_it_was() -> None:
    event = event_of(ROW._replace(label="Kết quả năm 2026"))

    assert event["summary"] == f"Thời hạn nhiệm vụ số 53: {TITLE} (Kết quả năm 2026)"
    assert event["description"] == (
        "Tình trạng: Đang thực hiện\n"
        "Cơ quan chủ trì: Sở Công Thương\n"
        "Nhóm giải pháp: VI. Kinh tế xanh"
    )
    assert event["url"] == "https://kehoach.example.org/p/xanh/tasks/53"
    assert event.categories == ["Thời hạn nhiệm vụ", "VI. Kinh tế xanh"]


def test_it_is_in_the_language_of_its_reader() -> None:
    with speaking("en"):
        event = event_of(ROW)
    assert event["summary"] == "Task 53 due: Rooftop solar power"
    assert "Lead agency: Department of Industry and Trade" in str(event["description"])


def test_a_draft_says_that_it_is_one() -> None:
    said = str(event_of(ROW._replace(text_status=TextStatus.DRAFT))["description"])
    assert said.endswith("Nội dung minh họa, chưa đối chiếu với Phụ lục.")


def test_what_nobody_has_changed_since_is_of_the_moment_of_the_address() -> None:
    assert event_of(ROW._replace(changed_at=None)).decoded("last-modified") == OF.made_at


@pytest.mark.parametrize("changed", [None, CHANGED])
def test_a_round_has_two_days_in_the_zone_of_the_plan(changed: datetime | None) -> None:
    opening, closing = agenda_feed.of_round(ROUND._replace(changed_at=changed), OF)

    assert (opening.day, closing.day) == (date(2026, 12, 1), date(2026, 12, 15))
    assert (opening.summary, closing.summary) == (
        "Mở kỳ báo cáo: Kỳ báo cáo năm 2026",
        "Chốt số liệu: Kỳ báo cáo năm 2026",
    )
    assert closing.description == "Chốt số liệu lúc 00:30 ngày 15/12/2026."
    assert {opening.kind, closing.kind} == {"round-opening", "round-closing"}
    assert opening.changed_at == (changed or ROUND.opened_at)
    assert opening.sequence == 1


def test_the_same_facts_make_the_same_bytes() -> None:
    later = replace(OF, made_at=OF.made_at + timedelta(days=1))
    assert written(ROW) == written(ROW, of=later)
