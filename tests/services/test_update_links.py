"""Update links: made with the mail, ended by every rule, used by their person alone."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain import update_links as rules
from plan_app.domain.extension_wishes import Wish
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.update_links import CompletionNotByLink, LinkEnd, LinkStanding
from plan_app.errors import NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.mail.transports import MemoryTransport
from plan_app.models import (
    Absence,
    ExtensionRequest,
    JournalEntry,
    Membership,
    OutboxMessage,
    Plan,
    ProgressReport,
    ReliefRequest,
    Task,
    TextStatus,
    UpdateLink,
    User,
)
from plan_app.queries import update_links as reading
from plan_app.queries.handover import list_open_tasks
from plan_app.queries.update_links import LinkFilter, LinkState
from plan_app.services import assignments, handover, update_links, users
from plan_app.services import tasks as holding
from plan_app.services.acts import Act
from plan_app.services.handover import Handover
from plan_app.services.transaction import transaction
from plan_app.services.update_links import LinkClosed, OnlyOwnReport
from tests import acting
from tests.acting import DONE, TODAY, UNDER_WAY, act_of
from tests.builders import make_milestone, make_plan, make_task, make_update_link, make_user, save
from tests.conftest import NOW
from tests.services.test_delivery import DOWN, plan_mail, send, text_of

LATE = date(2026, 11, 30)
TOKEN = "t" * 24
WISH = Wish(due=date(2027, 6, 30), reason="Chờ nghiệm thu.", cause="objective")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan(policy={"update_links": "full"})


@pytest.fixture
def task(plan: Plan) -> Task:
    return make_task(plan, due=LATE, number=53)


@pytest.fixture
def link(task: Task) -> UpdateLink:
    return make_update_link(task, TOKEN)


def standing(token: str = TOKEN, now: datetime = NOW) -> LinkStanding | None:
    """How the link stands, as the database has it now."""
    db.session.expire_all()
    opened = reading.find(token, now=now)
    return opened.standing if opened else None


def by_link(token: str = TOKEN, version: int | None = None) -> Act:
    """The act of whoever holds the link."""
    opened = reading.find(token, now=NOW)
    assert opened is not None
    return Act(opened.actor, NOW, TODAY, version, by_link=True)


def report(answer: object = UNDER_WAY, token: str = TOKEN, version: int | None = None) -> None:
    """Report by the link, as its page does."""
    with transaction():
        held = update_links.hold(token, now=NOW)
        update_links.report(held, answer, Act(held.actor, NOW, TODAY, version, by_link=True))  # type: ignore[arg-type]


def ask_more_time() -> None:
    """Ask for more time by the link."""
    with transaction():
        update_links.ask_extension(update_links.hold(TOKEN, now=NOW), WISH, by_link())


def relieve(reason: str = "Đã chuyển phòng.") -> None:
    """Ask to be relieved by the link."""
    with transaction():
        held = update_links.hold(TOKEN, now=NOW)
        update_links.ask_relief(held, reason=reason, suggested="", act=by_link())


def tokens_in(transport: MemoryTransport) -> list[str]:
    """The tokens of all links in what was sent."""
    return [token for each in transport.sent for token in re.findall(r"/u/([\w-]+)", text_of(each))]


def test_each_task_of_a_digest_carries_its_own_link_of_which_only_the_digest_is_kept(
    plan: Plan, task: Task, now: datetime
) -> None:
    make_task(plan, due=LATE, number=60, owner=task.owner)
    plan_mail(now)

    sent = send(now)

    found = tokens_in(sent)
    assert len(set(found)) == 2
    assert all(len(token) == 24 for token in found)
    rows = db.session.scalars(select(UpdateLink).order_by(UpdateLink.id)).all()
    assert {row.token_digest for row in rows} == {rules.digest(token) for token in found}
    assert {row.recipient_id for row in rows} == {task.owner_id}
    assert "hiệu lực đến hết ngày 22/12/2026" in text_of(sent.sent[0])
    assert [standing(token) for token in found] == [LinkStanding.LIVE] * 2
    text = db.session.scalars(select(OutboxMessage.text)).one()
    assert text is not None
    assert not any(token in text for token in found)


def test_a_message_sent_again_as_frozen_carries_the_same_links(task: Task, now: datetime) -> None:
    plan_mail(now)
    first = send(now, DOWN)
    again = send(now + timedelta(minutes=2))
    assert first.sent == []
    (token,) = tokens_in(again)
    assert standing(token) is LinkStanding.LIVE
    assert len(db.session.scalars(select(UpdateLink)).all()) == 1
    assert task.id


def test_what_was_composed_and_never_begun_leaves_no_second_set_of_links(
    plan: Plan, task: Task, now: datetime
) -> None:
    """The second of a batch is composed when the server goes away, and composed anew later."""
    make_task(plan, due=LATE, number=60)
    plan_mail(now)
    send(now, DOWN)
    later = send(now + timedelta(minutes=2))
    found = tokens_in(later)
    assert len(found) == 2
    rows = db.session.scalars(select(UpdateLink)).all()
    assert {row.token_digest for row in rows} == {rules.digest(token) for token in found}
    assert task.id


def test_a_policy_changed_since_the_refusal_makes_another_mail_without_links(
    plan: Plan, task: Task, now: datetime
) -> None:
    plan_mail(now)
    send(now, DOWN)
    plan.policy = {"update_links": "off"}
    db.session.commit()
    (sent,) = send(now + timedelta(minutes=2)).sent
    assert "/u/" not in text_of(sent)
    assert f"/milestones/{task.milestones[0].id}/report" in text_of(sent)


def test_whoever_is_told_in_the_place_of_an_unreachable_owner_gets_no_link(
    plan: Plan, task: Task, now: datetime
) -> None:
    assert task.owner is not None
    make_user(plan, Role.COORDINATOR)
    task.owner.unreachable_since = now
    db.session.commit()
    plan_mail(now)
    sent = send(now)
    assert sent.sent
    assert tokens_in(sent) == []


def test_a_deputy_gets_a_link_that_lives_as_long_as_the_absence(
    plan: Plan, task: Task, now: datetime
) -> None:
    deputy = make_user(plan, Role.OWNER)
    save(Absence(user_id=task.owner_id, deputy_id=deputy.id, first_day=TODAY, last_day=TODAY))
    plan_mail(now)
    (token,) = tokens_in(send(now))
    assert standing(token) is LinkStanding.LIVE
    assert standing(token, now + timedelta(days=1)) is LinkStanding.DEAD


# How a link dies: what is done, by the task and the coordinator.
Kill = Callable[[Task, User], None]


def _reassign(task: Task, by: User) -> None:
    other = make_user(task.plan, Role.OWNER, agency=task.responsible_agency)
    with transaction():
        held = holding.lock(plan_id=task.plan_id, number=task.number)
        act = act_of(by, task.plan)
        assignments.assign(held, owner_id=other.id, agency_id=task.responsible_agency_id, act=act)


def _reassign_and_back(task: Task, by: User) -> None:
    before = task.owner_id
    _reassign(task, by)
    with transaction():
        held = holding.lock(plan_id=task.plan_id, number=task.number)
        act = act_of(by, task.plan)
        assignments.assign(held, owner_id=before, agency_id=task.responsible_agency_id, act=act)


def _hand_over(task: Task, by: User) -> None:
    assert task.owner is not None
    successor = make_user(task.plan, Role.OWNER, agency=task.responsible_agency)
    seen = handover.digest(list_open_tasks(task.owner.id, plan_id=task.plan_id))
    to = Handover(successor_id=successor.id, seen=seen)
    act = act_of(by, task.plan)
    with transaction():
        handover.hand_over(task.owner, to, plan_id=task.plan_id, act=act)


def _deactivate(task: Task, by: User) -> None:
    assert by
    owner_id = task.owner_id
    with transaction():
        users.deactivate(db.session.get_one(User, owner_id), actor=None, now=NOW)


def _deactivate_and_back(task: Task, by: User) -> None:
    _deactivate(task, by)
    with transaction():
        users.activate(db.session.get_one(User, task.owner_id), actor=None, now=NOW)


def _revoke(task: Task, by: User) -> None:
    act = act_of(by, task.plan)
    link_id = db.session.scalars(select(UpdateLink.id)).one()
    with transaction():
        update_links.revoke(link_id, plan_id=task.plan_id, act=act)


def _revoke_all(task: Task, by: User) -> None:
    act = act_of(by, task.plan)
    with transaction():
        assert update_links.revoke_all_of(task.owner_id or 0, plan_id=task.plan_id, act=act) == 1


def _withdraw(task: Task, by: User) -> None:
    assert by
    task.milestones[0].state = MilestoneState.WITHDRAWN
    db.session.commit()


def _switch_off(task: Task, by: User) -> None:
    assert by
    task.plan.policy = {"update_links": "off"}
    db.session.commit()


def _draft(task: Task, by: User) -> None:
    assert by
    task.text_status = TextStatus.DRAFT
    db.session.commit()


def _take_role(task: Task, by: User) -> None:
    assert by
    membership = db.session.scalars(
        select(Membership).where(Membership.user_id == task.owner_id)
    ).one()
    db.session.delete(membership)
    db.session.commit()


@pytest.mark.parametrize(
    "kill",
    [
        _reassign,
        _reassign_and_back,
        _hand_over,
        _deactivate,
        _deactivate_and_back,
        _revoke,
        _revoke_all,
        _withdraw,
        _switch_off,
        _draft,
        _take_role,
    ],
)
def test_a_link_dies_and_nothing_can_be_sent_by_it(
    task: Task, link: UpdateLink, kill: Kill
) -> None:
    assert standing() is LinkStanding.LIVE
    kill(task, make_user(task.plan, Role.COORDINATOR))

    assert standing() is LinkStanding.DEAD
    with pytest.raises(LinkClosed) as closed:
        report()
    assert closed.value.standing is LinkStanding.DEAD
    assert db.session.scalars(select(ProgressReport)).all() == []
    assert link.used_at is None


def test_an_unknown_token_and_one_that_is_too_long_open_nothing(link: UpdateLink) -> None:
    assert link
    assert standing("another") is None
    assert standing(TOKEN + "~") is None
    assert standing("x" * 10_000) is None
    with pytest.raises(LinkClosed):
        report(token="another")


def test_a_report_is_the_persons_of_the_link_and_the_journal_says_which_way_it_came(
    task: Task, link: UpdateLink
) -> None:
    report(DONE)
    said = db.session.scalars(select(ProgressReport)).one()
    assert (said.author_id, said.on_behalf) == (task.owner_id, False)
    assert acting.milestone_of(task).state is MilestoneState.AWAITING_CONFIRMATION
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "completion_reported")
    ).one()
    assert entry.actor_id == task.owner_id
    assert entry.data["by_link"] is True
    assert link.used_at == NOW


def test_a_coordinator_by_a_link_is_no_more_than_the_owner(plan: Plan) -> None:
    coordinator = make_user(plan, Role.COORDINATOR)
    save(Membership(user=coordinator, plan=plan, role=Role.OWNER))
    make_update_link(make_task(plan, due=LATE, owner=coordinator), TOKEN)
    opened = reading.find(TOKEN, now=NOW)
    assert opened is not None
    assert opened.actor.roles == {Role.OWNER}
    assert not opened.actor.is_administrator


def test_the_same_form_sent_twice_counts_once(task: Task, link: UpdateLink) -> None:
    assert link
    version = task.version
    report(version=version)
    with pytest.raises(StaleEdit):
        report(version=version)
    assert len(db.session.scalars(select(ProgressReport)).all()) == 1


def test_sending_again_corrects_ones_own_completion_and_nobody_elses(
    task: Task, link: UpdateLink
) -> None:
    assert link
    report(DONE)
    report(UNDER_WAY)
    assert acting.milestone_of(task).state is MilestoneState.IN_PROGRESS
    letter = replace(DONE, letter="Công văn số 7/SXD-KHTC", letter_date=TODAY)
    acting.report(task, letter, by=make_user(task.plan, Role.COORDINATOR))
    with pytest.raises(OnlyOwnReport):
        report()


def test_a_plan_for_progress_only_takes_no_completion_and_no_wish_for_time(
    plan: Plan, task: Task, link: UpdateLink
) -> None:
    assert link
    plan.policy = {}
    db.session.commit()
    with pytest.raises(CompletionNotByLink):
        report(DONE)
    with pytest.raises(NotAllowed):
        ask_more_time()
    report()
    assert acting.milestone_of(task).state is MilestoneState.IN_PROGRESS


def test_more_time_and_being_relieved_are_asked_for_by_the_link(
    task: Task, link: UpdateLink
) -> None:
    assert link
    ask_more_time()
    relieve()
    assert db.session.scalars(select(ExtensionRequest.requested_by_id)).one() == task.owner_id
    assert db.session.scalars(select(ReliefRequest.requested_by_id)).one() == task.owner_id
    ways = [each.data.get("by_link") for each in db.session.scalars(select(JournalEntry))]
    assert ways == [True, True]


def test_after_a_fortnight_a_fresh_one_is_mailed_to_the_same_person_a_few_times_a_day(
    task: Task, link: UpdateLink, now: datetime
) -> None:
    late = link.expires_at
    assert standing(now=late - timedelta(seconds=1)) is LinkStanding.LIVE
    assert standing(now=late) is LinkStanding.EXPIRED
    answers = []
    for _ in range(update_links.FRESH_A_DAY + 1):
        with transaction():
            answers.append(update_links.ask_fresh(TOKEN, now=late))
    assert answers == [True] * update_links.FRESH_A_DAY + [False]
    sent = send(late)
    assert {each.recipient for each in sent.sent} == {task.owner.email if task.owner else ""}
    assert [standing(token, late) for token in tokens_in(sent)] == [LinkStanding.LIVE] * 5
    assert standing(now=late) is LinkStanding.EXPIRED
    assert now < late


@pytest.mark.parametrize("kill", [_reassign, _switch_off, _deactivate])
def test_no_fresh_one_goes_to_whom_the_task_is_no_longer(
    task: Task, link: UpdateLink, kill: Kill
) -> None:
    late = link.expires_at
    with transaction():
        assert not update_links.ask_fresh(TOKEN, now=NOW)
        assert not update_links.ask_fresh("unknown", now=late)
    kill(task, make_user(task.plan, Role.COORDINATOR))
    with transaction():
        assert not update_links.ask_fresh(TOKEN, now=late)
    kinds = db.session.scalars(select(OutboxMessage.kind)).all()
    assert MessageKind.UPDATE_LINK not in kinds


def test_a_fresh_link_is_not_sent_once_the_plan_allows_none(
    plan: Plan, task: Task, link: UpdateLink
) -> None:
    assert task
    late = link.expires_at
    with transaction():
        update_links.ask_fresh(TOKEN, now=late)
    plan.policy = {"update_links": "off"}
    db.session.commit()
    assert send(late).sent == []
    states = select(OutboxMessage.state).where(OutboxMessage.kind == MessageKind.UPDATE_LINK)
    assert db.session.scalars(states).all() == [MessageState.CANCELLED]


def test_a_used_link_leads_on_to_the_others_of_its_mail_and_to_nothing_else(
    plan: Plan, task: Task, link: UpdateLink
) -> None:
    beside = make_task(plan, due=LATE, owner=task.owner)
    foreign = make_task(plan, due=LATE)
    make_update_link(beside, message=link.message)
    make_update_link(foreign)
    other = make_milestone(task)
    onward = f"{TOKEN}~{beside.milestones[0].id}"
    assert standing(onward) is None
    report()
    opened = reading.find(TOKEN, now=NOW)
    assert opened is not None
    assert [each.task_id for each in reading.list_left(opened, now=NOW)] == [beside.id]
    assert standing(onward) is LinkStanding.LIVE
    for milestone_id in (foreign.milestones[0].id, other.id, "x", ""):
        assert standing(f"{TOKEN}~{milestone_id}") is None
    report(token=onward)
    assert reading.list_left(opened, now=NOW) == []
    _revoke_first(link)
    assert standing(onward) is None


def _revoke_first(link: UpdateLink) -> None:
    link.ended_at, link.ended_because = NOW, LinkEnd.REVOKED
    db.session.commit()


def test_the_list_shows_what_may_be_outside_and_never_a_token(
    plan: Plan, task: Task, link: UpdateLink
) -> None:
    composed = make_update_link(make_task(plan, due=LATE))
    composed.message.state, composed.message.dated = MessageState.PLANNED, None
    db.session.commit()
    make_update_link(make_task(make_plan(), due=LATE))
    assert task.owner is not None
    (row,) = reading.list_rows(plan.id, LinkFilter(), now=NOW)
    assert (row.id, row.person, row.number) == (link.id, task.owner.full_name, 53)
    assert row.is_live(NOW)
    assert reading.count_rows(plan.id, LinkFilter(words="khong co"), now=NOW) == 0
    by_name = LinkFilter(words=task.owner.full_name)
    assert reading.count_rows(plan.id, by_name, now=NOW) == 1
    _revoke_first(link)
    assert reading.count_rows(plan.id, LinkFilter(), now=NOW) == 0
    shown = {
        state: reading.count_rows(plan.id, LinkFilter(state=state), now=NOW) for state in LinkState
    }
    assert shown == {LinkState.LIVE: 0, LinkState.USED: 0, LinkState.ENDED: 1, LinkState.ALL: 1}
    for sort in reading.SORTS:
        assert reading.list_rows(plan.id, LinkFilter(state=LinkState.ALL), now=NOW, sort=f"-{sort}")


def test_only_a_coordinator_of_the_plan_revokes(task: Task, link: UpdateLink) -> None:
    other = make_plan()
    with pytest.raises(NotAllowed), transaction():
        update_links.revoke(link.id, plan_id=task.plan_id, act=act_of(task.owner, task.plan))
    act = act_of(make_user(other, Role.COORDINATOR), other)
    with pytest.raises(NotFound), transaction():
        update_links.revoke(link.id, plan_id=other.id, act=act)
    with transaction():
        assert update_links.revoke_all_of(task.owner_id or 0, plan_id=other.id, act=act) == 0
    assert standing() is LinkStanding.LIVE


def test_old_links_are_forgotten(link: UpdateLink) -> None:
    with transaction():
        assert update_links.forget(before=link.expires_at) == 0
        assert update_links.forget(before=link.expires_at + timedelta(days=1)) == 1


def test_a_wish_without_a_reason_is_refused(link: UpdateLink) -> None:
    with pytest.raises(RuleBroken):
        relieve(reason=" ")
    assert link.used_at is None
