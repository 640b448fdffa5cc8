"""What the samples say, written by hand from the rows that the scripts beside it put into them.

Nothing here is taken from the reader: `python -m tests.samples.appendix` writes the JSON beside
each sample from these constants, and the tests hold the reader against it. The plan of the tests
was issued on 18/10/2023 and ends in 2030; times are as an office means them: a period is met on the
last day of its last year, a yearly result is due every year that is left, a half-year, quarter or
month on its last day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

FIRST, LAST = 2023, 2030
AGRICULTURE = "Sở Nông nghiệp và Phát triển nông thôn"
BUILDING, INDUSTRY, FINANCE = "Sở Xây dựng", "Sở Công Thương", "Sở Tài chính"
CULTURE = "Sở Văn hóa, Thể thao và Du lịch"
ENVIRONMENT, PLANNING = "Sở Tài nguyên và Môi trường", "Sở Kế hoạch và Đầu tư"
HEALTH, HOME, TEACHING = "Sở Y tế", "Sở Nội vụ", "Sở Giáo dục và Đào tạo"
INFORMATION, TRAFFIC = "Sở Thông tin và Truyền thông", "Sở Giao thông vận tải"
SCIENCE = "Sở Khoa học và Công nghệ"
LABOUR = "Sở Lao động, Thương binh và Xã hội"
DISTRICTS = "UBND các huyện, thị xã, thành phố"
ZONE = "Ban Quản lý Khu kinh tế Nghi Sơn và các Khu công nghiệp"


def yearly(day_and_month: str, first: int = FIRST) -> list[str]:
    """The same day of each year up to the plan's last."""
    return [f"{year}-{day_and_month}" for year in range(first, LAST + 1)]


@dataclass(frozen=True)
class Doubt:
    """What asks for a look, with its place in the file."""

    sheet: str
    row: int
    column: str
    message: str
    mend: str


@dataclass(frozen=True)
class Task:
    """One task: its title, lead, who coordinates, its time and the dates that it asks for."""

    title: str
    lead: str
    coordinating: Sequence[str]
    time: str
    milestones: Sequence[str]
    doubts: Sequence[Doubt] = ()


# The groups of a file with their tasks; a title of "" is no group.
Groups = dict[str, list[Task]]


def unread(sheet: str, row: int, column: str, words: str) -> Doubt:
    """A time that names no date."""
    return Doubt(
        sheet,
        row,
        column,
        f'Chưa xác định được thời hạn từ "{words}"; nội dung được giữ nguyên văn.',
        "Đề nghị ghi như 2025, 2023 - 2025, Quý IV/2025, Tháng 6/2025, Trước ngày 30/6/2025, "
        "Hằng năm, Thường xuyên, hoặc đặt thời hạn sau khi nhập.",
    )


def counted(last: int) -> Doubt:
    """Numbers that begin anew in each group, or have parts: of the whole file."""
    return Doubt(
        "",
        0,
        "",
        f"Số thứ tự trong tệp không liên tục qua các nhóm; hệ thống đánh số từ 1 đến {last}.",
        "Đề nghị kiểm tra số thứ tự của nhiệm vụ trước khi xác nhận.",
    )


ONE_HEAD: Groups = {
    "HOÀN THIỆN THỂ CHẾ, CHÍNH SÁCH": [
        Task("Rà soát cơ chế, chính sách về tăng trưởng xanh", PLANNING,
             ["Các sở, ban, ngành cấp tỉnh"], "2023-2024", ["2024-12-31"]),
        Task("Lồng ghép mục tiêu tăng trưởng xanh vào kế hoạch hằng năm", FINANCE,
             [INDUSTRY, BUILDING, DISTRICTS], "Hằng năm", yearly("12-31")),
        Task("Xây dựng kế hoạch mua sắm công xanh", FINANCE, [PLANNING, "các đơn vị liên quan"],
             "Sau khi có hướng dẫn của Bộ Tài chính", []),
    ],
    "TRUYỀN THÔNG, GIÁO DỤC": [
        Task("Tổ chức tập huấn về tăng trưởng xanh", HOME, [], "2025", ["2025-12-31"]),
        Task("Xây dựng tài liệu hướng dẫn phân loại chất thải", TEACHING, [ENVIRONMENT, HEALTH],
             "30/06/2025", ["2025-06-30"]),
        Task("Thực hiện chuyên mục trên báo, đài", INFORMATION,
             ["Báo Thanh Hóa", "Đài Phát thanh và Truyền hình Thanh Hóa"], "Thường xuyên", []),
    ],
}  # fmt: skip

TWO_LINE_HEAD: Groups = {
    "Nhóm nhiệm vụ về năng lượng": [
        Task("Khảo sát tiềm năng điện mặt trời mái nhà", INDUSTRY, [BUILDING, ZONE],
             "2024 - 2026", ["2026-12-31"], [counted(4)]),
        Task("Sử dụng năng lượng tiết kiệm và hiệu quả", INDUSTRY, [FINANCE, HEALTH, HOME],
             "Quý I/2024 - Quý IV/2025", ["2025-12-31"]),
    ],
    "Nhóm nhiệm vụ về giao thông": [
        Task("Lập kế hoạch phát triển giao thông công cộng", TRAFFIC, [BUILDING], "06/2025",
             ["2025-06-30"]),
        Task("Thay thế phương tiện công vụ", FINANCE, [], "02/01/2024 - 15/12/2027",
             ["2027-12-15"]),
    ],
}  # fmt: skip

SEVERAL_SHEETS: Groups = {
    "Nông nghiệp, lâm nghiệp": [
        Task("Nhân rộng mô hình lúa giảm phát thải", AGRICULTURE, [DISTRICTS], "2024 – 2028",
             ["2028-12-31"], [counted(4)]),
        Task("Trồng rừng ngập mặn ven biển", AGRICULTURE, ["Hội Nông dân tỉnh"], "Quý II/2027",
             ["2027-06-30"]),
    ],
    "Văn hóa, du lịch": [
        Task("Xây dựng bộ tiêu chí du lịch xanh", CULTURE, [ENVIRONMENT, "Sở Du lịch Biển"],
             "Tháng 6/2025", ["2025-06-30"],
             [Doubt("Nhóm II", 3, "DON VI PHOI HOP",
                    'Chưa có cơ quan "Sở Du lịch Biển" trong danh sách.',
                    "Đề nghị sửa tên trong tệp hoặc thêm cơ quan mới.")]),
        Task("Phát triển du lịch sinh thái", CULTURE, [], "Theo tiến độ của dự án", [],
             [unread("Nhóm II", 4, "THOI HAN", "Theo tiến độ của dự án")]),
    ],
}  # fmt: skip

MERGED_CELLS: Groups = {
    "Tài chính xanh": [
        Task("Mở rộng tín dụng xanh", FINANCE, [PLANNING], "Hằng năm", yearly("12-31")),
        Task("Xây dựng danh mục dự án kêu gọi đầu tư xanh", FINANCE, [INDUSTRY, BUILDING],
             "2024 và những năm tiếp theo", yearly("12-31", 2024)),
        Task("Nghiên cứu thị trường các-bon", FINANCE, ["các cơ quan liên quan"],
             "Trước 31/3 hằng năm", yearly("03-31", 2024)),
    ],
    "Khoa học, công nghệ": [
        Task("Xây dựng cơ sở dữ liệu phát thải", ENVIRONMENT, [INFORMATION], "2024 - 2026",
             ["2026-12-31"]),
        Task("Truy xuất nguồn gốc nông sản", SCIENCE, [], "Trước ngày 30/6/2025",
             ["2025-06-30"]),
    ],
}  # fmt: skip

CONTINUED_PAGES: Groups = {
    "Phát triển đô thị xanh": [
        Task("Rà soát chỉ tiêu cây xanh trong quy hoạch đô thị", BUILDING, [DISTRICTS],
             "Quý IV/2024", ["2024-12-31"]),
        Task("Chiếu sáng công cộng tiết kiệm điện", BUILDING, [], "2026-2028", ["2028-12-31"]),
        Task("Cấp nước sạch nông thôn", AGRICULTURE, [HEALTH], "6 tháng đầu năm 2025",
             ["2025-06-30"]),
    ],
    "Hợp tác quốc tế": [
        Task("Vận động dự án hỗ trợ kỹ thuật quốc tế", "Sở Ngoại vụ",
             [PLANNING, "các đơn vị liên quan"], "Thường xuyên, liên tục", []),
        Task("Tổ chức sơ kết giữa kỳ", FINANCE, ["Các sở, ban, ngành cấp tỉnh"],
             "2025 - 2026 (báo cáo sơ kết trong Quý I/2026)", ["2026-03-31", "2026-12-31"]),
    ],
}  # fmt: skip

ONE_CELL_OF_AGENCIES: Groups = {
    "Bảo vệ môi trường": [
        Task("Phân loại chất thải rắn tại nguồn", ENVIRONMENT, [DISTRICTS],
             "2024 - 2030 (báo cáo trước 30/11 hằng năm)", yearly("11-30", 2024)),
        # The plan was issued in October: the second quarter of its first year had gone.
        Task("Quản lý chất thải y tế", HEALTH, [ENVIRONMENT, "Công an tỉnh"],
             "Quý II, quý IV hằng năm",
             ["2023-12-31", *sorted([*yearly("06-30", 2024), *yearly("12-31", 2024)])]),
    ],
    "Theo dõi, đánh giá": [
        Task("Tổng hợp, báo cáo kết quả thực hiện", FINANCE, [HOME, "Văn phòng UBND tỉnh"],
             "Trước ngày 15/12 hàng năm", yearly("12-15")),
        Task("Xây dựng phần mềm theo dõi", INFORMATION, [FINANCE],
             "- Quý II/2025: phê duyệt thiết kế\n- Năm 2026: đưa vào vận hành",
             ["2025-06-30", "2026-12-31"],
             [Doubt("Bảng 2", 7, "Đơn vị thực hiện",
                    f"Ô chủ trì có nhiều cơ quan; hệ thống lấy {INFORMATION} là cơ quan chủ trì, "
                    "các cơ quan còn lại là phối hợp.",
                    "Đề nghị chỉ ghi một cơ quan chủ trì nếu chưa đúng.")]),
    ],
}  # fmt: skip

WITH_GROUP_COLUMN: Groups = {
    "Năng lượng": [
        Task("Kiểm kê khí nhà kính", ENVIRONMENT, [INDUSTRY, BUILDING, TRAFFIC],
             "Trước 31/3 hằng năm", yearly("03-31", 2024)),
        Task("Phát triển điện sinh khối", INDUSTRY, ["Công ty Điện lực Thanh Hóa"], "15/11/2026",
             ["2026-11-15"]),
    ],
    "Du lịch": [
        Task("Du lịch cộng đồng", CULTURE, ["Ban Dân tộc"], "Giai đoạn 2024-2026",
             ["2026-12-31"]),
        # Line 7 of a spreadsheet: title, empty line, heads, then the fourth task.
        Task("=2+3 là nội dung, không phải công thức", CULTURE, [], "31/02/2025", [],
             [unread("", 7, "Hạn hoàn thành", "31/02/2025")]),
    ],
}  # fmt: skip

UTF16_TABS: Groups = {
    "Giáo dục": [
        Task("Đưa nội dung tiêu dùng bền vững vào trường học", TEACHING, [ENVIRONMENT, LABOUR],
             "Năm 2024-2026", ["2026-12-31"]),
        Task("Bồi dưỡng giáo viên", TEACHING, ["Trường Đại học Hồng Đức"], "Tháng 8 hằng năm",
             yearly("08-31", 2024)),
    ],
    "Y tế": [Task("Giảm nhựa dùng một lần trong bệnh viện", HEALTH, [], "2025", ["2025-12-31"])],
}  # fmt: skip

WINDOWS_1258: Groups = {
    "": [
        Task("Rà soát quy hoạch", BUILDING, [], "Quý III/2026", ["2026-09-30"]),
        Task("Tổ chức truyền thông", "Thanh tra tỉnh", [], "Hàng năm", yearly("12-31")),
    ],
}

EXPECTED: dict[str, Groups] = {
    "one_head.xlsx": ONE_HEAD,
    "two_line_head.xlsx": TWO_LINE_HEAD,
    "several_sheets.xlsx": SEVERAL_SHEETS,
    "merged_cells.xlsx": MERGED_CELLS,
    "continued_pages.docx": CONTINUED_PAGES,
    "one_cell_of_agencies.docx": ONE_CELL_OF_AGENCIES,
    "with_group_column.csv": WITH_GROUP_COLUMN,
    "utf16_tabs.csv": UTF16_TABS,
    "windows_1258.csv": WINDOWS_1258,
}


def facts(name: str) -> dict[str, Any]:
    """What `plan-app import --json` has to print of the sample."""
    groups = EXPECTED[name]
    tasks = [(group, task) for group, own in groups.items() for task in own]
    return {
        "groups": sum(bool(title) for title in groups),
        "tasks": len(tasks),
        "rows": [_row(name, n, group, task) for n, (group, task) in enumerate(tasks, 1)],
        "errors": [],
    }


def _row(name: str, number: int, group: str, task: Task) -> dict[str, Any]:
    return {
        "group": group,
        "number": number,
        "title": task.title,
        "lead": task.lead,
        "coordinating": list(task.coordinating),
        "time": task.time,
        "milestones": list(task.milestones),
        "problems": [
            {
                "file": name,
                "sheet": each.sheet,
                "row": each.row,
                "column": each.column,
                "message": each.message,
                "mend": each.mend,
                "weight": "doubt",
            }
            for each in task.doubts
        ],
    }
