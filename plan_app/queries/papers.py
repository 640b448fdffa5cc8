"""Reads of papers: one, those of reports, those of a request for more time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from plan_app.domain.papers import PaperPurpose
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Milestone, Paper, Task

# How many digests are asked for at once; SQLite takes some thousands.
_AT_ONCE: Final = 500


def get_paper(paper_id: int, *, plan_id: int) -> Paper:
    """The paper with its milestone and the task's agencies; raises NotFound outside the plan."""
    found = (
        db.session.scalars(
            select(Paper)
            .join(Paper.milestone)
            .join(Milestone.task)
            .where(Paper.id == paper_id, Milestone.plan_id == plan_id)
            .options(
                contains_eager(Paper.milestone)
                .contains_eager(Milestone.task)
                .joinedload(Task.coordinating_agencies),
                joinedload(Paper.added_by),
            )
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        raise NotFound
    return found


def by_report(report_ids: Collection[int]) -> Mapping[int, Sequence[Paper]]:
    """The papers of these reports and of their confirmations, by report."""
    return _grouped(select(Paper).where(Paper.report_id.in_(report_ids))) if report_ids else {}


class OfTask(NamedTuple):
    """The papers of reports and their confirmations by report, and by milestone those of the
    confirmation of a completion that has no report.
    """

    by_report: Mapping[int, Sequence[Paper]]
    by_milestone: Mapping[int, Sequence[Paper]]


def of_task(task_id: int) -> OfTask:
    """The papers of all reports of the task and of all confirmations, in one query."""
    wanted = (
        select(Paper)
        .join(Paper.milestone)
        .where(Milestone.task_id == task_id, Paper.purpose != PaperPurpose.EXTENSION)
        .order_by(Paper.id)
    )
    by_report: dict[int, list[Paper]] = defaultdict(list)
    by_milestone: dict[int, list[Paper]] = defaultdict(list)
    for paper in db.session.scalars(wanted):
        if paper.report_id is None:
            by_milestone[paper.milestone_id].append(paper)
        else:
            by_report[paper.report_id].append(paper)
    return OfTask(by_report, by_milestone)


def list_of_extension(extension_id: int) -> list[Paper]:
    """The papers of a request for more time, in the order in which they came."""
    wanted = select(Paper).where(Paper.extension_id == extension_id).order_by(Paper.id)
    return list(db.session.scalars(wanted))


def list_referred_to(digests: Collection[str]) -> set[str]:
    """Those of the digests that a paper refers to."""
    listed, found = sorted(digests), set[str]()
    for first in range(0, len(listed), _AT_ONCE):
        part = listed[first : first + _AT_ONCE]
        found |= set(db.session.scalars(_digests().where(Paper.digest.in_(part))))
    return found


def list_digests() -> Iterator[str]:
    """The digest of every file that a paper refers to, each once."""
    return iter(list(db.session.scalars(_digests().order_by(Paper.digest))))


def count_files(digest: str) -> int:
    """How many papers refer to these bytes."""
    return len(db.session.scalars(select(Paper.id).where(Paper.digest == digest)).all())


def is_used(nonces: Collection[str]) -> bool:
    """Whether one of the drafts was attached before."""
    wanted = select(Paper.id).where(Paper.nonce.in_(nonces)).limit(1)
    return bool(nonces) and db.session.scalar(wanted) is not None


def has_of_report(report_id: int) -> bool:
    """Whether the report came with a paper."""
    wanted = select(Paper.id).where(
        Paper.report_id == report_id, Paper.purpose == PaperPurpose.REPORT
    )
    return db.session.scalar(wanted.limit(1)) is not None


def _digests() -> Select[tuple[str]]:
    return select(Paper.digest).where(Paper.digest.is_not(None)).distinct()  # type: ignore[return-value]


def _grouped(chosen: Select[tuple[Paper]]) -> Mapping[int, Sequence[Paper]]:
    found: dict[int, list[Paper]] = defaultdict(list)
    for paper in db.session.scalars(chosen.order_by(Paper.id)):
        found[paper.report_id or 0].append(paper)
    return dict(found)
