"""The addresses on the page of the account, and what other programs read by them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from urllib.parse import urlsplit

import icalendar
import pytest
from sqlalchemy import delete
from werkzeug.test import TestResponse

from plan_app import clock
from plan_app.domain.agenda import Whose
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Membership, Plan, Task, User
from plan_app.services import agenda_feeds
from plan_app.views import throttle
from tests import acting
from tests.builders import make_agenda_feed, make_plan, make_round, make_task, make_user
from tests.conftest import NOW
from tests.pages import Client

ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
PAGE = "/account/calendars"


@pytest.fixture
def plan(app: object) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def task(plan: Plan) -> Task:
    return make_task(plan)


@pytest.fixture
def owner(task: Task) -> User:
    assert task.owner is not None
    return task.owner


@pytest.fixture
def path(plan: Plan, owner: User) -> str:
    """The secret address of the owner's deadlines."""
    return path_of(owner, plan)


def path_of(user: User, plan: Plan, whose: Whose = Whose.OWN) -> str:
    token = agenda_feeds.find_token(make_agenda_feed(user, plan, whose=whose))
    return f"/calendar/{token}.ics"


def read(client: Client, path: str, **headers: str) -> TestResponse:
    """What another program gets, which has no cookie."""
    db.session.commit()
    with client.browser.application.app_context():
        return client.browser.get(path, headers=headers)


def events(answer: TestResponse) -> list[icalendar.Component]:
    """What another program reads."""
    assert answer.status_code == 200, answer.status
    return icalendar.Calendar.from_ical(answer.get_data()).walk("VEVENT")


def uids(answer: TestResponse) -> list[str]:
    """The names of the events."""
    return [str(event["uid"]).partition("@")[0] for event in events(answer)]


def test_an_address_is_made_read_renewed_and_revoked(
    client_of: ClientOf, client: Client, plan: Plan, task: Task, owner: User
) -> None:
    browser = client_of(owner)
    assert "Chưa có đường dẫn nào" in browser.get(PAGE).text()

    browser.fill(PAGE, {"what": f"{plan.slug}/own"})
    first = address_on(browser)
    assert uids(read(client, first)) == [f"milestone-{task.milestones[0].id}"]

    browser.post(renewing(browser, "renew"))
    second = address_on(browser)
    assert read(client, first).status_code == 404
    assert uids(read(client, second))

    browser.post(renewing(browser, "revoke"))
    assert read(client, second).status_code == 404
    assert "Chưa có đường dẫn nào" in browser.get(PAGE).text()


def address_on(browser: Client) -> str:
    """The path of the one address on the page, which begins as the settings say."""
    page = browser.get(PAGE)
    shown = page.text(page.one("textarea"))
    assert shown.startswith("http://localhost/calendar/")
    assert f"webcal://localhost{urlsplit(shown).path}" in page.links()
    return urlsplit(shown).path


def renewing(browser: Client, act: str) -> str:
    forms = [form.get("action") or "" for form in browser.get(PAGE).all("form")]
    (found,) = [action for action in forms if action.endswith(act)]
    return found


def test_a_second_address_of_the_same_agenda_is_refused_at_its_field(
    client_of: ClientOf, plan: Plan, owner: User, path: str
) -> None:
    assert path
    page = client_of(owner).fill(PAGE, {"what": f"{plan.slug}/own"}, status=422)
    assert "Đã có đường dẫn của lịch này" in page.text(page.one("div", id="what-error"))


def test_what_was_looked_at_is_chosen_already(
    client_of: ClientOf, plan: Plan, task: Task, owner: User
) -> None:
    what = f"{plan.slug}/{task.responsible_agency_id}"
    browser = client_of(owner)
    page = browser.get(f"{PAGE}?what={what}")
    assert page.one("option", value=what).get("selected") is not None
    agenda = browser.get(f"/p/{plan.slug}/agenda")
    assert f"{PAGE}?what={plan.slug}/own" in agenda.links()

    browser.fill(PAGE, {"what": what})
    assert task.responsible_agency.name in browser.get(PAGE).text()


def test_done_work_leaves_and_a_change_is_told(client: Client, task: Task, path: str) -> None:
    (before,) = events(read(client, path))
    acting.report(task, acting.UNDER_WAY, now=NOW)
    (after,) = events(read(client, path))

    assert after["uid"] == before["uid"]
    assert after.decoded("sequence") > before.decoded("sequence")
    assert after.decoded("last-modified") == NOW
    milestone = task.milestones[0]
    milestone.state, milestone.reported_on = MilestoneState.COMPLETED, date(2026, 12, 8)
    milestone.confirmed_on = date(2026, 12, 8)
    assert uids(read(client, path)) == []


def test_a_plan_has_all_an_agency_its_own_and_each_the_open_round(
    client: Client, plan: Plan, task: Task, owner: User
) -> None:
    other, this = make_task(plan), make_round(plan)
    rounds = [f"round-opening-{this.id}", f"round-closing-{this.id}"]
    mine, theirs = (f"milestone-{each.milestones[0].id}" for each in (task, other))

    assert uids(read(client, path_of(owner, plan, Whose.PLAN))) == [mine, theirs, *rounds]
    assert uids(read(client, path_of(owner, plan, Whose.AGENCY))) == [mine, *rounds]


def test_who_has_it_already_is_told_so_without_the_content(
    client: Client, task: Task, path: str, count_queries: CountQueries
) -> None:
    first = read(client, path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert first.content_type == "text/calendar; charset=utf-8"
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]

    with count_queries() as sent:
        again = read(client, path, **{"If-None-Match": etag})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert len(sent) <= 3
    assert read(client, path, **{"If-Modified-Since": modified}).status_code == 304

    acting.report(task, acting.UNDER_WAY, now=NOW)
    assert read(client, path, **{"If-None-Match": etag}).status_code == 200
    with clock.stopped_at(NOW + timedelta(seconds=2)):
        assert read(client, path, **{"If-Modified-Since": modified}).status_code == 200


def test_of_this_very_second_nothing_is_said(client: Client, task: Task, path: str) -> None:
    acting.report(task, acting.UNDER_WAY, now=NOW)
    assert "Last-Modified" not in read(client, path).headers
    with clock.stopped_at(NOW + timedelta(seconds=2)):
        assert read(client, path).headers["Last-Modified"] == "Tue, 08 Dec 2026 01:00:00 GMT"


def test_another_day_is_another_content(client: Client, path: str) -> None:
    etag = read(client, path).headers["ETag"]
    with clock.stopped_at(NOW + timedelta(days=1)):
        assert read(client, path, **{"If-None-Match": etag}).status_code == 200


def test_it_is_read_in_few_queries(
    client: Client, plan: Plan, path: str, count_queries: CountQueries
) -> None:
    make_round(plan)
    with count_queries() as sent:
        read(client, path)
    assert len(sent) <= 6


def test_nobody_reads_who_has_no_part_in_the_plan_any_more(
    client: Client, owner: User, path: str
) -> None:
    db.session.execute(delete(Membership).where(Membership.user_id == owner.id))
    gone = read(client, path)

    unknown = read(client, "/calendar/khong-co.ics")
    assert (gone.status_code, gone.get_data()) == (404, unknown.get_data())
    assert unknown.content_type == "text/plain; charset=utf-8"
    assert unknown.headers["X-Robots-Tag"] == "noindex"


def test_nobody_reads_whose_account_is_closed(client: Client, owner: User, path: str) -> None:
    owner.active = False
    assert read(client, path).status_code == 404


def test_who_asks_too_often_has_to_wait(client: Client, path: str) -> None:
    for _ in range(throttle.PER_LINK):
        assert read(client, path).status_code == 200
    refused = read(client, path)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")


def test_the_calendars_of_an_office_keep_nobody_in_it_from_a_form(client: Client) -> None:
    for number in range(throttle.PER_ADDRESS):
        assert read(client, f"/calendar/guess-{number}.ics").status_code == 404
    assert read(client, "/calendar/one-more.ics").status_code == 429
    assert client.browser.post("/u/a-link").status_code == 404


def test_the_secret_stands_in_no_line_of_the_log(
    client: Client, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    read(client, path)
    said = capsys.readouterr().err
    assert "/calendar/<token>.ics" in said
    assert path.removesuffix(".ics").rpartition("/")[2] not in said


def test_somebody_of_several_plans_chooses_by_the_plan(client_of: ClientOf, plan: Plan) -> None:
    make_plan(title="Kế hoạch khác")
    administrator = make_user(plan, Role.COORDINATOR, is_administrator=True)
    page = client_of(administrator).get(PAGE)
    assert "Kế hoạch khác: Toàn bộ Kế hoạch" in [page.text(each) for each in page.all("option")]
