"""Text files as spreadsheets save them. Texts and agencies' tasks are invented."""

import csv
import io
import unicodedata
from pathlib import Path

Rows = list[tuple[str, ...]]


def _joined(rows: Rows, separator: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def with_group_column(path: Path) -> None:
    """UTF-8 with a mark at its beginning, semicolons, a column of groups, lines within cells."""
    rows: Rows = [
        ("DANH MỤC NHIỆM VỤ", "", "", "", "", "", ""),
        ("", "", "", "", "", "", ""),
        ("STT", "Lĩnh vực", "Tên nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Hạn hoàn thành",
         "Kết quả đầu ra"),
        ("1", "Năng lượng", "Kiểm kê khí nhà kính", "Sở TN-MT", "Sở CT; Sở XD\nSở GTVT",
         "Trước 31/3 hằng năm", "Báo cáo"),
        ("2", "Năng lượng", "Phát triển điện sinh khối", "Sở Công thương",
         "Công ty Điện lực Thanh Hóa", "15/11/2026", "Báo cáo;\nđề xuất"),
        ("3", "Du lịch", "Du lịch cộng đồng", "Sở VHTT&DL", "Ban Dân tộc", "Giai đoạn 2024-2026",
         "Đề án"),
        ("4", "Du lịch", "=2+3 là nội dung, không phải công thức", "Sở VHTT&DL", "", "31/02/2025",
         ""),
    ]  # fmt: skip
    path.write_bytes(_joined(rows, ";").encode("utf-8-sig"))


def utf16_tabs(path: Path) -> None:
    """UTF-16 as Excel's "Unicode text", in decomposed letters; groups I and II in their lines."""
    rows: Rows = [
        ("Stt", "Noi dung cong viec", "Co quan chu tri", "Co quan phoi hop", "Tien do", "San pham"),
        ("I", "Giáo dục", "", "", "", ""),
        ("1", "Đưa nội dung tiêu dùng bền vững vào trường học", "Sở Giáo dục và Đào tạo",
         "Sở Tài nguyên và Môi trường, Sở Lao động, Thương binh và Xã hội", "Năm 2024-2026",
         "Kế hoạch"),
        ("2", "Bồi dưỡng giáo viên", "Sở GD&ĐT", "Trường Đại học Hồng Đức", "Tháng 8 hằng năm",
         "Lớp"),
        ("II", "Y tế", "", "", "", ""),
        ("3", "Giảm nhựa dùng một lần trong bệnh viện", "Sở Y Tế", "", "2025", "Báo cáo"),
    ]  # fmt: skip
    text = unicodedata.normalize("NFD", _joined(rows, "\t"))
    path.write_bytes(text.encode("utf-16"))


def windows_1258(path: Path) -> None:
    """The old Windows encoding, commas, no numbers, no groups."""
    rows: Rows = [
        ("Nội dung", "Cơ quan chủ trì", "Thời gian"),
        ("Rà soát quy hoạch", "Sở Xây dựng", "Quý III/2026"),
        ("Tổ chức truyền thông", "Thanh tra tỉnh", "Hàng năm"),
    ]
    path.write_bytes(_in_1258(_joined(rows, ",")))


def _in_1258(text: str) -> bytes:
    """That encoding has few composed letters; the tones follow as marks of their own."""
    found = bytearray()
    for char in unicodedata.normalize("NFC", text):
        try:
            found += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            base = unicodedata.normalize(
                "NFC", parts[0] + "".join(c for c in parts[1:] if c in _SHAPES)
            )
            tones = "".join(c for c in parts[1:] if c not in _SHAPES)
            found += base.encode("cp1258") + tones.encode("cp1258")
    return bytes(found)


_SHAPES = "\u0302\u0306\u031b"
