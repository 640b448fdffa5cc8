"""The guide agrees with the product: its words, its anchors, its addresses, its commands."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from plan_app import access
from plan_app.cli import COMMANDS
from plan_app.errors import CONTEXT
from plan_app.presentation import navigation
from plan_app.presentation.catalogue import LANGUAGES
from plan_app.presentation.guide import _OF_PAGE, Guide, anchor_of, get_guide
from plan_app.presentation.help import TOPICS
from tests.meta import source, texts

# The guide is the same whatever the database is.
BACKENDS = ("sqlite",)

FILES = {"vi": "huong-dan.md", "en": "guide.md"}
BOLD = re.compile(r"\*\*(.+?)\*\*")
ADDRESS = re.compile(r"`(/[^`\s]*)`")
COMMAND = re.compile(r"`plan-app (\w+)")
LINK = re.compile(r"\]\(#([a-z-]+)\)")
# Routes for programs, for libraries and for buttons: no page with a heading.
NO_PAGE = (
    "static", "bootstrap.", "health.", "metrics.", "demonstration.", "guide.", "print_margins.",
)  # fmt: skip


def text_of(language: str) -> str:
    return (source.ROOT / "docs" / FILES[language]).read_text(encoding="utf-8")


def anchors(guide: Guide) -> list[str]:
    return [section.anchor for chapter in guide.chapters for section in chapter.all]


def pages(app: Flask) -> Iterator[str]:
    """The endpoints that answer GET for people."""
    for rule in app.url_map.iter_rules():
        is_page = "GET" in (rule.methods or ()) and not rule.endpoint.startswith(NO_PAGE)
        if is_page and access.of_endpoint(rule.endpoint) is not None:
            yield rule.endpoint


def words_of_product(language: str) -> set[str]:
    """What the pages say in the language; a number within cuts a sentence short."""
    entries = texts.translated()
    found = set(entries) if language == "vi" else set()
    if language == "en":
        found = {form for each in entries.values() for form in texts.forms(each.string)}
    return {text.rpartition(CONTEXT)[2].partition("%(")[0].strip() for text in found}


def unsaid(text: str, product: set[str]) -> list[str]:
    """The bold words that no page says."""
    return [words for words in BOLD.findall(text) if words not in product]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_package_holds_the_file_that_people_read(language: str) -> None:
    linked = source.PACKAGE / "guides" / f"{language}.md"

    assert linked.read_text(encoding="utf-8") == text_of(language)


def test_both_languages_have_the_same_sections_each_once() -> None:
    vietnamese, english = (anchors(get_guide(language)) for language in LANGUAGES)

    assert vietnamese == english
    assert len(set(vietnamese)) == len(vietnamese)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_in_the_guide_has_its_section(language: str) -> None:
    assert set(LINK.findall(text_of(language))) - set(anchors(get_guide(language))) == set()


def test_every_page_and_every_help_has_its_section(app: Flask) -> None:
    there = set(anchors(get_guide("vi")))

    assert set(_OF_PAGE.values()) | {topic.anchor for topic in TOPICS.values()} <= there
    # A page that nobody has written about falls back to the section on errors.
    assert [each for each in pages(app) if anchor_of(each) == "errors"] == []
    assert anchor_of(None) == "errors"


def test_every_name_that_has_a_section_is_a_page(app: Flask) -> None:
    with app.app_context():
        endpoints = set(app.view_functions)
    known = endpoints | {each.partition(".")[0] for each in endpoints}

    assert set(_OF_PAGE) - known == set()


def test_every_entry_of_the_navigation_is_told_of(app: Flask) -> None:
    text = text_of("vi")
    with app.test_request_context():
        entries = [(target, word) for _, target, word, _ in navigation._ENTRIES]
        entries += [(target, word) for target, word, _ in navigation._OF_REMINDERS]

    assert [word for target, word in entries if anchor_of(target) == "errors"] == []
    words = [word.rpartition(CONTEXT)[2] for _, word in entries]
    # The first page about reminders is named by its place, not by its word.
    assert [word for word in words if f"**{word}**" not in text] == ["Tình trạng"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_says_the_words_of_the_pages(language: str) -> None:
    assert unsaid(text_of(language), words_of_product(language)) == []


def test_a_word_that_no_page_says_is_seen() -> None:
    text = "Bấm **Nút không có**, rồi **Gửi báo cáo**."
    assert unsaid(text, words_of_product("vi")) == ["Nút không có"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_and_command_in_the_guide_exists(app: Flask, language: str) -> None:
    text = text_of(language)
    rules = {rule.rule for rule in app.url_map.iter_rules()}

    assert set(ADDRESS.findall(text)) - rules == set()
    assert set(COMMAND.findall(text)) - set(COMMANDS) == set()


def test_every_help_stands_on_a_page() -> None:
    used = {
        topic
        for path in (source.PACKAGE / "templates").rglob("*.html")
        for topic in re.findall(r'explain\("(\w+)"\)', path.read_text(encoding="utf-8"))
    }

    assert used == set(TOPICS)
