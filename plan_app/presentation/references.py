"""Numbers of documents on pages: they are not broken at their hyphens."""

import re
from typing import Final

from markupsafe import Markup, escape

# `3825/QĐ-UBND`, `4567/SNNMT-KHTC`: short enough to stand on the narrowest line.
_NUMBER: Final = re.compile(
    r"(?<!\S)\d{1,6}/(?=[^\s-]*-)[^\s,;:()<>&\"']{2,22}(?![^\s,;:()<>&\"'])"
)


def unbroken(text: str) -> str:
    """`text` with each number of a document kept on one line; copied it is as it was typed."""
    if "/" not in text or not _NUMBER.search(text):
        return text
    parts, end = [], 0
    for found in _NUMBER.finditer(text):
        parts += [escape(text[end : found.start()]), _KEPT.format(found.group())]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


_KEPT: Final = Markup('<span class="nowrap">{}</span>')
