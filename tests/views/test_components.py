"""The gallery of components: whole, and in the demonstration alone."""

import re
from pathlib import Path

from flask import Flask

from tests.databases import make_app
from tests.meta import source

BACKENDS = ("sqlite",)
COMPONENTS = source.PACKAGE / "templates" / "components"
GALLERY = source.PACKAGE / "templates" / "dev" / "components.html"
MACRO = re.compile(r"{% macro ([a-z]\w*)\(")
# Seen on the page of the gallery as on every other, or the words of another macro.
ELSEWHERE = {
    "demonstration_banner", "flash_messages", "reminder_banner", "look_switch", "other_look",
    "styles", "nav_link", "error_link", "target", "hidden", "line", "radios", "papers", "checkbox",
    "control", "described", "optional", "hint_of", "error_of", "filter_field", "chosen_filters",
    "filters_within", "share_of", "measure_table", "paper", "group_row", "workbook_link",
    "csv_link", "pager", "task_link", "draft_mark", "owner", "measure_cells", "carried",
    "task_crumbs", "milestone_chips",
    "search_field", "search_link",
}  # fmt: skip
# Drawn from facts of their own on the page that has its own tests.
OF_THE_TIMELINE = {"axis_drawing", "lane_drawing", "signs", "signs_explained", "small_timeline"}


def test_every_macro_has_its_place_in_the_gallery() -> None:
    gallery = GALLERY.read_text(encoding="utf-8")
    macros = {
        name
        for path in COMPONENTS.glob("*.html")
        for name in MACRO.findall(path.read_text(encoding="utf-8"))
    }
    elsewhere = ELSEWHERE | OF_THE_TIMELINE
    missing = {name for name in macros - elsewhere if not re.search(rf"\b{name}\(", gallery)}
    assert missing == set()
    assert elsewhere - macros == set()


def test_it_is_no_page_outside_of_the_demonstration(app: Flask, tmp_path: Path) -> None:
    demonstration = make_app(tmp_path, DEMO="1")

    assert _is_there(demonstration)
    assert not _is_there(app)


def _is_there(app: Flask) -> bool:
    return any(each.rule == "/dev/components" for each in app.url_map.iter_rules())
