"""What a member of a group of agencies says of its part: never edited, superseded by the next."""

from plan_app.domain import members, reports
from plan_app.domain.permissions import capacities
from plan_app.domain.reports import Answer
from plan_app.domain.statuses import OPEN
from plan_app.extensions import db
from plan_app.models import MemberAnswer, Milestone, User
from plan_app.queries import members as reading
from plan_app.services import journal
from plan_app.services.acts import Act


def answer(milestone: Milestone, agency_id: int, said: Answer, act: Act) -> MemberAnswer:
    """Write down what the member says; `milestone` is held, and stays as it is.

    The act's version is the id of the answer that the form showed, 0 where there was none. Who
    does not speak for the member enters its letter, as its owner or a coordinator. Raises
    NotAMember, AnsweredMeanwhile, or the rule that is broken.
    """
    on_behalf = _check_who(milestone, agency_id, act)
    last = reading.find_last(milestone.id, agency_id)
    if act.version is not None and act.version != (last.id if last else 0):
        raise members.AnsweredMeanwhile
    if milestone.state not in OPEN:
        raise members.NoAnswersNow
    author = db.session.get_one(User, act.actor.user_id)
    reports.check(said, is_shared=author.is_shared, on_behalf=on_behalf, today=act.today)
    if last is not None:
        # Before the new one is there: one of an agency holds at a time.
        last.superseded_at = act.now
        db.session.flush()
    written = MemberAnswer(
        milestone=milestone,
        agency_id=agency_id,
        author=author,
        deadline_revision=milestone.deadline_revision,
        is_done=said.is_completion,
        percent=reports.COMPLETE if said.is_completion else said.percent,
        result=said.result,
        difficulties=said.difficulties,
        **{name: getattr(said, name) for name in reports.OF_SHARED_ACCOUNT},
        letter=said.letter or None,
        letter_date=said.letter_date,
        on_behalf=on_behalf,
        answered_at=act.now,
    )
    db.session.add(written)
    db.session.flush()
    _record(written, act)
    return written


def _check_who(milestone: Milestone, agency_id: int, act: Act) -> bool:
    """Whether the answer is entered on behalf; raises NotAMember."""
    task = milestone.task
    if not reading.is_member(agency_id, group_id=task.responsible_agency_id):
        raise members.NotAMember
    if members.may_answer_for(act.actor, agency_id, reading.find_contact(agency_id)):
        return False
    if not capacities(act.actor, task.scope):
        raise members.NotAMember
    return True


def _record(written: MemberAnswer, act: Act) -> None:
    """In the plan's journal, not on the task's page: members do not see how others stand."""
    task = written.milestone.task
    journal.record(
        "member_answered_on_behalf" if written.on_behalf else "member_answered",
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=task.plan_id,
        subject=("agency", written.agency_id),
        data={
            "task": task.number,
            "milestone": written.milestone_id,
            "answer": written.id,
            "is_done": written.is_done,
            **act.way,
        },
    )
