"""How lines become groups and tasks, shown on small tables."""

import pytest

from plan_app.domain.appendix import Appendix, Column, Correction, Weight
from plan_app.imports.appendix import heads
from tests.imports.appendix.reading import HEADS, messages, read_rows

TASK = ("1", "Rà soát cơ chế", "Sở Tài chính", "Sở Y tế", "2025", "Báo cáo")


def row(number: str, title: str = "Rà soát", **changes: str) -> tuple[str, ...]:
    """The row of a valid task."""
    return (number, title, changes.get("lead", "Sở Tài chính"), changes.get("others", ""),
            changes.get("time", "2025"), changes.get("deliverable", ""))  # fmt: skip


def titles(found: Appendix) -> list[tuple[str, int, str]]:
    groups = {each.ordinal: each.title for each in found.groups}
    return [(groups.get(each.group, ""), each.number, each.title) for each in found.rows]


def test_a_valid_table_has_no_problem() -> None:
    found = read_rows(HEADS, TASK)

    assert (titles(found), messages(found), found.can_be_written) == (
        [("", 1, "Rà soát cơ chế")], [], True
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("STT", Column.NUMBER),
        ("Số TT", Column.NUMBER),
        ("TT", Column.NUMBER),
        ("Nhiệm vụ", Column.TITLE),
        ("Nội dung", Column.TITLE),
        ("NOI DUNG CONG VIEC", Column.TITLE),
        ("Nhiệm vụ, giải pháp chủ yếu", Column.TITLE),
        ("Tên nhiệm vụ", Column.TITLE),
        ("Nhóm giải pháp", Column.GROUP),
        ("Lĩnh vực", Column.GROUP),
        ("Cơ quan chủ trì", Column.LEAD),
        ("Đơn vị\nchủ trì", Column.LEAD),
        ("Đơn vị chủ trì thực hiện", Column.LEAD),
        ("Cơ quan phối hợp", Column.COORDINATING),
        ("Cơ quan chủ trì, phối hợp", Column.AGENCIES),
        ("Đơn vị thực hiện", Column.AGENCIES),
        ("Phân công thực hiện", Column.AGENCIES),
        ("Thời gian thực hiện", Column.TIME),
        ("Thời gian hoàn thành", Column.END),
        ("Thời hạn", Column.TIME),
        ("Hạn hoàn thành", Column.TIME),
        ("Tiến độ", Column.TIME),
        ("Thời gian\nBắt đầu", Column.BEGIN),
        ("Thời gian\nHoàn thành", Column.END),
        ("Sản phẩm", Column.DELIVERABLE),
        ("Kết quả (dự kiến)", Column.DELIVERABLE),
        ("Ghi chú", Column.IGNORED),
        ("Cơ quan chịu trách nhiệm hiện nay", Column.IGNORED),
        ("Căn cứ pháp lý", None),
        ("", None),
        ("Nhiệm vụ " * 20, None),
    ],
)
def test_columns_are_known_by_their_usual_names(text: str, column: Column | None) -> None:
    assert heads.meaning(text) == column


def test_a_column_named_twice_is_read_once() -> None:
    columns = heads.understood(["Nhiệm vụ", "Nội dung", "Chủ trì", "Đơn vị chủ trì", "Giải pháp"])

    assert columns == (Column.TITLE, Column.DESCRIPTION, Column.LEAD, None, None)


def test_an_end_without_a_beginning_is_the_time() -> None:
    assert heads.understood(["Thời gian hoàn thành"]) == (Column.TIME,)


def test_words_of_a_task_are_no_head() -> None:
    found = read_rows(
        HEADS,
        ("1", "Thực hiện nhiệm vụ", "Sở Tài chính", "", "2025", "Báo cáo kết quả"),
        ("2", "Giải pháp", "Cơ quan chủ trì", "Phối hợp", "Thời gian", "Sản phẩm"),
    )

    assert [each.title for each in found.rows] == ["Thực hiện nhiệm vụ", "Giải pháp"]


def test_a_head_that_comes_again_is_followed() -> None:
    turned = ("STT", "Cơ quan chủ trì", "Nhiệm vụ", "", "Thời hạn", "")
    found = read_rows(HEADS, TASK, turned, ("2", "Sở Y tế", "Bồi dưỡng", "", "2026", ""))

    assert [(each.title, each.time) for each in found.rows] == [
        ("Rà soát cơ chế", "2025"), ("Bồi dưỡng", "2026")
    ]  # fmt: skip


def test_a_head_without_numbers_comes_again_only_the_same() -> None:
    short = ("Nhiệm vụ", "Cơ quan chủ trì", "Thời gian")
    found = read_rows(
        short, ("Rà soát", "Sở Y tế", "2025"), short, ("Bồi dưỡng", "Sở Y tế", "2026")
    )

    assert [each.title for each in found.rows] == ["Rà soát", "Bồi dưỡng"]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (("I", "Thể chế"), "Thể chế"),
        (("II.", "Thể chế"), "Thể chế"),
        (("A", "Thể chế"), "Thể chế"),
        (("Nhóm 1", "Thể chế"), "Thể chế"),
        (("", "I. Thể chế"), "Thể chế"),
        (("Nhóm giải pháp I: Thể chế",), "Thể chế"),
        (("Nhóm 2 - Thể chế",), "Thể chế"),
        (("VIII) Thể chế",), "Thể chế"),
    ],
)
def test_group_rows_have_many_forms(heading: tuple[str, ...], title: str) -> None:
    found = read_rows(HEADS, heading, TASK)

    assert (titles(found), messages(found)) == ([(title, 1, "Rà soát cơ chế")], [])


@pytest.mark.parametrize("numbers", [("1.1", "1.2", "2.1"), ("1", "2", "1")])
def test_groups_may_be_counted_by_figures(numbers: tuple[str, str, str]) -> None:
    first, second, third = numbers
    found = read_rows(HEADS, ("1", "Thể chế"), row(first, "A a"), row(second, "B b"),
                      ("2", "Nhân lực"), row(third, "C c"))  # fmt: skip

    assert titles(found) == [("Thể chế", 1, "A a"), ("Thể chế", 2, "B b"), ("Nhân lực", 3, "C c")]
    assert [each.number_as_worded for each in found.rows] == list(numbers)
    assert [each.weight for each in found.errors] == [Weight.DOUBT]


def test_a_heading_without_tasks_is_told() -> None:
    found = read_rows(HEADS, ("A", "Phần chung"), ("I", "Thể chế"), TASK, ("II", "Nhân lực"))

    assert titles(found) == [("Thể chế", 1, "Rà soát cơ chế")]
    assert [str(each.message).split('"')[1] for each in found.errors] == ["Phần chung", "Nhân lực"]
    assert found.can_be_written


def test_a_column_of_groups_names_the_group_of_each_task() -> None:
    short = ("Nhóm", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian")
    given = (("1. Thể chế", "A a"), ("", "B b"), ("Nhân lực", "C c"), ("Thể chế", "D d"))
    found = read_rows(short, *((*each, "Sở Y tế", "2025") for each in given))

    assert titles(found) == [
        ("Thể chế", 1, "A a"), ("Thể chế", 2, "B b"), ("Nhân lực", 3, "C c"), ("Thể chế", 4, "D d")
    ]  # fmt: skip


def test_a_row_goes_on_on_the_next_page() -> None:
    found = read_rows(HEADS, TASK, ("", "và chính sách", "", "Sở Nội vụ", "", "rà soát"),
                      ("", "", "", "Công an tỉnh", "", ""))  # fmt: skip

    (only,) = found.rows
    assert (only.title, only.deliverable) == ("Rà soát cơ chế và chính sách", "Báo cáo rà soát")
    assert [each.worded for each in only.coordinating] == ["Sở Y tế", "Sở Nội vụ", "Công an tỉnh"]


def test_what_goes_on_with_nothing_is_told() -> None:
    found = read_rows(HEADS, ("", "", "", "Sở Y tế", "", "Báo cáo"), TASK)

    assert messages(found) == ["Dòng này không thuộc nhiệm vụ nào."]


@pytest.mark.parametrize(
    "foot",
    [
        ("", "Nơi nhận:\n- Như trên;", "", "TM. ỦY BAN NHÂN DÂN", "", ""),
        ("", "", "", "KT. CHỦ TỊCH", "", ""),
        ("", "Người lập biểu", "", "Giám đốc", "", ""),
    ],
)
def test_signatures_end_the_table(foot: tuple[str, ...]) -> None:
    found = read_rows(HEADS, TASK, foot, ("", "Lê Văn A", "", "", "", ""))

    assert (len(found.rows), messages(found)) == (1, [])


@pytest.mark.parametrize(
    "aside", ["Tổng cộng: 01 nhiệm vụ", "Ghi chú: số liệu tạm tính", "(Còn tiếp)"]
)
def test_sums_and_remarks_are_passed_over(aside: str) -> None:
    found = read_rows(HEADS, ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"), TASK,
                      ("", aside), row("2", "Bồi dưỡng"))  # fmt: skip

    assert ([each.title for each in found.rows], messages(found)) == (
        ["Rà soát cơ chế", "Bồi dưỡng"], []
    )  # fmt: skip


@pytest.mark.parametrize("title", ["Tổng hợp, báo cáo", "Giám đốc điều hành dự án", "Ghi chú"])
def test_a_numbered_row_is_a_task_whatever_its_words(title: str) -> None:
    assert [each.title for each in read_rows(HEADS, row("1", title)).rows] == [title]


@pytest.mark.parametrize(
    ("changed", "message", "weight"),
    [
        (row("1", ""), "Thiếu tên nhiệm vụ.", Weight.ERROR),
        (row("1", lead=""), "Thiếu cơ quan chủ trì.", Weight.ERROR),
        (row("1", "N" * 501), "Nội dung dài 501 ký tự, quá 500 ký tự.", Weight.ERROR),
        (row("1", deliverable="N" * 501), "Nội dung dài 501 ký tự, quá 500 ký tự.", Weight.ERROR),
        (row("1", others="các sở " + "n" * 500), "Nội dung dài 507 ký tự, quá 500 ký tự.",
         Weight.ERROR),
        (row("", "Bồi dưỡng"), "Dòng này không có số thứ tự.", Weight.ERROR),
        (row("a)"), 'Số thứ tự "a)" không đọc được.', Weight.ERROR),
        (row("1", time=""), "Chưa có thời gian thực hiện.", Weight.DOUBT),
        (row("1", time="Sớm"),
         'Chưa xác định được thời hạn từ "Sớm"; nội dung được giữ nguyên văn.', Weight.DOUBT),
        (row("1", time="2052"), "Thời hạn 31/12/2052 nằm ngoài giai đoạn của Kế hoạch.",
         Weight.DOUBT),
        (row("1", lead="Sở Thủy lợi"), 'Chưa có cơ quan "Sở Thủy lợi" trong danh sách.',
         Weight.DOUBT),
        (row("1", others="Sở Thủy lợi"), 'Chưa có cơ quan "Sở Thủy lợi" trong danh sách.',
         Weight.DOUBT),
        (row("1", lead="Các sở, ban, ngành"),
         'Chưa có cơ quan "Các sở, ban, ngành" trong danh sách.', Weight.DOUBT),
    ],
)  # fmt: skip
def test_each_fault_is_told_once_with_its_place(
    changed: tuple[str, ...], message: str, weight: Weight
) -> None:
    (only,) = read_rows(HEADS, changed).rows

    assert [str(each.message) for each in only.problems] == [message]
    (problem,) = only.problems
    assert (problem.weight, problem.row) == (weight, 2)
    assert str(problem.mend).startswith(("Đề nghị", "Gần giống", "Nếu"))


def test_a_title_that_is_too_long_says_where_its_rest_can_stand() -> None:
    (only,) = read_rows(HEADS, row("1", "N" * 501)).rows

    (problem,) = only.problems
    assert (problem.row, problem.column) == (2, "Nhiệm vụ")
    assert str(problem.mend) == "Đề nghị rút gọn, hoặc chuyển phần chi tiết sang cột Nội dung."


def test_a_heading_longer_than_the_title_of_a_group_is_an_error_at_its_row() -> None:
    for letters, errors in ((300, []), (301, ["Nội dung dài 301 ký tự, quá 300 ký tự."])):
        found = read_rows(HEADS, ("I", "N" * letters, "", "", "", ""), row("1"))

        assert [str(each.message) for each in found.errors] == errors
        assert [each.row for each in found.errors] == [2] * len(errors)
        assert found.can_be_written is not bool(errors)


def test_a_number_that_stands_twice_names_the_other_row() -> None:
    found = read_rows(HEADS, row("1"), row("2"), row("2"))

    assert messages(found) == ["Số thứ tự 2 đã có ở dòng 3."]


def test_two_leads_are_one_lead_and_a_doubt() -> None:
    (only,) = read_rows(HEADS, row("1", lead="Sở Y tế, Sở Nội vụ", others="Công an tỉnh")).rows

    assert only.lead is not None
    assert only.lead.code == "so-y-te"
    assert [each.code for each in only.coordinating] == ["so-noi-vu", "cong-an-tinh"]
    assert [each.weight for each in only.problems] == [Weight.DOUBT]


def test_without_a_table_its_widest_line_is_offered() -> None:
    found = read_rows(("Việc", "Ai", "Khi nào"), ("Rà soát", "Sở Y tế", "2025"))

    assert messages(found) == ["Không tìm thấy bảng có cột Nhiệm vụ và cột Cơ quan hoặc Thời gian."]
    assert [(each.head_row, each.heads) for each in found.tables] == [
        (0, ("Việc", "Ai", "Khi nào"))
    ]


def test_a_person_says_what_the_columns_hold() -> None:
    columns = (Column.TITLE, Column.LEAD, Column.TIME)
    given = {"": Correction(columns, head_row=1)}
    found = read_rows(("Việc", "Ai", "Khi nào"), ("Rà soát", "Sở Y tế", "2025"), corrections=given)

    assert (titles(found), messages(found)) == ([("", 1, "Rà soát")], [])
    assert found.tables[0].columns == columns


def test_a_correction_holds_though_the_head_says_otherwise() -> None:
    columns = (Column.NUMBER, Column.TITLE, Column.COORDINATING, Column.LEAD, Column.TIME, None)
    found = read_rows(HEADS, TASK, HEADS, row("2", others="Sở Y tế"),
                      corrections={"": Correction(columns)})  # fmt: skip

    assert [each.lead and each.lead.code for each in found.rows] == ["so-y-te", "so-y-te"]
    assert [each.deliverable for each in found.rows] == ["", ""]


def test_a_head_alone_has_no_tasks() -> None:
    assert messages(read_rows(HEADS)) == ["Không tìm thấy nhiệm vụ nào trong tệp."]
