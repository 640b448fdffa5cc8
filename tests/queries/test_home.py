"""The one statement of the home page says what the statements of the other pages say."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from plan_app.domain.periods import Span
from plan_app.models import Plan
from plan_app.queries import figures, home
from plan_app.queries.attention import get_attention
from plan_app.queries.choices import list_choices
from plan_app.queries.first_run import get_first_run, stand
from plan_app.queries.reminder_health import get_reminder_health
from plan_app.queries.versions import get_version
from tests.acting import TODAY
from tests.builders import make_agency, make_milestone, make_plan, make_task
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan() -> Plan:
    """Two agencies; late, open and undated work, one task without an owner."""
    found = make_plan()
    late = make_task(found, agency=make_agency(), due=date(2026, 11, 2))
    make_milestone(late, due=date(2027, 3, 31))
    make_task(found, agency=make_agency(), due=date(2026, 12, 31), owner=None)
    make_task(found, due=None)
    return found


@pytest.mark.parametrize("span", [None, Span(date(2026, 11, 2), date(2026, 12, 31))])
def test_figures_choices_and_checklist_are_those_of_the_other_pages(
    plan: Plan, span: Span | None
) -> None:
    version = get_version(plan.id)

    found = home.get_overview(plan.id, span=span, version=version, today=TODAY, with_checklist=True)
    news = home.get_news(plan.id, today=TODAY, with_attention=True, with_checklist=True)

    expected = (
        figures.count_tasks(plan.id, version=version, today=TODAY)
        if span is None
        else figures.count_milestones(
            plan.id, first=span.first, last=span.last, version=version, today=TODAY
        )
    )
    assert set(found.figures.cells) == set(expected.cells)
    assert found.figures.total == (3 if span is None else 2)
    assert found.choices == list_choices(plan.id, version=version)
    assert news.attention == get_attention(plan.id, today=TODAY)
    health = get_reminder_health(now=NOW)
    assert news.running is not None
    assert stand(plan, news.running, found.counted, health=health, today=TODAY) == get_first_run(
        plan, version=version, health=health, today=TODAY
    )


def test_what_nobody_asked_for_is_not_read(
    plan: Plan, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    version = get_version(plan.id)
    found = home.get_overview(
        plan.id, span=None, version=version, today=TODAY, with_checklist=False
    )
    with count_queries() as sent:
        news = home.get_news(plan.id, today=TODAY, with_attention=False, with_checklist=False)

    assert not found.counted
    assert news == home.News(None, None)
    assert sent == []
