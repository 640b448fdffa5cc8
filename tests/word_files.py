"""Reading what a Word file says."""

from collections.abc import Iterator
from typing import Any


def words_in(element: Any) -> str:  # noqa: ANN401 (lxml)
    """All words of the body, or of a part of it, one after the other; hyphens as they are typed."""
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:  # noqa: ANN401 (lxml)
    for node in element.iter():
        if node.tag.endswith("}t"):
            yield node.text or ""
        elif node.tag.endswith("}noBreakHyphen"):
            yield "-"
