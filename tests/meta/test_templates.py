"""Nothing inline in the templates: the content security policy would not let it work."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meta import source

TEMPLATES = source.PACKAGE / "templates"
# Mails carry their styles with them; no policy of ours reaches them.
PAGES = [path for path in sorted(TEMPLATES.rglob("*.html")) if "email" not in path.parts]

INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "foreign address": re.compile(r"<(script|link|img)[^>]*(src|href)\s*=\s*\"(https?:)?//", re.I),
}


def _faults(text: str) -> Iterator[str]:
    for name, pattern in INLINE.items():
        yield from (f"{name}: {found.group()}" for found in pattern.finditer(text))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_holds_nothing_inline(page: Path) -> None:
    assert list(_faults(page.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        '<button onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
        '<script src="https://cdn.example.org/a.js"></script>',
    ],
)
def test_something_inline_is_seen(text: str) -> None:
    assert list(_faults(text))
