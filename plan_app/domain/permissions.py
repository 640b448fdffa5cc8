"""Who may do what: roles give permissions, and a few rules look at the task as well.

Everything that is not granted here is denied.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from plan_app.domain.roles import Role
from plan_app.domain.statuses import Capacity


class Permission(StrEnum):
    """What a route asks for."""

    SEE_PLAN = "see_plan"
    SEE_ALL_DETAILS = "see_all_details"
    REPORT = "report"
    CONFIRM = "confirm"
    EDIT_PLAN = "edit_plan"
    ASSIGN = "assign"
    CHANGE_DATE = "change_date"
    RUN_ROUNDS = "run_rounds"
    STEER_REMINDERS = "steer_reminders"
    SEE_MAIL_LOG = "see_mail_log"
    STEER_MAIL = "steer_mail"
    SEE_JOURNAL = "see_journal"
    INVITE_OWNERS = "invite_owners"
    ADMINISTER = "administer"


P = Permission

OF_ROLE: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset({P.SEE_PLAN, P.REPORT}),
    Role.COORDINATOR: frozenset(
        {
            P.SEE_PLAN,
            P.SEE_ALL_DETAILS,
            P.REPORT,
            P.CONFIRM,
            P.EDIT_PLAN,
            P.ASSIGN,
            P.CHANGE_DATE,
            P.RUN_ROUNDS,
            P.STEER_REMINDERS,
            P.SEE_MAIL_LOG,
            P.STEER_MAIL,
            P.SEE_JOURNAL,
            P.INVITE_OWNERS,
        }
    ),
    Role.LEADER: frozenset({P.SEE_PLAN, P.SEE_ALL_DETAILS, P.SEE_MAIL_LOG}),
    Role.OBSERVER: frozenset({P.SEE_PLAN}),
}

# The installation's administrator keeps the machine running and the accounts right;
# what agencies wrote about their difficulties is not theirs to read.
OF_ADMINISTRATOR = frozenset(
    {
        P.SEE_PLAN,
        P.SEE_MAIL_LOG,
        P.STEER_MAIL,
        P.SEE_JOURNAL,
        P.INVITE_OWNERS,
        P.ADMINISTER,
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person in one plan.

    `heir_of` are the agencies that the person's own has taken over by today; `head_of` are those
    whose leader in charge the person is; `stands_in_for` are the people whose deputy the person
    is today.
    """

    user_id: int
    agency_id: int | None = None
    roles: frozenset[Role] = frozenset()
    is_administrator: bool = False
    head_of: frozenset[int] = field(default_factory=frozenset)
    stands_in_for: frozenset[int] = field(default_factory=frozenset)
    heir_of: frozenset[int] = field(default_factory=frozenset)

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that the roles and the administration give."""
        return _given(self.roles, is_administrator=self.is_administrator)

    @property
    def agency_ids(self) -> frozenset[int]:
        """The agencies the person speaks for: a decision of 2023 names bodies of its day."""
        return self.heir_of if self.agency_id is None else self.heir_of | {self.agency_id}

    @property
    def answers_for(self) -> frozenset[int]:
        """The owners for whom the person answers today: themselves, and whose deputy they are."""
        return self.stands_in_for | {self.user_id}

    def may(self, permission: Permission) -> bool:
        """Whether the person has `permission` in the plan at all."""
        return permission in self.permissions


@cache
def _given(roles: frozenset[Role], *, is_administrator: bool) -> frozenset[Permission]:
    granted = frozenset[Permission]().union(*(OF_ROLE[role] for role in roles))
    return granted | OF_ADMINISTRATOR if is_administrator else granted


@dataclass(frozen=True, slots=True)
class TaskScope:
    """What the rules need to know of a task: ids of people and agencies."""

    owner_id: int | None
    responsible_agency_id: int
    lead_agency_id: int
    coordinating_agency_ids: frozenset[int] = frozenset()

    @property
    def agency_ids(self) -> frozenset[int]:
        """Every agency that has a part in the task."""
        return self.coordinating_agency_ids | {self.responsible_agency_id, self.lead_agency_id}


def may_see_details(actor: Actor, task: TaskScope) -> bool:
    """Whether difficulties, proposals, evidence and mails of the task are for this person."""
    if actor.may(Permission.SEE_ALL_DETAILS):
        return True
    if not actor.may(Permission.SEE_PLAN):
        return False
    return bool(actor.agency_ids & task.agency_ids) or _owns(actor, task)


def may_read_mail(
    actor: Actor, tasks: Collection[TaskScope], *, recipient_id: int, has_roll_up: bool
) -> bool:
    """Whether what a mail says is for this person: their own, or all of it about their agency.

    The roll-up of a whole plan in it is for coordinators and leaders.
    """
    if actor.may(Permission.SEE_ALL_DETAILS) or actor.user_id == recipient_id:
        return True
    return bool(tasks) and not has_roll_up and all(may_see_details(actor, each) for each in tasks)


def may_report_for(actor: Actor, agency_id: int) -> bool:
    """Whether the person may have the agency's own report made: its people, and those who see all.

    It holds the difficulties of all its tasks.
    """
    if actor.may(Permission.SEE_ALL_DETAILS):
        return True
    own = agency_id in actor.agency_ids | actor.head_of
    return own and actor.may(Permission.SEE_PLAN)


def may_check_for(actor: Actor, agency_id: int) -> bool:
    """Whether the person may say that the agency's figures are right: one of its own people.

    Of an agency that was taken over, whose finished work stays its own: the people of its heir.
    """
    if agency_id in actor.head_of:
        return actor.may(Permission.SEE_PLAN)
    return agency_id in actor.agency_ids and actor.may(Permission.REPORT)


def may_note(actor: Actor, agency_id: int) -> bool:
    """Whether the person may note something of the agency's figures: it, and the coordinators."""
    return actor.may(Permission.RUN_ROUNDS) or may_check_for(actor, agency_id)


def capacities(actor: Actor, task: TaskScope) -> frozenset[Capacity]:
    """In which capacities the person acts on the task's milestones; empty for a stranger.

    A coordinator who owns the task has both: reporting on it, they speak for their own agency.
    """
    found = set()
    if actor.may(Permission.CONFIRM):
        found.add(Capacity.COORDINATOR)
    if actor.may(Permission.REPORT) and _owns(actor, task):
        found.add(Capacity.REPORTER)
    return frozenset(found)


def may_reassign(actor: Actor, task: TaskScope) -> bool:
    """Whether the person may change the owner: coordinators, and the head of the agency."""
    return actor.may(Permission.ASSIGN) or (
        actor.may(Permission.SEE_PLAN) and task.responsible_agency_id in actor.head_of
    )


def may_grant(actor: Actor, role: Role) -> bool:
    """Whether the person may give `role`: coordinators invite owners, administrators anybody."""
    if actor.may(Permission.ADMINISTER):
        return True
    return role is Role.OWNER and actor.may(Permission.INVITE_OWNERS)


def may_manage(actor: Actor, roles: Collection[Role], *, is_administrator: bool) -> bool:
    """Whether the person may change an account that has `roles` (in any plan).

    Coordinators: accounts of owners, and of people without a role; administrators: all.
    """
    if actor.may(Permission.ADMINISTER):
        return True
    is_owner_at_most = not is_administrator and set(roles) <= {Role.OWNER}
    return is_owner_at_most and actor.may(Permission.INVITE_OWNERS)


def may_end(actor: Actor, roles: Collection[Role], *, is_administrator: bool) -> bool:
    """Whether the person may end or begin again an account; a coordinator only an owner's."""
    if not actor.may(Permission.ADMINISTER) and not roles:
        return False
    return may_manage(actor, roles, is_administrator=is_administrator)


def _owns(actor: Actor, task: TaskScope) -> bool:
    if task.owner_id is None:
        return False
    return task.owner_id == actor.user_id or task.owner_id in actor.stands_in_for
