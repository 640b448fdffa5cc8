"""Workbooks as offices make them. Texts, numbers of documents and agencies' tasks are invented."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MADE = datetime(2024, 1, 15, 8, 0, tzinfo=UTC).replace(tzinfo=None)
Row = tuple[object, ...]


class Book:
    """A workbook in the making; `write` puts rows one below the other."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(path)
        self.book.set_properties({"created": MADE, "title": "Phụ lục (dữ liệu thử)"})
        self.wrap = self.book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        self.bold = self.book.add_format({"bold": True, "border": 1, "text_wrap": True})
        self.day = self.book.add_format({"num_format": "dd/mm/yyyy", "border": 1})
        self.month = self.book.add_format({"num_format": "mm/yyyy", "border": 1})

    def write(
        self, sheet: Worksheet, first: int, rows: list[Row], form: Format | None = None
    ) -> int:
        """Write rows from the line `first` (from 0); return the line after them."""
        for number, row in enumerate(rows, first):
            for column, value in enumerate(row):
                self._cell(sheet, number, column, value, form or self.wrap)
        return first + len(rows)

    def _cell(self, sheet: Worksheet, row: int, column: int, value: Any, form: Format) -> None:  # noqa: ANN401
        if isinstance(value, date):
            # Day 1 is written as a month, as "06/2025" typed into Excel becomes.
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day),  # noqa: DTZ001
                                 self.month if value.day == 1 else self.day)  # fmt: skip
        elif isinstance(value, str):
            sheet.write_string(row, column, value, form)
        elif value is not None:
            sheet.write_number(row, column, value, form)


def motto(book: Book, sheet: Worksheet, width: int) -> None:
    """The head of an official document and the title of the appendix, lines 1 to 6."""
    half = width // 2
    sheet.merge_range(0, 0, 0, half - 1, "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA", book.bold)
    sheet.merge_range(0, half, 0, width - 1, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", book.bold)
    sheet.merge_range(1, half, 1, width - 1, "Độc lập - Tự do - Hạnh phúc", book.bold)
    sheet.merge_range(3, 0, 3, width - 1, "PHỤ LỤC: DANH MỤC NHIỆM VỤ VÀ GIẢI PHÁP", book.bold)
    title = "(Kèm theo Kế hoạch số /KH-UBND ngày tháng năm của UBND tỉnh)"
    sheet.merge_range(4, 0, 4, width - 1, title, book.wrap)


def one_head(path: Path) -> None:
    """Motto above, one line of heads, Roman groups merged over the table, signatures below."""
    book = Book(path)
    sheet = book.book.add_worksheet("Phụ lục")
    motto(book, sheet, 6)
    heads = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện",
             "Sản phẩm, kết quả")  # fmt: skip
    place = book.write(sheet, 6, [heads, ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)")], book.bold)
    sheet.merge_range(place, 0, place, 5, "I. HOÀN THIỆN THỂ CHẾ, CHÍNH SÁCH", book.bold)
    place = book.write(sheet, place + 1, [
        (1, "Rà soát cơ chế, chính sách về tăng trưởng xanh", "Sở Kế hoạch và Đầu tư",
         "Các sở, ban, ngành cấp tỉnh", "2023-2024", "Báo cáo rà soát"),
        (2, "Lồng ghép mục tiêu tăng trưởng xanh vào kế hoạch hằng năm", "Sở Tài chính",
         "Sở Công Thương, Sở Xây dựng; UBND các huyện, thị xã, thành phố", "Hằng năm", "Kế hoạch"),
        (3, "Xây dựng kế hoạch mua sắm công xanh", "Sở Tài chính",
         "Sở Kế hoạch và Đầu tư; các đơn vị liên quan", "Sau khi có hướng dẫn của Bộ Tài chính",
         "Kế hoạch của UBND tỉnh"),
    ])  # fmt: skip
    sheet.merge_range(place, 0, place, 5, "II. TRUYỀN THÔNG, GIÁO DỤC", book.bold)
    place = book.write(sheet, place + 1, [
        (4, "Tổ chức tập huấn về tăng trưởng xanh", "Sở Nội vụ", "", 2025, "Lớp tập huấn"),
        (5, "Xây dựng tài liệu hướng dẫn\nphân loại chất thải", "Sở Giáo dục và Đào tạo",
         "Sở Tài nguyên\nvà Môi trường\nSở Y tế", date(2025, 6, 30), "Tài liệu"),
        (6, "Thực hiện chuyên mục trên báo, đài", "Sở Thông tin và Truyền thông",
         "Báo Thanh Hóa, Đài Phát thanh và Truyền hình Thanh Hóa", "Thường xuyên", "Chuyên mục"),
    ])  # fmt: skip
    sheet.merge_range(place, 0, place, 5, "Tổng cộng: 06 nhiệm vụ", book.bold)
    sheet.write_string(place + 2, 1, "Nơi nhận:\n- Như trên;\n- Lưu: VT.", book.wrap)
    sheet.merge_range(place + 2, 3, place + 2, 5, "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", book.bold)
    book.book.close()


def two_line_head(path: Path) -> None:
    """Heads of two lines with merged cells; groups by figures, tasks 1.1, 1.2; real dates."""
    book = Book(path)
    sheet = book.book.add_worksheet("Nhiệm vụ")
    sheet.merge_range(0, 0, 0, 6, "DANH MỤC NHIỆM VỤ", book.bold)
    for column, text in ((0, "TT"), (1, "Nội dung nhiệm vụ"), (6, "Kết quả")):
        sheet.merge_range(2, column, 3, column, text, book.bold)
    sheet.merge_range(2, 2, 2, 3, "Cơ quan thực hiện", book.bold)
    sheet.merge_range(2, 4, 2, 5, "Thời gian", book.bold)
    for column, text in ((2, "Chủ trì"), (3, "Phối hợp"), (4, "Bắt đầu"), (5, "Hoàn thành")):
        sheet.write_string(3, column, text, book.bold)
    book.write(sheet, 4, [
        (1, "Nhóm nhiệm vụ về năng lượng"),
        ("1.1", "Khảo sát tiềm năng điện mặt trời mái nhà", "Sở CT",
         "Sở XD; BQL KKT Nghi Sơn và các KCN",
         2024, 2026, "Báo cáo"),
        ("1.2", "Sử dụng năng lượng tiết kiệm và hiệu quả", "Sở CT",
         "Các sở: Tài chính, Y tế, Nội vụ",
         "Quý I/2024", "Quý IV/2025", "Kế hoạch"),
        (2, "Nhóm nhiệm vụ về giao thông"),
        ("2.1", "Lập kế hoạch phát triển giao thông công cộng", "Sở GTVT", "Sở XD", "",
         date(2025, 6, 1), "Kế hoạch"),
        ("2.2", "Thay thế phương tiện công vụ", "Sở TC", "", date(2024, 1, 2),
         date(2027, 12, 15), ""),
    ])  # fmt: skip
    book.book.close()


def several_sheets(path: Path) -> None:
    """One sheet a group, each counting from 1; heads without diacritics; unusual spellings."""
    book = Book(path)
    book.book.add_worksheet("Hướng dẫn").write_string(0, 0, "Đề nghị điền theo mẫu ở trang sau.")
    heads = ("SO TT", "NOI DUNG", "DON VI CHU TRI", "DON VI PHOI HOP", "THOI HAN", "SAN PHAM")
    first = book.book.add_worksheet("Nhóm I")
    first.merge_range(0, 0, 0, 5, "I. Nông nghiệp, lâm nghiệp", book.bold)
    book.write(first, 1, [heads], book.bold)
    first.merge_range(2, 0, 2, 5, "I. Nông nghiệp, lâm nghiệp", book.bold)
    book.write(first, 3, [
        ("01", "Nhân rộng mô hình lúa giảm phát thải", "So Nong nghiep va Phat trien nong thon",
         "UỶ BAN NHÂN DÂN CÁC HUYỆN, THỊ XÃ, THÀNH PHỐ", "2024 – 2028", "Mô hình"),
        ("02", "Trồng rừng ngập mặn ven biển", "Sở NN&PTNT", "Hội Nông dân tỉnh", "Quý II/2027",
         "Diện tích rừng"),
    ])  # fmt: skip
    second = book.book.add_worksheet("Nhóm II")
    book.write(second, 0, [heads], book.bold)
    second.merge_range(1, 0, 1, 5, "II. Văn hóa, du lịch", book.bold)
    book.write(second, 2, [
        ("01", "Xây dựng bộ tiêu chí du lịch xanh", "Sở Văn hoá, Thể thao và Du lịch",
         "Sở Tài nguyên & Môi trường, Sở Du lịch Biển", "Tháng 6/2025", "Bộ tiêu chí"),
        ("02", "Phát triển du lịch sinh thái", "Sở Văn Hóa, Thể thao và Du lịch", "",
         "Theo tiến độ của dự án", "Sản phẩm du lịch"),
    ])  # fmt: skip
    book.book.close()


def merged_cells(path: Path) -> None:
    """A group column and leads merged over several tasks; one task over several lines."""
    book = Book(path)
    sheet = book.book.add_worksheet("Bảng")
    book.write(sheet, 1, [
        ("Nhóm giải pháp", "STT", "Nhiệm vụ", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp",
         "Thời gian", "Sản phẩm", "Ghi chú"),
    ], book.bold)  # fmt: skip
    sheet.merge_range(2, 0, 5, 0, "Nhóm 1. Tài chính xanh", book.wrap)
    sheet.merge_range(2, 4, 5, 4, "Sở Tài chính", book.wrap)
    sheet.merge_range(6, 0, 7, 0, "Nhóm 2. Khoa học, công nghệ", book.wrap)
    for first, last, column, text in (
        (3, 4, 1, 2), (3, 4, 2, "Xây dựng danh mục dự án kêu gọi đầu tư xanh"),
    ):  # fmt: skip
        sheet.merge_range(first, column, last, column, text, book.wrap)
    cells: dict[int, dict[int, object]] = {
        2: {1: 1, 2: "Mở rộng tín dụng xanh", 3: "Hướng dẫn doanh nghiệp", 5: "Sở KH&ĐT",
            6: "Hằng năm", 7: "Báo cáo"},
        3: {5: "Sở Công Thương", 6: "2024 và những năm tiếp theo", 7: "Danh mục"},
        4: {5: "Sở Xây dựng", 7: "và hồ sơ dự án"},
        5: {1: 3, 2: "Nghiên cứu thị trường các-bon", 5: "các cơ quan liên quan",
            6: "Trước 31/3 hằng năm", 7: "Báo cáo", 8: "Chờ ý kiến"},
        6: {1: 4, 2: "Xây dựng cơ sở dữ liệu phát thải", 4: "Sở TN&MT", 5: "Sở TT&TT",
            6: "2024 - 2026", 7: "Cơ sở dữ liệu"},
        7: {1: 5, 2: "Truy xuất nguồn gốc nông sản", 4: "Sở Khoa học và Công nghệ", 5: "",
            6: "Trước ngày 30/6/2025", 7: "Hệ thống"},
    }  # fmt: skip
    for row, texts in cells.items():
        for column, value in texts.items():
            book._cell(sheet, row, column, value, book.wrap)
    book.book.close()
