"""Reports of a closed round: its figures to the last digit, compared with the round before."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from flask import Flask

from plan_app.domain.deadlines import Figure
from plan_app.domain.documents import DocumentKind
from plan_app.domain.periods import Period, Span, of_days
from plan_app.domain.rounds import RoundKind
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db
from plan_app.models import Plan, ReportingRound
from plan_app.presentation.document_kinds import Wanted
from plan_app.presentation.document_making import NotClosed, make
from plan_app.queries import document_facts, rounds, snapshots
from plan_app.queries.document_facts import PlanReport, facts_of
from plan_app.queries.rounds import Round
from plan_app.services import decisions
from tests.acting import DONE, UNDER_WAY, ZONE, decide, report
from tests.builders import make_plan, make_round, make_task
from tests.services.test_rounds import close, coordinator_of

CLOSING = datetime(2026, 12, 14, 17, 0, tzinfo=ZONE)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def get(this: ReportingRound) -> Round:
    db.session.expire_all()
    return rounds.get_round(this.id, plan_id=this.plan_id)


def of_closed(this: ReportingRound, *, now: datetime = CLOSING) -> PlanReport:
    plan = db.session.get_one(Plan, this.plan_id)
    return document_facts.get_plan_report(
        facts_of(plan), Period(2026), now=now, zone=ZONE,
        closed=get(this),
    )  # fmt: skip


def words(content: bytes) -> str:
    body = Document(BytesIO(content)).element.body
    return "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


def written(this: ReportingRound, kind: DocumentKind, now: datetime = CLOSING) -> str:
    plan = facts_of(db.session.get_one(Plan, this.plan_id))
    return words(make(Wanted(kind=kind, round_id=this.id), plan, now=now, zone=ZONE).content)


def two_rounds(plan: Plan) -> tuple[ReportingRound, ReportingRound]:
    """The half-year with one late task, and the year after it was completed and another came."""
    by = coordinator_of(plan)
    first = make_round(plan, name="Kỳ báo cáo 06 tháng đầu năm 2026", kind=RoundKind.HALF_YEAR,
                       first_day=date(2026, 1, 1), last_day=date(2026, 6, 30))  # fmt: skip
    late = make_task(plan, due=date(2026, 11, 30))
    make_task(plan, due=date(2026, 11, 30))
    make_task(plan, due=None)
    close(first, by, now=CLOSING - timedelta(days=6))
    report(late, DONE, now=CLOSING - timedelta(days=5))
    decide(late, decisions.confirm, by=by, now=CLOSING - timedelta(days=5))
    second = make_round(plan)
    close(second, by, now=CLOSING)
    return first, second


def test_the_figures_of_a_report_are_those_of_the_closed_round(plan: Plan) -> None:
    first, second = two_rounds(plan)
    found = of_closed(second, now=CLOSING + timedelta(days=4))
    assert found.counted.counts() == snapshots.count_figures(get(second))
    assert found.counted.counts()[Figure.COMPLETED_LATE] == 1
    assert (found.day, found.period) == (date(2026, 12, 14), Period(2026))
    assert found.before == snapshots.count_figures(get(first))
    assert found.day_before == date(2026, 12, 8)


def test_later_edits_change_neither_report_nor_summary(plan: Plan) -> None:
    _, second = two_rounds(plan)
    task = make_task(plan, due=date(2026, 12, 1))
    before = [written(second, kind) for kind in (DocumentKind.PLAN, DocumentKind.SUMMARY)]
    report(task, UNDER_WAY, now=CLOSING + timedelta(days=1))
    after = [written(second, kind) for kind in (DocumentKind.PLAN, DocumentKind.SUMMARY)]
    assert after == before


def test_the_documents_say_that_the_figures_were_closed_and_when(plan: Plan) -> None:
    _, second = two_rounds(plan)
    said = written(second, DocumentKind.PLAN)
    assert "số liệu đã chốt lúc 17 giờ 00 ngày 14/12/2026" in said
    assert "03 nhiệm vụ" in said
    summary = written(second, DocumentKind.SUMMARY, CLOSING + timedelta(days=1))
    assert "ĐẾN NGÀY 14/12/2026 (SỐ LIỆU ĐÃ CHỐT)" in summary
    assert "Tổng số 03 nhiệm vụ: đã hoàn thành 01 nhiệm vụ (đúng hạn 00, quá hạn 01)" in summary
    assert (
        "So với kỳ trước (đến hết ngày 08/12/2026): số nhiệm vụ hoàn thành tăng 01; "
        "số nhiệm vụ chưa hoàn thành, quá hạn giảm 01."
    ) in summary
    assert "Số liệu đã chốt lúc 17 giờ 00 ngày 14/12/2026." in summary


def test_an_open_round_makes_no_document(plan: Plan) -> None:
    this = make_round(plan)
    make_task(plan)
    with pytest.raises(NotClosed):
        written(this, DocumentKind.PLAN)


def test_a_first_round_is_compared_with_what_the_journal_knows(plan: Plan) -> None:
    this = make_round(plan)
    make_task(plan)
    close(this, coordinator_of(plan))
    found = of_closed(this)
    assert (found.before, found.day_before) == (None, date(2025, 12, 31))


def test_a_round_of_a_period_of_its_own_has_a_report_too(plan: Plan) -> None:
    this = make_round(
        plan, kind=RoundKind.OWN, first_day=date(2026, 7, 1), last_day=date(2026, 9, 30)
    )
    make_task(plan)
    close(this, coordinator_of(plan))
    assert "từ ngày 01/07/2026 đến ngày 30/09/2026" in written(this, DocumentKind.PLAN)


def test_a_period_of_its_own_has_neighbours_of_the_same_length() -> None:
    span = of_days(date(2026, 7, 1), date(2026, 7, 10))
    assert span == Span(date(2026, 7, 1), date(2026, 7, 10))
    assert span.previous == Span(date(2026, 6, 21), date(2026, 6, 30))
    assert span.following == Span(date(2026, 7, 11), date(2026, 7, 20))
    assert of_days(date(2026, 7, 1), date(2026, 12, 31)) == Period(2026, 2)
    assert of_days(date(2026, 1, 1), date(2026, 12, 31)) == Period(2026)


def test_requests_of_today_do_not_stand_beside_frozen_figures(plan: Plan) -> None:
    _, second = two_rounds(plan)
    found: Any = document_facts.get_summary(
        facts_of(plan), now=CLOSING, zone=ZONE,
        calendar=Calendar(), closed=get(second),
    )  # fmt: skip
    assert found.extensions == 0
