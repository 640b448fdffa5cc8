"""One file that a form brought: looked at, kept, and given back as a draft."""

from typing import BinaryIO

from plan_app.domain.papers import Draft
from plan_app.papers import drafts, store
from plan_app.papers.checking import check


def take(name: str, file: BinaryIO) -> Draft:
    """Keep the file; raises PaperRefused. Outside of every transaction: it writes to the disk."""
    neutral, kind = check(name, file)
    digest, size = store.put(file)
    return drafts.new(digest, neutral, kind, size)
