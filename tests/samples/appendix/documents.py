"""Documents as offices make them. Texts and agencies' tasks are invented."""

from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as Opened
from docx.enum.text import WD_BREAK
from docx.table import Table

MADE = datetime(2024, 1, 15, 8, 0, tzinfo=UTC)


def _new() -> Opened:
    document = Document()
    document.core_properties.created = document.core_properties.modified = MADE
    document.core_properties.author = ""
    return document


def _table(document: Opened, rows: list[tuple[str, ...]]) -> Table:
    table: Table = document.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
    return table


def _across(table: Table, *places: int) -> None:
    """Merge these rows over the whole table."""
    for place in places:
        cells = table.rows[place].cells
        cells[0].merge(cells[-1])


def continued_pages(path: Path) -> None:
    """The motto in a table; the appendix goes on in a second table, with its head and without."""
    document = _new()
    motto = document.add_table(rows=1, cols=2)
    motto.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA"
    motto.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    document.add_paragraph("PHỤ LỤC")
    document.add_paragraph("DANH MỤC NHIỆM VỤ")
    head = ("TT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp",
            "Thời gian hoàn thành",
            "Sản phẩm")  # fmt: skip
    first = _table(document, [
        head,
        ("I", "Phát triển đô thị xanh"),
        ("1", "Rà soát chỉ tiêu cây xanh trong", "Sở Xây dựng", "UBND các huyện, thị xã,",
         "Quý IV/2024", "Đồ án quy hoạch"),
        ("", "quy hoạch đô thị", "", "thành phố", "", "được điều chỉnh"),
        ("2", "Chiếu sáng công cộng tiết kiệm điện", "Sở Xây dựng", "", "2026-2028", "Kế hoạch"),
    ])  # fmt: skip
    first.rows[1].cells[1].merge(first.rows[1].cells[5])
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    second = _table(document, [
        head,
        ("3", "Cấp nước sạch nông thôn", "Sở Nông nghiệp và Phát triển nông thôn",
         "Sở Y tế", "6 tháng đầu năm 2025", "Công trình"),
        ("II. Hợp tác quốc tế",),
        ("4", "Vận động dự án hỗ trợ kỹ thuật quốc tế", "Sở Ngoại vụ",
         "Sở Kế hoạch và Đầu tư và các đơn vị liên quan", "Thường xuyên, liên tục", "Danh mục"),
    ])  # fmt: skip
    _across(second, 2)
    document.add_paragraph("")
    _table(document, [
        ("5", "Tổ chức sơ kết giữa kỳ", "Sở Tài chính", "Các sở, ban, ngành cấp tỉnh",
         "2025 - 2026 (báo cáo sơ kết trong Quý I/2026)", "Báo cáo sơ kết"),
    ])  # fmt: skip
    document.add_paragraph("./.")
    foot = document.add_table(rows=1, cols=2)
    foot.cell(0, 0).text = "Nơi nhận:\n- Như trên;\n- Lưu: VT."
    foot.cell(0, 1).text = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    document.save(str(path))


def one_cell_of_agencies(path: Path) -> None:
    """Lead and coordinating in one cell, in several forms; a table in a table; groups A, B."""
    document = _new()
    document.add_heading("Phân công nhiệm vụ", 1)
    frame = document.add_table(rows=1, cols=1)
    cell = frame.cell(0, 0)
    rows = [
        ("STT", "Nhiệm vụ, giải pháp", "Đơn vị thực hiện", "Thời hạn", "Kết quả"),
        ("A", "Bảo vệ môi trường"),
        ("1", "Phân loại chất thải rắn tại nguồn",
         "Chủ trì: Sở Tài nguyên và Môi trường; Phối hợp: UBND các huyện, thị xã, thành phố",
         "2024 - 2030 (báo cáo trước 30/11 hằng năm)", "Báo cáo"),
        ("2", "Quản lý chất thải y tế",
         "- Cơ quan chủ trì: Sở Y tế\n"
         "- Cơ quan phối hợp: Sở Tài nguyên và Môi trường, Công an tỉnh",
         "Quý II, quý IV hằng năm", "Kế hoạch"),
        ("B", "Theo dõi, đánh giá"),
        ("3", "Tổng hợp, báo cáo kết quả thực hiện",
         "Sở Tài chính chủ trì, phối hợp với Sở Nội vụ, Văn phòng UBND tỉnh",
         "Trước ngày 15/12 hàng năm", "Báo cáo của UBND tỉnh"),
        ("4", "Xây dựng phần mềm theo dõi", "Sở Thông tin và Truyền thông, Sở Tài chính",
         "- Quý II/2025: phê duyệt thiết kế\n- Năm 2026: đưa vào vận hành", "Phần mềm"),
    ]  # fmt: skip
    table = cell.add_table(rows=len(rows), cols=5)
    table.style = document.styles["Table Grid"]
    for row, texts in zip(table.rows, rows, strict=True):
        for each, text in zip(row.cells, texts, strict=False):
            each.text = text
    document.save(str(path))
