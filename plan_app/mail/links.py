"""Addresses in mails: absolute, under the base address, leading to pages that a GET may open."""

from functools import lru_cache
from typing import Final

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.routing import Map, MapAdapter

from plan_app.extensions import settings

_NUMBER: Final = "9876543210987654321"


def home(plan: str) -> str:
    """What the reader has to do now."""
    return _link("home.show", plan=plan)


def privacy() -> str:
    """The notice about personal data, for everybody."""
    return _link("privacy.show")


def overdue(plan: str) -> str:
    """The overdue list."""
    return _link("overdue.show", plan=plan)


def tasks(plan: str, **filters: str) -> str:
    """The task list; `filters` are arguments of its address."""
    return _link("task_list.show", plan=plan, **filters)


def confirmations(plan: str) -> str:
    """The reports of completion that wait for the coordinator, the oldest first."""
    return _link("confirmations.show", plan=plan)


def extensions(plan: str) -> str:
    """The requests for more time that wait for the coordinator."""
    return _link("extensions.show", plan=plan)


def leaders(plan: str) -> str:
    """The list to the leaders of agencies, before anything leaves."""
    return _link("leader_lists.show", plan=plan)


def extension(plan: str, extension_id: int) -> str:
    """The page of one request, where it is answered."""
    return _link("extensions.request", plan=plan, extension_id=extension_id)


def round_agency(plan: str, round_id: int, agency_id: int) -> str:
    """An agency's tasks in a reporting round, where it checks its figures."""
    return _link("round_agency.show", plan=plan, round_id=round_id, agency_id=agency_id)


def directions(plan: str) -> str:
    """The directions that are not settled, by the day of the answer."""
    return _link("directions.show", plan=plan)


def rounds(plan: str) -> str:
    """The reporting rounds, and how the open one stands."""
    return _link("rounds.show", plan=plan)


def letters(plan: str, standing: str) -> str:
    """The letters entered on behalf of agencies, in one standing."""
    return _link("letters.show", plan=plan, standing=standing)


def letter(plan: str, letter_id: int) -> str:
    """What was entered from a letter, where the agency objects."""
    return _link("letters.letter", plan=plan, letter_id=letter_id)


def task(plan: str, number: int) -> str:
    """The page of a task."""
    return _link("tasks.show", plan=plan, number=number)


def report(plan: str, milestone_id: int) -> str:
    """The form with the three questions; opening it changes nothing."""
    return settings().base_url + _report(plan).replace(_NUMBER, str(milestone_id))


def member_answer(plan: str, milestone_id: int) -> str:
    """The form by which a member of a group answers; opening it changes nothing."""
    return _link("members.mine", plan=plan, milestone_id=milestone_id)


def members(plan: str, milestone_id: int) -> str:
    """How the members of a group stand with a milestone."""
    return _link("members.show", plan=plan, milestone_id=milestone_id)


def cause(plan: str, milestone_id: int) -> str:
    """The form that asks why a milestone is late; opening it changes nothing."""
    return _link("causes.state", plan=plan, milestone_id=milestone_id)


def leader_letter(letter_id: int) -> str:
    """The page behind a letter to a leader, which can only be read."""
    return _link("leader_page.show", token=leader_token(letter_id))


def leader_token(letter_id: int) -> str:
    """Names the letter; equal for equal letters, so that its text stays the same."""
    return _leader_signer().dumps(letter_id)


def find_leader_letter(token: str) -> int | None:
    """The letter's id, if the token is one of ours."""
    try:
        return int(_leader_signer().loads(token))
    except BadSignature:
        return None


def _leader_signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="leader-letter")


def update(token: str) -> str:
    """The form for one person and one task, without signing in; opening it changes nothing."""
    return f"{settings().base_url}{_path('update_links.report', (('token', 'x'),))[:-1]}{token}"


def unsubscribe(token: str) -> str:
    """The page by which a person does without optional mail."""
    return f"{settings().base_url}{_path('unsubscribing.show', (('token', 'x'),))[:-1]}{token}"


def agenda_feed(token: str) -> str:
    """The address by which a calendar of another program reads an agenda."""
    path = _path("feed_reading.read", (("token", "x"),))
    return f"{settings().base_url}{path.removesuffix('x.ics')}{token}.ics"


def reliefs(plan: str) -> str:
    """The requests to be relieved of tasks."""
    return _link("reliefs.show", plan=plan)


def _link(endpoint: str, **values: str | int) -> str:
    return settings().base_url + _path(endpoint, tuple(sorted(values.items())))


@lru_cache(maxsize=64)
def _report(plan: str) -> str:
    """The path for a number that no milestone has: a digest has one for each of its lines."""
    return _path("progress.report", (("milestone_id", int(_NUMBER)), ("plan", plan)))


@lru_cache(maxsize=1024)
def _path(endpoint: str, values: tuple[tuple[str, str | int], ...]) -> str:
    return _addresses(current_app.url_map).build(endpoint, dict(values))


@lru_cache(maxsize=8)
def _addresses(routes: Map) -> MapAdapter:
    return routes.bind("localhost")
