"""`plan-app backup FILE`: one archive of everything that cannot be made again."""

from pathlib import Path

import click
from flask_babel import gettext as _

from plan_app import clock
from plan_app.backups import databases, instance
from plan_app.cli import bars
from plan_app.extensions import settings

pg_bin = click.option(
    "--pg-bin",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of pg_dump and pg_restore, when they are not on the PATH.",
)


@click.command(short_help="Write database, uploads and secret key to FILE.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pg_bin
def backup(file: Path, pg_bin: Path | None) -> None:
    """Write database, uploads and secret key to FILE (tar.gz) while everything runs."""
    target = file.absolute()
    if not target.parent.is_dir():
        # A mistyped folder, or a disk that is not there: a backup nobody would find again.
        raise click.ClickException(
            _("Không có thư mục %(folder)s: tạo thư mục hoặc sửa đường dẫn.", folder=target.parent)
        )
    with bars.working(_("Đang sao lưu")):
        manifest = instance.back_up(
            target, database=databases.of_application(pg_bin), settings=settings(), now=clock.now()
        )
    click.echo(
        _(
            "Đã ghi %(target)s: cơ sở dữ liệu %(kind)s, cấu trúc bản %(revision)s.",
            target=target,
            kind=manifest.kind,
            revision=manifest.revision,
        )
    )
