"""How silent owners are found among many tasks."""

from datetime import date

from flask import Flask
from sqlalchemy import insert, text

from plan_app.domain import vietnamese
from plan_app.extensions import db
from plan_app.models import Milestone, Task, TextStatus
from plan_app.queries import askings
from tests.builders import make_agency, make_plan
from tests.conftest import NOW


def test_counting_by_owner_reads_two_indexes_and_no_row_of_a_task(
    own_app: Flask, backend: str
) -> None:
    """In a database of its own: what other tests took back still lies in the tables, and PostgreSQL
    weighs it when it plans."""
    assert own_app
    plan, agency = make_plan(), make_agency()
    rows = [
        {
            "plan_id": plan.id,
            "group_id": plan.groups[0].id,
            "number": n,
            "title": f"Nhiệm vụ {n}",
            "lead_agency_id": agency.id,
            "responsible_agency_id": agency.id,
            "text_status": TextStatus.CHECKED,
            "armed_at": NOW,
            "search_text": vietnamese.fold(f"{n}"),
        }
        for n in range(1, 501)
    ]
    db.session.execute(insert(Task), rows)
    ids = db.session.query(Task.id).filter_by(plan_id=plan.id)
    db.session.execute(
        insert(Milestone),
        [
            {"task_id": id_, "plan_id": plan.id, "ordinal": 1, "due_date": date(2027, 1, 1),
             "is_pressing": True}
            for (id_,) in ids
        ],
    )  # fmt: skip
    db.session.execute(text("ANALYZE"))
    statement = askings._shares(plan.id, NOW, assume_on=False)
    compiled = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True}))
    explain = "EXPLAIN QUERY PLAN " if backend == "sqlite" else "EXPLAIN "
    # PostgreSQL reads all of a small table rather than its index, unless it may not.
    allowed = "SET enable_seqscan = off" if backend == "postgresql" else "SELECT 1"
    db.session.execute(text(allowed))

    steps = " ".join(
        str(row) for row in db.session.execute(text(explain + compiled.replace(":", "\\:")))
    )

    assert "ix_task_plan_share" in steps
    # PostgreSQL gathers the milestones with open work once for all tasks.
    assert backend == "postgresql" or "ix_milestone_task_state" in steps
    assert "SCAN task" not in steps
    assert "Seq Scan on task" not in steps
