"""Fill an empty migrated database with a large plan, for measurements.

As a script: `python -m benchmarks.fill 100000` fills the database of the settings.
"""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from plan_app import clock, create_app
from plan_app.domain import vietnamese
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import Base, db, settings
from plan_app.models import (
    Agency,
    JournalHead,
    Membership,
    Milestone,
    Plan,
    SolutionGroup,
    Task,
    TextStatus,
    User,
)
from plan_app.services.transaction import transaction

GROUPS = 8
OVERDUE_PERCENT = 30
DUE_SOON_PERCENT = 10
COMPLETED_PERCENT = 30
ROWS_AT_ONCE = 5_000


def fill(tasks: int, agencies: int = 40, owners: int = 400, *, today: date) -> int:
    """Add one plan with so many tasks, agencies and owners; give its id.

    Each task has one milestone: 30 % are overdue on `today` (by up to two years), 10 % fall due
    within a month, 30 % are completed, the rest is due later. Reminders are on and every task is
    armed. The same call always gives the same plan.
    """
    chance = random.Random(tasks)  # noqa: S311 (no secret, but the same plan each time)
    with transaction():
        _add(Agency, (_agency(n) for n in range(1, agencies + 1)))
        _add(Plan, [_plan(owners)])
        _add(JournalHead, [{"plan_id": 1, "sequence": 0, "hash": ""}])
        _add(SolutionGroup, (_group(n) for n in range(1, GROUPS + 1)))
        _add(User, (_user(n, agencies) for n in range(1, owners + 2)))
        _add(Membership, (_membership(n, owners) for n in range(1, owners + 2)))
        _add(Task, (_task(n, agencies, owners, today) for n in range(1, tasks + 1)))
        _add(Milestone, (_milestone(n, chance, today) for n in range(1, tasks + 1)))
    # Within a minute the server would do it by itself.
    with transaction():
        db.session.execute(text("ANALYZE"))
    return 1


def _add(table: type[Base], rows: Any) -> None:  # noqa: ANN401 (an iterable of columns)
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            db.session.execute(insert(table), batch)
            batch = []
    if batch:
        db.session.execute(insert(table), batch)


def _agency(n: int) -> dict[str, Any]:
    name = f"Cơ quan số {n}"
    return {
        "code": f"co-quan-{n}",
        "name": name,
        "name_en": f"Agency {n}",
        "short_name": name,
        "official_order": n,
        "is_group": False,
        "is_confirmed": True,
        "search_text": vietnamese.fold(name),
    }


def _plan(owners: int) -> dict[str, Any]:
    return {
        "slug": "tang-truong-xanh",
        "title": "Kế hoạch hành động về tăng trưởng xanh",
        "title_en": "Green growth action plan",
        "decision_number": "3825/QĐ-UBND",
        "decision_date": date(2023, 10, 18),
        "issued_by": "UBND tỉnh Thanh Hóa",
        "first_year": 2021,
        "last_year": 2030,
        "standing_agency_id": 1,
        "policy": {},
        "reminders_on": True,
        "confirmed_messages": owners + 1,
    }


def _group(n: int) -> dict[str, Any]:
    return {"plan_id": 1, "ordinal": n, "title": f"Nhóm giải pháp {n}", "title_en": f"Group {n}"}


def _user(n: int, agencies: int) -> dict[str, Any]:
    name = f"Nguyễn Văn Đầu {n}"
    return {
        "email": f"dau.moi.{n}@co-quan.example.org",
        "active": True,
        "fs_uniquifier": f"bench-{n}",
        "is_administrator": False,
        "is_shared": False,
        "honorific": "Ông",
        "full_name": name,
        "sort_key": vietnamese.person_sort_key(name),
        "search_text": vietnamese.fold(name),
        "agency_id": (n - 1) % agencies + 1,
        "language": "vi",
    }


def _membership(n: int, owners: int) -> dict[str, Any]:
    role = Role.OWNER if n <= owners else Role.COORDINATOR
    return {"user_id": n, "plan_id": 1, "role": role}


def _task(n: int, agencies: int, owners: int, today: date) -> dict[str, Any]:
    title = f"Xây dựng kế hoạch giảm phát thải, sử dụng năng lượng tiết kiệm, đợt {n}"
    owner = (n - 1) % owners + 1
    agency = (owner - 1) % agencies + 1
    return {
        "plan_id": 1,
        "group_id": (n - 1) % GROUPS + 1,
        "number": n,
        "title": title,
        "title_en": f"Draw up an emission plan, part {n}",
        "deliverable": "Kế hoạch của UBND tỉnh",
        "lead_agency_id": agency,
        "responsible_agency_id": agency,
        "owner_id": owner,
        "text_status": TextStatus.CHECKED,
        "armed_at": datetime.combine(today, datetime.min.time(), UTC) - timedelta(days=800),
        "search_text": vietnamese.fold(f"{n} {title}"),
    }


def _milestone(n: int, chance: random.Random, today: date) -> dict[str, Any]:
    due, state = _fate(chance, today)
    done = state is MilestoneState.COMPLETED
    return {
        "task_id": n,
        "plan_id": 1,
        "ordinal": 1,
        "due_date": due,
        "original_due_date": due,
        "deadline_revision": 1,
        "state": state,
        "reported_on": due if done else None,
        "confirmed_on": due if done else None,
        "is_pressing": True,
        "is_fixed": True,
        "version": 1,
    }


def _fate(chance: random.Random, today: date) -> tuple[date, MilestoneState]:
    drawn = chance.randrange(100)
    if drawn < OVERDUE_PERCENT:
        late = chance.randint(1, 730)
        return today - timedelta(days=late), MilestoneState.IN_PROGRESS
    drawn -= OVERDUE_PERCENT
    if drawn < DUE_SOON_PERCENT:
        return today + timedelta(days=chance.randint(0, 30)), MilestoneState.NOT_STARTED
    if drawn < DUE_SOON_PERCENT + COMPLETED_PERCENT:
        return today - timedelta(days=chance.randint(1, 730)), MilestoneState.COMPLETED
    return today + timedelta(days=chance.randint(31, 1200)), MilestoneState.NOT_STARTED


def _numbers(arguments: list[str]) -> Iterator[int]:
    return map(int, arguments)


def main() -> None:
    """Fill the database of the settings with as many tasks as the first argument says."""
    with create_app().app_context():
        fill(*_numbers(sys.argv[1:]), today=clock.today(settings().timezone))


if __name__ == "__main__":
    main()
