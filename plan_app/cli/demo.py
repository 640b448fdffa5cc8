"""`plan-app demo`: fill the database with the demonstration."""

from pathlib import Path

import click
from flask_babel import gettext as _

from plan_app import clock
from plan_app.cli import bars, seed
from plan_app.extensions import settings
from plan_app.presentation.formatters import count
from plan_app.queries import plans
from plan_app.services import demonstration
from plan_app.services.transaction import transaction


@click.command(short_help="Add invented people and progress, to try things out.")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The plan to load where none is loaded; by default seed_plan.yaml.",
)
def demo(file: Path | None) -> None:
    """Add invented people and illustrative progress to a database that has no people yet."""
    if not plans.has_plans():
        _load(file or Path("seed_plan.yaml"))
    for line in fill():
        click.echo(line)


def _load(file: Path) -> None:
    if not file.is_file():
        message = _("Chưa nạp kế hoạch và không thấy tệp %(file)s; dùng --file.", file=file)
        raise click.UsageError(message)
    with file.open("rb") as opened:
        seed.write(seed.read(opened))


def fill() -> list[str]:
    """Add the demonstration, and say what was done and how to sign in."""
    with bars.working(_("Đang thêm dữ liệu minh họa")), transaction():
        summary = demonstration.fill(now=clock.now(), zone=settings().timezone)
    if summary is None:
        return [_("Dữ liệu minh họa đã có sẵn; không có thay đổi nào."), _how_to_sign_in()]
    numbers = {
        "people": count(summary.people),
        "assigned": count(summary.assigned),
        "reports": count(summary.reports),
    }
    said = _(
        "Đã thêm dữ liệu minh họa: %(people)s tài khoản, %(assigned)s nhiệm vụ có đầu mối, "
        "%(reports)s báo cáo. Mọi tên người và số liệu đều không có thật.",
        **numbers,
    )
    return [said, _how_to_sign_in()]


def _how_to_sign_in() -> str:
    return _(
        "Đăng nhập: chạy với PLAN_APP_DEMO=1, mở %(address)s/sign-in và bấm vào tên một người; "
        "không cần mật khẩu.",
        address=settings().base_url,
    )
