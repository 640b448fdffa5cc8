"""The record of job runs."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.jobs import tidying
from plan_app.jobs.tick import Tick
from plan_app.models import JobRun
from plan_app.services import job_runs
from plan_app.services.transaction import transaction


def _run_at(instant: datetime) -> int:
    with transaction():
        return job_runs.start("plan", now=instant).id


def test_runs_of_more_than_a_month_ago_are_forgotten(app: Flask, now: datetime) -> None:
    assert app
    _run_at(now - timedelta(days=31))
    kept = _run_at(now - timedelta(days=29))
    assert tidying.run(Tick(now, "worker", lambda: False))["job_runs"] == 1
    assert list(db.session.scalars(select(JobRun.id))) == [kept]


def test_a_long_detail_is_cut(app: Flask, now: datetime) -> None:
    assert app
    run_id = _run_at(now)
    with transaction():
        job_runs.finish(run_id, now=now, succeeded=True, detail="x" * 600)
    assert len(db.session.get_one(JobRun, run_id).detail) == 500


def test_a_run_that_never_began_cannot_finish(app: Flask, now: datetime) -> None:
    assert app
    with pytest.raises(NotFound), transaction():
        job_runs.finish(0, now=now, succeeded=True, detail="")
