"""Every list has search, sort and CSV, or stands in a short table here with the reason.

The rule: a page whose table grows with the work (tasks, people, mails, letters …) has all three.
A table of at most a handful of rows, which fit on one page, has heads that sort and no more. What
is no list of its own (a step of an act, a part of a dashboard, a record of one thing) has none; a
list whose order is the message is not sorted otherwise.
"""

import re

import pytest

from tests.meta import source

TEMPLATES = source.PACKAGE / "templates"
SORT, SEARCH, CSV = "sort", "search", "csv"
TOOLS = {
    SORT: re.compile(r"\bsort_head\("),
    SEARCH: re.compile(r"\bfilter_form\b|\bfilters_within\(|\bfilter_field\("),
    CSV: re.compile(r"\bcsv_link\(|\bdownloads\("),
}
TABLES = {"components/measures.html"}
PARTS = re.compile(r"{%-? (?:include|import|from|extends) \"([^\"]+)\"")

# Pages with a table that sorts and nothing more: at most a handful of rows.
SHORT = {
    "absences/show.html": "the absences of one person that are not over",
    "account/absences.html": "one's own absences that are not over",
    "account/show.html": "one's own signed-in browsers",
    "structure/milestones.html": "the milestones of one task",
    "structure/show.html": "the groups of the plan; its tasks have a list of their own",
}

# Tools that a page lacks on purpose.
WITHOUT = {
    # Lists whose order is the message.
    "agenda/month.html": ({SORT}, "days in their order"),
    "leaders/province.html": ({SORT}, "official order of agencies, also in print"),
    "reminders/outlook.html": ({SORT, SEARCH}, "fourteen days in their order"),
    # Lists of few rows that are also files.
    "leaders/fields.html": ({SEARCH}, "a handful of fields"),
    # Steps of an act: the rows were chosen, or come from what was typed.
    "appendix/upload.html": ({SORT, SEARCH, CSV}, "the latest files; each has its own page"),
    "assigning/preview.html": ({SORT, SEARCH, CSV}, "the rows that were ticked"),
    "assigning/result.html": ({SORT, SEARCH, CSV}, "what became of the rows that were ticked"),
    "causes/preview.html": ({SORT, SEARCH, CSV}, "the rows that were ticked"),
    "causes/result.html": ({SORT, SEARCH, CSV}, "what became of the rows that were ticked"),
    "confirmations/preview.html": ({SORT, SEARCH, CSV}, "the rows that were ticked"),
    "confirmations/result.html": ({SORT, SEARCH, CSV}, "what became of the rows that were ticked"),
    "letters/choose.html": ({CSV}, "a step of entering; the list of tasks is a file"),
    "letters/preview.html": ({SORT, SEARCH, CSV}, "what was typed of each ticked row"),
    "measures/withdraw.html": ({SORT, SEARCH, CSV}, "the one measure that is given up"),
    "nudges/preview.html": ({SORT, SEARCH, CSV}, "the rows that were ticked"),
    "nudges/result.html": ({SORT, SEARCH, CSV}, "what became of the rows that were ticked"),
    "people/import.html": ({SORT, SEARCH, CSV}, "the rows of the file, in its order"),
    "reminders/calendar_list.html": ({SORT, SEARCH, CSV}, "the days of the pasted list"),
    "reminders/policy.html": (
        {SORT, SEARCH, CSV},
        "what was typed, day by day; the outlook is a file",
    ),
    "structure/edit.html": ({SORT, SEARCH, CSV}, "what is stored beside what was typed"),
    "structure/texts_preview.html": ({SORT, SEARCH, CSV}, "the rows that were ticked"),
    "structure/texts_result.html": (
        {SORT, SEARCH, CSV},
        "what became of the rows that were ticked",
    ),
    # Parts of a page about something else, which leads to the list.
    "dashboard/show.html": ({SORT, SEARCH, CSV}, "figures whose every number leads to its list"),
    "home/show.html": ({SORT, SEARCH, CSV}, "the next few of each kind, with links to the lists"),
    "leaders/letter.html": ({SORT, SEARCH, CSV}, "one agency's tasks, read without signing in"),
    "measures/list.html": (
        {SORT, SEARCH, CSV},
        "one task's few measures by year; plan.xlsx has all",
    ),
    "mail_log/show.html": ({SORT, SEARCH, CSV}, "the attempts at one mail, in their order"),
    "tasks/show.html": ({SORT, SEARCH, CSV}, "the mails of one task; the log has the tools"),
}


def _text(name: str) -> str:
    """A template with the parts that it includes or takes macros from.

    Of the components only tables of something are parts: the others hold the tools.
    """
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    for part in PARTS.findall(text):
        if not part.startswith("components/") or part in TABLES:
            text += _text(part)
    return text


def _lacking(text: str) -> set[str]:
    return {tool for tool, pattern in TOOLS.items() if not pattern.search(text)}


def _is_list(text: str) -> bool:
    return "<table" in text or "call listing(" in text


PAGES = {
    name: _text(name)
    for path in sorted(TEMPLATES.rglob("*.html"))
    if not path.name.startswith("_")
    for name in [path.relative_to(TEMPLATES).as_posix()]
    if not name.startswith(("components/", "email/"))
}


@pytest.mark.parametrize("name", [name for name, text in PAGES.items() if _is_list(text)])
def test_a_list_has_its_tools(name: str) -> None:
    allowed = {SEARCH, CSV} if name in SHORT else WITHOUT.get(name, (set(), ""))[0]
    assert _lacking(PAGES[name]) == allowed


def test_the_exceptions_are_lists() -> None:
    assert {*SHORT, *WITHOUT} <= {name for name, text in PAGES.items() if _is_list(text)}
    assert set(SHORT) & set(WITHOUT) == set()
    assert [name for name, (lacks, _why) in WITHOUT.items() if not lacks] == []


@pytest.mark.parametrize(
    "text", ["<table>", "{% call listing(rows, asked) %}", "<table>{{ sort_head('Số') }}"]
)
def test_a_list_without_tools_is_seen(text: str) -> None:
    assert _is_list(text)
    assert _lacking(text)
