"""Comments: who writes and is mentioned, what goes when one is withdrawn, and mail once a day."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.comments import CommentEmpty, CommentWithdrawn, MentionUnclear
from plan_app.domain.permissions import may_see_details
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, NotFound
from plan_app.extensions import db
from plan_app.mail.deliver import deliver
from plan_app.mail.transports import MemoryTransport
from plan_app.models import (
    Absence,
    AgencyContact,
    Comment,
    ContactKind,
    JournalEntry,
    Language,
    Mention,
    OutboxMessage,
    Task,
    TextStatus,
    User,
)
from plan_app.queries import comments as reading
from plan_app.queries import journal, plans
from plan_app.queries.task_mails import get_mails
from plan_app.services import comments, reminders
from plan_app.services import tasks as holding
from plan_app.services.transaction import transaction
from tests.acting import TODAY, ZONE, act_of
from tests.builders import (
    make_agency,
    make_comment,
    make_pause,
    make_plan,
    make_task,
    make_user,
    save,
)
from tests.conftest import NOW
from tests.smtp import parse


@pytest.fixture
def task(app: Flask) -> Task:
    """A task that no reminder of a date speaks of yet."""
    assert app
    return make_task(make_plan(), due=date(2027, 6, 30), number=90053)


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR, full_name="Nguyễn Thị Giang", honorific="Bà")


def write(task: Task, by: User | None, body: str, *people: User) -> Comment:
    act, plan_id, number = act_of(by, task.plan), task.plan_id, task.number
    ticked = [each.id for each in people]
    with transaction():
        held = holding.lock(plan_id=plan_id, number=number)
        return comments.write(held, body, ticked, act)


def withdraw(comment: Comment, by: User | None, reason: str = "", **facts: Any) -> None:  # noqa: ANN401
    plan = comment.task.plan
    act, comment_id, plan_id = act_of(by, plan, **facts), comment.id, plan.id
    with transaction():
        comments.withdraw(comments.lock(comment_id, plan_id=plan_id), reason, act)


def thread(task: Task) -> list[reading.Said]:
    return reading.of_lines(journal.list_of_task(task_id=task.id))


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 12, day, hour, 0, tzinfo=ZONE)


def plan_day(now: datetime) -> int:
    with transaction():
        return len(reminders.plan(now=now).digests)


def send(now: datetime) -> list[str]:
    """Deliver what waits; subject and text of what left."""
    transport = MemoryTransport()
    deliver(now, worker="worker", transport=transport)
    db.session.rollback()
    found = [parse(each.data) for each in transport.sent]
    return [f"{each['Subject']}\n{each.get_body(('plain',)).get_content()}" for each in found]  # type: ignore[union-attr]


def test_the_thread_is_part_of_the_history(task: Task, coordinator: User) -> None:
    before = task.version
    write(task, task.owner, " Đã trình dự thảo. ")
    write(task, coordinator, "Cảm ơn.")
    assert [each.body for each in thread(task)] == ["Đã trình dự thảo.", "Cảm ơn."]
    entries = db.session.scalars(select(JournalEntry.action).order_by(JournalEntry.id))
    assert list(entries) == ["comment_written", "comment_written"]
    assert task.version == before


def test_people_are_mentioned_by_a_tick_or_by_name(task: Task, coordinator: User) -> None:
    other = make_user(task.plan, Role.COORDINATOR, full_name="Lê Đình Phước")
    comment = write(task, task.owner, "Nhờ @nguyen thi giang xem.", other)
    assert {each.person_id for each in comment.mentions} == {coordinator.id, other.id}
    assert thread(task)[0].body == "Nhờ @nguyen thi giang xem.\n@Lê Đình Phước"


def test_strangers_neither_write_nor_are_mentioned(task: Task, coordinator: User) -> None:
    stranger = make_user(task.plan, Role.OWNER, full_name="Trần Văn Lạ", agency=make_agency())
    with pytest.raises(NotAllowed):
        write(task, stranger, "Đã trình.")
    for body, people in (("@Trần Văn Lạ xem.", []), ("Đã trình.", [stranger])):
        with pytest.raises(MentionUnclear):
            write(task, coordinator, body, *people)
    with pytest.raises(CommentEmpty):
        write(task, coordinator, " ")
    assert thread(task) == []


def test_those_who_can_be_mentioned_are_those_who_see_the_details(
    task: Task, coordinator: User
) -> None:
    plan, today = task.plan, TODAY
    heir = make_agency()
    merged = make_agency(successor=heir, succession_date=date(2026, 6, 1))
    later = make_agency(successor=make_agency(), succession_date=date(2027, 6, 1))
    task.coordinating_agencies = [merged, later]
    db.session.commit()
    deputy = make_user(plan, Role.OWNER, agency=make_agency())
    save(Absence(user_id=task.owner_id, deputy_id=deputy.id, first_day=today, last_day=today))
    people = [
        coordinator,
        make_user(plan, Role.LEADER),
        make_user(plan, Role.OBSERVER),
        make_user(plan, Role.OBSERVER, agency=task.responsible_agency),
        make_user(plan, Role.OWNER, agency=heir),
        make_user(plan, Role.OWNER, agency=merged),
        make_user(plan, Role.OWNER, agency=later.successor),
        make_user(plan, Role.OWNER),
        make_user(agency=task.responsible_agency),
        make_user(agency=task.responsible_agency, is_administrator=True),
        deputy,
    ]
    assert task.owner is not None
    readers = {each.id: each for each in reading.list_readers(task, today=today)}
    for person in (*people, task.owner):
        place = plans.find_place(person, slug=plan.slug, today=today)
        assert place is not None
        assert may_see_details(place.actor, task.scope) is (person.id in readers), person.full_name
    assert [each.id for each in readers.values() if not each.is_mailed] == [people[1].id]
    gone = make_user(plan, Role.COORDINATOR, active=False)
    assert gone.id not in {each.id for each in reading.list_readers(task, today=today)}


def test_the_words_go_and_the_place_stays(task: Task, coordinator: User) -> None:
    comment = write(task, task.owner, "Số điện thoại riêng của tôi là …")
    digest = comment.text_digest
    withdraw(comment, task.owner)
    (said,) = thread(task)
    assert (said.body, said.withdrawn_by) == (None, task.owner.addressed if task.owner else "")
    assert comment.text is not None
    assert (comment.text_digest, comment.text.body) == (digest, None)
    with pytest.raises(CommentWithdrawn):
        withdraw(comment, coordinator, "Nhầm.")


def test_later_only_a_coordinator_withdraws_and_says_why(task: Task, coordinator: User) -> None:
    comment, later = write(task, task.owner, "Đã trình."), NOW + timedelta(hours=1)
    with pytest.raises(NotAllowed):
        withdraw(comment, task.owner, "Nhầm.", now=later)
    withdraw(comment, coordinator, "Có thông tin cá nhân.", now=later)
    assert thread(task)[0].reason == "Có thông tin cá nhân."
    with pytest.raises(NotFound), transaction():
        comments.lock(comment.id, plan_id=make_plan().id)
    with pytest.raises(NotFound):
        reading.get_comment(comment.id, plan_id=task.plan_id + 1000)


def test_who_is_mentioned_is_told_once_in_the_digest_of_the_day(
    task: Task, coordinator: User
) -> None:
    write(task, coordinator, "Đề nghị cho biết tiến độ.", *filter(None, [task.owner]))
    assert plan_day(at(8)) == 1
    write(task, coordinator, "Bổ sung thêm số liệu.", *filter(None, [task.owner]))
    assert plan_day(at(8, 9)) == 0
    (mail,) = send(at(8, 9))
    assert mail.startswith("[Tăng trưởng xanh] Trao đổi: 01 nội dung có nhắc tên\n")
    assert "Bà Nguyễn Thị Giang nhắc đến Ông trong trao đổi ngày 08/12/2026." in mail
    assert "Đề nghị cho biết tiến độ." not in mail
    assert plan_day(at(9)) == 1
    assert len(send(at(9))) == 1
    assert [plan_day(at(day)) for day in (10, 11)] == [0, 0]
    assert len(get_mails(task_id=task.id).messages) == 2


def test_a_mention_stands_in_the_digest_of_who_has_duties(task: Task, coordinator: User) -> None:
    make_task(task.plan, owner=task.owner, due=date(2026, 12, 7))
    assert task.owner is not None
    task.owner.language = Language.ENGLISH
    db.session.commit()
    write(task, coordinator, "Đề nghị cho biết tiến độ.", task.owner)
    # The coordinator's is the roll-up of the week.
    assert plan_day(at(8)) == 2
    (mail,) = (each for each in send(at(8)) if "I. OVERDUE" in each)
    assert mail.index("I. OVERDUE") < mail.index("COMMENTS THAT MENTION YOU (1)")


def test_what_did_not_arrive_is_told_again_and_what_is_withdrawn_is_not(
    task: Task, coordinator: User
) -> None:
    comment = write(task, coordinator, "Đề nghị cho biết tiến độ.", *filter(None, [task.owner]))
    plan_day(at(8))
    assert send(at(8, 18)) == []
    assert plan_day(at(9)) == 1
    withdraw(comment, coordinator, "Nhầm.", now=at(9))
    assert send(at(9)) == []
    assert plan_day(at(10)) == 0


def test_a_mention_that_a_digest_does_not_show_is_told_another_time(
    task: Task, coordinator: User
) -> None:
    make_task(task.plan, owner=task.owner, due=date(2026, 12, 7))
    write(task, coordinator, "Đề nghị cho biết tiến độ.", *filter(None, [task.owner]))
    plan_day(at(8))
    task.text_status = TextStatus.DRAFT
    db.session.commit()
    assert "nhắc đến Ông" not in send(at(8))[0]
    task.text_status = TextStatus.CHECKED
    db.session.commit()
    assert plan_day(at(9)) == 1


@pytest.mark.parametrize("why", ["leader", "head", "unreachable", "paused", "left", "old"])
def test_some_are_mentioned_and_not_mailed(task: Task, coordinator: User, why: str) -> None:
    person = make_user(task.plan, Role.LEADER if why == "leader" else Role.COORDINATOR)
    written = NOW - timedelta(days=31) if why == "old" else NOW
    make_comment(task, coordinator, people=[person], written_at=written)
    match why:
        case "head":
            agency = task.responsible_agency
            save(AgencyContact(agency=agency, kind=ContactKind.HEAD, user=person))
        case "unreachable":
            person.unreachable_since = NOW
        case "paused":
            make_pause(task.plan)
        case "left":
            for membership in person.memberships:
                db.session.delete(membership)
    db.session.commit()
    digests = reminders.plan(now=at(8), dry_run=True).digests
    assert not any(digest.matters for digest in digests)


def test_a_message_in_the_place_of_another_takes_the_mention_along(
    task: Task, coordinator: User
) -> None:
    write(task, coordinator, "Đề nghị cho biết tiến độ.", *filter(None, [task.owner]))
    plan_day(at(8))
    message = db.session.scalars(select(OutboxMessage)).one()
    message.state, message.facts_digest = "retry", "0" * 64  # type: ignore[assignment]
    db.session.commit()
    assert len(send(at(8))) == 1
    assert db.session.scalars(select(Mention.message_id)).one() != message.id
    assert plan_day(at(9)) == 0


def test_planning_asks_as_much_for_many_mentions_as_for_one(
    task: Task,
    coordinator: User,
    count_queries: Any,  # noqa: ANN401
) -> None:
    def statements() -> int:
        with count_queries() as sent:
            reminders.plan(now=at(8), dry_run=True)
        return len(sent)

    make_comment(task, coordinator, people=[task.owner])
    one = statements()
    for _ in range(3):
        make_comment(task, coordinator, people=[task.owner, coordinator])
    assert statements() == one
