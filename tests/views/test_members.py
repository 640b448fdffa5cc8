"""Tasks of a group of agencies, through the pages and by the links of mails."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.mailing import MessageKind
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Agency, AgencyContact, MemberAnswer, OutboxMessage, Task, User
from plan_app.queries.own_data import collect
from plan_app.services import reminders
from plan_app.services.transaction import transaction
from tests.acting import milestone_of
from tests.builders import (
    make_group,
    make_member_answer,
    make_plan,
    make_round,
    make_task,
    make_update_link,
    make_user,
)
from tests.conftest import NOW
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
TOKEN = "part" * 6
DONE = {"state": "awaiting_confirmation", "result": "Đã trồng 02 ha rừng ngập mặn."}
UNDER_WAY = {"state": "in_progress", "result": "Đang rà soát."}


@pytest.fixture
def task(app: Flask) -> Task:
    """An overdue task of three communes."""
    assert app
    plan = make_plan()
    return make_task(plan, agency=make_group(plan), due=date(2026, 11, 30), number=53)


def members_of(task: Task) -> list[Agency]:
    return list(task.responsible_agency.members)


def contact_of(member: Agency) -> User:
    user_id = db.session.scalar(select(AgencyContact.user_id).filter_by(agency_id=member.id))
    return db.session.get_one(User, user_id)


def base(task: Task, page: str = "members") -> str:
    return f"/p/{task.plan.slug}/milestones/{task.milestones[0].id}/{page}"


def form_of(task: Task, member: Agency) -> str:
    return base(task, f"members/{member.id}/answer")


def main(page: Page) -> str:
    return page.text(page.one("main"))


def answers() -> list[MemberAnswer]:
    db.session.expire_all()
    return list(db.session.scalars(select(MemberAnswer).order_by(MemberAnswer.id)))


def test_a_commune_answers_from_its_home_page(client_of: ClientOf, task: Task) -> None:
    first = members_of(task)[0]
    browser = client_of(contact_of(first))
    home = browser.get(f"/p/{task.plan.slug}/")
    assert "phần việc của cơ quan thành viên" in main(home)
    assert base(task, "answer") in home.links()
    address = browser.get(base(task, "answer"), status=302).response.location
    assert address.endswith(form_of(task, first))
    text = main(browser.get(address))
    assert "Báo cáo phần việc của UBND xã 1" in text
    assert "mỗi cơ quan báo cáo phần việc của mình" in text

    page = browser.fill(address, {"state": "awaiting_confirmation", "difficulties": "Thiếu vốn"},
                        status=422)  # fmt: skip
    assert "#result" in page.links()
    assert page.field("difficulties").text.strip() == "Thiếu vốn"  # type: ignore[union-attr]

    browser.fill(address, DONE)
    page = browser.get(f"/p/{task.plan.slug}/")
    assert "Đã ghi nhận báo cáo của UBND xã 1." in page.text()
    assert "Hiện không có việc nào cần cập nhật." in main(page)
    assert milestone_of(task).state is MilestoneState.NOT_STARTED


def test_who_answers_again_sees_what_was_said_before(client_of: ClientOf, task: Task) -> None:
    first = members_of(task)[0]
    browser, address = client_of(contact_of(first)), form_of(task, members_of(task)[0])
    browser.fill(address, UNDER_WAY)
    page = browser.get(address)
    assert (page.field("result").text or "").strip() == "Đang rà soát."
    browser.fill(address, DONE)
    text = main(browser.get(address))
    assert "Đang rà soát." in text
    assert "Đã trồng 02 ha rừng ngập mặn." in text
    # From an old tab: nothing typed is lost, and what is there now stands above.
    page = browser.post(address, UNDER_WAY | {"version": "0"}, status=409)
    assert "Cơ quan này vừa có báo cáo khác." in main(page)
    assert page.field("version").get("value") == str(answers()[-1].id)


def test_a_commune_sees_its_own_part_and_nobody_elses(client_of: ClientOf, task: Task) -> None:
    first, second, _ = members_of(task)
    make_member_answer(task, second, result="Việc riêng của xã 2", author=contact_of(second))
    browser = client_of(contact_of(first))
    page = browser.get(f"/p/{task.plan.slug}/tasks/53")
    assert form_of(task, first) in page.links()
    assert form_of(task, second) not in page.links()
    assert "xã 2" not in main(page)
    browser.get(base(task), status=403)
    browser.get(base(task, "members.csv"), status=403)
    browser.get(form_of(task, second), status=403)
    browser.post(form_of(task, second), DONE | {"version": "0"}, status=403)
    assert len(answers()) == 1


def test_an_observer_and_another_agency_have_no_part(client_of: ClientOf, task: Task) -> None:
    for role in (Role.OBSERVER, Role.OWNER):
        browser = client_of(make_user(task.plan, role))
        assert "Cơ quan thành viên" not in main(browser.get(f"/p/{task.plan.slug}/tasks/53"))
        browser.get(base(task, "answer"), status=403)
        browser.get(base(task), status=403)


def test_the_coordinator_sees_how_all_stand_and_enters_a_letter(
    client_of: ClientOf, task: Task, count_queries: CountQueries
) -> None:
    first, second, _ = members_of(task)
    make_member_answer(task, first, is_done=True, result="Đã trồng 02 ha.", percent=100)
    browser = client_of(make_user(task.plan, Role.COORDINATOR))
    where = f"/p/{task.plan.slug}/tasks/53"
    browser.get(where)
    with count_queries() as sent:
        text = main(browser.get(where))
    assert len(sent) <= 8, "\n".join(sent)
    assert "01/03 cơ quan thành viên đã báo cáo; 01 cơ quan đã hoàn thành phần việc." in text
    assert "chỉ nhắc 02 cơ quan chưa báo cáo" in text

    listed = base(task)
    with count_queries() as sent:
        page = browser.get(listed)
    assert len(sent) <= 8, "\n".join(sent)
    assert "Đã trồng 02 ha." in main(page)
    page = browser.get(base(task) + "?standing=unanswered&words=xa+2&sort=-answered")
    assert "Đã trồng 02 ha." not in main(page)
    assert "01 cơ quan" in main(page)

    address = form_of(task, second)
    page = browser.fill(address, UNDER_WAY, status=422)
    assert "#letter" in page.links()
    letter = {"letter": "Báo cáo số 112/BC-UBND", "letter_date": "7/12/2026"}
    browser.fill(address, UNDER_WAY | letter)
    assert answers()[-1].on_behalf
    assert "Báo cáo số 112/BC-UBND" in main(browser.get(base(task)))
    text = browser.get(f"/p/{task.plan.slug}/journal").text()
    assert "UBND xã 2, nhiệm vụ số 53" in text


def test_the_list_is_taken_along_as_a_file(client_of: ClientOf, task: Task) -> None:
    make_member_answer(task, members_of(task)[0], result="Đã trồng 02 ha.")
    browser = client_of(make_user(task.plan, Role.LEADER))
    text = browser.download(base(task, "members.csv") + "?standing=under_way").get_data(
        as_text=True
    )
    head, line, *rest = text.splitlines()
    assert "Khó khăn, vướng mắc; kiến nghị" in head
    assert "Đang thực hiện" in line
    assert "Đã trồng 02 ha." in line
    assert not rest


def test_a_task_of_one_agency_has_no_members(client_of: ClientOf, task: Task) -> None:
    other = make_task(task.plan)
    browser = client_of(make_user(task.plan, Role.COORDINATOR))
    browser.get(base(other), status=404)
    assert "Cơ quan thành viên" not in main(
        browser.get(f"/p/{task.plan.slug}/tasks/{other.number}")
    )


def test_a_commune_answers_by_the_link_of_its_mail(client: Client, task: Task) -> None:
    first = members_of(task)[0]
    make_update_link(task, TOKEN, recipient_id=contact_of(first).id)
    address = f"/u/{TOKEN}"
    assert "Báo cáo phần việc của UBND xã 1" in main(client.get(address))
    # A scanner that sends the form empty writes nothing.
    client.post(address, {}, status=422)
    client.post(f"{address}/relief", {"reason": "x", "confirm": "1", "version": "1"}, status=404)
    client.get(f"{address}/extension", status=404)
    assert answers() == []

    done = client.fill(address, DONE | {"confirm": "1"}).response.location
    assert "đã ghi nhận báo cáo phần việc của cơ quan" in main(client.get(done))
    (said,) = answers()
    assert (said.agency_id, said.is_done, said.author_id) == (first.id, True, contact_of(first).id)
    # Sent again it corrects what was said.
    client.fill(address, UNDER_WAY | {"confirm": "1"})
    assert [each.is_done for each in answers()] == [True, False]


def test_the_link_of_who_no_longer_speaks_for_a_member_is_dead(client: Client, task: Task) -> None:
    first = members_of(task)[0]
    make_update_link(task, TOKEN, recipient_id=contact_of(first).id)
    task.responsible_agency.members.remove(first)
    db.session.commit()
    client.get(f"/u/{TOKEN}", status=404)


def test_a_nudge_reaches_the_silent_members_through_the_overdue_list(
    client_of: ClientOf, task: Task
) -> None:
    make_member_answer(task, members_of(task)[0])
    browser = client_of(make_user(task.plan, Role.COORDINATOR))
    chosen = {"picks": [str(task.milestones[0].id)]}
    where = f"/p/{task.plan.slug}/nudges"
    text = main(browser.post(where, chosen, status=200))
    assert text.count("đầu mối của cơ quan thành viên") == 2
    browser.post(where, chosen | {"step": "send"}, status=200)
    db.session.rollback()
    kinds = list(db.session.scalars(select(OutboxMessage.kind)))
    assert kinds == [MessageKind.NUDGE] * 3


def test_what_a_person_answered_belongs_to_what_is_stored_about_them(task: Task) -> None:
    first = members_of(task)[0]
    make_member_answer(task, first, author=contact_of(first))
    (found,) = collect(contact_of(first))["member_answers"]
    assert (found["task"], found["agency"], found["result"]) == (53, first.name, "Đang rà soát.")


def test_a_page_lists_the_last_mails_of_a_task_of_many_members(
    client_of: ClientOf, task: Task
) -> None:
    group = make_group(task.plan, 33, name="UBND 33 xã")
    many = make_task(task.plan, agency=group, owner=None, due=date(2026, 11, 30))
    with transaction():
        reminders.plan(now=NOW)
    where = f"/p/{task.plan.slug}/tasks/{many.number}"
    page = client_of(make_user(task.plan, Role.COORDINATOR)).get(where)
    assert "Còn 03 thư trước đó" in main(page)
    assert len([each for each in page.links() if "/mail/" in each]) == 30


def test_a_round_and_a_letter_say_which_members_have_answered(
    client_of: ClientOf, task: Task, count_queries: CountQueries
) -> None:
    first, *others = members_of(task)
    make_member_answer(task, first)
    this = make_round(task.plan)
    steers = client_of(make_user(task.plan, Role.COORDINATOR))
    root = f"/p/{task.plan.slug}"
    said = "Cơ quan thành viên đã báo cáo: 01/03"
    where = f"{root}/rounds/{this.id}"
    steers.get(f"{where}/tasks")
    with count_queries() as sent:
        assert said in main(steers.get(f"{where}/tasks"))
    assert len(sent) <= 8, sent
    assert said in main(steers.get(f"{where}/agencies/{task.responsible_agency_id}"))
    csv = steers.download(f"{where}/tasks.csv").text
    assert "1/3" in csv
    assert "; ".join(each.name for each in others) in csv
    pick = f"{task.milestones[0].id}:{task.version}"
    page = steers.post(f"{root}/letters/enter", {"step": "fill", "picks": pick}, status=200)
    assert "Nếu văn bản chỉ của một cơ quan thành viên" in main(page)
    assert said in main(page)
