"""Every page in English: no sentence of ours is left in Vietnamese.

What still has Vietnamese letters on a page, but for names, is a sentence of ours that was not
translated, or somebody's words that are not marked as Vietnamese. In files nothing is marked: there
what people wrote and the texts of the plan lose their Vietnamese letters in the database first.
"""

import html
import io
import re
import secrets
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from sqlalchemy import Enum, String, func, select, text, update
from werkzeug.test import TestResponse

from plan_app import clock
from plan_app.accounts.browser import TOKEN
from plan_app.domain.mailing import MessageKind
from plan_app.domain.preferences import Topic
from plan_app.domain.roles import Role
from plan_app.extensions import Base, db
from plan_app.mail import outbox, unsubscribing
from plan_app.models import (
    Agency,
    AgencyLetter,
    CallNote,
    CauseConfirmation,
    Comment,
    Direction,
    Language,
    LeaderField,
    LeaderList,
    LetterObjection,
    Milestone,
    OutboxMessage,
    Paper,
    Plan,
    ProgressReport,
    ReliefRequest,
    ReminderPause,
    Reorganisation,
    Task,
    TextStatus,
    User,
)
from plan_app.presentation.language import COOKIE
from plan_app.presentation.workbooks import MIME_TYPE
from plan_app.services.demonstration import Summary
from plan_app.services.transaction import transaction
from tests import builders, demonstrated
from tests.meta.routes import ADMINISTRATOR, COORDINATOR, LEADER, OWNER, ROUTES, STRANGER
from tests.pages import Client, Page

BACKENDS = ("sqlite",)
LINK = "the-token-of-a-link"
GET = sorted(rule for method, rule in ROUTES if method == "GET" and "static" not in rule)
BOTH = sorted(rule for rule in GET if ("POST", rule) in ROUTES)
FILES = {rule for rule in GET if rule.endswith((".csv", ".xlsx"))}
BETWEEN_TAGS = re.compile(r">([^<>]+)<")
# What can be chosen in a cell of the template for people; stored as it is said.
FORMS_OF_ADDRESS = '"Ông,Bà,Đồng chí"'
SHEET_NAMES = re.compile(r'<sheet name="([^"]+)"')
READ = ("title", "placeholder", "alt", "aria-label", "data-label", "label")


def left(element: Element) -> Iterator[str]:
    """Texts and read attributes with Vietnamese letters, but for what is marked as Vietnamese."""
    # What stands in a field is for the person to change.
    if element.get("lang") == "vi" or element.tag == "textarea":
        return
    values = [element.text or "", *(element.get(name, "") for name in READ)]
    if element.get("type") == "submit":
        values.append(element.get("value", ""))
    for child in element:
        if isinstance(child.tag, str):
            yield from left(child)
        values.append(child.tail or "")
    yield from (" ".join(value.split()) for value in values if is_vietnamese(value))


def is_vietnamese(value: str) -> bool:
    """Whether a letter is none of the 26."""
    return not value.isascii() and any(char.isalpha() and not char.isascii() for char in value)


def plain(value: str | None) -> str | None:
    """The text without its marks, in the same case."""
    if value is None:
        return None
    letters = unicodedata.normalize("NFD", value.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in letters if not unicodedata.combining(char))


def write_plainly() -> None:
    """Take the marks off every text in the database."""
    driver = db.session.connection().connection.dbapi_connection
    assert driver is not None
    driver.create_function("plain", 1, plain)
    for (trigger,) in db.session.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    ).all():
        db.session.execute(text(f"DROP TRIGGER {trigger}"))
    for table in Base.metadata.sorted_tables:
        texts = [each for each in table.columns if _is_text(each.type)]
        if texts:
            db.session.execute(update(table).values({each: func.plain(each) for each in texts}))
    db.session.commit()


def _is_text(kind: object) -> bool:
    return isinstance(kind, String) and not isinstance(kind, Enum)


class Office:
    """The demonstration, and somebody who may see every page, in English."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.plan = db.session.scalars(select(Plan)).one()
        self.samples: dict[str, list[Any]] = {
            "<int:person_id>": self._ids(User),
            "<int:agency_id>": self._ids(Agency),
            "<int:message_id>": self._ids(OutboxMessage),
            "<int:milestone_id>": self._milestones(),
            "<int:milestone>": self._milestones(),
            "<int:report_id>": self._ids(ProgressReport),
            "<int:pause_id>": self._ids(ReminderPause),
            "<int:call_id>": self._ids(CallNote),
            "<int:confirmation_id>": self._ids(CauseConfirmation),
            "<int:letter_id>": self._ids(AgencyLetter),
            "<int:objection_id>": self._ids(LetterObjection),
            "<int:list_id>": self._ids(LeaderList),
            "<int:field_id>": self._ids(LeaderField),
            "<int:paper_id>": self._ids(Paper),
            "<int:reorganisation_id>": self._ids(Reorganisation),
            "<int:number>": self._numbers(),
            "<int:ordinal>": [1],
            "<token>": ["not-a-token", LINK, *self._unsubscribing()],
            "<any(report, extension, relief):what>": ["report", "extension", "relief"],
            "<int:relief_id>": self._ids(ReliefRequest),
            "<int:comment_id>": self._ids(Comment),
            "<int:direction_id>": self._ids(Direction),
        }

    def _ids(self, model: type[Base]) -> list[int]:
        key = model.__table__.c.id
        return list(db.session.scalars(select(key).order_by(key).limit(3)))

    def _unsubscribing(self) -> list[str]:
        return [unsubscribing.token(each, list(Topic)) for each in self._ids(User)[:1]]

    def _milestones(self) -> list[int]:
        """The first of each state."""
        return list(db.session.scalars(select(func.min(Milestone.id)).group_by(Milestone.state)))

    def _numbers(self) -> list[int]:
        """The task of the first milestone in each state, and one that is the reader's own."""
        found = select(func.min(Task.number)).join(Milestone).group_by(Milestone.state)
        return list(db.session.scalars(found))

    def addresses(self, rule: str) -> list[str]:
        """The rule with every sample."""
        found = [rule.replace("<plan>", self.plan.slug)]
        for part, values in self.samples.items():
            found = [
                each.replace(part, str(value))
                for each in found
                for value in (values if part in each else [""])
            ]
        return found

    def browser(self, user: User | None) -> Client:
        """A browser that was switched to English."""
        client = Client(self.app.test_client())
        client.browser.set_cookie(COOKIE, "en")
        if user is not None:
            with client.browser.session_transaction() as cookie:
                token = secrets.token_urlsafe()
                db.session.commit()  # What was read before would keep it from writing.
                builders.make_session(user, token)
                cookie.update({"_user_id": user.fs_uniquifier, "_fresh": True, TOKEN: token})
                cookie["fs_paa"] = clock.now().timestamp()
        return client

    def people(self) -> dict[str, User | None]:
        """Nobody, somebody who may see everything, an owner with work to do, and a leader."""
        all_roles = demonstrated.get_person(Role.COORDINATOR, "so-tai-chinh")
        owner = db.session.scalars(select(Task).where(Task.number == 53)).one().owner
        leader = demonstrated.get_person(Role.LEADER, "so-cong-thuong")
        return {"stranger": None, "all": all_roles, "owner": owner, "leader": leader}


@pytest.fixture
def office(own_app: Flask, prepared_demonstration: Summary) -> Office:
    assert prepared_demonstration
    plan = db.session.scalars(select(Plan)).one()
    _make_messages(plan)
    builders.make_pause(plan)
    _make_link(plan)
    builders.make_reorganisation()
    builders.make_leader_list(db.session.scalars(select(Task).where(Task.number == 53)).one())
    builders.make_leader_field(plan)
    reader = demonstrated.get_person(Role.COORDINATOR, "so-tai-chinh")
    task = db.session.scalars(select(Task).where(Task.number == 53)).one()
    assert task.owner is not None
    builders.make_comment(task, task.owner, people=[reader])
    with transaction():
        db.session.execute(update(User).values(language=Language.ENGLISH))
        demonstrated.get_person(Role.COORDINATOR, "so-tai-chinh").is_administrator = True
    return Office(own_app)


def _make_link(plan: Plan) -> None:
    """A link that lets everything be done, used once, and a wish to be relieved of another task."""
    plan.policy = {"update_links": "full"}
    task = db.session.scalars(select(Task).where(Task.number == 53)).one()
    task.text_status = TextStatus.CHECKED
    builders.make_update_link(task, LINK, used_at=clock.now())
    others = select(Task).where(Task.owner_id.is_not(None), Task.number != 53)
    builders.make_relief(db.session.scalars(others.order_by(Task.number).limit(1)).one())


def _make_messages(plan: Plan) -> None:
    now = clock.now()
    owner = db.session.scalars(select(Task).where(Task.number == 53)).one().owner
    assert owner is not None
    for kind in (MessageKind.CONFIRMED, MessageKind.INVITATION, MessageKind.TEST):
        outbox.enqueue(
            kind,
            owner,
            now=now,
            local_day=now.date(),
            expires_at=now + timedelta(days=3),
            plan_id=plan.id,
        )
    db.session.commit()


def sentences(answer: TestResponse) -> set[str]:
    """What a file leaves in Vietnamese."""
    if answer.mimetype == "text/csv":
        return {line for line in answer.text[1:].splitlines() if is_vietnamese(line)}
    if answer.mimetype == MIME_TYPE:
        found = {text for text in texts_of(answer.get_data()) if is_vietnamese(text)}
        return found - {FORMS_OF_ADDRESS}
    return set()


def texts_of(package: bytes) -> Iterator[str]:
    """All texts of a workbook or a Word file: cells, names of sheets, charts, print set-up."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        for name in parts.namelist():
            if name.endswith(".xml"):
                xml = parts.read(name).decode()
                yield from (html.unescape(text) for text in BETWEEN_TAGS.findall(xml))
            if name == "xl/workbook.xml":
                yield from (html.unescape(text) for text in SHEET_NAMES.findall(xml))


def words(answer: TestResponse) -> set[str]:
    """What a page leaves in Vietnamese beside names of people and agencies; it is in English."""
    if answer.mimetype != "text/html" or answer.status_code in {302, 303}:
        return set()
    page = Page(answer)
    assert page.one("html").get("lang") == "en", answer.request.path
    return {text for text in left(page.tree) if is_vietnamese(_without_names(text))}


def _without_names(text: str) -> str:
    for name in names():
        text = text.replace(name, "")
    return text


@cache
def names() -> list[str]:
    """The proper names in the database, those first that hold others."""
    of_people = (User.full_name, User.honorific, User.position, User.division)
    of_bodies = (Agency.name_en, Agency.short_name, Milestone.waiting_for)
    of_documents = (Plan.title_en, Plan.issued_by, Plan.decision_number, Milestone.state_document)
    columns = (*of_people, *of_bodies, *of_documents)
    found = {each for column in columns for each in db.session.scalars(select(column)) if each}
    return sorted({*found, "Thanh Hóa", "Nghi Sơn", "Mã", "Hồng Đức"}, key=len, reverse=True)


def walk(office: Office, find: Callable[[TestResponse], set[str]], *, files: bool) -> str:
    """What `find` finds on all pages or in all files for all people, and on some of which."""
    found: dict[str, set[str]] = {}
    for name, person in office.people().items():
        client = office.browser(person)
        for rule in visited(ROLES_OF[name]):
            if (rule in FILES) != files:
                continue
            # Saving the profile takes the browser's choice back.
            client.browser.set_cookie(COOKIE, "en")
            for address in office.addresses(rule):
                for answer in _answers(client, rule, address):
                    for fault in find(answer):
                        found.setdefault(fault, set()).add(f"{answer.request.method} {rule}")
    return "\n".join(f"{text[:120]}: {sorted(rules)[:3]}" for text, rules in found.items())


ROLES_OF = {
    "stranger": {STRANGER},
    "all": {COORDINATOR, ADMINISTRATOR},
    "owner": {OWNER},
    "leader": {LEADER},
}


def visited(roles: set[str]) -> list[str]:
    """What somebody with these roles may open, and one page that says that it is for others."""
    mine = [rule for rule in GET if roles & ROUTES["GET", rule]]
    return [*mine, *[rule for rule in GET if rule not in mine][:1]]


def _answers(client: Client, rule: str, address: str) -> Iterator[TestResponse]:
    """The page, and where it has a form what it says to an empty one."""
    with client.browser.application.app_context():
        yield client.browser.get(address)
        if rule in BOTH:
            yield client.browser.post(address, data={})


def test_no_sentence_of_a_file_is_left_in_vietnamese(office: Office) -> None:
    write_plainly()
    assert walk(office, sentences, files=True) == ""


def test_workbooks_are_walked_with_all_their_texts(office: Office) -> None:
    """What the walk would find in a workbook that is not in English."""
    client = office.browser(office.people()["all"])
    client.browser.set_cookie(COOKIE, "vi")
    walked = [rule for rule in GET if rule.endswith(".xlsx")]
    assert len(walked) >= 4
    found = client.browser.get(f"/p/{office.plan.slug}/overdue.xlsx")
    texts = set(texts_of(found.get_data()))
    assert {"Nhiệm vụ", "Quá hạn (ngày)"} <= texts
    assert any("Trang &amp;P" in text or "Trang &P" in text for text in texts)


def test_what_a_page_has_in_vietnamese_is_marked_as_such(office: Office) -> None:
    names.cache_clear()
    assert walk(office, words, files=False) == ""


@pytest.mark.parametrize(
    "page",
    [
        "<p>Lưu lại</p>",
        "<p>To <b>save</b> lưu</p>",
        '<input placeholder="Ghi ngày">',
        '<input type="submit" value="Lưu lại">',
        '<p lang="en">Lưu lại</p>',
    ],
)
def test_a_sentence_left_in_vietnamese_is_seen(page: str) -> None:
    assert list(left(html5lib.parse(page, namespaceHTMLElements=False)))


def test_what_is_marked_as_vietnamese_is_not() -> None:
    page = '<p>Title: <span lang="vi">Lưu <b>lại</b></span></p><input value="Lưu">'
    assert list(left(html5lib.parse(page, namespaceHTMLElements=False))) == []
