"""`plan-app users`: the accounts of people, for the operator of the installation."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import click
from flask_babel import gettext as _

from plan_app import clock
from plan_app.accounts import links
from plan_app.accounts.hashing import hash_of
from plan_app.cli.plans import get_plan
from plan_app.domain import vietnamese
from plan_app.domain.roles import Role
from plan_app.errors import NotFound
from plan_app.extensions import settings
from plan_app.models import Plan, Task, User
from plan_app.presentation import words
from plan_app.presentation.formatters import count
from plan_app.queries import agencies
from plan_app.queries import users as queries
from plan_app.queries.handover import list_open_tasks, list_successors
from plan_app.queries.recipients import list_people
from plan_app.services import handover
from plan_app.services import users as services
from plan_app.services.handover import Handover
from plan_app.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person belongs: codes and slugs as given to the command."""

    agency: str | None
    plan: str | None
    roles: tuple[str, ...]


@click.group()
def users() -> None:
    """Make, list and end the accounts of people."""


@users.command(short_help="Make an account and invite the person by mail.")
@click.option("--email", required=True, help="The official address; people sign in with it.")
@click.option("--name", "full_name", required=True, help="The full name, or the agency's.")
@click.option("--honorific", default="", help="Ông, Bà or Đồng chí, as letters address the person.")
@click.option("--position", default="", help="The position in the agency.")
@click.option("--division", default="", help="The division of the agency.")
@click.option("--telephone", default="", help="The official telephone.")
@click.option("--shared", "is_shared", is_flag=True, help="The account of a whole agency.")
@click.option("--administrator", "is_administrator", is_flag=True, help="Administers the machine.")
@click.option("--agency", metavar="CODE", help="The code of the person's agency; ? lists them.")
@click.option("--plan", metavar="SLUG", help="The plan of the roles; not needed if there is one.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="A role in the plan; may be given several times.",
)
@click.option("--letter", default="", help="The agency's letter that named the person; quoted.")
@click.option("--password-stdin", is_flag=True, help="Read a password instead of inviting by mail.")
def add(
    agency: str | None,
    plan: str | None,
    roles: tuple[str, ...],
    letter: str,
    password_stdin: bool,
    **facts: Any,  # noqa: ANN401 (the options that are facts of the person)
) -> None:
    """Make an account and invite the person by mail to set a password."""
    if plan and not roles:
        raise click.UsageError(_("--plan cần có --role."))
    if letter and password_stdin:
        raise click.UsageError(_("--letter chỉ dùng khi gửi thư mời."))
    # Hashing is slow: before the transaction.
    password_hash = hash_of(_read_password()) if password_stdin else None
    new = services.NewUser(**facts, password_hash=password_hash)
    with transaction():
        address = _create(new, Place(agency, plan, roles), letter, now=clock.now())
    click.echo(_("Đã tạo tài khoản %(address)s.", address=address))
    if not password_stdin:
        click.echo(_("Thư mời đặt mật khẩu đã vào hàng đợi gửi."))


@users.command("list")
@click.option("--all", "also_ended", is_flag=True, help="Accounts that have ended, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(also_ended: bool, as_json: bool) -> None:
    """List the accounts by given name."""
    found = queries.list_users(only_active=not also_ended)
    if as_json:
        click.echo(json.dumps([_facts(user) for user in found], ensure_ascii=False, indent=2))
        return
    for user in found:
        click.echo("\t".join(_columns(user)))


@users.command(short_help="End the account of EMAIL; the person's work stays.")
@click.argument("email")
@click.option("--to", "successor", metavar="EMAIL", help="Who takes the person's open tasks.")
@click.option("--unassigned", is_flag=True, help="Leave the open tasks to nobody for now.")
@click.option("--other-agency", is_flag=True, help="The successor may be of another agency.")
def deactivate(email: str, successor: str | None, unassigned: bool, other_agency: bool) -> None:
    """End the account of EMAIL: sessions and links are void at once; the person's work stays.

    Open tasks are handed over with it, in every plan, as on the page: say to whom.
    """
    if successor and unassigned:
        raise click.UsageError(_("Chọn một trong hai: --to hoặc --unassigned."))
    with transaction():
        user = queries.get_by_email(email)
        tasks, address = list_open_tasks(user.id), user.email
        if tasks and not (successor or unassigned):
            raise click.ClickException(_asks_for_successor(user, tasks))
        to = Handover(
            queries.get_by_email(successor).id if successor else None,
            handover.digest(tasks),
            is_elsewhere=other_agency,
        )
        left = handover.end_by_operator(user, to, now=clock.now())
    click.echo(_("Đã ngừng tài khoản %(address)s.", address=address))
    if left:
        click.echo(_("Đã bàn giao %(tasks)s nhiệm vụ.", tasks=count(left)))


def _asks_for_successor(user: User, tasks: Sequence[Task]) -> str:
    """The open tasks, who could take them, and how to say so."""
    plan_ids = {task.plan_id for task in tasks}
    people = list_successors(user, plan_ids=plan_ids)
    ids = [each.id for each in people]
    addresses = list_people(ids)
    return "\n".join(
        [
            _("%(tasks)s nhiệm vụ chưa hoàn thành cần bàn giao", tasks=count(len(tasks))) + ":",
            *(f"  {task.plan.slug} {task.number}. {task.title}" for task in tasks),
            _("Thêm --to ĐỊA-CHỈ của người nhận, hoặc --unassigned. Có thể giao cho:"),
            *(f"  {addresses[id_].email}  {addresses[id_].full_name}" for id_ in ids),
        ]
    )


def _create(new: services.NewUser, place: Place, letter: str, *, now: datetime) -> str:
    """The account in its place, invited when it has no password; its address."""
    plan = get_plan(place.plan) if place.roles else None
    if place.agency:
        new = replace(new, agency_id=_agency_id(place.agency))
    user = services.create(new, actor=None, now=now)
    if plan is not None:
        for role in place.roles:
            services.grant(user, plan, Role(role), actor=None, now=now)
    if user.password is None:
        _invite(user, plan, letter, now=now)
    return user.email


def _invite(user: User, plan: Plan | None, letter: str, *, now: datetime) -> None:
    sealed, until = links.sealed_link(user, now=now)
    services.invite(
        user,
        sealed=sealed,
        until=until,
        actor=None,
        now=now,
        local_day=clock.today(settings().timezone),
        plan_id=plan.id if plan else None,
        letter=vietnamese.normalise(letter),
    )


def _agency_id(code: str) -> int:
    try:
        return agencies.get_agency(code).id
    except NotFound as error:
        known = agencies.list_current(today=clock.today(settings().timezone))
        codes = "\n".join(f"  {each.code}  {each.name}" for each in known)
        said = _("Không có cơ quan mã %(code)s. Các mã hiện có:", code=code)
        raise click.ClickException(f"{said}\n{codes}") from error


def _read_password() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _facts(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "name": user.full_name,
        "agency": user.agency.code if user.agency else None,
        "roles": [{"plan": each.plan.slug, "role": each.role.value} for each in user.memberships],
        "administrator": user.is_administrator,
        "shared": user.is_shared,
        "active": user.active,
    }


def _columns(user: User) -> list[str]:
    roles = [f"{words.role(each.role)} ({each.plan.slug})" for each in user.memberships]
    titles = roles + ([words.administrator()] if user.is_administrator else [])
    columns = [user.email, user.full_name, user.agency.name if user.agency else "", *titles]
    return columns if user.active else [*columns, _("đã ngừng")]
