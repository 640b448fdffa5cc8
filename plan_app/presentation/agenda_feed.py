"""An agenda as calendars of other programs read it (RFC 5545): all-day events, no alarms.

Reminders are the product's own. No name of a person and nothing that an agency wrote is in an
event: a calendar may lie in somebody else's cloud.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from plan_app.domain import agenda
from plan_app.errors import NC_
from plan_app.presentation import formatters, words
from plan_app.presentation.language import in_language
from plan_app.presentation.language import sentence as _
from plan_app.queries.agenda import FeedDeadline, FeedRound

if TYPE_CHECKING:
    from icalendar import Event as Component

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
_PRODUCT: Final = "-//plan-app//agenda//VI"
_ASK_AGAIN: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Event:
    """A whole day of the plan's zone. `kind` and `id` make its lasting name."""

    kind: str
    id: int
    day: date
    summary: str
    description: str
    address: str
    categories: tuple[str, ...]
    sequence: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an event is made in: addresses, the zone, when to believe that nothing changed since.

    `tasks` is the address that a task's number is put behind. `installation` names it.
    """

    tasks: str
    home: str
    zone: ZoneInfo
    installation: str
    made_at: datetime


def of_deadlines(rows: Iterable[FeedDeadline], of: Surroundings) -> Iterator[Event]:
    """A deadline on its day."""
    for row in rows:
        title = in_language(row.title, row.title_en)
        label = in_language(row.label, row.label_en)
        summary = _("Thời hạn nhiệm vụ số %(number)s: %(title)s", number=row.number, title=title)
        yield Event(
            kind="milestone",
            id=row.milestone_id,
            day=row.due,
            summary=f"{summary} ({label})" if label else summary,
            description=_describe(row),
            address=f"{of.tasks}{row.number}",
            categories=(_("Thời hạn nhiệm vụ"), _group(row)),
            sequence=agenda.sequence(row.task_version, row.version),
            changed_at=row.changed_at or of.made_at,
        )


def of_round(row: FeedRound, of: Surroundings) -> Iterator[Event]:
    """The day on which a reporting round opens, and the one on which it is due to be closed."""
    closing = row.closes_at.astimezone(of.zone)
    at = _("Chốt số liệu lúc %(moment)s.", moment=formatters.moment(row.closes_at, of.zone))
    for kind, day, word in (
        ("round-opening", row.opens_on, _("Mở kỳ báo cáo")),
        ("round-closing", closing.date(), _("Chốt số liệu")),
    ):
        yield Event(
            kind=kind,
            id=row.id,
            day=day,
            summary=f"{word}: {row.name}",
            description=at,
            address=of.home,
            categories=(_(NC_("pages", "Kỳ báo cáo")),),
            sequence=agenda.sequence(row.version),
            changed_at=row.changed_at or row.opened_at,
        )


def _describe(row: FeedDeadline) -> str:
    lines = [
        f"{_('Tình trạng')}: {words.state(row.state)}",
        f"{_('Cơ quan chủ trì')}: {in_language(row.agency_name, row.agency_name_en)}",
        f"{_('Nhóm giải pháp')}: {_group(row)}",
    ]
    if row.is_draft:
        lines.append(_("Nội dung minh họa, chưa đối chiếu với Phụ lục."))
    return "\n".join(lines)


def _group(row: FeedDeadline) -> str:
    group = in_language(row.group_title, row.group_title_en)
    return f"{formatters.roman(row.group_ordinal)}. {group}"


def write(name: str, about: str, events: Iterable[Event], of: Surroundings) -> bytes:
    """The whole calendar; without METHOD, so that a program replaces what it read before."""
    from icalendar import Calendar

    written = Calendar()
    for key, value in (
        ("prodid", _PRODUCT),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("name", name),
        ("x-wr-calname", name),
        ("description", about),
        ("x-wr-caldesc", about),
        ("x-wr-timezone", of.zone.key),
        ("x-published-ttl", f"PT{_ASK_AGAIN // timedelta(hours=1)}H"),
    ):
        written.add(key, value)
    written.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for each in events:
        written.add_component(_event(each, of))
    return bytes(written.to_ical())


def _event(of_day: Event, of: Surroundings) -> "Component":
    from icalendar import Event as Component

    event = Component()
    event.add("uid", agenda.uid(of_day.kind, of_day.id, of.installation))
    event.add("dtstart", of_day.day)
    event.add("dtend", of_day.day + timedelta(days=1))
    event.add("summary", of_day.summary)
    event.add("description", of_day.description)
    event.add("url", of_day.address)
    event.add("categories", list(of_day.categories))
    event.add("sequence", of_day.sequence)
    # Without METHOD both say when the event was last changed.
    event.add("dtstamp", of_day.changed_at)
    event.add("last-modified", of_day.changed_at)
    event.add("transp", "TRANSPARENT")
    return event
