"""Every page of the product in an office, for looking at: whose it is, and where it stands."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.journeys.office import Office
from tests.meta.routes import ADMINISTRATOR, COORDINATOR, OWNER, ROUTES, STRANGER

# Who signs in for a role, by words of the button that the demonstration offers.
PERSONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        COORDINATOR: "Nguyễn Thị Hương Giang",
        OWNER: "Lê Hữu Đạt",
        ADMINISTRATOR: "Quản trị",
        "leader": "Lãnh đạo",
        "observer": "Theo dõi (chỉ xem)",
        "commune": "Đầu mối theo dõi, UBND xã A",
    }
)
# Whose picture is taken of a route that several may open.
_PREFERRED: Final = (STRANGER, COORDINATOR, OWNER, ADMINISTRATOR)
# Variables that stand for the newest row of a table; without one the page says "not found".
_LATEST: Final[Mapping[str, str]] = MappingProxyType(
    {
        "round_id": "reporting_round",
        "list_id": "leader_list",
        "field_id": "leader_field",
        "call_id": "call_note",
        "confirmation_id": "cause_confirmation",
        "letter_id": "agency_letter",
        "objection_id": "letter_objection",
        "relief_id": "relief_request",
        "direction_id": "direction",
        "comment_id": "comment",
        "reorganisation_id": "reorganisation",
        "extension_id": "extension_request",
        "import_id": "appendix_import",
        "measure_id": "measure",
        "filter_id": "saved_filter",
    }
)
# What is no page: files, answers to machines, and addresses that lead elsewhere.
_NO_PAGE: Final = re.compile(
    r"/(static|bootstrap|healthz|readyz|health|metrics)|\.(css|csv|json|xlsx|ics)$|^/(overdue|tasks)?$"
    r"|/reports/.|/papers/[^/]+$"
)
# For whom a page looks different, besides the coordinator.
_ALSO: Final = (
    *((role, "") for role in (OWNER, "commune", "leader", "observer", ADMINISTRATOR)),
    *((role, f"tasks{task}") for role in (OWNER, "leader") for task in ("", "/53")),
    *((role, page) for role in (OWNER, "leader") for page in ("overdue", "dashboard")),
    (OWNER, "agenda"),
)
# Lists in states that their plain address does not show.
_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dashboard-forecast": "dashboard?forecast=1&sort=overdue",
        "overdue-filtered": "overdue?group=6",
        "overdue-print": "overdue?print=1",
        "overdue-nothing": "overdue?q=khongco",
        "tasks-filtered": "tasks?group=6&state=in_progress",
        "tasks-nothing": "tasks?q=khongco",
        "tasks-page-2": "tasks?page=2",
        "timeline-quarters": "timeline?zoom=quarter",
        "timeline-months": "timeline?zoom=month&group=6",
        "timeline-nothing": "timeline?q=khongco",
        "filters-new": "filters/new/tasks?group=6&state=in_progress",
        "search-found": "search?term=nang+luong",
        "search-nothing": "search?term=khongco",
        "agenda-list": "agenda?view=list",
        "agenda-nothing": "agenda?q=khongco",
        "people-nothing": "people?words=khongco",
        "assign-filtered": "assign?group=6",
        "reports-urging": "reports?kind=urging",
        "agencies-nothing": "agencies?words=khongco",
        "journal-nothing": "journal?words=khongco",
        "mail-nothing": "mail?state=failed",
        "assign-nothing": "assign?q=khongco",
        "texts-nothing": "structure/texts?q=khongco",
        "milestones-nothing": "milestones?state=withdrawn",
        "task-suspended": "tasks/59",
        "task-waiting": "tasks/4",
        "task-yearly": "tasks/2",
        "task-measured": "tasks/68",
        "tasks-with-measures": "tasks?group=6&columns=both",
        "not-found": "tasks/9999",
    }
)


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture to take: its name, the role that looks, and the address below the office's."""

    name: str
    role: str
    path: str
    has_form: bool = False


def sights(office: Office) -> Iterator[Sight]:
    """Every page that somebody may open, then the same pages as others see them."""
    samples = _samples(office)
    home = f"/p/{samples['<plan>']}/"
    for (method, rule), allowed in ROUTES.items():
        if method == "GET" and not _NO_PAGE.search(rule):
            role = next(each for each in _PREFERRED if each in allowed)
            yield Sight(_name(rule), role, _address(rule, samples), ("POST", rule) in ROUTES)
    for role, path in _ALSO:
        yield Sight(f"{_name(home + path)}-{role}", role, home + path)
    for name, path in _STATES.items():
        yield Sight(name, COORDINATOR, home + path)
    yield Sight("forbidden", OWNER, f"{home}people")


def _name(rule: str) -> str:
    """`/p/<plan>/tasks/<int:number>/why` as `tasks-number-why`."""
    below = re.sub(r"^/p/[^/]+/", "", rule)
    return re.sub(r"\W+", "-", re.sub(r"<(\w+:)?", "", below)).strip("-") or "home"


def _address(rule: str, samples: Mapping[str, object]) -> str:
    own = {name: value for name, value in samples.items() if name.startswith(f"{rule}|")}
    general = {name: value for name, value in samples.items() if "|" not in name}
    for name, value in (*own.items(), *general.items()):
        rule = rule.replace(name.rpartition("|")[2], str(value))
    assert "<" not in rule, f"no sample for {rule}"
    return rule


def _samples(office: Office) -> dict[str, object]:
    """What stands for each variable of a route; `route|variable` for one route alone."""
    database = sqlite3.connect(Path(office.environ["PLAN_APP_INSTANCE"]) / "plan.db")

    def one(query: str) -> object:
        row = database.execute(query).fetchone()
        return row[0] if row else 0

    def latest(table: str) -> object:
        return one(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608  The names are ours.

    milestone = "/p/<plan>/milestones/<int:milestone_id>"
    variable = "<int:milestone_id>"
    first = "SELECT min(id) FROM milestone WHERE"
    return {
        "<plan>": one("SELECT slug FROM plan"),
        "/p/<plan>/people/<int:person_id>/handover|<int:person_id>": 15,
        "/p/<plan>/tasks/<int:number>/uncheck|<int:number>": 1,
        "/p/<plan>/tasks/<int:number>/milestones/years|<int:number>": 2,
        "/p/<plan>/tasks/<int:number>/milestones|<int:number>": 2,
        "/p/<plan>/tasks/<int:number>/measures|<int:number>": 68,
        f"{milestone}/return|{variable}": one(f"{first} state = 'awaiting_confirmation'"),
        f"{milestone}/resume|{variable}": one(f"{first} state = 'suspended'"),
        f"{milestone}/reopen|{variable}": one(f"{first} state = 'completed'"),
        f"{milestone}/guidance|{variable}": one(f"{first} waiting_for <> '' AND due_date IS NULL"),
        **{
            f"{milestone}/{page}|{variable}": one("SELECT max(milestone_id) FROM member_answer")
            for page in ("members", "answer", "members/<int:member_id>/answer")
        },
        "<int:member_id>": one("SELECT id FROM agency WHERE name = 'UBND xã C'"),
        f"/p/<plan>/confirmations/{variable}|{variable}": one(
            f"{first} state = 'awaiting_confirmation'"
        ),
        "<int:paper_id>": one("SELECT min(id) FROM paper"),
        "<int:number>": 53,
        variable: one(
            "SELECT milestone.id FROM milestone JOIN task ON task.id = task_id WHERE number = 53"
        ),
        "<int:report_id>": one(
            "SELECT max(progress_report.id) FROM progress_report JOIN user_account"
            " ON user_account.id = author_id WHERE full_name = 'Lê Hữu Đạt'"
        ),
        "<int:message_id>": 3,
        "<int:person_id>": 7,
        "<int:agency_id>": one("SELECT id FROM agency WHERE name = 'Sở Công Thương'"),
        "<int:ordinal>": 6,
        "<token>": "khong-con-hieu-luc",
        "<any(report, extension, relief):what>": "report",
        "<any(tasks, overdue):place>": "tasks",
        "<any(indicator, funding):kind>": "indicator",
        **{f"<int:{variable}>": latest(table) for variable, table in _LATEST.items()},
    }
