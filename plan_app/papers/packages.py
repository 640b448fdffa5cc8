"""The ZIP packages that .docx and .xlsx are, looked through so that no file can do harm."""

import zipfile
import zlib
from typing import BinaryIO, Final

from plan_app.domain.appendix import Sentence, said
from plan_app.domain.papers import PaperKind
from plan_app.errors import N_
from plan_app.imports.appendix.packages import Package
from plan_app.imports.appendix.refusals import FileRefused

MOST_UNPACKED: Final = 200 * 1024 * 1024
_CHUNK: Final = 256 * 1024
_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_MAIN: Final = {
    "word/document.xml": (PaperKind.DOCX, b"wordprocessingml.document.main+xml"),
    "xl/workbook.xml": (PaperKind.XLSX, b"spreadsheetml.sheet.main+xml"),
}
_TYPES: Final = "[Content_Types].xml"
_SETTINGS: Final = "word/_rels/settings.xml.rels"
_BROKEN: Final = N_("Tệp bị hỏng hoặc chưa tải lên hết; đề nghị mở tệp, lưu lại rồi chọn lần nữa.")
_BOMB: Final = N_("Nội dung của tệp sau khi giải nén quá lớn nên không được nhận.")
_OTHER: Final = N_("Tệp nén không phải Word (.docx) hoặc Excel (.xlsx) nên không được nhận.")
_MIXED: Final = N_("Tệp chứa lẫn nội dung của một định dạng khác nên không được nhận.")


class Harmful(Exception):
    """The package is not taken; `why` says so."""

    def __init__(self, why: Sentence | str) -> None:
        self.why = said(why) if isinstance(why, str) else why
        super().__init__(str(self.why))


def is_hidden_in(file: BinaryIO) -> bool:
    """Whether a file of another kind can be opened as a ZIP package as well."""
    return zipfile.is_zipfile(file)


def kind_of(file: BinaryIO) -> PaperKind:
    """Which document the package is; raises Harmful for everything else.

    Nothing may stand before or after it. Every part is unpacked once, a piece at a time and
    never more than `MOST_UNPACKED` in all, so that false sizes and broken parts are seen.
    """
    _check_edges(file)
    try:
        package = Package(file)
        kind = _by_main_part(package)
        package.refuse_outer_links(_SETTINGS)
        _unpack(file)
    except FileRefused as error:
        raise Harmful(error.why) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError,
            NotImplementedError, RuntimeError) as error:  # fmt: skip
        raise Harmful(_BROKEN) from error
    return kind


def _check_edges(file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES))
    if not file.read().startswith(_END):
        raise Harmful(_BROKEN)
    file.seek(0)
    if b"%PDF-" in file.read(1024):
        raise Harmful(_MIXED)


def _by_main_part(package: Package) -> PaperKind:
    types = package.xml(_TYPES)
    for part, (kind, word) in _MAIN.items():
        if part in package.names and word in types:
            return kind
    raise Harmful(_OTHER)


def _unpack(file: BinaryIO) -> None:
    with zipfile.ZipFile(file) as package:
        parts = package.infolist()
        if sum(each.file_size for each in parts) > MOST_UNPACKED:
            raise Harmful(_BOMB)
        if len({each.filename for each in parts}) != len(parts):
            raise Harmful(_MIXED)
        if any(_leads_out(each.filename) for each in parts):
            raise Harmful(_BROKEN)
        for each in parts:
            # Reading to the end compares the checksum; no more than the declared size is read.
            with package.open(each) as part:
                while part.read(_CHUNK):
                    pass


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/")
