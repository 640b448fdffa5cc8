"""`plan-app report KIND FILE`: write a report or a letter as a Word file, for people and timers."""

import tempfile
from datetime import datetime
from pathlib import Path

import click
from flask_babel import gettext as _

from plan_app.cli import bars
from plan_app.cli.at import at_option, clock_at
from plan_app.cli.plans import get_plan, plan_option
from plan_app.domain.documents import MINISTRY, OF_A_ROUND, DocumentKind, Version
from plan_app.domain.periods import Period
from plan_app.errors import NotFound, RuleBroken
from plan_app.extensions import settings
from plan_app.presentation.document_kinds import Wanted
from plan_app.queries import agencies, rounds
from plan_app.queries.document_facts import facts_of

_KINDS = {
    "half-year": DocumentKind.PLAN,
    "year": DocumentKind.PLAN,
    "urging": DocumentKind.URGING,
    "summary": DocumentKind.SUMMARY,
    "agency": DocumentKind.AGENCY,
    "submission": DocumentKind.SUBMISSION,
}


@click.command(short_help="Write a report or a letter as a Word file.")
@click.argument("kind", type=click.Choice(list(_KINDS)))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--period", metavar="2026|2026-h1", help="The year or half-year; now by default.")
@click.option(
    "--round",
    "round_",
    metavar="ID|last",
    help="A closed round whose frozen figures to use, for half-year, year and summary.",
)
@click.option("--agency", metavar="CODE", help="The agency, for urging and agency.")
@click.option(
    "--version",
    "signer",
    type=click.Choice([each.value for each in Version]),
    default=Version.DEPARTMENT.value,
    help="Who signs: the standing department, or (as a draft) the provincial committee.",
)
@click.option(
    "--to",
    "ministry",
    default=MINISTRY,
    show_default=True,
    help="The ministry that the committee's version of a report goes to.",
)
@plan_option
@at_option
def report(
    kind: str,
    file: Path,
    period: str | None,
    round_: str | None,
    agency: str | None,
    signer: str,
    ministry: str,
    slug: str | None,
    at: datetime | None,
) -> None:
    """Write the report or letter KIND to FILE, which is replaced; nothing else is changed.

    The journal is not told: whoever runs commands holds the whole database.
    """
    from plan_app.presentation.document_making import make

    with clock_at(at, writes=False) as now:
        plan = get_plan(slug)
        wanted = Wanted(
            kind=_KINDS[kind],
            version=Version(signer),
            period=_period(kind, period, now.astimezone(settings().timezone)),
            round_id=_round_id(kind, round_, plan.id),
            agency_id=_agency_id(kind, agency),
            ministry=ministry,
        )
        try:
            with bars.working(_("Đang lập văn bản")):
                made = make(wanted, facts_of(plan), now=now, zone=settings().timezone)
        except RuleBroken as error:
            raise click.ClickException(_(error.message)) from error
    _write(file, made.content)
    click.echo(_("Đã ghi %(file)s.", file=file))


def _period(kind: str, given: str | None, now: datetime) -> Period | None:
    if kind not in {"half-year", "year"}:
        return None
    if given is None:
        return Period(now.year) if kind == "year" else Period.half_of(now.date())
    try:
        found = Period.parse(given)
    except ValueError as error:
        raise click.UsageError(_bad_period(given, kind)) from error
    if (found.half is None) != (kind == "year") or found.first > now.date():
        raise click.UsageError(_bad_period(given, kind))
    return found


def _bad_period(given: str, kind: str) -> str:
    example = "2026" if kind == "year" else "2026-h1"
    return _(
        "--period %(given)s không phải là một kỳ đã bắt đầu; ví dụ đúng: %(example)s.",
        given=given,
        example=example,
    )


def _round_id(kind: str, given: str | None, plan_id: int) -> int | None:
    """The id of the closed round; `last` is the one closed last."""
    if given is None:
        return None
    if _KINDS[kind] not in OF_A_ROUND:
        raise click.UsageError(_("--round chỉ dùng với half-year, year và summary."))
    if given == "last":
        found = rounds.find_last_closed(plan_id)
    else:
        closed = {str(each.id): each for each in rounds.list_closed(plan_id)}
        found = closed.get(given)
    if found is None:
        raise click.ClickException(
            _("Không có kỳ báo cáo đã chốt số liệu: %(given)s.", given=given)
        )
    return found.id


def _agency_id(kind: str, code: str | None) -> int | None:
    if kind not in {"urging", "agency"}:
        return None
    if code is None:
        raise click.UsageError(_("Nêu mã cơ quan bằng --agency, ví dụ: so-cong-thuong."))
    try:
        return agencies.get_agency(code).id
    except NotFound as error:
        raise click.ClickException(_("Không có cơ quan có mã %(code)s.", code=code)) from error


def _write(file: Path, content: bytes) -> None:
    """Beside the file first, so that nobody ever finds half a document."""
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as beside:
            beside.write(content)
        Path(beside.name).replace(file)
    except OSError as error:
        message = _("Không ghi được %(file)s: %(error)s.", file=file, error=error.strerror)
        raise click.ClickException(message) from error
