"""What an attached file is, by its content; its ending has to agree, and nothing may be hidden."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import BinaryIO, Final

from plan_app.domain import file_names
from plan_app.domain.appendix import Sentence, said
from plan_app.domain.papers import MOST_BYTES, PaperKind
from plan_app.errors import N_
from plan_app.papers import packages, pictures
from plan_app.papers.refusals import PaperRefused

ENDINGS: Final[Mapping[str, PaperKind]] = MappingProxyType(
    {each.value: each for each in PaperKind} | {"jpeg": PaperKind.JPEG}
)
_HEAD: Final = 4096
_TAIL: Final = 2048
_PDF: Final = b"%PDF-"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a reader would run; in packed parts of the file it cannot be seen.
_RUN: Final = (b"/JavaScript", b"/Launch")
_PAGE: Final = (b"<html", b"<script", b"<svg", b"<!doctype", b"<?php")
_CHUNK: Final = 256 * 1024
# Longer than any word that is looked for.
_OVERLAP: Final = 16

EMPTY: Final = N_("Tệp trống.")
TOO_LARGE: Final = N_("Tệp lớn hơn 20 MB; đề nghị giảm dung lượng hoặc chia thành nhiều tệp.")
_OTHER: Final = N_("Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx) và ảnh JPEG, PNG.")
_OLD: Final = N_(
    "Tệp ở định dạng cũ (.doc, .xls) hoặc có mật khẩu; đề nghị lưu lại thành .docx, .xlsx hoặc PDF."
)
_BROKEN: Final = N_("Tệp bị hỏng hoặc chưa tải lên hết; đề nghị mở tệp, lưu lại rồi chọn lần nữa.")
_MIXED: Final = N_("Tệp chứa lẫn nội dung của một định dạng khác nên không được nhận.")
_RUNS: Final = N_(
    "Tệp PDF có chứa chương trình nên không được nhận; đề nghị in lại thành PDF rồi chọn lần nữa."
)


def check(name: str, file: BinaryIO) -> tuple[str, PaperKind]:
    """The neutral name and the kind of a file that may be kept; raises PaperRefused.

    Reads the file a piece at a time. Leaves it at its beginning.
    """
    shown = file_names.stem(name)
    sent_as = _as_sent(name, shown)
    why: Sentence | str | None = _size_wrong(file)
    if why is None:
        kind = _kind(sent_as, file)
        why = _ending_wrong(file_names.ending(name), kind)
        file.seek(0)
        if why is None:
            return f"{shown}.{kind.value}", kind
    raise PaperRefused(sent_as, why)


def _size_wrong(file: BinaryIO) -> str | None:
    size = file.seek(0, 2)
    if size == 0:
        return EMPTY
    return TOO_LARGE if size > MOST_BYTES else None


def _kind(shown: str, file: BinaryIO) -> PaperKind:
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(_COMPOUND):
        raise PaperRefused(shown, _OLD)
    if head.startswith(b"PK\x03\x04"):
        try:
            return packages.kind_of(file)
        except packages.Harmful as error:
            raise PaperRefused(shown, error.why) from error
    kind = PaperKind.PDF if head.startswith(_PDF) else pictures.kind_of(head)
    if kind is None:
        raise PaperRefused(shown, _OTHER)
    why = _pdf_wrong(file, head) if kind is PaperKind.PDF else _picture_wrong(file, kind)
    if why is None and packages.is_hidden_in(file):
        why = _MIXED
    if why is not None:
        raise PaperRefused(shown, why)
    return kind


def _picture_wrong(file: BinaryIO, kind: PaperKind) -> str | None:
    return None if pictures.is_whole(file, kind) else _BROKEN


def _pdf_wrong(file: BinaryIO, head: bytes) -> str | None:
    """Its head, its trailer and what stands between, as far as it is not packed."""
    if any(word in head.lower() for word in _PAGE):
        return _MIXED
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    body, mark, after = file.read().rpartition(b"%%EOF")
    if not mark or b"startxref" not in body:
        return _BROKEN
    if after.strip(b"\0\t\n\f\r "):
        return _MIXED
    return _RUNS if _holds(file, _RUN) else None


def _holds(file: BinaryIO, words: tuple[bytes, ...]) -> bool:
    file.seek(0)
    kept = b""
    while piece := file.read(_CHUNK):
        seen = kept + piece
        if any(word in seen for word in words):
            return True
        kept = seen[-_OVERLAP:]
    return False


def _ending_wrong(ending: str, kind: PaperKind) -> Sentence | None:
    if ENDINGS.get(ending) is kind:
        return None
    return said(
        N_("Đuôi tệp (.%(ending)s) không đúng với nội dung: nội dung là %(kind)s."),
        ending=ending[:10] or "?",
        kind=kind.name,
    )


def _as_sent(name: str, shown: str) -> str:
    """The name as the person knows it, made harmless."""
    ending = file_names.ending(name)
    return f"{shown}.{file_names.stem(ending)[:10]}" if ending else shown
