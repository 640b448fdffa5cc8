"""Every act that sends a form is told before it is done, can be taken back, or loses nothing.

A new POST route gets its line here. What a text was before stands in the journal, so an act that
writes over something is undone by the same form.
"""

import re
from dataclasses import dataclass

import pytest
from flask import Flask

from plan_app.presentation import steps
from tests.meta import source
from tests.meta.routes import ROUTES


@dataclass(frozen=True)
class Preview:
    """A page of its own shows before what the act will do."""

    page: str


@dataclass(frozen=True)
class Undo:
    """Another act takes it back."""

    by: str


PREVIEWED = "the same address shows what will be done, and does it when it is sent once more"
TOLD = "the first press on the button tells what will be, the second does it"
AGAIN = "the same form sets it back; the journal has what was before"
ADDS = "it adds, sends or answers, and takes nothing away"
OPENS = "it opens, closes or makes something of the person's own"

P = "/p/<plan>"
MILESTONE = f"{P}/milestones/<int:milestone_id>"
TASK = f"{P}/tasks/<int:number>"
EXTENSION = f"{P}/extensions/<int:extension_id>"
DIRECTION = f"{P}/directions/<int:direction_id>"
MEASURE = f"{P}/measures/<int:measure_id>"
ROUND = f"{P}/rounds/<int:round_id>"
PERSON = f"{P}/people/<int:person_id>"
AGENCY = f"{P}/agencies/<int:agency_id>"
IMPORT = f"{P}/import/<int:import_id>"

ACTS: dict[str, Preview | Undo | str] = {
    # One's own account
    "/language": AGAIN,
    "/look": AGAIN,
    "/sign-in": OPENS,
    "/sign-out": OPENS,
    "/password": ADDS,
    "/password/<token>": AGAIN,
    "/account/password": AGAIN,
    "/account/form": ADDS,
    "/account/sessions/<int:session>/revoke": Undo("/sign-in"),
    "/account/sessions/revoke-others": Undo("/sign-in"),
    "/account/profile": AGAIN,
    "/account/mail": AGAIN,
    "/account/absences": Undo("/account/absences/<int:absence_id>/cancel"),
    "/account/absences/<int:absence_id>/cancel": TOLD,
    "/account/calendars": Undo("/account/calendars/<int:feed_id>/revoke"),
    "/account/calendars/<int:feed_id>/renew": TOLD,
    "/account/calendars/<int:feed_id>/revoke": TOLD,
    "/demonstration/sign-in/<int:person_id>": OPENS,
    # Saved filters
    f"{P}/filters/new/<any(tasks, overdue):place>": Undo(f"{P}/filters/<int:filter_id>/remove"),
    f"{P}/filters/<int:filter_id>": AGAIN,
    f"{P}/filters/<int:filter_id>/remove": Preview(f"{P}/filters/<int:filter_id>/remove"),
    # Documents: they are made anew each time
    f"{P}/reports/document": ADDS,
    f"{P}/reports/agencies/<int:agency_id>": ADDS,
    # Rounds
    f"{P}/rounds/new": PREVIEWED,
    f"{ROUND}/edit": AGAIN,
    f"{ROUND}/closing": Preview(f"{ROUND}/closing"),
    f"{ROUND}/reopening": Preview(f"{ROUND}/reopening"),
    f"{ROUND}/cancellation": Preview(f"{ROUND}/cancellation"),
    f"{ROUND}/agencies/<int:agency_id>/check": ADDS,
    f"{ROUND}/tasks/<int:number>/note": AGAIN,
    # Reminders
    f"{P}/reminders/on": Preview(f"{P}/reminders/preview"),
    f"{P}/reminders/off": Undo(f"{P}/reminders/on"),
    f"{P}/reminders/resume": Preview(f"{P}/reminders"),
    f"{P}/reminders/policy": PREVIEWED,
    f"{P}/reminders/pauses/new": PREVIEWED,
    f"{P}/reminders/pauses/<int:pause_id>/end": Undo(f"{P}/reminders/pauses/new"),
    f"{P}/reminders/calendar/day": AGAIN,
    f"{P}/reminders/calendar/day/remove": Undo(f"{P}/reminders/calendar/day"),
    f"{P}/reminders/calendar/list": PREVIEWED,
    # Mail
    f"{P}/mail/<int:message_id>/resend": Preview(f"{P}/mail/<int:message_id>/resend"),
    f"{P}/mail/resume": Preview(f"{P}/mail"),
    f"{P}/mail/trial": ADDS,
    f"{P}/mail/unreachable/<int:person_id>": AGAIN,
    f"{P}/mail/unreachable/<int:person_id>/works": Undo(f"{PERSON}/unreachable"),
    # Lists to leaders
    f"{P}/leaders": PREVIEWED,
    f"{P}/leaders/sent/<int:list_id>/recall": Undo(f"{P}/leaders"),
    f"{P}/leaders/fields/new": Undo(f"{P}/leaders/fields/<int:field_id>/remove"),
    f"{P}/leaders/fields/<int:field_id>": AGAIN,
    f"{P}/leaders/fields/<int:field_id>/remove": Preview(
        f"{P}/leaders/fields/<int:field_id>/remove"
    ),
    # People and agencies
    f"{P}/people/new": Undo(f"{PERSON}/deactivate"),
    f"{P}/people/import": PREVIEWED,
    f"{P}/mail-domains": AGAIN,
    f"{PERSON}/edit": AGAIN,
    f"{PERSON}/roles": AGAIN,
    f"{PERSON}/invite": ADDS,
    f"{PERSON}/activate": Undo(f"{PERSON}/deactivate"),
    f"{PERSON}/reachable": Undo(f"{PERSON}/unreachable"),
    f"{PERSON}/unreachable": Undo(f"{PERSON}/reachable"),
    f"{PERSON}/handover": Preview(f"{PERSON}/handover"),
    f"{PERSON}/deactivate": Preview(f"{PERSON}/deactivate"),
    f"{PERSON}/absences": Undo(f"{PERSON}/absences/<int:absence_id>/cancel"),
    f"{PERSON}/absences/<int:absence_id>/cancel": TOLD,
    f"{P}/agencies/new": AGAIN,
    f"{AGENCY}/edit": AGAIN,
    f"{AGENCY}/members": AGAIN,
    f"{AGENCY}/contacts": AGAIN,
    f"{AGENCY}/merge": PREVIEWED,
    f"{AGENCY}/split": PREVIEWED,
    f"{P}/agencies/reorganisations/<int:reorganisation_id>/undo": Preview(
        f"{P}/agencies/reorganisations/<int:reorganisation_id>"
    ),
    # One task
    f"{TASK}/assignment": AGAIN,
    f"{TASK}/reminder-days": AGAIN,
    f"{TASK}/reminder-days/reset": Undo(f"{TASK}/reminder-days"),
    f"{MILESTONE}/report": Undo(f"{P}/reports/<int:report_id>/retract"),
    f"{MILESTONE}/update": Undo(f"{P}/reports/<int:report_id>/retract"),
    f"{P}/reports/<int:report_id>/correct": AGAIN,
    f"{P}/reports/<int:report_id>/retract": TOLD,
    f"{MILESTONE}/return": Undo(f"{MILESTONE}/report"),
    f"{MILESTONE}/suspend": Undo(f"{MILESTONE}/resume"),
    f"{MILESTONE}/withdraw": Undo(f"{MILESTONE}/reopen"),
    f"{MILESTONE}/resume": Undo(f"{MILESTONE}/suspend"),
    f"{MILESTONE}/reopen": Undo(f"{MILESTONE}/report"),
    f"{MILESTONE}/guidance": Undo(f"{MILESTONE}/date"),
    f"{MILESTONE}/date": AGAIN,
    # Words about a task
    f"{TASK}/comment": Undo(f"{P}/comments/<int:comment_id>/withdraw"),
    f"{P}/comments/<int:comment_id>/withdraw": Preview(f"{P}/comments/<int:comment_id>/withdraw"),
    f"{TASK}/direction": Undo(f"{DIRECTION}/withdraw"),
    f"{DIRECTION}/answer": ADDS,
    f"{DIRECTION}/settle": Preview(f"{DIRECTION}/settle"),
    f"{DIRECTION}/again": ADDS,
    f"{DIRECTION}/withdraw": Preview(f"{DIRECTION}/withdraw"),
    # Measures of a task
    f"{TASK}/measures/<any(indicator, funding):kind>/add": Undo(f"{MEASURE}/withdraw"),
    f"{MEASURE}/edit": AGAIN,
    f"{MEASURE}/withdraw": Undo(f"{MEASURE}/restore"),
    f"{MEASURE}/restore": Undo(f"{MEASURE}/withdraw"),
    # More time
    f"{EXTENSION}/submission": Preview(f"{EXTENSION}/submission"),
    f"{EXTENSION}/papers": ADDS,
    f"{EXTENSION}/approval": Undo(f"{MILESTONE}/date"),
    f"{EXTENSION}/offer": Preview(f"{EXTENSION}/offer"),
    f"{EXTENSION}/decline": Preview(f"{EXTENSION}/decline"),
    f"{EXTENSION}/answer": ADDS,
    f"{EXTENSION}/accept": Preview(EXTENSION),
    f"{EXTENSION}/withdraw": TOLD,
    f"{MILESTONE}/extension": Undo(f"{EXTENSION}/withdraw"),
    # Papers and confirmations
    f"{P}/papers/<int:paper_id>/remove": Preview(f"{P}/papers/<int:paper_id>/remove"),
    f"{P}/confirmations": PREVIEWED,
    f"{P}/confirmations/<int:milestone_id>": Undo(f"{MILESTONE}/reopen"),
    f"{P}/confirmations/rule": AGAIN,
    # Links in mails
    "/u/<token>": Undo(f"{P}/reports/<int:report_id>/retract"),
    "/u/<token>/extension": Undo(f"{EXTENSION}/withdraw"),
    "/u/<token>/relief": Undo(f"{P}/reliefs/<int:relief_id>/withdraw"),
    "/u/<token>/fresh": ADDS,
    "/n/<token>": Undo("/account/mail"),
    f"{P}/update-links/<int:link_id>/revoke": TOLD,
    f"{P}/update-links/people/<int:person_id>/revoke": TOLD,
    # Being relieved
    f"{TASK}/relief": Undo(f"{P}/reliefs/<int:relief_id>/withdraw"),
    f"{P}/reliefs/<int:relief_id>/withdraw": TOLD,
    f"{P}/reliefs/<int:relief_id>/decline": Preview(f"{P}/reliefs/<int:relief_id>/decline"),
    # Calls, nudges, causes
    f"{MILESTONE}/call": Undo(f"{P}/reminders/calls/<int:call_id>/withdraw"),
    f"{P}/reminders/calls/<int:call_id>": AGAIN,
    f"{P}/reminders/calls/<int:call_id>/withdraw": TOLD,
    f"{P}/overdue": AGAIN,
    f"{P}/nudges": PREVIEWED,
    f"{MILESTONE}/cause": AGAIN,
    f"{P}/causes": PREVIEWED,
    f"{P}/causes/<int:confirmation_id>/undo": Preview(f"{P}/causes/<int:confirmation_id>"),
    f"{MILESTONE}/cause/confirmation": Undo(f"{P}/causes/<int:confirmation_id>/undo"),
    # Letters on behalf
    f"{P}/letters/enter": PREVIEWED,
    f"{P}/letters/<int:letter_id>": ADDS,
    f"{P}/objections/<int:objection_id>": ADDS,
    # Texts and structure
    f"{P}/structure/plan": AGAIN,
    f"{P}/import": Undo(f"{IMPORT}/discard"),
    f"{IMPORT}/reading": AGAIN,
    f"{IMPORT}/apply": Preview(IMPORT),
    f"{IMPORT}/undo": Preview(IMPORT),
    f"{IMPORT}/discard": TOLD,
    f"{P}/structure/groups/add": Undo(f"{P}/structure/groups/<int:ordinal>/remove"),
    f"{P}/structure/groups/<int:ordinal>": AGAIN,
    f"{P}/structure/groups/<int:ordinal>/remove": Preview(
        f"{P}/structure/groups/<int:ordinal>/remove"
    ),
    f"{P}/structure/texts": PREVIEWED,
    f"{P}/tasks/add": Undo(f"{TASK}/remove"),
    f"{TASK}/text": AGAIN,
    f"{TASK}/check": Undo(f"{TASK}/uncheck"),
    f"{TASK}/uncheck": Undo(f"{TASK}/check"),
    f"{TASK}/place": AGAIN,
    f"{TASK}/after": AGAIN,
    # Superseded answers are kept, and stand below the form.
    f"{MILESTONE}/members/<int:member_id>/answer": AGAIN,
    f"{TASK}/withdraw": Preview(f"{TASK}/withdraw"),
    f"{TASK}/remove": Preview(f"{TASK}/remove"),
    f"{TASK}/milestones/add": Undo(f"{MILESTONE}/remove"),
    f"{TASK}/milestones/years": Undo(f"{MILESTONE}/remove"),
    f"{MILESTONE}/name": AGAIN,
    f"{MILESTONE}/remove": Preview(f"{MILESTONE}/remove"),
    f"{MILESTONE}/up": Undo(f"{MILESTONE}/down"),
    f"{MILESTONE}/down": Undo(f"{MILESTONE}/up"),
    # Assigning
    f"{P}/assign": PREVIEWED,
    f"{P}/assign/unassigned": AGAIN,
}

# Buttons of extension requests are made from a table.
_TOLD_AT = re.compile(r"act_told\(.*?url_for\(\s*[\"']([\w.]+)[\"']")
# Both lists of absences are one template; the page gives the address.
_ABSENCES = {"profile.cancel_absence", "absences.cancel"}


def _told() -> set[str]:
    """The endpoints of the buttons that tell first."""
    pages = (source.PACKAGE / "templates").rglob("*.html")
    texts = [path.read_text(encoding="utf-8") for path in pages]
    found = {endpoint for text in texts for endpoint in _TOLD_AT.findall(text)}
    if any("act_told(cancel_form, cancel_address(" in text for text in texts):
        found |= _ABSENCES
    return found | set(steps.TOLD)


def test_every_act_is_in_the_table() -> None:
    assert set(ACTS) == {rule for method, rule in ROUTES if method == "POST"}


@pytest.mark.parametrize("rule", [rule for rule, way in ACTS.items() if not isinstance(way, str)])
def test_the_way_back_or_the_page_before_is_there(rule: str) -> None:
    way = ACTS[rule]
    if isinstance(way, Preview):
        assert ("GET", way.page) in ROUTES
    elif isinstance(way, Undo):
        assert ("POST", way.by) in ROUTES
        assert way.by != rule


def test_what_is_told_first_has_such_a_button(app: Flask) -> None:
    endpoints = {each.rule: each.endpoint for each in app.url_map.iter_rules()
                 if "POST" in (each.methods or ())}  # fmt: skip
    wanted = {endpoints[rule] for rule, way in ACTS.items() if way == TOLD}
    assert wanted == _told()


def test_what_is_previewed_on_its_own_address_can_be_opened_or_sent_twice() -> None:
    ways = {PREVIEWED, TOLD, AGAIN, ADDS, OPENS}
    assert {way for way in ACTS.values() if isinstance(way, str)} == ways
