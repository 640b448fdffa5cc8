"""Entering a letter on behalf: all or none, whose day counts, who is told, who objects."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.mailing import MessageKind
from plan_app.domain.objections import (
    AlreadyAnswered,
    AlreadyObjected,
    NotAnswered,
    NothingToObjectTo,
    WordsMissing,
)
from plan_app.domain.own_tasks import OwnTask
from plan_app.domain.reports import Answer
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState, NotYours
from plan_app.errors import NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.mail import outbox, truth
from plan_app.mail.facts import DECISION_GONE, OTHER_OWNER, Dropped, LetterFacts, ObjectionFacts
from plan_app.models import (
    AgencyLetter,
    JournalEntry,
    LetterObjection,
    OutboxMessage,
    Plan,
    ProgressReport,
    Task,
    TextStatus,
    User,
)
from plan_app.queries import letters as queries
from plan_app.queries import mail_log, task_mails
from plan_app.queries.attention import get_attention
from plan_app.queries.conditions import ListFilter
from plan_app.queries.letters import LetterFilter, LetterStanding
from plan_app.queries.mail_log import MailFilter
from plan_app.queries.objections import get_objection
from plan_app.services import decisions, letters, objections, progress
from plan_app.services.letters import Reply, ReplyWrong
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of, decide, milestone_of
from tests.builders import make_agency, make_letter, make_objection, make_plan, make_task, make_user
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")
LETTER, DATED = "Công văn số 4567/SNNMT-KHTC", date(2026, 11, 27)
DONE = Answer(
    state=MilestoneState.AWAITING_CONFIRMATION,
    result="Đã ban hành.",
    letter=LETTER,
    letter_date=DATED,
)
UNDER_WAY = replace(DONE, state=MilestoneState.IN_PROGRESS, result="Đang lấy ý kiến.")
S = LetterStanding


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def tasks(plan: Plan) -> list[Task]:
    """Three late tasks of one agency: two of one owner, one of another."""
    agency = make_agency()
    owner, other = (make_user(plan, Role.OWNER, agency=agency) for _ in range(2))
    return [
        make_task(plan, due=date(2026, 11, 30), agency=agency, owner=each, number=n)
        for n, each in enumerate((owner, owner, other), 1)
    ]


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def reply(task: Task, answer: Answer = DONE) -> Reply:
    return Reply(task.milestones[0].id, task.version, answer)


def enter(plan: Plan, by: User | None, *replies: Reply) -> AgencyLetter:
    act = act_of(by, plan)
    with transaction():
        return letters.enter(plan, LETTER, DATED, replies, act)


def mails(task: Task) -> list[OutboxMessage]:
    return task_mails.get_mails(task_id=task.id).messages


def facts_of(message: OutboxMessage) -> object:
    claimed = outbox.claim("tests", message.not_before, 10)
    return truth.read(claimed, now=message.not_before)[message.id]


def test_one_letter_answers_several_tasks_by_its_own_date(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    letter = enter(plan, coordinator, reply(tasks[0]), reply(tasks[1], UNDER_WAY))
    assert letter.object_by == date(2026, 12, 15)
    done, under_way = (milestone_of(task) for task in tasks[:2])
    assert (done.state, done.reported_on) == (MilestoneState.AWAITING_CONFIRMATION, DATED)
    assert under_way.state is MilestoneState.IN_PROGRESS
    assert {report.letter for report in letter.reports} == {LETTER}
    assert all(report.on_behalf for report in letter.reports)
    actions = db.session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)).all()
    assert actions == ["completion_reported", "progress_reported", "letter_entered"]


def test_each_owner_gets_one_mail_about_all_their_tasks(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    enter(plan, coordinator, *map(reply, tasks))
    first, second, other = (mails(task) for task in tasks)
    assert first == second != other
    (message,) = first
    assert (message.kind, message.recipient_id) == (MessageKind.ON_BEHALF, tasks[0].owner_id)
    log = mail_log.list_tasks([message.id], plan_id=plan.id)
    assert [task.number for task in log[message.id]] == [1, 2]
    assert len(mail_log.list_scopes(message.id)) == 2
    assert mail_log.list_messages(plan.id, MailFilter(task=3)) == other
    facts = facts_of(message)
    assert isinstance(facts, LetterFacts)
    assert [line.number for line in facts.lines] == [1, 2]


def test_the_days_for_an_objection_are_policy(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    plan.policy = {"objection_days": 3}
    db.session.commit()
    assert enter(plan, coordinator, reply(tasks[0])).object_by == date(2026, 12, 11)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (replace(DONE, result=" "), "result"),
        (replace(DONE, state=MilestoneState.COMPLETED), "state"),
        (replace(DONE, letter=""), "letter"),
        (replace(DONE, letter_date=date(2026, 12, 9)), "letter_date"),
    ],
)
def test_one_wrong_reply_leaves_all_as_it_was(
    plan: Plan, tasks: list[Task], coordinator: User, answer: Answer, field: str
) -> None:
    wrong = reply(tasks[1], answer)
    with pytest.raises(ReplyWrong) as error:
        enter(plan, coordinator, reply(tasks[0]), wrong)
    own = field if field.startswith("letter") else f"{field}_{wrong.milestone_id}"
    assert error.value.field == own
    assert milestone_of(tasks[0]).state is MilestoneState.NOT_STARTED
    assert db.session.scalar(select(func.count()).select_from(AgencyLetter)) == 0
    assert mails(tasks[0]) == []


def test_what_cannot_be_reported_any_more_is_named(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    enter(plan, coordinator, reply(tasks[0]))
    db.session.refresh(tasks[0])
    with pytest.raises(ReplyWrong) as error:
        enter(plan, coordinator, reply(tasks[0]))
    assert error.value.field == f"state_{tasks[0].milestones[0].id}"


def test_who_comes_second_is_told(plan: Plan, tasks: list[Task], coordinator: User) -> None:
    stale = replace(reply(tasks[0]), version=tasks[0].version + 1)
    with pytest.raises(StaleEdit):
        enter(plan, coordinator, stale)


def test_only_a_coordinator_who_does_not_own_the_task_enters(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    with pytest.raises(NotYours):
        enter(plan, tasks[0].owner, reply(tasks[0]))
    tasks[0].owner_id = coordinator.id
    db.session.commit()
    with pytest.raises(OwnTask):
        enter(plan, coordinator, reply(tasks[0]))
    with pytest.raises(NotFound):
        enter(make_plan(), make_user(plan, Role.COORDINATOR), reply(tasks[1]))


@pytest.mark.parametrize(
    "change", [{"text_status": TextStatus.DRAFT}, {"owner": None}], ids=["draft", "nobody"]
)
def test_who_may_not_be_written_to_gets_no_mail(
    plan: Plan, coordinator: User, change: dict[str, Any]
) -> None:
    task = make_task(plan, **change)
    enter(plan, coordinator, reply(task))
    assert mails(task) == []


def test_an_owner_who_left_gets_no_mail(plan: Plan, tasks: list[Task], coordinator: User) -> None:
    assert tasks[2].owner is not None
    tasks[2].owner.active = False
    db.session.commit()
    enter(plan, coordinator, reply(tasks[2]))
    assert mails(tasks[2]) == []


def test_a_mail_tells_only_what_still_holds(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    letter = enter(plan, coordinator, reply(tasks[2], UNDER_WAY))
    act = act_of(coordinator, plan)
    with transaction():
        progress.retract(progress.lock(letter.reports[0].id, plan_id=plan.id), act)
    (message,) = mails(tasks[2])
    assert facts_of(message) == Dropped(DECISION_GONE)


def test_a_mail_in_english_has_the_english_titles(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    assert tasks[2].owner is not None
    tasks[2].owner.language = "en"  # type: ignore[assignment]
    db.session.commit()
    enter(plan, coordinator, reply(tasks[2]))
    facts = facts_of(mails(tasks[2])[0])
    assert isinstance(facts, LetterFacts)
    assert facts.lines[0].title == tasks[2].title_en


def test_a_letter_about_one_milestone_has_its_errors_at_its_own_fields(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    act = act_of(coordinator, plan, version=tasks[0].version)
    with pytest.raises(RuleBroken) as error, transaction():
        letters.enter_one(plan, tasks[0].milestones[0].id, replace(DONE, result=""), act)
    assert error.value.field == "result"
    with transaction():
        letter = letters.enter_one(plan, tasks[0].milestones[0].id, DONE, act)
    assert [each.letter for each in letter.reports] == [LETTER]


def object_to(
    report: ProgressReport, by: User | None, plan: Plan, words: str = "Đã trình."
) -> None:
    act = act_of(by, plan)
    with transaction():
        objections.object_([report.id], words, act, plan_id=plan.id)


def answer(objection: LetterObjection, by: User, plan: Plan, words: str = "Đã sửa.") -> None:
    act = act_of(by, plan)
    with transaction():
        objections.answer(objections.lock(objection.id, plan_id=plan.id), words, act)


def test_the_owner_objects_and_a_coordinator_answers(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    letter = enter(plan, coordinator, reply(tasks[0]))
    (report,) = letter.reports
    object_to(report, tasks[0].owner, plan)
    assert get_attention(plan.id, today=TODAY).objections == 1
    with pytest.raises(NotAnswered):
        decide(tasks[0], decisions.confirm)
    found = get_objection(db.session.scalars(select(LetterObjection.id)).one(), plan_id=plan.id)
    answer(found, coordinator, plan)
    assert get_attention(plan.id, today=TODAY).objections == 0
    decide(tasks[0], decisions.confirm, by=coordinator)
    assert milestone_of(tasks[0]).state is MilestoneState.COMPLETED
    entries = db.session.scalars(
        select(JournalEntry.action).where(JournalEntry.subject_kind == "letter_objection")
    ).all()
    assert entries == ["objection_made", "objection_answered"]
    with pytest.raises(AlreadyAnswered):
        answer(found, coordinator, plan)


def test_the_answer_to_an_objection_is_mailed_to_the_owner(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    assert tasks[0].owner is not None
    found = make_objection(make_letter(tasks[0], coordinator), tasks[0].owner)
    answer(found, coordinator, plan)
    (mail,) = mails(tasks[0])
    assert (mail.kind, mail.recipient_id) == (MessageKind.OBJECTION, tasks[0].owner_id)

    claimed = outbox.claim("tests", mail.not_before, 10)
    said = truth.read(claimed, now=mail.not_before)[mail.id]
    assert isinstance(said, ObjectionFacts)
    report = found.report
    assert (said.reason, said.words, said.document, said.dated, said.letter_id) == (
        "Đã sửa.",
        found.words,
        report.letter,
        report.letter_date,
        report.agency_letter_id,
    )
    tasks[0].owner = make_user(plan, Role.OWNER)
    db.session.commit()
    assert truth.read(claimed, now=mail.not_before) == {mail.id: Dropped(OTHER_OWNER)}
    found.answered_at = None
    db.session.commit()
    assert truth.read(claimed, now=mail.not_before) == {mail.id: Dropped(DECISION_GONE)}


def test_a_corrected_report_stays_with_its_letter(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    letter = enter(plan, coordinator, reply(tasks[0]))
    (report,) = letter.reports
    object_to(report, tasks[0].owner, plan)
    act = act_of(coordinator, plan)
    with transaction():
        held = progress.lock(report.id, plan_id=plan.id)
        again = progress.correct(held, replace(DONE, result="Đã trình."), act)
    assert (again.agency_letter_id, again.reported_on) == (letter.id, DATED)
    with pytest.raises(NotAnswered):
        decide(tasks[0], decisions.confirm)


def test_what_cannot_be_objected_to(plan: Plan, tasks: list[Task], coordinator: User) -> None:
    owner = tasks[0].owner
    letter = enter(plan, coordinator, reply(tasks[0], UNDER_WAY))
    (report,) = letter.reports
    with pytest.raises(NotYours):
        object_to(report, tasks[2].owner, plan)
    with pytest.raises(WordsMissing):
        object_to(report, owner, plan, " ")
    object_to(report, owner, plan)
    with pytest.raises(AlreadyObjected):
        object_to(report, owner, plan)
    own = enter(plan, coordinator, reply(tasks[2], UNDER_WAY)).reports[0]
    own.retracted_at = NOW
    db.session.commit()
    with pytest.raises(NothingToObjectTo):
        object_to(own, tasks[2].owner, plan)


def test_an_answer_has_words_and_a_coordinator_of_another_task(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    owner = tasks[0].owner
    assert owner is not None
    found = make_objection(make_letter(tasks[0], coordinator), owner)
    with pytest.raises(WordsMissing):
        answer(found, coordinator, plan, " ")
    with pytest.raises(NotYours):
        answer(found, owner, plan)
    other = make_plan()
    for missing in (found.id, 0):
        with pytest.raises(NotFound), transaction():
            objections.lock(missing, plan_id=other.id)
    with pytest.raises(NotFound):
        get_objection(found.id, plan_id=other.id)


def test_the_list_says_how_agencies_took_it(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    first, second, third = (
        make_letter(task, coordinator, reference=f"Công văn số {n}/SXD")
        for n, task in enumerate(tasks, 1)
    )
    assert tasks[0].owner is not None
    make_objection(first, tasks[0].owner)
    make_objection(
        second, tasks[0].owner, answered_at=NOW, answered_by=coordinator, answer="Đã sửa"
    )

    def found(**facts: object) -> list[int]:
        wanted = LetterFilter(**facts)  # type: ignore[arg-type]
        listed = queries.list_rows(plan.id, wanted, sort="reference")
        assert queries.count_rows(plan.id, wanted) == len(listed)
        return [row.letter_id for row in listed]

    assert found() == [first.id, second.id, third.id]
    assert found(standing=S.OBJECTED) == [first.id]
    assert found(standing=S.ANSWERED) == [second.id]
    assert found(standing=S.UNDISPUTED) == [third.id]
    assert found(words="2/sxd") == [second.id]
    assert found(words=tasks[2].title) == [third.id]
    assert queries.list_rows(plan.id, LetterFilter(), page=2) == []
    with pytest.raises(NotFound):
        queries.get_letter(first.id, plan_id=make_plan().id)


def test_a_letter_may_answer_what_is_open_and_not_the_coordinators_own(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    make_task(plan, owner=coordinator)
    nobodys = make_task(plan, owner=None)
    enter(plan, coordinator, reply(tasks[0]))
    actor = act_of(coordinator, plan).actor

    def numbers(**facts: object) -> list[int]:
        wanted = ListFilter(**facts)  # type: ignore[arg-type]
        found = queries.list_answerable(plan.id, actor=actor, today=TODAY, wanted=wanted)
        total = queries.count_answerable(plan.id, actor=actor, today=TODAY, wanted=wanted)
        assert total == len(found)
        return [row.number for row in found]

    assert numbers() == [2, 3, nobodys.number]
    assert numbers(agency=tasks[1].responsible_agency_id) == [2, 3]
    chosen = queries.list_chosen(plan.id, [tasks[2].milestones[0].id, 0])
    assert [(row.number, row.version) for row in chosen] == [(3, tasks[2].version)]
