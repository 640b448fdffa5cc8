"""`plan-app reminders on|off|preview`: steer the reminders of a plan."""

import json

import click
from flask_babel import gettext as _

from plan_app import clock
from plan_app.cli.demonstrated import warn_when_read_as_real
from plan_app.cli.plans import get_plan, plan_option
from plan_app.cli.remind import facts_of, line_of, said_of
from plan_app.domain.holding import Hold
from plan_app.presentation.formatters import count
from plan_app.services import steering
from plan_app.services.steering import Switching
from plan_app.services.transaction import transaction


@click.group(short_help="Switch reminders on or off, and preview them.")
def reminders() -> None:
    """Switch the reminders of a plan on or off, and see first what would go to whom."""


@reminders.command()
@plan_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def preview(slug: str | None, as_json: bool) -> None:
    """Show what would go to whom once the reminders are on."""
    warn_when_read_as_real()
    shown = steering.preview_switch_on(get_plan(slug), now=clock.now())
    if as_json:
        click.echo(json.dumps(_facts(shown), ensure_ascii=False))
    else:
        _print(shown)


@reminders.command(short_help="Switch on, after the preview is confirmed.")
@plan_option
@click.option("--yes", is_flag=True, help="Confirm the preview without being asked.")
def on(slug: str | None, yes: bool) -> None:
    """Switch on, or arm a later import, after the preview that is printed is confirmed."""
    warn_when_read_as_real()
    plan, now = get_plan(slug), clock.now()
    shown = steering.preview_switch_on(plan, now=now)
    _print(shown)
    if not yes:
        click.confirm(_("Bật nhắc việc?"), abort=True)
    with transaction():
        steering.switch_on(plan, shown.digest, actor_id=None, now=now)
    click.echo(_("Đã bật nhắc việc; đã xác nhận %(number)s nhiệm vụ.", number=count(shown.unarmed)))


@reminders.command()
@plan_option
def off(slug: str | None) -> None:
    """Switch off: nothing is planned for the plan any more."""
    plan = get_plan(slug)
    with transaction():
        steering.switch_off(plan, actor_id=None, now=clock.now())
    click.echo(_("Đã tắt nhắc việc."))


def _facts(shown: Switching) -> dict[str, object]:
    return {**facts_of(shown.planning), "people": shown.people, "unarmed": shown.unarmed}


def _print(shown: Switching) -> None:
    facts = facts_of(shown.planning)
    for message in facts["messages"]:
        click.echo(line_of(message))
    click.echo(
        _(
            "%(messages)s; từ nay nhiều nhất %(people)s người được nhắc; "
            "%(unarmed)s nhiệm vụ chưa được xác nhận.",
            messages=said_of(shown.planning),
            people=count(shown.people),
            unarmed=count(shown.unarmed),
        )
    )
    if drafts := shown.planning.count_held(Hold.DRAFT_TEXT):
        click.echo(
            _(
                "%(tasks)s nhiệm vụ không được nhắc vì nội dung chưa đối chiếu với Phụ lục "
                "(trang Nội dung kế hoạch, mục Đối chiếu nội dung).",
                tasks=count(drafts),
            )
        )
    if unassigned := shown.planning.count_held(Hold.UNASSIGNED):
        click.echo(
            _(
                "%(tasks)s nhiệm vụ đến lượt nhắc nhưng chưa phân công đầu mối (trang Phân công).",
                tasks=count(unassigned),
            )
        )
