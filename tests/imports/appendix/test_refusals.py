"""Files that must not be read, or not whole: a sentence, what to do, bounded time and memory."""

import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from plan_app.imports.appendix import FileRefused
from plan_app.imports.appendix.packages import MOST_XML_BYTES
from plan_app.imports.appendix.sheets import MOST_BYTES
from tests.imports.appendix.reading import changed, messages, part, read, sample
from tests.meta import source

SHEET = "xl/worksheets/sheet1.xml"
BODY = "word/document.xml"
WORKBOOK, DOCUMENT = "one_head.xlsx", "continued_pages.docx"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LINK = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/%s" Target="http://elsewhere.example.org/a" TargetMode="External"/>'
    b"</Relationships>"
)
# Address space of the reading process, most of it taken by the libraries before anything is read.
MOST_MEMORY = 700 * 1024 * 1024
MOST_SECONDS = 20
MOST_MEGABYTES = 450


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read(name, data)
    assert str(refused.value.mend)
    assert refused.value.problem.message == refused.value.why
    return str(refused.value.why)


def saying(local: int, central: int, value: int) -> bytes:
    """A package whose entries have `value` at these places of their two heads."""
    data = bytearray(sample(WORKBOOK))
    for mark, place in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        start = data.find(mark)
        while start >= 0:
            data[start + place] |= value
            start = data.find(mark, start + 4)
    return bytes(data)


def encrypted() -> bytes:
    """A package whose entries say that they are encrypted."""
    return saying(6, 8, 1)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xlsx", b"", "Tệp trống."),
        ("a.csv", b" \n ", "Tệp trống."),
        ("a.xlsx", b"x" * (MOST_BYTES + 1), "Tệp lớn hơn 10 MB."),
        ("a.pdf", b"%PDF-1.7", "Tệp không phải Excel (.xlsx), Word (.docx), CSV hoặc YAML."),
        ("a.xlsx", b"%PDF-1.7", "Tệp không phải Excel (.xlsx), Word (.docx), CSV hoặc YAML."),
        ("a.xlsx", b"<html>", "Tệp không phải Excel (.xlsx), Word (.docx), CSV hoặc YAML."),
        ("a", b"a;b", "Tệp không phải Excel (.xlsx), Word (.docx), CSV hoặc YAML."),
        ("a.xls", COMPOUND, "Tệp ở định dạng cũ (.xls hoặc .doc)."),
        ("a.doc", COMPOUND, "Tệp ở định dạng cũ (.xls hoặc .doc)."),
        ("a.xlsx", COMPOUND + "EncryptedPackage".encode("utf-16-le"),
         "Tệp có mật khẩu nên không đọc được."),
        ("a.xlsx", encrypted(), "Tệp có mật khẩu nên không đọc được."),
        ("a.docx", sample(WORKBOOK),
         "Đuôi tệp .docx không đúng với nội dung: nội dung là .xlsx."),
        ("a.csv", sample(DOCUMENT), "Đuôi tệp .csv không đúng với nội dung: nội dung là .docx."),
        ("a.xlsx", sample(WORKBOOK)[:-200], "Tệp bị hỏng hoặc chưa tải lên hết."),
        # Of a kind of compression, and of a version, that nobody reads.
        ("a.xlsx", saying(8, 10, 96), "Tệp bị hỏng hoặc chưa tải lên hết."),
        ("a.xlsx", saying(4, 6, 64), "Tệp bị hỏng hoặc chưa tải lên hết."),
        ("a.xlsx", b"PK\x03\x04nothing", "Tệp bị hỏng hoặc chưa tải lên hết."),
        ("a.xlsm", changed(WORKBOOK, {"xl/vbaProject.bin": b"x"}),
         "Tệp có chứa chương trình (macro) nên không được nhận."),
        ("a.xlsx", changed(WORKBOOK, {"xl/_rels/b.rels": LINK % b"externalLinkPath"}),
         "Tệp có liên kết lấy dữ liệu từ tệp hoặc địa chỉ khác."),
        ("a.docx", changed(DOCUMENT, {"word/_rels/s.rels": LINK % b"attachedTemplate"}),
         "Tệp có liên kết lấy dữ liệu từ tệp hoặc địa chỉ khác."),
        ("a.xlsx", changed(WORKBOOK, {SHEET: b"<worksheet"}),
         "Tệp Excel bị hỏng hoặc không đúng chuẩn .xlsx."),
        ("a.docx", changed(DOCUMENT, {BODY: b"<w:document"}),
         "Tệp Word bị hỏng hoặc không đúng chuẩn .docx."),
        ("a.docx", changed(DOCUMENT, {BODY: b"<!DOCTYPE a [<!ENTITY b 'c'>]>"}),
         "Tệp chứa khai báo XML không được phép (DOCTYPE hoặc ENTITY)."),
        ("a.xlsx", changed(WORKBOOK, {SHEET: "<!DOCTYPE a>".encode("utf-16")}),
         "Tệp chứa khai báo XML không được phép (DOCTYPE hoặc ENTITY)."),
        ("a.csv", b"\xff" * 10 + b"\x81;\x8d\n", "Không đọc được bảng mã của tệp CSV."),
        ("a.csv", b"\0\0\0\0", "Không đọc được bảng mã của tệp CSV."),
        ("a.csv", b'"a;b\n', "Tệp CSV sai dấu ngoặc kép: có ô mở ngoặc mà không đóng."),
        ("a.csv", b"a;b\n" * 5_001, "Bảng có hơn 5.000 dòng có nội dung."),
    ],
)  # fmt: skip
def test_a_file_that_is_not_read_says_why(name: str, data: bytes, why: str) -> None:
    assert refusal(name, data) == why


def test_a_link_to_click_does_no_harm() -> None:
    data = changed(DOCUMENT, {"word/_rels/s.rels": LINK % b"hyperlink"})

    assert read("a.docx", data) == read("a.docx", sample(DOCUMENT))


def test_a_formula_is_told_and_text_that_begins_like_one_is_text() -> None:
    cell = b'<c r="B8"><f>1+1</f><v>2</v></c><c r="C8" t="inlineStr"><is><t>=1+1</t></is></c>'
    row = b'<row r="10"><c r="A10"><v>1</v></c>' + cell.replace(b"8", b"10") + b"</row>"
    sheet = part(WORKBOOK, SHEET)
    start = sheet.index(b'<row r="10"')
    end = sheet.index(b"</row>", start) + 6
    found = read("a.xlsx", changed(WORKBOOK, {SHEET: sheet[:start] + row + sheet[end:]}))

    first = found.rows[0]
    assert first.lead is not None
    assert first.lead.worded == "=1+1"
    assert first.problems[0].column == "B"
    assert str(first.problems[0].message) == "Ô chứa công thức; hệ thống không tính công thức."
    assert not found.can_be_written


def test_a_formula_outside_the_tasks_is_an_error_of_the_file() -> None:
    sheet = part(WORKBOOK, SHEET).replace(
        b"</sheetData>", b'<row r="60"><c r="B60"><f>1+1</f></c></row></sheetData>'
    )
    found = read("a.xlsx", changed(WORKBOOK, {SHEET: sheet}))

    assert messages(found) == ["Ô chứa công thức; hệ thống không tính công thức."]


def rows(*cells: bytes) -> bytes:
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData>'
        + b"".join(cells)
        + b"</sheetData></worksheet>"
    )


def table(content: bytes) -> bytes:
    return part(DOCUMENT, BODY).replace(b"</w:body>", b"<w:tbl>" + content + b"</w:tbl></w:body>")


def empty_rows() -> bytes:
    lines = b"".join(b'<row r="%d"/>' % n for n in range(40, 1_000_040))
    return part(WORKBOOK, SHEET).replace(b"</sheetData>", lines + b"</sheetData>")


MERGED = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><mergeCells'
TOO_LARGE = "Nội dung của tệp sau khi giải nén quá lớn."
HEAVY: dict[str, tuple[str, str, Callable[[], bytes], str | None]] = {
    "zip bomb": (WORKBOOK, SHEET, lambda: b" " * (MOST_XML_BYTES * 8), TOO_LARGE),
    "many strings": (WORKBOOK, "xl/sharedStrings.xml", lambda: b"<si><t/></si>" * 2_000_000,
                     TOO_LARGE),
    "a million empty rows": (WORKBOOK, SHEET, empty_rows, "6 tasks"),
    "a million styled rows": (
        WORKBOOK, SHEET, lambda: rows(b'<row><c s="1"/></row>' * 1_000_000), TOO_LARGE),
    "the last cell of all": (
        WORKBOOK, SHEET,
        lambda: rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "0 tasks"),
    "a merged cell over all": (
        WORKBOOK, SHEET, lambda: part(WORKBOOK, SHEET).replace(b"<mergeCells", MERGED), "6 tasks"),
    "a row of many cells": (
        WORKBOOK, SHEET, lambda: rows(b"<row>", b"<c><v>1</v></c>" * 400_000, b"</row>"), None),
    "rows in rows": (WORKBOOK, SHEET, lambda: rows(b"<row>" * 1_400_000), None),
    "a huge picture": (
        DOCUMENT, "word/media/image1.png", lambda: b"\0" * (400 * 1024 * 1024), "5 tasks"),
    "many tables": (
        DOCUMENT, BODY, lambda: table(b"<w:tr><w:tc><w:p/></w:tc></w:tr>" * 250_000), None),
    "a cell that spans everything": (
        DOCUMENT, BODY,
        lambda: table(b'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr></w:tc>'
                      b"</w:tr>"),
        "5 tasks"),
    "many paragraphs": (
        DOCUMENT, BODY,
        lambda: table(b"<w:tr><w:tc>" + b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 170_000
                      + b"</w:tc></w:tr>"), None),
}  # fmt: skip
READING = """
import json, re, resource, sys, time
from pathlib import Path
from tests.imports.appendix.reading import read
from plan_app.imports.appendix import FileRefused
import openpyxl, docx

def megabytes():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

before = megabytes()
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
path, start = Path(sys.argv[1]), time.monotonic()
try:
    found = f"{len(read(path.name, path.read_bytes()).rows)} tasks"
except FileRefused as refused:
    found = str(refused.why)
print(json.dumps([found, time.monotonic() - start, megabytes() - before]))
"""


# Of files that are read whole, `make test` tries the picture; the others take seconds each.
SLOW = {"many tables", "rows in rows", "a million empty rows", "many paragraphs"}


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[pytest.mark.slow] * (kind in SLOW)) for kind in HEAVY]
)
def test_a_heavy_file_is_read_or_refused_within_bounds(kind: str, tmp_path: Path) -> None:
    """In a process of its own, whose memory is limited by the system."""
    name, entry, content, wanted = HEAVY[kind]
    path = tmp_path / f"heavy{Path(name).suffix}"
    changed(name, {entry: content()}, path)

    ended = subprocess.run(
        [sys.executable, "-c", READING, str(path), str(MOST_MEMORY)],
        cwd=source.ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert ended.stderr == ""
    found, seconds, megabytes = json.loads(ended.stdout)
    # For docs/performance.md, shown by `pytest -n 0 -rP`.
    size = path.stat().st_size // 1024
    sys.stdout.write(f"| {kind} | {size} KB | {seconds:.1f} s | {megabytes} MB | {found} |\n")
    assert wanted is None or found == wanted
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


def test_a_package_that_lies_about_its_sizes_is_refused() -> None:
    data = bytearray(sample(WORKBOOK))
    place = data.find(b"PK\x01\x02", data.find(SHEET.encode()))
    start = data.rfind(b"PK\x01\x02", 0, data.rfind(SHEET.encode()))
    assert place > 0
    data[start + 24 : start + 28] = (100).to_bytes(4, "little")

    assert refusal("a.xlsx", bytes(data)) in {
        "Tệp bị hỏng hoặc chưa tải lên hết.", "Tệp Excel bị hỏng hoặc không đúng chuẩn .xlsx."
    }  # fmt: skip


def test_two_thousand_tasks_are_read_in_seconds(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "large.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    heads = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Sản phẩm")
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head)
    for number in range(1, 2001):
        texts = (f"Nhiệm vụ thử số {number}: " + "nội dung " * 20, "Sở Tài chính",
                 f"Sở Y tế, Sở Thử nghiệm {number}; các đơn vị liên quan",
                 f"Quý IV/{2024 + number % 6}", "Báo cáo")  # fmt: skip
        sheet.write_number(number, 0, number)
        for column, text in enumerate(texts, 1):
            sheet.write_string(number, column, text)
    book.close()
    start = time.monotonic()

    found = read(path.name, path.read_bytes())

    assert len(found.rows) == 2000
    assert time.monotonic() - start < 20  # 5 s are asked for; a busy machine is slower.


def test_a_package_of_other_things_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", "a")

    assert refusal("a.xlsx", path.read_bytes()).startswith("Tệp không phải Excel")
