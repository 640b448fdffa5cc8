"""Every route declares its access, and every role gets the answer of the table in `routes`."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from sqlalchemy import Connection
from werkzeug.test import TestResponse

from plan_app import access, clock
from plan_app.domain.mailing import MessageKind
from plan_app.domain.preferences import Topic
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.headers import CONTENT_SECURITY_POLICY, OF_PEOPLE
from plan_app.mail import outbox, unsubscribing
from plan_app.models import Agency, AgencyContact, ContactKind, OutboxMessage, Plan, Task, User
from plan_app.queries import cache as totals
from plan_app.views.download import SANDBOX
from tests import acting, builders, pages, paper_samples
from tests.meta.routes import (
    ADMINISTRATOR,
    COORDINATOR,
    EVERYBODY,
    LEADER,
    MISSING,
    OBSERVER,
    OWNER,
    ROLES,
    ROUTES,
    SANDBOXED,
    SIGNED_IN,
    STRANGER,
)

OF_ROLE = {
    OWNER: Role.OWNER,
    COORDINATOR: Role.COORDINATOR,
    LEADER: Role.LEADER,
    OBSERVER: Role.OBSERVER,
}
STATIC = {"/static/<path:filename>": "app.css",
          "/bootstrap/static/<path:filename>": "css/bootstrap.min.css"}  # fmt: skip
PAGES = [rule for method, rule in ROUTES if method == "GET" and rule not in STATIC]

LINK = "the-token-of-a-link"

# Access is decided in Python alone.
BACKENDS = ("sqlite",)

ClientOf = Callable[[User], pages.Client]
Route = tuple[str, str]


class Visit:
    """A plan with one task that its owner has reported on, and a browser for each role in it."""

    def __init__(self, app: Flask, client_of: ClientOf) -> None:
        self.app = app
        self.client_of = client_of
        self._cookies: dict[str, str] = {}
        self.plan = builders.make_plan(policy={"update_links": "full"})
        self.task = builders.make_task(self.plan)
        self.report = acting.report(self.task, acting.UNDER_WAY)
        self.message = _message(self.task)
        self.pause = builders.make_pause(self.plan)
        self.extension = builders.make_extension(self.task)
        self.coordinator = builders.make_user(self.plan, Role.COORDINATOR)
        self.call = builders.make_call(self.task, noted_by_id=self.coordinator.id)
        self.letter = builders.make_letter(self.task, self.coordinator)
        owner = self.task.owner
        assert owner is not None
        self.objection = builders.make_objection(self.letter, owner)
        self.confirmation = builders.make_confirmation(self.task, self.coordinator)
        self.leader_list = builders.make_leader_list(self.task)
        self.field_id = builders.make_leader_field(self.plan).id
        self.paper_id = builders.make_paper(self.report, content=paper_samples.pdf()).id
        self.link = builders.make_update_link(self.task, LINK, used_at=clock.now())
        self.comment = builders.make_comment(self.task, owner)
        self.direction = builders.make_direction(self.task, self.coordinator)
        self.measure = builders.make_measure(self.task)
        self.filter_id = builders.make_saved_filter(self.plan, owner).id
        self.relief = builders.make_relief(self.task)
        self.reorganisation = builders.make_reorganisation()
        self.round = builders.make_round(self.plan)
        self.member = self._member(owner)
        # Its own number: the row goes with the first that is let in to throw it away.
        self.import_id = builders.make_appendix_import(self.plan).id

    def _member(self, contact: User) -> Agency:
        """The task's agency is a group; its owner also answers for a member of it."""
        member, group = builders.make_agency(), self.task.responsible_agency
        group.is_group = True
        group.members.append(member)
        kind = ContactKind.CONTACT
        builders.save(AgencyContact(agency_id=member.id, kind=kind, user_id=contact.id))
        return member

    def browser(self, role: str) -> pages.Client:
        """A browser of somebody with this role, who typed the password just now."""
        browser = self.app.test_client()
        if role != STRANGER:
            cookie = self._cookies.get(role) or self._cookies.setdefault(role, self._arrive(role))
            browser.set_cookie("session", cookie)
        return pages.Client(browser)

    def _arrive(self, role: str) -> str:
        """Sign in; the cookie of the session."""
        known = {OWNER: self.task.owner, COORDINATOR: self.coordinator}
        client = self.client_of(known.get(role) or _person(self.plan, role))
        with client.browser.session_transaction() as session:
            session["fs_paa"] = clock.now().timestamp()
        cookie = client.browser.get_cookie("session")
        assert cookie is not None
        return cookie.value

    @cached_property
    def samples(self) -> dict[str, str | int | None]:
        """The value of each variable part of a route; a new one needs its line here."""
        milestone = self.task.milestones[0]
        return {
            "<plan>": self.plan.slug,
            "<int:number>": self.task.number,
            "<int:milestone>": milestone.id,
            "<int:milestone_id>": milestone.id,
            "<int:report_id>": self.report.id,
            "<int:message_id>": self.message.id,
            "<int:pause_id>": self.pause.id,
            "<int:extension_id>": self.extension.id,
            "<int:list_id>": self.leader_list.id,
            "<int:field_id>": self.field_id,
            "<int:paper_id>": self.paper_id,
            "<int:reorganisation_id>": self.reorganisation.id,
            "<int:round_id>": self.round.id,
            "<int:import_id>": self.import_id,
            "<int:call_id>": self.call.id,
            "<int:confirmation_id>": self.confirmation.id,
            "<int:letter_id>": self.letter.id,
            "<int:objection_id>": self.objection.id,
            "<int:person_id>": self.task.owner_id,
            "<int:agency_id>": self.task.responsible_agency_id,
            "<int:member_id>": self.member.id,
            "<int:absence_id>": 1,
            "<int:feed_id>": 1,
            "<int:session>": 1,
            "<int:ordinal>": self.task.group.ordinal,
            "<any(report, extension, relief):what>": "report",
            "<any(indicator, funding):kind>": "indicator",
            "<int:measure_id>": self.measure.id,
            "<any(tasks, overdue):place>": "tasks",
            "<int:filter_id>": self.filter_id,
            "<int:link_id>": self.link.id,
            "<int:relief_id>": self.relief.id,
            "<int:comment_id>": self.comment.id,
            "<int:direction_id>": self.direction.id,
        }

    def address(self, rule: str) -> str:
        """The route with the sample's values."""
        rule = rule.replace("<path:filename>", STATIC.get(rule, ""))
        rule = rule.replace("<token>", self._token(rule))
        for name, value in self.samples.items():
            rule = rule.replace(name, str(value))
        assert "<" not in rule, f"no sample for {rule}"
        return rule

    def _token(self, rule: str) -> str:
        if rule.startswith("/n/"):
            return unsubscribing.token(self.task.owner_id or 0, [Topic.EARLY])
        return LINK if rule.startswith("/u/") else "not-a-token"

    def answer(self, role: str, method: str, rule: str) -> TestResponse:
        """What the role gets."""
        browser, address = self.browser(role).browser, self.address(rule)
        with self.app.app_context():  # The test's own would remember who asked before.
            return browser.open(address, method=method, buffered=True)

    def each(self, routes: Iterable[Route]) -> Iterator[Route]:
        """The routes one after the other; what was written at one is taken back before the next."""
        for role in ROLES:
            self.browser(role)
        assert self.samples
        connection = db.session.get_bind()
        assert isinstance(connection, Connection)
        db.session.remove()
        for route in routes:
            before = connection.begin_nested()
            yield route
            before.rollback()
            totals.forget_all()


def _person(plan: Plan, role: str) -> User:
    if role == ADMINISTRATOR:
        return builders.make_user(is_administrator=True)
    return builders.make_user(plan, OF_ROLE.get(role))


def _message(task: Task) -> OutboxMessage:
    assert task.owner is not None
    now = clock.now()
    message = outbox.enqueue(
        MessageKind.CONFIRMED,
        task.owner,
        now=now,
        local_day=now.date(),
        expires_at=now + timedelta(days=3),
        plan_id=task.plan_id,
        task_id=task.id,
    )
    db.session.commit()
    return message


@pytest.fixture
def visit(app: Flask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Without the token against forgery, which would be missing before access is asked."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    return Visit(app, client_of)


def _declared(app: Flask) -> Iterator[tuple[str, str]]:
    """Every route that can be called at all; what declares nothing is denied to all."""
    for rule in app.url_map.iter_rules():
        if access.of_endpoint(rule.endpoint) is not None:
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            yield from ((method, rule.rule) for method in methods)


def test_every_route_of_ours_declares_its_access(app: Flask) -> None:
    ours = [
        rule
        for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].__module__.startswith("plan_app.")
    ]
    assert ours
    assert [rule.rule for rule in ours if access.of_endpoint(rule.endpoint) is None] == []


def test_the_table_holds_every_route(app: Flask) -> None:
    assert set(_declared(app)) ^ set(ROUTES) == set()


def test_the_roles_of_the_table_are_let_in_and_no_others(visit: Visit) -> None:
    found, codes = {}, {}
    for route in visit.each(ROUTES):
        answers = {role: visit.answer(role, *route) for role in ROLES}
        found[route] = {role for role, answer in answers.items() if _is_let_in(answer, route)}
        codes[route] = {answers[role].status_code for role in SIGNED_IN - found[route]} - {403}
    assert found == ROUTES
    assert {route: others for route, others in codes.items() if others} == {}


def _is_let_in(answer: TestResponse, route: tuple[str, str]) -> bool:
    if answer.status_code in {401, 403}:
        return False
    if answer.status_code in {302, 303} and ROUTES[route] != EVERYBODY:
        return "/sign-in?next=" not in (answer.location or "")
    assert answer.status_code != 404 or route in MISSING, f"{route}: not found"
    assert answer.status_code != 500
    return True


def test_every_page_has_the_strict_policy_no_cache_that_keeps_it_and_no_fault(visit: Visit) -> None:
    found = {}
    for _, rule in visit.each(("GET", rule) for rule in PAGES):
        answer = visit.answer(COORDINATOR, "GET", rule)
        expected = SANDBOX if rule in SANDBOXED else CONTENT_SECURITY_POLICY
        assert answer.headers["Content-Security-Policy"] == expected
        if answer.mimetype in OF_PEOPLE:
            assert "no-store" in answer.headers["Cache-Control"].split(", "), rule
        if answer.mimetype == "text/html" and answer.status_code == 200:
            found[rule] = AsBrowsersDo(answer).faults()
    assert len(found) > 50
    assert {rule: faults for rule, faults in found.items() if faults} == {}


class AsBrowsersDo(pages.Page):
    """A page read by the rules that browsers follow."""

    @cached_property
    def tree(self) -> Element:
        """The elements of the page."""
        tree: Element = html5lib.parse(self.response.text, namespaceHTMLElements=False)
        return tree


def test_a_route_that_declares_nothing_is_denied(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(visit.app.view_functions["home.show"], "access")
    answer = visit.answer(ADMINISTRATOR, "GET", "/p/<plan>/")
    assert answer.status_code == 403
