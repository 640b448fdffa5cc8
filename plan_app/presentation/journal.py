"""What an entry of the journal says beyond its action."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from plan_app.domain.causes import CAUSES
from plan_app.domain.roles import Role
from plan_app.presentation import formatters, journal_words, policy, words


def detail(data: Mapping[str, Any], subject_name: str) -> str:
    """What the entry is about, and how its actor came where they had not signed in."""
    about = _about(data, subject_name)
    way = _("bằng đường dẫn trong thư") if data.get("by_link") else ""
    return "; ".join(filter(None, (about, way)))


def _about(data: Mapping[str, Any], subject_name: str) -> str:
    """Whom, which role or which dates the entry is about; empty where its action says all.

    `data` holds ISO dates under `before` and `due` where a date was changed, the slug of a role
    under `role` where one was given, and the values of a policy by field under `policy_before`
    and `policy_after`. Of a call it holds the day to look again under `look_again`, of a direction
    the day until which it asks for an answer under `answer_by`.
    """
    if data.get("role") in set(Role):
        return ", ".join(filter(None, (subject_name, words.role(Role(data["role"])))))
    if subject_name:
        return _with_task(subject_name, data)
    if "policy_after" in data:
        return "; ".join(policy.changes(data["policy_before"], data["policy_after"]))
    if "cause" in data and data["cause"] in CAUSES:
        return words.cause(data["cause"])
    return _day_said(data) or _dates(data)


def _day_said(data: Mapping[str, Any]) -> str:
    """The one day that a call or a direction names."""
    if "answer_by" in data:
        return _("trả lời chậm nhất ngày %(day)s", day=_day(data["answer_by"]))
    if "look_again" in data:
        return _("xem lại ngày %(day)s", day=_day(data["look_again"]))
    return ""


def _dates(data: Mapping[str, Any]) -> str:
    """The date that was set, and the one before."""
    due = data.get("due")
    if due is None or due == data.get("before"):
        return ""
    if data.get("before") is None:
        return _("thời hạn %(due)s", due=_day(due))
    return _("từ %(before)s đến %(due)s", before=_day(data["before"]), due=_day(due))


def _with_task(name: str, data: Mapping[str, Any]) -> str:
    """The name, with the task that an agency has answered about for its part."""
    if "answer" not in data:
        return name
    return f"{name}, {_('nhiệm vụ số %(number)s', number=data['task'])}"


def said(data: Mapping[str, Any], text: str) -> str:
    """The text of an entry, with the words for the columns that its lines begin with.

    Only lines of columns that `data` names under `fields` are such: `title: old → new`.
    """
    fields = set(data.get("fields", ()))
    return "\n".join(_line(line, fields) for line in text.splitlines())


def _line(line: str, fields: set[str]) -> str:
    name, colon, rest = line.partition(": ")
    return f"{journal_words.field(name)}: {rest}" if colon and name in fields else line


def _day(iso: str) -> str:
    return formatters.day(date.fromisoformat(iso))
