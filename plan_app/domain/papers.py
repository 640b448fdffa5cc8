"""Papers attached (Văn bản, tài liệu kèm theo): files and references to documents, and their rules.

The database stores the slugs, so a member may be renamed but its value may not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from plan_app.errors import N_, RuleBroken

# Of one file, and of one act.
MOST_BYTES: Final = 20 * 1024 * 1024
MOST_FILES: Final = 5
MOST_REFERENCES: Final = 2
MOST_NUMBER, MOST_SUBJECT = 200, 500
# The field of every form that takes papers.
FIELD: Final = "papers"


class PaperKind(StrEnum):
    """What a file is, by its content; the values are the endings that files are saved with."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JPEG = "jpg"
    PNG = "png"


class PaperPurpose(StrEnum):
    """Which act the paper goes with."""

    REPORT = "report"
    EXTENSION = "extension"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True)
class Reference:
    """A document that is named and not sent along; what was not typed is empty."""

    number: str = ""
    dated: date | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that is kept already: the SHA-256 of its bytes, its neutral name, what it is.

    `nonce` names this one sending of it, which is attached once.
    """

    digest: str
    name: str
    kind: PaperKind
    size: int
    nonce: str


@dataclass(frozen=True, slots=True)
class Given:
    """The papers that one act brings."""

    files: tuple[Draft, ...] = ()
    references: tuple[Reference, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files or self.references)


NONE: Final = Given()


class TooManyFiles(RuleBroken):
    """More files than one act takes."""

    def __init__(self) -> None:
        super().__init__(
            N_("Mỗi lần gửi kèm nhiều nhất 05 tệp; đề nghị gộp hoặc bỏ bớt tệp."), field=FIELD
        )


class ReferenceIncomplete(RuleBroken):
    """A document is named with its number and its date."""

    def __init__(self) -> None:
        super().__init__(
            N_("Văn bản dẫn chiếu: đề nghị ghi cả số, ký hiệu và ngày của văn bản."), field=FIELD
        )


class ReferenceTooLong(RuleBroken):
    """Longer than the columns that keep it."""

    def __init__(self) -> None:
        super().__init__(
            N_("Văn bản dẫn chiếu: số, ký hiệu nhiều nhất 200 ký tự, trích yếu 500 ký tự."),
            field=FIELD,
        )


class ReferenceInFuture(RuleBroken):
    """A document cannot have come before it was written."""

    def __init__(self) -> None:
        super().__init__(
            N_("Văn bản dẫn chiếu: ngày của văn bản không thể sau ngày hôm nay."), field=FIELD
        )


class PaperMissing(RuleBroken):
    """The plan asks for a paper with each report of completion."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Kế hoạch này yêu cầu kèm văn bản, tài liệu khi báo cáo hoàn thành: "
                "đề nghị chọn tệp hoặc ghi số, ký hiệu và ngày của văn bản."
            ),
            field=FIELD,
        )


class FileGone(RuleBroken):
    """The file that was kept for the form is no more, or was attached already."""

    def __init__(self) -> None:
        super().__init__(
            N_("Tệp đã giữ lại không còn dùng được; đề nghị chọn lại tệp rồi gửi."), field=FIELD
        )


def check(given: Given, *, today: date) -> None:
    """Raise the first broken rule about what was attached."""
    if len(given.files) > MOST_FILES:
        raise TooManyFiles
    _check_references(given.references, today)


def _check_references(references: Sequence[Reference], today: date) -> None:
    for each in references:
        if not each.number.strip() or each.dated is None:
            raise ReferenceIncomplete
        if each.dated > today:
            raise ReferenceInFuture
        if len(each.number) > MOST_NUMBER or len(each.subject) > MOST_SUBJECT:
            raise ReferenceTooLong


def check_required(*, is_required: bool, is_completion: bool, has_paper: bool) -> None:
    """Raise unless a report of completion comes with what the plan asks for.

    A file, a reference, or the agency's own letter: any of them is a paper.
    """
    if is_required and is_completion and not has_paper:
        raise PaperMissing
