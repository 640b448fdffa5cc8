"""The samples of `docs/samples`: one document of each kind and version, from the demonstration.

`python -m tests.document_samples FOLDER` makes them. They are of a fixed day, so that a change of
a sample is a change of the program.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from plan_app import clock
from plan_app.domain.documents import DocumentKind, Version
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.periods import Period
from plan_app.extensions import db
from plan_app.models import Agency, ExtensionRequest, Milestone, Plan, Task
from plan_app.presentation.document_kinds import Wanted
from plan_app.presentation.document_making import make
from plan_app.queries.document_facts import facts_of
from tests import databases, demonstrated
from tests.conftest import NOW

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AGENCY = "so-cong-thuong"
# Whose dates somebody would like to have moved, with the letter that asks for it, and what the
# coordinator has asked for where papers are missing.
REQUESTS = (
    (
        53,
        date(2027, 3, 31),
        "Chưa có hướng dẫn của bộ quản lý ngành về điều kiện đấu nối.",
        "Công văn số 1234/SCT-QLNL",
        "",
    ),
    (84, date(2027, 6, 30), "Phải lấy ý kiến bổ sung của các xã, phường trước khi trình.", "", ""),
    (
        61,
        date(2027, 6, 30),
        "Chưa bố trí được kinh phí.",
        "",
        "kế hoạch thực hiện theo thời hạn mới",
    ),
)


def wanted() -> Iterator[tuple[str, Wanted]]:
    """Each sample's name and what it is of."""
    agency_id = db.session.scalars(select(Agency.id).where(Agency.code == AGENCY)).one()
    half, year = Period(2026, 2), Period(2026)
    for version in Version:
        plan, urging = DocumentKind.PLAN, DocumentKind.URGING
        yield f"half-year-{version}", Wanted(kind=plan, version=version, period=half)
        yield f"year-{version}", Wanted(kind=plan, version=version, period=year)
        yield f"urging-{version}", Wanted(kind=urging, version=version, agency_id=agency_id)
        yield f"submission-{version}", Wanted(kind=DocumentKind.SUBMISSION, version=version)
    yield "agency", Wanted(kind=DocumentKind.AGENCY, agency_id=agency_id)
    yield "summary", Wanted(kind=DocumentKind.SUMMARY)


def write(folder: Path, *, now: datetime = NOW) -> list[Path]:
    """Write every sample into the folder; the demonstration is in the database."""
    plan = facts_of(db.session.scalars(select(Plan)).one())
    request(now)
    written = []
    for name, each in wanted():
        path = folder / f"{name}.docx"
        path.write_bytes(make(each, plan, now=now, zone=ZONE).content)
        written.append(path)
    return written


def request(now: datetime) -> None:
    """Ask for the other dates, as the agencies will."""
    for number, day, reason, letter, missing in REQUESTS:
        task = db.session.scalars(select(Task).where(Task.number == number)).one()
        milestone = db.session.scalars(
            select(Milestone).where(Milestone.task_id == task.id, Milestone.is_pressing)
        ).one()
        db.session.add(
            ExtensionRequest(
                milestone_id=milestone.id,
                requested_by_id=task.owner_id or 1,
                requested_at=now,
                requested_due_date=day,
                reason=f"{reason} (Nội dung minh họa.)",
                document=letter or None,
                document_date=date(2026, 12, 1) if letter else None,
                words=missing,
                state=ExtensionState.PAPERS_ASKED if missing else ExtensionState.REQUESTED,
            )
        )
    db.session.commit()


def main(folder: Path) -> None:
    """Fill a throw-away database and write the samples."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as instance, clock.stopped_at(NOW):
        url, remove = databases.copy_of_migrated("sqlite", Path(instance))
        app = databases.make_app(Path(instance), url)
        with app.app_context():
            demonstrated.seed_and_fill()
            write(folder)
            databases.dispose(app)
        remove()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
