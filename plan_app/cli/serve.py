"""`plan-app serve`: the web, and beside it the scheduler, until one of them ends."""

import socket

import click
from flask import Flask
from flask_babel import gettext as _

from plan_app import supervisor
from plan_app.backups import occupancy
from plan_app.cli.init import check_is_ready
from plan_app.extensions import db, settings
from plan_app.jobs.scheduler import SchedulerProcess
from plan_app.server import Web
from plan_app.settings import Settings


@click.command()
@click.option("--no-scheduler", is_flag=True, help="Only the web; the scheduler runs elsewhere.")
@click.pass_obj
def serve(app: Flask, no_scheduler: bool) -> None:
    """Serve until SIGTERM or Ctrl-C. When web or scheduler ends by itself, so does the other."""
    check_is_ready()
    serve_until_stopped(app, with_scheduler=not no_scheduler)


def serve_until_stopped(app: Flask, *, with_scheduler: bool) -> None:
    """Run web and scheduler; ends the command with exit 0 when asked to end, else with 1.

    Raises BeingRestored.
    """
    _refuse_busy_port(settings())
    # Children must not inherit an open connection.
    db.session.remove()
    db.engine.dispose()
    welcome = greeting(settings())
    parts = {"web": Web(app, settings(), ready=lambda: click.echo(welcome)).run}
    if with_scheduler:
        parts["scheduler"] = lambda: run_scheduler(app)
    with occupancy.serving(settings().instance):
        code = supervisor.run(parts)
    if code:
        raise click.exceptions.Exit(code)


def run_scheduler(app: Flask) -> None:
    """Run the scheduler in this process until a signal ends it."""
    process = SchedulerProcess(app)
    process.stop_on_signals()
    process.run()


def _refuse_busy_port(own: Settings) -> None:
    """Say so in one line instead of five tries and a traceback."""
    with socket.socket(socket.AF_INET6 if ":" in own.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((own.host, own.port))
        except OSError as error:
            raise click.ClickException(
                _(
                    "Không dùng được %(place)s (%(reason)s). "
                    "Chọn cổng khác, ví dụ: PLAN_APP_PORT=%(port)d",
                    place=f"{own.host}:{own.port}",
                    reason=error.strerror,
                    port=own.port + 1,
                )
            ) from error


def greeting(own: Settings) -> str:
    """What is printed once the web answers: where it is, how to sign in, how to stop."""
    lines = [_("Đang phục vụ tại %(address)s", address=own.base_url)]
    if own.demo:
        lines.append(_("Đăng nhập: mở địa chỉ trên và chọn một tài khoản minh họa."))
    else:
        lines.append(_("Đăng nhập: bằng tài khoản do quản trị tạo (plan-app users add)."))
    if own.mail.kind == "folder":
        lines.append(_("Thư được ghi vào thư mục %(folder)s", folder=own.mail.folder))
    lines.append(_("Dừng: Ctrl-C"))
    return "\n".join(lines)
