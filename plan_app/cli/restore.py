"""`plan-app restore FILE`: put a backup in the place of this installation."""

from datetime import datetime
from pathlib import Path

import click
from flask_babel import gettext as _

from plan_app.backups import databases, instance
from plan_app.backups.archive import SECRET_KEY
from plan_app.cli import bars
from plan_app.cli.backup import pg_bin
from plan_app.cli.init import make_folders
from plan_app.extensions import settings
from plan_app.presentation import formatters
from plan_app.queries.schema import get_needed_revision


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is there.")
@pg_bin
def restore(file: Path, force: bool, pg_bin: Path | None) -> None:
    """Check FILE and restore database, uploads and secret key. Stop plan-app first."""
    make_folders()
    key_file = settings().instance / SECRET_KEY
    is_given = not key_file.is_file() or _read(key_file) != settings().secret_key
    with bars.working(_("Đang khôi phục")):
        manifest = instance.restore(
            file, database=databases.of_application(pg_bin), settings=settings(), force=force
        )
    made = formatters.moment(datetime.fromisoformat(manifest.created_at), settings().timezone)
    click.echo(_("Đã khôi phục bản sao lưu tạo lúc %(instant)s.", instant=made))
    if manifest.revision != get_needed_revision():
        click.echo(_("Bản sao lưu của phiên bản cũ: chạy plan-app init để nâng cấp dữ liệu."))
    if is_given and _read(key_file) != settings().secret_key:
        click.echo(_("Biến PLAN_APP_SECRET_KEY khác khóa trong bản sao lưu: bỏ hoặc sửa biến này."))


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii").strip()
