"""Colours of pages are names, so that the dark look and paper can give them others."""

import re

from tests.meta import source

# White on the house's own grounds, which are dark in both looks.
ALLOWED = {"#fff"}
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*[;}])")
# A ground of the house as ink or as an edge is too dark by night: there are `-ink` and `-mark`.
AS_INK = re.compile(r"(?<![\w-])(?:color|border(?:-[a-z]+)*): [^;]*var\(--pine(?:-deep)?\)")
SHEETS = ("app.css", "timeline.css")


def _rules(name: str) -> str:
    """The style sheet without its first rule, which gives the names."""
    text = (source.PACKAGE / "static" / name).read_text(encoding="utf-8")
    return text.partition("\n}\n")[2] if name == "app.css" else text


def _faults(rules: str) -> set[str]:
    return {each for each in HEX.findall(rules) if each not in ALLOWED} | set(AS_INK.findall(rules))


def test_every_colour_has_a_name_and_fits_both_looks() -> None:
    assert {name: _faults(_rules(name)) for name in SHEETS} == {name: set() for name in SHEETS}


def test_such_a_colour_is_seen() -> None:
    assert _faults(".a { color: #fbf4e1; }") == {"#fbf4e1"}
    assert _faults(".a { border-left: 1px solid var(--pine); }")
    assert _faults(".a { color: var(--pine-deep); }")
    assert not _faults(".a { background: var(--pine); color: #fff; }")
