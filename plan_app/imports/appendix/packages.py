"""The ZIP packages that .xlsx and .docx are, opened so that no file can do harm.

Sizes are checked as declared and again while reading; only parts that are needed are read at all;
links to elsewhere, programs, passwords and XML entities are refused.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import BinaryIO, Final

from plan_app.errors import N_
from plan_app.imports.appendix.refusals import FileRefused

MOST_PART_BYTES: Final = 32 * 1024 * 1024
MOST_XML_BYTES: Final = 48 * 1024 * 1024
# A tag takes some hundred bytes once it is read. An appendix of 2 000 tasks has some 300 000.
MOST_TAGS: Final = 1_500_000
MOST_PARTS: Final = 2_000
_CHUNK: Final = 1024 * 1024
_ENCRYPTED: Final = 0x1
_ENTITIES: Final = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_MACRO: Final = re.compile(r"vbaProject|macrosheets/|activeX/", re.IGNORECASE)

_BROKEN: Final = (
    N_("Tệp bị hỏng hoặc chưa tải lên hết."),
    N_("Đề nghị mở tệp trên máy của mình, lưu lại rồi tải lên lần nữa."),
)
_TOO_LARGE: Final = (
    N_("Nội dung của tệp sau khi giải nén quá lớn."),
    N_("Đề nghị chép riêng bảng của Phụ lục sang một tệp mới rồi tải lên."),
)


class Package:
    """An open package; raises FileRefused for one that must not be read."""

    def __init__(self, data: bytes | BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise FileRefused(*_BROKEN) from error
        self._entries = {each.filename: each for each in self._zip.infolist()}
        self._read = 0
        self._refuse_harm()

    @property
    def names(self) -> Iterable[str]:
        """The names of the parts."""
        return self._entries

    def part(self, name: str) -> bytes:
        """The bytes of one part, never more than allowed; b"" when there is none."""
        entry = self._entries.get(name)
        if entry is None:
            return b""
        if entry.file_size > MOST_PART_BYTES:
            raise FileRefused(*_TOO_LARGE)
        try:
            return self._bytes(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise FileRefused(*_BROKEN) from error

    def xml(self, name: str) -> bytes:
        """The bytes of an XML part without entities; b"" when there is none."""
        data = self.part(name)
        if data.count(b"<") > MOST_TAGS:
            raise FileRefused(*_TOO_LARGE)
        plain = data.replace(b"\0", b"") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else data
        if _ENTITIES.search(plain):
            raise FileRefused(
                N_("Tệp chứa khai báo XML không được phép (DOCTYPE hoặc ENTITY)."),
                N_("Đề nghị mở bằng Word hoặc Excel, lưu lại rồi tải lên."),
            )
        return data

    def with_only(self, wanted: Iterable[str]) -> io.BytesIO:
        """A package of these parts alone, for a library that would read all it finds."""
        found = io.BytesIO()
        with zipfile.ZipFile(found, "w", zipfile.ZIP_STORED) as made:
            for name in wanted:
                data = self.xml(name)
                if data:
                    made.writestr(name, data)
        found.seek(0)
        return found

    def refuse_outer_links(self, name: str, allowed: frozenset[bytes] = frozenset()) -> None:
        """Raise when the relations of a part lead out of the file; links to click are allowed."""
        for relation in _RELATION.findall(self.xml(name)):
            if b"External" in relation and not any(kind in relation for kind in allowed):
                raise FileRefused(
                    N_("Tệp có liên kết lấy dữ liệu từ tệp hoặc địa chỉ khác."),
                    N_(
                        "Đề nghị ngắt liên kết (trong Excel: Dữ liệu, Sửa liên kết, Ngắt liên kết) "
                        "hoặc dán giá trị, rồi lưu lại."
                    ),
                )

    def _bytes(self, entry: zipfile.ZipInfo) -> bytes:
        chunks: list[bytes] = []
        with self._zip.open(entry) as part:
            while chunk := part.read(_CHUNK):
                self._read += len(chunk)
                if self._read > MOST_XML_BYTES:
                    raise FileRefused(*_TOO_LARGE)
                chunks.append(chunk)
        return b"".join(chunks)

    def _refuse_harm(self) -> None:
        entries = self._entries.values()
        if any(each.flag_bits & _ENCRYPTED for each in entries):
            raise FileRefused(
                N_("Tệp có mật khẩu nên không đọc được."),
                N_("Đề nghị bỏ mật khẩu, lưu lại rồi tải lên."),
            )
        if any(_MACRO.search(name) for name in self._entries):
            raise FileRefused(
                N_("Tệp có chứa chương trình (macro) nên không được nhận."),
                N_("Đề nghị lưu lại thành .xlsx hoặc .docx không có macro rồi tải lên."),
            )
        xml = sum(each.file_size for each in entries if each.filename.endswith((".xml", ".rels")))
        if len(self._zip.infolist()) > MOST_PARTS or xml > MOST_XML_BYTES:
            raise FileRefused(*_TOO_LARGE)
