"""Every sentence of the source is in the English file, whole and only once; no other is."""

import ast
import re
from collections import Counter

import pytest
from babel.messages.catalog import Message
from jinja2 import Environment

from plan_app.errors import NC_
from plan_app.presentation import catalogue
from plan_app.presentation.catalogue import Counted
from tests.meta import source, texts

PLACES = re.compile(r"%\(\w+\)\w|%%")
# A number of things: English says it otherwise for one of them.
COUNTED = re.compile(r"%\(count\)s (?:[a-z]+ ){0,2}[a-z]+s\b")
# English has one word for everybody, so it needs no form of address in a sentence.
ADDRESS = "%(you)s"
OF_MAILS = {
    text
    for path, tree in source.templates().items()
    if "/email/" in path
    for text in texts.of_template(tree)
}


def faults(text: str, entry: Message) -> list[str]:
    """What is wrong with an entry of the file."""
    strings = texts.forms(entry.string)
    found = ["untranslated"] if not all(strings) else []
    found += ["fuzzy"] if entry.fuzzy else []
    found += ["Vietnamese left"] if any(map(_is_vietnamese, strings)) else []
    wanted = set(PLACES.findall(text)) - {ADDRESS}
    places = [set(PLACES.findall(each)) - {ADDRESS} for each in strings]
    found += ["places"] if places[-1] != wanted else []
    found += ["counted"] if len(places) == 2 and len(places[1] - places[0]) != 1 else []
    found += ["only one form"] if len(strings) == 1 and COUNTED.search(strings[0]) else []
    found += ["edges"] if any(_edges(each) != _edges(text) for each in strings) else []
    found += ["HTML or Jinja"] if text in OF_MAILS and set("<>&{}") & set("".join(strings)) else []
    return found


def _is_vietnamese(text: str) -> bool:
    """Whether a letter is none of the 26."""
    return any(char.isalpha() and not char.isascii() for char in text)


def _edges(text: str) -> tuple[bool, bool]:
    return text.startswith(" "), text.endswith(" ")


def test_every_sentence_has_an_entry_and_every_entry_is_said() -> None:
    entries = set(texts.translated())
    assert sorted(texts.said() - entries) == [], "run make texts and translate them"
    assert sorted(entries - texts.said()) == [], "run make texts"


def test_every_entry_is_whole() -> None:
    found = {text: faults(text, entry) for text, entry in texts.translated().items()}
    assert {text: each for text, each in found.items() if each} == {}


def test_the_file_is_as_the_tool_writes_it() -> None:
    written = texts.FILE.read_text(encoding="utf-8")
    assert written == texts.renewed(texts.said(), texts.translated())


def test_no_sentence_stands_twice() -> None:
    lines = texts.FILE.read_text(encoding="utf-8").splitlines()
    contexts = ["", *lines]
    ids = [
        (contexts[n] if contexts[n].startswith("msgctxt") else "", line)
        for n, line in enumerate(lines)
        if line.startswith("msgid ")
    ]
    assert [each for each, number in Counter(ids).items() if number > 1] == []


@pytest.mark.parametrize(
    ("text", "strings", "fault"),
    [
        ("Lưu", "", "untranslated"),
        ("Lưu", "Lưu lại", "Vietnamese left"),
        ("Số %(number)s", "No.", "places"),
        ("Số %(number)s", "No. %(numbers)s", "places"),
        ("%(count)s thư", ("%(count)s mail", "%(count)s mails"), "counted"),
        ("Sửa tệp. ", "Correct the file.", "edges"),
    ],
)
def test_a_broken_entry_is_seen(text: str, strings: str | tuple[str, str], fault: str) -> None:
    ids = (text, text) if isinstance(strings, tuple) else text
    assert fault in faults(text, Message(ids, strings))


def test_a_fuzzy_entry_is_seen() -> None:
    assert "fuzzy" in faults("Lưu", Message("Lưu", "Save", flags=("fuzzy",)))


def test_sentences_are_found_wherever_they_are_marked() -> None:
    code = """
word = N_("Một")
said = _("Hai"
         " ba")
label = _l("Bốn")
button = NC_("to do", "Năm")
inside = f"{_('Sáu')}"
other = _(words[0])
"""
    found = list(texts.of_code(ast.parse(code)))
    assert sorted(found) == sorted(["Một", "Hai ba", "Bốn", NC_("to do", "Năm"), "Sáu"])
    template = Environment(autoescape=True).parse("""{{ _('Bảy') }} {{ _(NC_("pages", "Tám")) }}""")
    assert sorted(texts.of_template(template)) == sorted(["Bảy", NC_("pages", "Tám")])


def test_a_renewed_file_keeps_what_is_translated_and_drops_what_is_not_said() -> None:
    entries = {"Lưu": Message("Lưu", "Save"), "Bỏ": Message("Bỏ", "Remove")}

    written = texts.renewed({"Lưu", "Thêm"}, entries)

    assert 'msgid "Lưu"\nmsgstr "Save"' in written
    assert 'msgid "Thêm"\nmsgstr ""' in written
    assert "Bỏ" not in written


def test_a_number_decides_between_the_two_forms_however_it_is_written() -> None:
    late = Counted("1 day late", "%(days)s days late", "days")
    assert [late.form({"days": n}) for n in (1, "01", "1")] == ["1 day late"] * 3
    assert [late.form({"days": n}) for n in (0, "02", "11", "1,001")] == ["%(days)s days late"] * 4


def test_a_word_with_a_context_is_itself_where_there_is_no_translation() -> None:
    word = NC_("to do", "Tạm dừng")
    assert catalogue.find({}, word, {}) == "Tạm dừng"
    assert catalogue.find(catalogue.read("en"), word, {}) == "Suspend"
    assert catalogue.find(catalogue.read("en"), "Tạm dừng", {}) == "Suspended"


@pytest.mark.parametrize(
    ("string", "fault"),
    [("%(count)s chosen rows", ["only one form"]), (("1 row", "%(count)s rows"), [])],
)
def test_a_number_of_things_has_two_forms(string: str | tuple[str, str], fault: list[str]) -> None:
    assert faults("%(count)s dòng", Message("%(count)s dòng", string)) == fault
