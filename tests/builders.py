"""Valid things for tests: start from one and change one fact. Each is committed."""

import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from plan_app import clock
from plan_app.accounts.browser import digest
from plan_app.domain import appendix_records, vietnamese
from plan_app.domain.agenda import Whose, token
from plan_app.domain.appendix import Appendix
from plan_app.domain.deadlines import pressing
from plan_app.domain.directions import DirectionState
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.measures import MeasureKind
from plan_app.domain.papers import PaperPurpose
from plan_app.domain.reliefs import ReliefState
from plan_app.domain.roles import Role
from plan_app.domain.rounds import RoundKind
from plan_app.domain.saved_filters import Place
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.update_links import digest as token_digest
from plan_app.extensions import Base, db, settings
from plan_app.models import (
    Agency,
    AgencyContact,
    AgencyLetter,
    AgendaFeed,
    AppendixImport,
    CallNote,
    Cause,
    CauseConfirmation,
    Comment,
    ConfirmedCause,
    ContactKind,
    Direction,
    ExtensionRequest,
    ImportSource,
    JournalHead,
    LeaderField,
    LeaderLetter,
    LeaderList,
    LeaderListRow,
    LetterObjection,
    Measure,
    MeasureTarget,
    MemberAnswer,
    Membership,
    Mention,
    Milestone,
    OutboxMessage,
    Paper,
    Plan,
    ProgressReport,
    ReliefRequest,
    ReminderPause,
    Reorganisation,
    ReorganisationKind,
    ReportingRound,
    SavedFilter,
    SolutionGroup,
    Task,
    TextStatus,
    UpdateLink,
    User,
    UserSession,
)
from plan_app.papers.receiving import take
from plan_app.services import journal
from plan_app.services.sessions import LIFETIME

Row = TypeVar("Row", bound=Base)
_next = itertools.count(1).__next__
ARMED = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


@contextmanager
def together() -> Iterator[None]:
    """Write at the end of the block what is made within it, and not row by row.

    After each commit everything that is read again is asked of the database again.
    """
    session = db.session()
    outermost = not session.info.get("together")
    session.info["together"] = True
    try:
        yield
    finally:
        session.info["together"] = not outermost
    _commit()


def _commit() -> None:
    """What is made is not read again: to forget all of it each time is a tenth of the suite."""
    session = db.session()
    if session.info.get("together"):
        return
    kept, session.expire_on_commit = session.expire_on_commit, False
    try:
        session.commit()
    finally:
        session.expire_on_commit = kept


def save(row: Row) -> Row:
    """Commit one row and give it back."""
    db.session.add(row)
    _commit()
    return row


def make_agency(**facts: Any) -> Agency:  # noqa: ANN401 (any column)
    """An agency, in the official order of making."""
    n = _next()
    name = facts.setdefault("name", f"Sở Thử nghiệm {n}")
    facts.setdefault("code", f"so-thu-nghiem-{n}")
    facts.setdefault("short_name", name)
    facts.setdefault("name_en", f"Department {n}")
    facts.setdefault("official_order", n)
    facts.setdefault("search_text", vietnamese.fold(name))
    return save(Agency(**facts))


def make_group(plan: Plan, size: int = 3, **facts: Any) -> Agency:  # noqa: ANN401 (any column)
    """A group of communes, each with one person of the plan as its contact."""
    with together():
        group = make_agency(is_group=True, **{"name": "UBND các xã, phường", **facts})
        for n in range(1, size + 1):
            member = make_agency(name=f"UBND xã {n}")
            group.members.append(member)
            person = make_user(plan, Role.OWNER, agency=member)
            db.session.flush()
            save(AgencyContact(agency_id=member.id, kind=ContactKind.CONTACT, user_id=person.id))
    return group


def make_member_answer(task: Task, member: Agency, **facts: Any) -> MemberAnswer:  # noqa: ANN401
    """What a member says of its part in the task's first milestone: under way."""
    facts.setdefault("author", make_user())
    facts.setdefault("deadline_revision", task.milestones[0].deadline_revision)
    facts.setdefault("is_done", False)
    facts.setdefault("result", "Đang rà soát.")
    facts.setdefault("answered_at", clock.now())
    return save(MemberAnswer(milestone=task.milestones[0], agency=member, **facts))


def make_plan(**facts: Any) -> Plan:  # noqa: ANN401 (any column)
    """A plan with its standing agency, one group and the head of its journal."""
    n = _next()
    facts.setdefault("slug", f"ke-hoach-{n}")
    facts.setdefault("title", "Kế hoạch hành động về tăng trưởng xanh")
    facts.setdefault("title_en", "Green growth action plan")
    facts.setdefault("decision_number", "3825/QĐ-UBND")
    facts.setdefault("decision_date", date(2023, 10, 18))
    facts.setdefault("issued_by", "UBND tỉnh Thanh Hóa")
    facts.setdefault("first_year", 2021)
    facts.setdefault("last_year", 2030)
    facts.setdefault("policy", {})
    facts.setdefault("reminders_on", True)
    facts.setdefault("confirmed_messages", 1000)
    with together():
        facts.setdefault("standing_agency", make_agency(name=f"Sở Tài chính {n}"))
        plan = save(Plan(**facts))
        db.session.flush()
        save(JournalHead(plan_id=plan.id))
        save(SolutionGroup(plan=plan, ordinal=1, title="Nhóm một", title_en="Group one"))
    return plan


def make_user(plan: Plan | None = None, role: Role | None = None, **facts: Any) -> User:  # noqa: ANN401
    """A person, with a role in the plan when one is given."""
    n = _next()
    name = facts.setdefault("full_name", f"Nguyễn Văn {n}")
    facts.setdefault("email", f"nguoi.{n}@so.example.org")
    facts.setdefault("fs_uniquifier", f"uniquifier-{n}")
    facts.setdefault("honorific", "Ông")
    facts.setdefault("sort_key", vietnamese.person_sort_key(name))
    facts.setdefault("search_text", vietnamese.fold(name))
    with together():
        user = save(User(**facts))
        if plan is not None and role is not None:
            save(Membership(user=user, plan=plan, role=role))
    return user


def make_session(user: User, token: str = "", **facts: Any) -> UserSession:  # noqa: ANN401
    """A live session of the person, whose browser holds `token`."""
    facts.setdefault("token_digest", digest(token or f"token-{_next()}"))
    facts.setdefault("browser", "Firefox")
    facts.setdefault("created_at", clock.now())
    facts.setdefault("expires_at", clock.now() + LIFETIME)
    return save(UserSession(user=user, **facts))


def make_task(plan: Plan, *, due: date | None = date(2026, 12, 31), **facts: Any) -> Task:  # noqa: ANN401
    """A checked, armed task with one milestone due on `due`, and an owner of its agency.

    Facts named `milestone_…` go to the milestone; `owner=None` leaves it unassigned.
    """
    n = _next()
    of_milestone = {
        name.removeprefix("milestone_"): facts.pop(name)
        for name in list(facts)
        if name.startswith("milestone_")
    }
    title = facts.setdefault("title", f"Xây dựng kế hoạch số {n}")
    facts.setdefault("number", n)
    facts.setdefault("title_en", f"Draw up plan {n}")
    facts.setdefault("group", plan.groups[0])
    facts.setdefault("text_status", TextStatus.CHECKED)
    facts.setdefault("armed_at", ARMED)
    facts.setdefault("search_text", vietnamese.fold(f"{facts['number']} {title}"))
    with together():
        agency = facts.pop("agency", None) or make_agency()
        facts.setdefault("lead_agency", agency)
        facts.setdefault("responsible_agency", agency)
        if "owner" not in facts:
            facts["owner"] = make_user(plan, Role.OWNER, agency=facts["responsible_agency"])
        task = save(Task(plan=plan, **facts))
        make_milestone(task, due=due, **of_milestone)
    return task


def make_appendix_import(plan: Plan, **facts: Any) -> AppendixImport:  # noqa: ANN401 (any column)
    """A file without a task that waits to be confirmed, as a table edited in the office."""
    facts.setdefault("name", "phu-luc.csv")
    facts.setdefault("digest", "0" * 64)
    facts.setdefault("content", b"")
    facts.setdefault("reading", appendix_records.write(Appendix(facts["name"], (), (), ())))
    facts.setdefault("source", ImportSource.EDIT)
    facts.setdefault("uploaded_at", clock.now())
    return save(AppendixImport(plan_id=plan.id, **facts))


def make_pause(plan: Plan, **facts: Any) -> ReminderPause:  # noqa: ANN401 (any column)
    """A pause of the whole plan, of the days around the tests' today."""
    facts.setdefault("first_day", date(2026, 12, 7))
    facts.setdefault("last_day", date(2026, 12, 18))
    facts.setdefault("reason", "Tập trung ứng phó bão, lũ")
    facts.setdefault("created_at", clock.now())
    return save(ReminderPause(plan_id=plan.id, **facts))


def make_round(plan: Plan, **facts: Any) -> ReportingRound:  # noqa: ANN401 (any column)
    """The year's round, open since the first of December, due on Monday the 14th at 17:00."""
    facts.setdefault("name", "Kỳ báo cáo năm 2026")
    facts.setdefault("kind", RoundKind.YEAR)
    facts.setdefault("first_day", date(2026, 1, 1))
    facts.setdefault("last_day", date(2026, 12, 31))
    facts.setdefault("opens_on", date(2026, 12, 1))
    facts.setdefault("closes_at", datetime(2026, 12, 14, 10, 0, tzinfo=UTC))
    facts.setdefault("opened_at", datetime(2026, 11, 30, 2, 0, tzinfo=UTC))
    return save(ReportingRound(plan_id=plan.id, **facts))


def make_letter(task: Task, by: User, **facts: Any) -> AgencyLetter:  # noqa: ANN401 (any column)
    """A letter that a coordinator entered of the task's first milestone, which is under way."""
    letter = AgencyLetter(
        plan_id=task.plan_id,
        reference=facts.setdefault("reference", "Công văn số 4567/SNNMT-KHTC"),
        dated=facts.setdefault("dated", date(2026, 12, 7)),
        entered_by_id=by.id,
        entered_at=facts.setdefault("entered_at", clock.now()),
        object_by=facts.setdefault("object_by", date(2026, 12, 15)),
        search_text=vietnamese.fold(facts["reference"]),
    )
    save(letter)
    save(
        ProgressReport(
            milestone=task.milestones[0],
            author=by,
            letter=letter.reference,
            letter_date=letter.dated,
            on_behalf=True,
            agency_letter_id=letter.id,
            reported_at=letter.entered_at,
            reported_on=letter.dated,
            state_before=MilestoneState.NOT_STARTED,
            state=MilestoneState.IN_PROGRESS,
            result="Đang lấy ý kiến.",
        )
    )
    db.session.refresh(letter)
    return letter


def make_objection(letter: AgencyLetter, by: User, **facts: Any) -> LetterObjection:  # noqa: ANN401
    """An objection to the letter's first report that nobody has answered."""
    facts.setdefault("words", "Văn bản ghi là đã trình.")
    facts.setdefault("objected_at", clock.now())
    report = letter.reports[0]
    return save(LetterObjection(report=report, objected_by=by, **facts))


def make_confirmation(task: Task, by: User, **facts: Any) -> CauseConfirmation:  # noqa: ANN401
    """The cause of the task's first milestone, confirmed as objective."""
    facts.setdefault("cause", Cause.OBJECTIVE)
    facts.setdefault("reason", "Ảnh hưởng của bão.")
    facts.setdefault("confirmed_at", clock.now())
    made = CauseConfirmation(plan_id=task.plan_id, confirmed_by_id=by.id, **facts)
    made.rows.append(ConfirmedCause(milestone=task.milestones[0], confirmed_before=False))
    return save(made)


def make_call(task: Task, **facts: Any) -> CallNote:  # noqa: ANN401 (any column)
    """A call of last Friday about the task's first milestone, to look again on Friday."""
    facts.setdefault("spoke_with", "Bà Mơ")
    facts.setdefault("called_at", clock.now() - timedelta(days=4))
    facts.setdefault("promised", "Sở sẽ báo cáo trước ngày 11/12")
    facts.setdefault("look_again_on", date(2026, 12, 11))
    facts.setdefault("search_text", vietnamese.fold(f"{facts['spoke_with']} {facts['promised']}"))
    return save(CallNote(milestone_id=task.milestones[0].id, **facts))


def make_measure(task: Task, **facts: Any) -> Measure:  # noqa: ANN401 (any column)
    """An indicator of the task with a target for 2026; with a `source` money for 2026.

    `targets` are amounts by year.
    """
    if facts.get("source"):
        facts.setdefault("kind", MeasureKind.FUNDING)
    facts.setdefault("kind", MeasureKind.INDICATOR)
    if facts["kind"] is MeasureKind.INDICATOR:
        facts.setdefault("name", "Diện tích rừng trồng mới")
        facts.setdefault("unit", "ha")
    targets = facts.pop("targets", {2026: 50})
    planned = [MeasureTarget(year=year, amount=Decimal(each)) for year, each in targets.items()]
    return save(Measure(task=task, targets=planned, **facts))


def make_extension(task: Task, **facts: Any) -> ExtensionRequest:  # noqa: ANN401 (any column)
    """A request of the owner for half a year more for the task's first milestone."""
    milestone = task.milestones[0]
    facts.setdefault("requested_by_id", task.owner_id)
    facts.setdefault("requested_at", clock.now())
    facts.setdefault("requested_due_date", date(2027, 6, 30))
    facts.setdefault("due_date_before", milestone.due_date)
    facts.setdefault("reason", "Chờ nghiệm thu.")
    facts.setdefault("cause", Cause.OBJECTIVE)
    facts.setdefault("state", ExtensionState.REQUESTED)
    return save(ExtensionRequest(milestone_id=milestone.id, **facts))


def make_paper(report: ProgressReport, content: bytes = b"", **facts: Any) -> Paper:  # noqa: ANN401
    """A file of the report with these bytes; without, a reference to a document."""
    if content:
        draft = take(facts.pop("name", "Biên bản nghiệm thu.pdf"), io.BytesIO(content))
        facts |= {name: getattr(draft, name) for name in ("digest", "name", "kind", "size")}
    else:
        facts.setdefault("number", "Quyết định số 12/QĐ-UBND")
        facts.setdefault("dated", date(2026, 12, 1))
    facts.setdefault("added_by_id", report.author_id)
    facts.setdefault("added_at", clock.now())
    facts.setdefault("purpose", PaperPurpose.REPORT)
    return save(Paper(milestone_id=report.milestone_id, report_id=report.id, **facts))


def make_update_link(task: Task, token: str = "", **facts: Any) -> UpdateLink:  # noqa: ANN401
    """A live link of the owner to the task's first milestone, in a digest that has arrived."""
    now = clock.now()
    facts.setdefault("recipient_id", task.owner_id)
    if "message" not in facts:
        facts["message"] = save(
            OutboxMessage(
                kind=MessageKind.DIGEST,
                recipient_id=facts["recipient_id"],
                local_day=now.date(),
                sequence=_next(),
                plan_id=task.plan_id,
                state=MessageState.ACCEPTED,
                created_at=now,
                not_before=now,
                expires_at=now,
                dated=now,
                settled_at=now,
            )
        )
    facts.setdefault("milestone_id", task.milestones[0].id)
    facts.setdefault("expires_at", now + timedelta(days=14))
    return save(UpdateLink(token_digest=token_digest(token or f"link-{_next()}"), **facts))


def make_agenda_feed(user: User, plan: Plan, **facts: Any) -> AgendaFeed:  # noqa: ANN401
    """An address by which a calendar reads the person's own deadlines."""
    seed = facts.setdefault("seed", f"seed-{_next()}")
    made = token(seed, settings().secret_key)
    facts.setdefault("token_digest", token_digest(made))
    facts.setdefault("whose", Whose.OWN)
    facts.setdefault("made_at", ARMED)
    return save(AgendaFeed(user=user, plan=plan, **facts))


def make_relief(task: Task, **facts: Any) -> ReliefRequest:  # noqa: ANN401 (any column)
    """A wish of the owner to be relieved of the task."""
    facts.setdefault("requested_by_id", task.owner_id)
    facts.setdefault("requested_at", clock.now())
    facts.setdefault("reason", "Đã chuyển sang phòng khác.")
    facts.setdefault("suggested", "Bà Lê Thị B, phòng Kế hoạch")
    facts.setdefault("state", ReliefState.REQUESTED)
    return save(ReliefRequest(task_id=task.id, **facts))


def make_comment(task: Task, by: User, body: str = "Cho biết tiến độ.", **facts: Any) -> Comment:  # noqa: ANN401
    """What somebody wrote, with the entry that holds the words; `people` are mentioned."""
    now = facts.setdefault("written_at", clock.now())
    people = facts.pop("people", ())
    comment = Comment(task_id=task.id, author_id=by.id, **facts)
    comment.mentions = [Mention(person_id=each.id) for each in people]
    save(comment)
    entry = journal.record(
        "comment_written",
        now=now,
        actor_id=by.id,
        plan_id=task.plan_id,
        task_id=task.id,
        subject=("comment", comment.id),
        text=body,
    )
    comment.text_digest = entry.text_digest
    _commit()
    return comment


def make_direction(task: Task, by: User, **facts: Any) -> Direction:  # noqa: ANN401 (any column)
    """What a coordinator wrote down of a conclusion, to be answered by the 18th."""
    now = facts.setdefault("written_at", clock.now())
    facts.setdefault("asked_at", now)
    facts.setdefault("body", "Báo cáo rõ tiến độ.")
    facts.setdefault("document", "Thông báo số 12/TB-UBND")
    facts.setdefault("document_date", date(2026, 12, 7))
    facts.setdefault("answer_by", date(2026, 12, 18))
    facts.setdefault("state", DirectionState.OPEN)
    facts.setdefault("search_text", vietnamese.fold(f"{facts['body']} {facts['document']}"))
    direction = save(Direction(task_id=task.id, author_id=by.id, **facts))
    journal.record(
        "direction_written",
        now=now,
        actor_id=by.id,
        plan_id=task.plan_id,
        task_id=task.id,
        subject=("direction", direction.id),
        text=direction.body,
    )
    _commit()
    return direction


def make_reorganisation(**facts: Any) -> Reorganisation:  # noqa: ANN401 (any column)
    """A merger of an agency that had nothing."""
    heir = facts.setdefault("heir", make_agency())
    first_day = facts.setdefault("first_day", date(2026, 12, 1))
    agency = make_agency(successor=heir, succession_date=first_day)
    before = {"valid_to": None, "successor": None, "succession_date": None}
    facts.setdefault("kind", ReorganisationKind.MERGER)
    facts.setdefault("document", "Nghị quyết số 12/NQ-HĐND")
    facts.setdefault("document_date", first_day)
    facts.setdefault("done_at", clock.now())
    facts.setdefault(
        "moved",
        {
            "tasks": [],
            "people": [],
            "contacts": [],
            "groups": [],
            "receivers": [],
            "agency": before,
        },
    )
    return save(Reorganisation(agency=agency, tasks=0, people=0, **facts))


def make_leader_list(task: Task, **facts: Any) -> LeaderList:  # noqa: ANN401 (any column)
    """A list with one letter about the task's first milestone, to a leader of its agency."""
    plan, agency = task.plan, task.responsible_agency
    facts.setdefault("confirmed_by", make_user(plan, Role.COORDINATOR))
    facts.setdefault("confirmed_at", clock.now())
    facts.setdefault("sends_at", clock.now() + timedelta(hours=15))
    found = save(LeaderList(plan_id=plan.id, **facts))
    head = make_user(plan, agency=agency)
    db.session.merge(AgencyContact(agency_id=agency.id, kind=ContactKind.HEAD, user_id=head.id))
    message = OutboxMessage(
        kind=MessageKind.LEADER_LETTER,
        recipient_id=head.id,
        local_day=found.sends_at.date(),
        plan_id=plan.id,
        context={"leader_list": found.id, "agency": agency.id},
        created_at=found.confirmed_at,
        not_before=found.sends_at,
        expires_at=found.sends_at + timedelta(hours=72),
    )
    letter = LeaderLetter(list_id=found.id, agency_id=agency.id, head_id=head.id, message=message)
    db.session.add(letter)
    db.session.flush()
    milestone = task.milestones[0]
    save(
        LeaderListRow(
            list_id=found.id,
            milestone_id=milestone.id,
            deadline_revision=milestone.deadline_revision,
            letter_id=letter.id,
        )
    )
    return found


def make_saved_filter(plan: Plan, owner: User, **facts: Any) -> SavedFilter:  # noqa: ANN401
    """The overdue tasks of the first group, kept by the person for themselves."""
    facts.setdefault("place", Place.TASKS)
    facts.setdefault("name", f"Bộ lọc {_next()}")
    facts.setdefault("conditions", {"group": "1", "timeliness": "overdue"})
    facts.setdefault("saved_at", clock.now())
    return save(SavedFilter(plan_id=plan.id, owner_id=owner.id, **facts))


def make_leader_field(plan: Plan, **facts: Any) -> LeaderField:  # noqa: ANN401 (any column)
    """A field of responsibility of one agency."""
    facts.setdefault("name", f"Lĩnh vực {_next()}")
    facts.setdefault("agencies", [make_agency()])
    return save(LeaderField(plan_id=plan.id, **facts))


def make_milestone(task: Task, *, due: date | None = date(2026, 12, 31), **facts: Any) -> Milestone:  # noqa: ANN401
    """One more milestone of the task, not yet started."""
    others = list(task.milestones)
    facts.setdefault("ordinal", len(others) + 1)
    facts.setdefault("original_due_date", due)
    with together():
        milestone = save(Milestone(task=task, plan_id=task.plan.id, due_date=due, **facts))
        db.session.flush()
        chosen = pressing([each.facts for each in (*others, milestone)])
        # One presses at any moment: first the one that did gives way.
        for each in others:
            each.is_pressing = each.is_pressing and each.facts == chosen
        db.session.flush()
        milestone.is_pressing = milestone.facts == chosen
        for each in others:
            each.is_pressing = each.facts == chosen
    return milestone
