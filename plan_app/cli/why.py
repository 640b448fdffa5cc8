"""`plan-app why NUMBER`: which reminder goes next, or which rule held one back."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from flask_babel import gettext as _

from plan_app.cli.at import at_option, clock_at
from plan_app.cli.demonstrated import warn_when_read_as_real
from plan_app.cli.plans import get_plan, plan_option
from plan_app.domain.reasons import Why
from plan_app.extensions import settings
from plan_app.presentation import direction_why as direction_words
from plan_app.presentation import formatters, holding, words
from plan_app.presentation.round_why import sentences
from plan_app.queries import direction_why, round_why
from plan_app.queries.direction_why import DirectionWhy
from plan_app.queries.round_why import RoundWhy
from plan_app.queries.task_mails import get_mails
from plan_app.queries.versions import get_version
from plan_app.queries.why import find_task, list_why


@click.command(short_help="Say when task NUMBER is reminded of next, or why not.")
@click.argument("number", type=int)
@plan_option
@at_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def why(number: int, slug: str | None, at: datetime | None, as_json: bool) -> None:
    """Say for each milestone of task NUMBER when it is reminded of next, or why not."""
    warn_when_read_as_real()
    with clock_at(at, writes=False) as now:
        task = find_task(get_plan(slug).id, number)
        if task is None:
            raise click.ClickException(_("Không có nhiệm vụ số %(number)d.", number=number))
        mails, version = get_mails(task_id=task.id), get_version(task.plan_id)
        reasons = list_why(task, mails, now=now, version=version)
        of_round = round_why.find_why(task, now=now)
        of_directions = direction_why.list_why(task, now=now)
        predecessor = task.predecessor
    if as_json:
        facts = {
            "task": number,
            "after": predecessor
            and {
                "task": predecessor.number,
                "state": predecessor.state.value,
            },
            "milestones": [_facts(each) for each in reasons],
            "round": of_round and _round_facts(of_round),
            "directions": [_direction_facts(each) for each in of_directions],
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    if predecessor is not None:
        click.echo(holding.waits_for(predecessor))
    for each in reasons:
        for line in _lines(each):
            click.echo(line)
    for direction in of_directions:
        click.echo(direction_words.sentences(direction, settings().timezone))
    if of_round is not None:
        click.echo(" ".join(sentences(of_round, settings().timezone)))


def _facts(why: Why) -> dict[str, Any]:
    next_at = why.next_at.astimezone(settings().timezone) if why.next_at else None
    told = why.told
    return {
        "milestone": why.ordinal,
        "label": why.label,
        "due": why.due.isoformat() if why.due else None,
        "reason": why.hold.value if why.hold else None,
        "until": why.until.isoformat() if why.until else None,
        "next": next_at.isoformat(timespec="minutes") if next_at else None,
        "threshold": why.threshold,
        "to": why.person,
        "members": why.members and asdict(why.members),
        "told": told
        and {
            "threshold": told.threshold,
            "day": told.day.isoformat(),
            "to": told.person,
            "state": told.state.value,
        },
    }


def _round_facts(why: RoundWhy) -> dict[str, Any]:
    return {
        "name": why.name,
        "lacks_report": why.is_silent,
        "reason": why.hold.value if why.hold else None,
        "next": why.next_on.isoformat() if why.next_on else None,
        "to": why.person or None,
        "told": why.told_on.isoformat() if why.told_on else None,
    }


def _direction_facts(why: DirectionWhy) -> dict[str, Any]:
    return {
        "answer_by": why.answer_by.isoformat(),
        "reason": why.hold.value if why.hold else None,
        "next": why.next_on.isoformat() if why.next_on else None,
        "to": why.person or None,
        "told": why.told_on.isoformat() if why.told_on else None,
    }


def _lines(why: Why) -> list[str]:
    due = f" ({formatters.day(why.due)})" if why.due else ""
    lines = [f"{why.ordinal}. {why.label or _('Mốc thực hiện')}{due}"]
    if why.members is not None:
        lines.append(f"   {holding.of_members(why.members)}")
    if why.hold is not None:
        lines.append(f"   {holding.reason(why)}")
    if why.next_at is not None and why.recipient is not None and why.threshold is not None:
        moment = formatters.moment(why.next_at, settings().timezone)
        who = f"{why.person} ({holding.part(why.recipient.part)})"
        lines.append(f"   → {moment}, {who}, {holding.threshold(why.threshold)}")
    if why.told is not None:
        state = words.message_state(why.told.state)
        said = f"{why.told.person}, {holding.threshold(why.told.threshold)}, {state}"
        lines.append(f"   ✉ {formatters.day(why.told.day)}, {said}")
    return lines
