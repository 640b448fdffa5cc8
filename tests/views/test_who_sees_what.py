"""What agencies write of their difficulties reaches nobody whom it does not concern, on no way."""

import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

import pytest
from flask import Flask

from plan_app.domain.reports import Answer
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import User
from plan_app.services import decisions
from tests import acting
from tests.builders import make_agency, make_user
from tests.meta.routes import ADMINISTRATOR, OBSERVER, OWNER, ROUTES, STRANGER
from tests.meta.test_routes import OF_ROLE, STATIC, Visit
from tests.pages import Client

# One mark for each kind of words that are for those concerned alone.
MARKS = ("MARKDIFFICULTY", "MARKRETURN", "MARKWISH", "MARKSUBJECT", "MARKMAIL", "MARKTELEPHONE")
# Of two roles with their own reasons to look around; whom a route shuts out is told elsewhere.
PAGES = {
    role: sorted(
        rule
        for (method, rule), roles in ROUTES.items()
        # Who holds the link of a mail is its reader, whoever else they are.
        if method == "GET" and rule not in STATIC and role in roles and "<token>" not in rule
    )
    for role in (OWNER, OBSERVER, ADMINISTRATOR, STRANGER)
}

ClientOf = Callable[[User], Client]


@pytest.fixture
def visit(app: Flask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """A task with everything that is told about it in confidence."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    found = Visit(app, client_of)
    task = found.task
    task.milestones[0].due_date = date(2026, 12, 1)
    db.session.commit()
    done = Answer(
        state=MilestoneState.AWAITING_CONFIRMATION, result="Xong.", difficulties="MARKDIFFICULTY"
    )
    found.report = acting.report(task, done)
    acting.decide(task, decisions.return_, reason="MARKRETURN")
    found.extension.reason = found.extension.words = "MARKWISH"
    found.message.subject, found.message.text = "MARKSUBJECT", "MARKMAIL"
    assert task.owner is not None
    task.owner.telephone = "MARKTELEPHONE"
    db.session.commit()
    return found


def person(visit: Visit, role: str) -> Client:
    """Somebody with the role, of an agency that has no part in the task."""
    if role == STRANGER:
        return Client(visit.app.test_client())
    if role == ADMINISTRATOR:
        return visit.client_of(make_user(is_administrator=True))
    return visit.client_of(make_user(visit.plan, OF_ROLE[role], agency=make_agency()))


def text_of(body: bytes) -> str:
    """Everything that a page or a file says; files of Office are archives."""
    if not body.startswith(b"PK"):
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def answers(visit: Visit, client: Client, role: str) -> Iterator[tuple[str, str]]:
    """Each address that the role may open, with all that comes back."""
    for address in [*map(visit.address, PAGES[role]), f"/p/{visit.plan.slug}/overdue?print=1"]:
        with visit.app.app_context():
            yield address, text_of(client.browser.open(address, buffered=True).data)


# What the administrator keeps: who is where, and which mail arrived; not what it said.
MAY = {ADMINISTRATOR: {"MARKSUBJECT", "MARKTELEPHONE"}}


@pytest.mark.parametrize("role", PAGES)
def test_no_page_and_no_file_says_what_is_for_others(visit: Visit, role: str) -> None:
    found = list(answers(visit, person(visit, role), role))
    kept = set(MARKS) - MAY.get(role, set())

    assert [(address, mark) for address, text in found for mark in kept if mark in text] == []


def test_no_search_answers_whether_the_words_are_there(visit: Visit) -> None:
    client, title = person(visit, OBSERVER), visit.task.title
    for name in ("tasks", "overdue", "milestones"):
        address = f"/p/{visit.plan.slug}/{name}?state=in_progress"
        assert title in client.get(address).text(), "the search would find nothing in any case"
        for mark in MARKS:
            assert title not in client.get(f"{address}&q={mark}").text()


def test_the_marks_are_there_for_those_concerned(visit: Visit) -> None:
    assert visit.task.owner is not None
    found = answers(visit, visit.client_of(visit.task.owner), OWNER)
    text = "".join(text for _address, text in found)

    assert [mark for mark in MARKS if mark not in text] == []
