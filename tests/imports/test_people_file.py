"""The table of people as offices save and paste it."""

import pytest

from plan_app.imports import people_file
from plan_app.imports.people_file import FileNotUsable

HEAD = "STT{0}Xưng hô{0}Họ và tên{0}Chức vụ{0}Cơ quan{0}Thư công vụ{0}Điện thoại"
ROW = "1{0}Bà{0}Lê Thị Đào{0}Chuyên viên{0}Sở Xây dựng{0}dao@so.example.org{0}0237 000 001"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_offices_save_is_read(separator: str, encoding: str) -> None:
    data = f"{HEAD}\r\n{ROW}\r\n".format(separator).encode(encoding)

    (person,) = people_file.read(people_file.decode(data))

    assert (person.line, person.honorific, person.full_name) == (2, "Bà", "Lê Thị Đào")
    assert (person.agency, person.email) == ("Sở Xây dựng", "dao@so.example.org")
    assert (person.position, person.telephone) == ("Chuyên viên", "0237 000 001")


def test_titles_above_empty_lines_and_unknown_columns_are_passed_over() -> None:
    text = "DANH SÁCH CỬ ĐẦU MỐI;;\n;;\nHọ tên;Ghi chú;E-mail\n;;\nAn;x;an@so.example.org\n;y;\n"
    (person,) = people_file.read(text)
    assert (person.line, person.full_name, person.email) == (5, "An", "an@so.example.org")


def test_cells_may_hold_separators_and_line_ends() -> None:
    text = 'Họ tên,Đơn vị,Email\nAn,"Sở Văn hóa, Thể thao\nvà Du lịch",an@so.example.org\n'
    (person,) = people_file.read(text)
    assert person.agency == "Sở Văn hóa, Thể thao và Du lịch"


def test_short_lines_lack_cells() -> None:
    (person,) = people_file.read("Họ tên,Email,Chức vụ\nAn,an@so.example.org")
    assert person.position == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "dòng tiêu đề"),
        ("Họ tên;Chức vụ\nAn;x", "dòng tiêu đề"),
        ("Họ tên;Email\n", "không có người nào"),
        ("Họ tên;Email\n" + "An;a@b\n" * 501, "quá 500"),
        ("Họ tên;Email\n" + "x" * 200_000 + ";a@b", "quá dài"),
    ],
)
def test_what_is_no_table_is_refused(text: str, said: str) -> None:
    with pytest.raises(FileNotUsable, match=said) as broken:
        people_file.read(text)
    assert broken.value.field == "text"


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(FileNotUsable, match="UTF-8") as broken:
        people_file.decode("Họ tên".encode("cp1258", "ignore"))
    assert broken.value.field == "file"


def test_the_english_heads_of_the_page_are_read_as_well() -> None:
    heads = "Form of address,Full name,Position,Division,Agency,Official e-mail,Telephone,Role"
    (person,) = people_file.read(f"{heads}\nMr,An,Head,Energy,X,an@so.example.org,0237 1,Contact")

    assert (person.honorific, person.full_name, person.position) == ("Mr", "An", "Head")
    assert (person.division, person.agency, person.email) == ("Energy", "X", "an@so.example.org")
    assert (person.telephone, person.function) == ("0237 1", "Contact")
