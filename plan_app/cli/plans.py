"""The option `--plan`: which plan a command is about."""

import click

from plan_app.models import Plan
from plan_app.queries import plans

plan_option = click.option(
    "--plan", "slug", metavar="SLUG", help="The plan; not needed while there is one only."
)


def get_plan(slug: str | None) -> Plan:
    """The plan named, or the only one. Raises UsageError (exit 2) when that is not clear."""
    if slug is not None:
        return plans.get_plan(slug)
    found = plans.list_plans()
    if len(found) != 1:
        slugs = ", ".join(plan.slug for plan in found) or "there is none yet"
        raise click.UsageError(f"Name the plan with --plan ({slugs}).")
    return found[0]
