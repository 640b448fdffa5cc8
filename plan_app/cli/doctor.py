"""`plan-app doctor`: is everything that this installation depends on as it should be?"""

import json
from dataclasses import asdict

import click

from plan_app.cli import checks


@click.command(short_help="Look at every part; exit 1 when something is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def doctor(as_json: bool) -> None:
    """Look at database, key, folders, mail server, scheduler; exit 1 when something is wrong."""
    findings = checks.run_all()
    if as_json:
        facts = [{"ok": each.ok, **asdict(each)} for each in findings]
        click.echo(json.dumps({"ok": all(each.ok for each in findings), "checks": facts},
                              ensure_ascii=False))  # fmt: skip
    else:
        for each in findings:
            click.echo(_line(each))
    if not all(each.ok for each in findings):
        raise click.exceptions.Exit(1)


def _line(finding: checks.Finding) -> str:
    mark = "✓" if finding.ok else "✗"
    return f"{mark} {finding.said}" + (f"\n  → {finding.advice}" if finding.advice else "")
