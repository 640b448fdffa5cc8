"""The workbook that agencies send back, read line for line."""

import io
import zipfile

import openpyxl
import pytest

from plan_app.imports import people_file, people_workbook
from plan_app.imports.appendix.refusals import FileRefused
from plan_app.imports.people_file import FileNotUsable
from tests.imports.appendix.reading import changed, sample
from tests.workbooks import workbook

HEADS = ("TT", "Họ và tên", "Thư điện tử", "Điện thoại")
AN = (1, "Lê An", "an@so.example.org", "0237 1")


def read(*rows: tuple[object, ...]) -> list[people_file.RawPerson]:
    """The people of a workbook of these lines."""
    return people_file.read(people_workbook.as_text("a.xlsx", workbook(*rows)))


def test_titles_and_empty_lines_keep_the_numbers_of_the_lines() -> None:
    found = read(("SỞ CÔNG THƯƠNG",), (), HEADS, AN, (), (), (2, "Bùi Bình", "binh@so.example.org"))

    assert [(each.line, each.full_name, each.email) for each in found] == [
        (4, "Lê An", "an@so.example.org"),
        (7, "Bùi Bình", "binh@so.example.org"),
    ]
    assert found[0].telephone == "0237 1"


def test_a_cell_may_hold_lines_quotes_and_tabs() -> None:
    [found] = read(HEADS, (1, 'Lê\n"An"\tHai', "an@so.example.org"))

    assert (found.line, found.full_name) == (2, 'Lê "An" Hai')


def test_the_sheet_with_the_heads_is_the_one() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Hướng dẫn"])
    book.create_sheet("Danh sách").append(list(HEADS))
    book.worksheets[1].append(list(AN))
    saved = io.BytesIO()
    book.save(saved)

    [found] = people_file.read(people_workbook.as_text("a.xlsx", saved.getvalue()))

    assert found.full_name == "Lê An"


def test_a_formula_in_a_column_that_is_not_taken_does_no_harm() -> None:
    [found] = read(HEADS, ("=1+1", *AN[1:]))

    assert found.full_name == "Lê An"


def test_a_formula_in_a_column_that_is_taken_is_named() -> None:
    with pytest.raises(FileRefused, match="Ô C2 chứa công thức"):
        read(HEADS, (1, "Lê An", '="an"&"@so.example.org"'))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("Tên", "Địa chỉ"), ("An", "x")], "Không tìm thấy dòng tiêu đề"),
        ([HEADS, *[(n, f"Người {n}", f"n{n}@so.example.org") for n in range(501)]], "quá 500"),
        ([HEADS, *[()] * 1001, AN], "dòng trống liền nhau"),
    ],
)
def test_a_workbook_without_a_usable_table_is_refused(
    rows: list[tuple[object, ...]], said: str
) -> None:
    with pytest.raises(FileNotUsable, match=said) as refused:
        read(*rows)
    assert refused.value.field == "file"


def test_five_hundred_people_far_below_are_read() -> None:
    rows = [(n, f"Người {n}", f"n{n}@so.example.org") for n in range(500)]

    assert len(read(*[()] * 1500, HEADS, *rows)) == 500


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", sample("continued_pages.docx")),
        ("a.xlsx", sample("continued_pages.docx")),
        ("a.xlsx", b"Ho ten;Email"),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.xlsm", changed("one_head.xlsx", {"xl/vbaProject.bin": b"x"})),
    ],
)
def test_a_file_that_might_do_harm_or_is_none_is_refused(name: str, data: bytes) -> None:
    assert people_workbook.is_one(name, data)
    with pytest.raises(FileRefused):
        people_workbook.as_text(name, data)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * 60_000_000)

    with pytest.raises(FileRefused, match="quá lớn"):
        people_workbook.as_text("a.xlsx", bomb.getvalue())


def test_a_table_in_letters_is_no_workbook() -> None:
    assert not people_workbook.is_one("a.csv", "Họ tên;Email".encode("utf-16"))
