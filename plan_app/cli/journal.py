"""`plan-app journal verify`: is every entry of the journal as it was written?"""

import json
from dataclasses import asdict

import click
from flask_babel import gettext as _

from plan_app.cli import bars
from plan_app.errors import N_
from plan_app.presentation.formatters import count
from plan_app.services import journal_chains
from plan_app.services.journal_chains import Chain, Fault

_FAULTS = {
    Fault.ALTERED: N_("mục số %(place)s đã bị sửa"),
    Fault.REMOVED: N_("mục số %(place)s đã bị xóa"),
    Fault.REORDERED: N_("mục số %(place)s đã bị đổi vị trí (vốn là mục số %(origin)s)"),
    Fault.ADDED: N_("mục số %(place)s được thêm ngoài phần mềm"),
    Fault.TEXT_ALTERED: N_("nội dung kèm mục số %(place)s đã bị sửa"),
    Fault.HEAD_ALTERED: N_("dòng đầu chuỗi đã bị sửa"),
}


@click.group()
def journal() -> None:
    """Look at the journal as a whole."""


@journal.command(short_help="Name the first altered entry of each chain.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def verify(as_json: bool) -> None:
    """Name the first altered, removed or reordered entry of each chain; exit 1 when there is one.

    A text that was erased lawfully leaves its chain whole.
    """
    with bars.working(_("Đang kiểm tra nhật ký")):
        chains = journal_chains.verify()
    is_whole = all(chain.is_whole for chain in chains)
    if as_json:
        click.echo(json.dumps({"ok": is_whole, "chains": [asdict(each) for each in chains]}))
    else:
        for chain in chains:
            click.echo(_line(chain))
    if not is_whole:
        raise click.exceptions.Exit(1)


def _line(chain: Chain) -> str:
    name = chain.plan or _("hệ thống")
    if chain.fault is None:
        said = _("%(count)s mục, không mục nào bị sửa", count=count(chain.entries))
        return f"✓ {name}: {said}"
    said = _(_FAULTS[chain.fault], place=chain.sequence, origin=chain.belongs_to)
    return f"✗ {name}: {said}"
