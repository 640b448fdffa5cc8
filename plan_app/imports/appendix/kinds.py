"""What a file is, by its content; its name has to agree."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from plan_app.errors import N_
from plan_app.imports.appendix import documents, separated, workbooks
from plan_app.imports.appendix.packages import Package
from plan_app.imports.appendix.refusals import FileRefused
from plan_app.imports.appendix.sheets import MOST_BYTES, Sheet


class Kind(StrEnum):
    """The kinds that are read; the values are their endings."""

    WORKBOOK = ".xlsx"
    DOCUMENT = ".docx"
    SEPARATED = ".csv"
    PLAN_FILE = ".yaml"


MOST_LETTERS_IN_ALL: Final = 3_000_000
_ENDINGS: Final[Mapping[str, Kind]] = MappingProxyType(
    {each.value: each for each in Kind} | {".yml": Kind.PLAN_FILE, ".txt": Kind.SEPARATED}
)
_ZIP: Final = b"PK"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OTHERS: Final = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc")
_MAIN_PARTS: Final = {"xl/workbook.xml": Kind.WORKBOOK, "word/document.xml": Kind.DOCUMENT}

_KINDS: Final = N_("Đề nghị lưu lại thành .xlsx, .docx hoặc .csv rồi tải lên.")
_OTHER_KIND: Final = N_("Tệp không phải Excel (.xlsx), Word (.docx), CSV hoặc YAML.")


def of(name: str, data: bytes) -> Kind:
    """The kind of a file; raises FileRefused for what is not read and for a wrong ending."""
    if not data.strip():
        raise FileRefused(N_("Tệp trống."), N_("Đề nghị kiểm tra lại tệp."))
    if len(data) > MOST_BYTES:
        raise FileRefused(
            N_("Tệp lớn hơn %(most)s MB."),
            N_("Đề nghị bỏ hình ảnh, hoặc chép riêng bảng của Phụ lục sang một tệp mới."),
            most=MOST_BYTES // 1024**2,
        )
    ending = PurePath(name).suffix.lower()
    kind = _by_content(data, ending)
    expected = _ENDINGS.get(ending)
    if expected is not kind:
        raise FileRefused(
            N_("Đuôi tệp %(ending)s không đúng với nội dung: nội dung là %(kind)s."),
            N_("Đề nghị mở tệp, lưu lại đúng định dạng rồi tải lên."),
            ending=ending or "?",
            kind=kind,
        )
    return kind


def _by_content(data: bytes, ending: str) -> Kind:
    if data.startswith(_COMPOUND):
        raise _compound(data)
    if data.startswith(_ZIP):
        names = set(Package(data).names)
        for part, kind in _MAIN_PARTS.items():
            if part in names:
                return kind
        raise FileRefused(_OTHER_KIND, _KINDS)
    if data.startswith(_OTHERS) or ending in {".xlsx", ".docx"} or ending not in _ENDINGS:
        raise FileRefused(_OTHER_KIND, _KINDS)
    return _ENDINGS[ending]


def _compound(data: bytes) -> FileRefused:
    """Old formats and encrypted new ones share one container."""
    if _ENCRYPTED in data:
        return FileRefused(
            N_("Tệp có mật khẩu nên không đọc được."),
            N_("Đề nghị bỏ mật khẩu, lưu lại rồi tải lên."),
        )
    return FileRefused(N_("Tệp ở định dạng cũ (.xls hoặc .doc)."), _KINDS)


def sheets(kind: Kind, data: bytes) -> list[Sheet]:
    """The sheets of a file of tables; raises FileRefused, also when they hold far too much text.

    An appendix of 2 000 tasks has some 600 000 letters.
    """
    found = _READERS[kind](data)
    letters = sum(len(cell) for sheet in found for line in sheet.lines for cell in line.cells)
    if letters > MOST_LETTERS_IN_ALL:
        raise FileRefused(
            N_("Tệp có quá nhiều chữ: hơn 3 triệu ký tự."),
            N_("Đề nghị chỉ giữ bảng của Phụ lục, hoặc chia thành nhiều tệp."),
        )
    return found


_READERS: Final[Mapping[Kind, Callable[[bytes], list[Sheet]]]] = MappingProxyType(
    {
        Kind.WORKBOOK: lambda data: workbooks.read(Package(data)),
        Kind.DOCUMENT: lambda data: documents.read(Package(data)),
        Kind.SEPARATED: separated.read,
    }
)
