"""The option `--plan`: which plan a command is about."""

import click
from flask_babel import gettext as _

from plan_app.errors import NotFound
from plan_app.models import Plan
from plan_app.queries import plans

plan_option = click.option(
    "--plan", "slug", metavar="SLUG", help="The plan; not needed while there is one only."
)


def get_plan(slug: str | None) -> Plan:
    """The plan named, or the only one.

    Fails (exit 1) when there is none of that name; UsageError (exit 2) when one must be named.
    """
    if slug is not None:
        try:
            return plans.get_plan(slug)
        except NotFound as error:
            raise click.ClickException(_("Không có kế hoạch %(slug)s.", slug=slug)) from error
    found = plans.list_plans()
    if len(found) != 1:
        slugs = ", ".join(plan.slug for plan in found) or _("chưa có kế hoạch nào")
        raise click.UsageError(_("Nêu tên kế hoạch bằng --plan (%(slugs)s).", slugs=slugs))
    return found[0]
