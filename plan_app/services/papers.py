"""Papers: attached with an act, taken over by a corrected report, removed, tidied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from plan_app.domain import papers as rules
from plan_app.domain import statuses
from plan_app.domain.papers import Given, PaperPurpose
from plan_app.domain.permissions import capacities
from plan_app.domain.statuses import Capacity, ReasonMissing
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import ExtensionRequest, Milestone, Paper, ProgressReport
from plan_app.papers import store
from plan_app.queries import papers as reading
from plan_app.services import journal, milestones, tasks
from plan_app.services.acts import Act

# A file that no row refers to may belong to a form that is still open.
ORPHANS_KEPT: Final = timedelta(days=1)
# Longer than any request takes from touching a file to committing its row.
JUST_TOUCHED: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class To:
    """What papers are attached to."""

    milestone: Milestone
    purpose: PaperPurpose
    report_id: int | None = None
    extension_id: int | None = None


def to_report(report: ProgressReport) -> To:
    """To a report that was just made."""
    return To(report.milestone, PaperPurpose.REPORT, report_id=report.id)


def to_extension(request: ExtensionRequest) -> To:
    """To a request for more time."""
    return To(request.milestone, PaperPurpose.EXTENSION, extension_id=request.id)


def to_confirmation(milestone: Milestone, report: ProgressReport | None) -> To:
    """To the confirmation of what the report says."""
    return To(milestone, PaperPurpose.CONFIRMATION, report_id=report.id if report else None)


def attach(to: To, given: Given, act: Act) -> list[Paper]:
    """Bind the papers to the act they came with; who may act was checked by its own service.

    Raises the rule that is broken, and FileGone for a draft that was attached before or whose
    file is no more.
    """
    if not given:
        return []
    rules.check(given, today=act.today)
    if reading.is_used([each.nonce for each in given.files]):
        raise rules.FileGone
    if not all(store.has(each.digest) for each in given.files):
        raise rules.FileGone
    made = [
        _paper(to, act, digest=each.digest, name=each.name, kind=each.kind, size=each.size,
               nonce=each.nonce)
        for each in given.files
    ]  # fmt: skip
    made += [
        _paper(to, act, number=each.number.strip(), dated=each.dated, subject=each.subject.strip())
        for each in given.references
    ]
    db.session.add_all(made)
    db.session.flush()
    _record("papers_attached", to.milestone, act, made)
    return made


def take_over(old: ProgressReport, new: ProgressReport) -> None:
    """The papers of a report that is replaced go with the one in its place."""
    for paper in db.session.scalars(select(Paper).where(Paper.report_id == old.id)):
        paper.report_id = new.id
    db.session.flush()


def lock(paper_id: int, *, plan_id: int) -> Paper:
    """The paper, its task held until the transaction ends; raises NotFound."""
    milestone_id = db.session.scalar(select(Paper.milestone_id).where(Paper.id == paper_id))
    if milestone_id is None:
        raise NotFound
    milestones.lock(milestone_id, plan_id=plan_id)
    found = db.session.get(Paper, paper_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def remove(paper: Paper, act: Act, *, reason: str) -> None:
    """Take the paper away, for a reason; only coordinators do.

    The bytes of its file are removed by `forget_bytes` after the commit.
    """
    milestone = paper.milestone
    if Capacity.COORDINATOR not in capacities(act.actor, milestone.task.scope):
        raise statuses.NotYours(frozenset({Capacity.COORDINATOR}))
    tasks.check_version(milestone.task, act)
    if not reason.strip():
        raise ReasonMissing
    _record("paper_removed", milestone, act, [paper], text=reason)
    db.session.delete(paper)
    milestones.changed(milestone)


def forget_bytes(digest: str, *, now: datetime) -> bool:
    """Remove the bytes unless another paper refers to them or a form has just brought them.

    Outside of a transaction. What is left is removed by `tidy`.
    """
    last = store.touched(digest)
    if last is None or last > (now - JUST_TOUCHED).timestamp() or reading.count_files(digest):
        return False
    store.remove(digest)
    return True


def tidy(*, now: datetime) -> int:
    """Remove files of more than a day ago that no paper refers to; their number."""
    before = (now - ORPHANS_KEPT).timestamp()
    old = [each.digest for each in store.list_stored() if each.touched < before]
    orphans = set(old) - reading.list_referred_to(old)
    for digest in orphans:
        store.remove(digest)
    return len(orphans) + store.forget_incoming(before)


def _paper(to: To, act: Act, **facts: Any) -> Paper:  # noqa: ANN401 (columns)
    return Paper(
        milestone_id=to.milestone.id,
        purpose=to.purpose,
        report_id=to.report_id,
        extension_id=to.extension_id,
        added_by_id=act.actor.user_id or None,
        added_at=act.now,
        **facts,
    )


def _record(
    action: str, milestone: Milestone, act: Act, made: Sequence[Paper], *, text: str = ""
) -> None:
    first = made[0]
    data = {
        "milestone": milestone.id,
        "papers": [each.id for each in made],
        "files": [each.digest for each in made if each.digest],
        "report": first.report_id,
        "extension": first.extension_id,
    }
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("paper", first.id),
        data={name: value for name, value in data.items() if value},
        text=text.strip(),
    )
