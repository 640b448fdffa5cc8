"""Names of files that people bring, made harmless; Vietnamese letters stay."""

import re
import unicodedata
from typing import Final

MOST_LETTERS: Final = 120
NAMELESS: Final = "tai-lieu"
# Control, format (also the marks that turn the direction of reading), surrogates, private,
# unassigned; the ends of lines and paragraphs.
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORBIDDEN: Final = re.compile(r'[<>:"|?*%;]')
# Names that Windows keeps for devices, whatever the ending.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def stem(name: str) -> str:
    """The last part of `name` without its ending, as it may be saved on any machine.

    No path, nothing invisible, no letter that a file system forbids, at most `MOST_LETTERS`;
    `NAMELESS` where nothing is left.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if char.isspace() else char for char in last)
    seen = "".join(char for char in seen if unicodedata.category(char) not in _INVISIBLE)
    before, dot, _ending = seen.rpartition(".")
    kept = _FORBIDDEN.sub("_", before if dot else seen)
    kept = " ".join(kept.split()).strip(". ")[:MOST_LETTERS].strip(". ")
    if _DEVICES.match(kept):
        kept = f"_{kept}"
    return kept or NAMELESS


def ending(name: str) -> str:
    """The ending in lower case without its point; "" where there is none."""
    last = re.split(r"[/\\]", name)[-1]
    _before, dot, found = last.rpartition(".")
    return found.strip().lower() if dot else ""


def plain(name: str) -> str:
    """The name in ASCII, for browsers that know nothing else."""
    decomposed = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[^A-Za-z0-9._-]+", "-", decomposed.encode("ascii", "ignore").decode())
