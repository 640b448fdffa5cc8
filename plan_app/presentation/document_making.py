"""Making a document: read its facts and write the file, always in Vietnamese."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from plan_app.domain.documents import DocumentKind, Version
from plan_app.domain.periods import Period
from plan_app.errors import N_, RuleBroken
from plan_app.presentation import (
    document_agency_report,
    document_plan_report,
    document_submission,
    document_summary,
    document_urging,
    document_words,
)
from plan_app.presentation.document_kinds import File, Wanted
from plan_app.presentation.document_plan_report import Left
from plan_app.presentation.language import speaking
from plan_app.queries import agencies, document_facts, rounds
from plan_app.queries.calendar import get_calendar
from plan_app.queries.document_facts import PlanFacts
from plan_app.queries.moments import one_moment
from plan_app.queries.rounds import Round


class NothingOverdue(RuleBroken):
    """There is nothing to urge the agency for."""

    def __init__(self) -> None:
        super().__init__(
            N_("Cơ quan này hiện không có nhiệm vụ quá hạn; không cần văn bản đôn đốc."),
            field="agency",
        )


class NoTasks(RuleBroken):
    """The agency is responsible for nothing that it could report on."""

    def __init__(self) -> None:
        super().__init__(N_("Cơ quan này không chủ trì nhiệm vụ nào của Kế hoạch."), field="agency")


class NothingRequested(RuleBroken):
    """No wish for another date waits for a decision."""

    def __init__(self) -> None:
        super().__init__(N_("Hiện không có đề nghị gia hạn nào chưa xử lý để trình."), field="kind")


class NotClosed(RuleBroken):
    """The figures of the round still move."""

    def __init__(self) -> None:
        super().__init__(N_("Kỳ báo cáo này chưa chốt số liệu."), field="round")


def make(wanted: Wanted, plan: PlanFacts, *, now: datetime, zone: ZoneInfo) -> File:
    """The document as of `now`, its facts of one moment; raises NotFound for an unknown agency,
    and NothingOverdue, NoTasks or NothingRequested where there is nothing to write about.
    """
    with speaking("vi"), one_moment():
        return _MAKERS[wanted.kind](wanted, plan, now.astimezone(zone), zone)


def _make_plan_report(wanted: Wanted, plan: PlanFacts, now: datetime, zone: ZoneInfo) -> File:
    wished = wanted.period or Period.half_of(now.date())
    closed = _closed(wanted, plan)
    report = document_facts.get_plan_report(plan, wished, now=now, zone=zone, closed=closed)
    period = report.period
    left = Left(wanted.cuts, wanted.without)
    content = document_plan_report.write(report, wanted.version, left, ministry=wanted.ministry)
    about = f"Báo cáo kết quả thực hiện Kế hoạch {document_words.period(period)}"
    return _file(about, f"report-{period.slug}", wanted, content)


def _make_summary(wanted: Wanted, plan: PlanFacts, now: datetime, zone: ZoneInfo) -> File:
    summary = document_facts.get_summary(
        plan,
        now=now,
        zone=zone,
        calendar=get_calendar(),
        cuts=wanted.cuts,
        closed=_closed(wanted, plan),
    )
    day = summary.report.day.strftime("%d-%m-%Y")
    content = document_summary.write(summary, zone)
    return _file(f"Tóm tắt kết quả thực hiện đến ngày {day}", "summary", wanted, content)


def _make_urging(wanted: Wanted, plan: PlanFacts, now: datetime, zone: ZoneInfo) -> File:
    agency = agencies.get_by_id(wanted.agency_id or 0)
    letter = document_facts.get_agency_report(plan, agency, now=now, zone=zone)
    if not letter.standing.overdue:
        raise NothingOverdue
    content = document_urging.write(letter, wanted.version)
    about = f"Đôn đốc thực hiện nhiệm vụ - {agency.name}"
    return _file(about, f"urging-{agency.code}", wanted, content)


def _make_submission(wanted: Wanted, plan: PlanFacts, now: datetime, zone: ZoneInfo) -> File:
    submission = document_facts.get_submission(plan, now=now, zone=zone)
    if not submission.extensions:
        raise NothingRequested
    content = document_submission.write(submission, wanted.version)
    about = "Tờ trình" if wanted.version is Version.DEPARTMENT else "Công văn"
    return _file(f"{about} điều chỉnh thời hạn nhiệm vụ", "submission", wanted, content)


def _make_agency_report(wanted: Wanted, plan: PlanFacts, now: datetime, zone: ZoneInfo) -> File:
    agency = agencies.get_by_id(wanted.agency_id or 0)
    report = document_facts.get_agency_report(plan, agency, now=now, zone=zone)
    if not report.standing.milestones:
        raise NoTasks
    content = document_agency_report.write(report, wanted.cuts)
    about = f"Báo cáo của {agency.name} đến ngày {now.strftime('%d-%m-%Y')}"
    return _file(about, f"agency-{agency.code}", wanted, content)


def _closed(wanted: Wanted, plan: PlanFacts) -> Round | None:
    """The round whose figures are wanted; raises NotClosed while they still move."""
    if wanted.round_id is None:
        return None
    found = rounds.get_round(wanted.round_id, plan_id=plan.id)
    if not found.is_closed:
        raise NotClosed
    return found


Maker = Callable[[Wanted, PlanFacts, datetime, ZoneInfo], File]
_MAKERS: Final[dict[DocumentKind, Maker]] = {
    DocumentKind.PLAN: _make_plan_report,
    DocumentKind.SUMMARY: _make_summary,
    DocumentKind.URGING: _make_urging,
    DocumentKind.SUBMISSION: _make_submission,
    DocumentKind.AGENCY: _make_agency_report,
}


def _file(about: str, plain: str, wanted: Wanted, content: bytes) -> File:
    is_province = wanted.version is Version.PROVINCE
    suffix = " (dự thảo UBND tỉnh)" if is_province else ""
    plain_suffix = "-province" if is_province else ""
    # A name of an agency may hold what no system allows in the name of a file.
    safe = "".join("-" if char in '\\/:*?"<>|' else char for char in about)
    return File(f"{safe}{suffix}.docx", f"{plain}{plain_suffix}.docx", content)
