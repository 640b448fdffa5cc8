"""`plan-app remind`: plan the messages of a moment."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import click
from flask_babel import gettext as _

from plan_app.cli import bars
from plan_app.cli.at import at_option, clock_at
from plan_app.cli.demonstrated import warn_when_read_as_real
from plan_app.domain.mailing import MessageKind
from plan_app.domain.matters import MatterKind
from plan_app.domain.planning import Digest
from plan_app.domain.rounds import RoundPart
from plan_app.extensions import settings
from plan_app.presentation import words
from plan_app.presentation.formatters import count, moment
from plan_app.queries import plans, recipients
from plan_app.services import reminders
from plan_app.services.reminders import Planning
from plan_app.services.transaction import transaction


@click.command(short_help="Plan the day's reminders, each once.")
@at_option
@click.option("--dry-run", is_flag=True, help="Show what would be planned, change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def remind(at: datetime | None, dry_run: bool, as_json: bool) -> None:
    """Plan the day's reminders; as often as you like, each is planned once."""
    warn_when_read_as_real()
    with clock_at(at, writes=not dry_run) as now:
        with bars.working(_("Đang lập thư nhắc việc")):
            planning = _plan(now, dry_run=dry_run, explain=as_json)
        facts = facts_of(planning)
        if as_json:
            click.echo(json.dumps(facts, ensure_ascii=False))
        else:
            _print(planning, facts)
    if planning.stopped:
        raise click.exceptions.Exit(1)


def _plan(now: datetime, *, dry_run: bool, explain: bool) -> Planning:
    if dry_run:
        return reminders.plan(now=now, dry_run=True, explain=explain)
    with transaction():
        return reminders.plan(now=now, explain=explain)


def facts_of(planning: Planning) -> dict[str, Any]:
    """A run as JSON: the messages with all their tasks, and the tasks held back with the rule."""
    told = {digest.recipient_id for digest in planning.digests}
    asked = {asking.recipient_id for asking in planning.askings}
    people = recipients.list_people(told | asked)
    messages = [
        {
            "to": people[digest.recipient_id].email,
            "kind": MessageKind.DIGEST.value,
            "roll_up": digest.has_roll_up,
            "tasks": [
                {
                    "number": notice.number,
                    "milestone": notice.ordinal,
                    "threshold": notice.threshold,
                    "days_late": notice.days_late,
                }
                for notice in digest.notices
            ],
        }
        | _matters(digest)
        for digest in planning.digests
    ]
    about_rounds = [
        {
            "to": people[each.recipient_id].email,
            "kind": MessageKind.ROUND.value,
            "parts": [part.value for part in each.parts],
            "tasks": list(each.numbers),
        }
        for each in planning.askings
    ]
    return {
        "at": planning.at.astimezone(settings().timezone).isoformat(timespec="minutes"),
        "messages": [] if planning.stopped else messages,
        "rounds": about_rounds,
        "held_back": [
            {"task": held.number, "reason": held.reason.value} for held in planning.held_back
        ],
        "stopped": planning.stopped,
    }


def said_of(planning: Planning) -> str:
    """`02 thư, lập lúc 08:00 ngày 08/12/2026`: how many messages, of which moment."""
    return _(
        "%(number)s thư, lập lúc %(at)s",
        number=count(len(planning.digests)),
        at=moment(planning.at, settings().timezone),
    )


def line_of(message: Mapping[str, Any]) -> str:
    """`lan@so.example.org: 20, 6 + bản tổng hợp tuần`: what one person gets, of `facts_of`."""
    parts = [_listed(_numbers(message))]
    if "directions" in message:
        parts.append(_("ý kiến chỉ đạo: %(numbers)s", numbers=_listed(message["directions"])))
    if "reminded" in message:
        said = _listed(message["reminded"])
        parts.append(_("nhắc trả lời ý kiến chỉ đạo: %(numbers)s", numbers=said))
    if "mentions" in message:
        parts.append(_("trao đổi có nhắc tên: %(numbers)s", numbers=_listed(message["mentions"])))
    if message["roll_up"]:
        parts.append(_("bản tổng hợp tuần"))
    return f"{message['to']}: {' + '.join(filter(None, parts))}"


def _print(planning: Planning, facts: dict[str, Any]) -> None:
    for message in facts["messages"]:
        click.echo(line_of(message))
    for asking in facts["rounds"]:
        parts = words.round_parts(RoundPart(each) for each in asking["parts"])
        click.echo(f"{asking['to']}: {parts}")
    if planning.stopped:
        click.echo(
            _(
                "Tạm dừng: %(number)s thư nhiều hơn hẳn mức thông thường (giới hạn %(limit)s). "
                "Chuyên viên tổng hợp cho gửi tại trang Nhắc việc.",
                number=count(len(planning.digests)),
                limit=count(planning.limit),
            ),
            err=True,
        )
    else:
        click.echo(f"{said_of(planning)}.")
    if not any(plan.reminders_on for plan in plans.list_plans()):
        click.echo(
            _(
                "Việc nhắc tự động đang tắt; xem trước bằng plan-app reminders preview, "
                "bật bằng plan-app reminders on."
            ),
            err=True,
        )


def _matters(digest: Digest) -> dict[str, list[int]]:
    """The tasks with a direction or a mention that is told or told again, where there are any."""
    found = {
        "directions": digest.numbers_of(MatterKind.DIRECTION),
        "reminded": digest.numbers_of(MatterKind.DIRECTION, again=True),
        "mentions": digest.numbers_of(MatterKind.MENTION),
    }
    return {name: numbers for name, numbers in found.items() if numbers}


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _numbers(message: Mapping[str, Any]) -> list[int]:
    return list(dict.fromkeys(task["number"] for task in message["tasks"]))
