"""The empty table that is sent to agencies, for them to name their people."""

from collections.abc import Sequence
from typing import BinaryIO, Final

from flask_babel import gettext as _

from plan_app.errors import NC_
from plan_app.presentation import people, workbooks
from plan_app.presentation.workbooks import Book, Cell, Column, Entry, Table

LINES: Final = 100
_WIDTHS: Final = {
    "honorific": 11,
    "full_name": 24,
    "position": 20,
    "division": 22,
    "agency": 32,
    "email": 30,
    "telephone": 16,
    "function": 24,
}
_HONORIFICS: Final = ("Ông", "Bà", "Đồng chí")


def make(agencies: Sequence[str]) -> BinaryIO:
    """The file, with lists to choose agencies and roles from; `agencies` in official order."""

    def fill(book: Book) -> None:
        heading = _("Danh sách đầu mối theo dõi thực hiện Kế hoạch")
        book.describe(heading, "")
        above = [
            heading.upper(),
            _("Mỗi người một dòng; bắt buộc ghi Họ tên và Thư công vụ."),
            _("Không đổi tên các cột. Vai trò để trống là Đầu mối theo dõi."),
        ]
        columns = [Column(people.column(name), width) for name, width in _WIDTHS.items()]
        lines: list[list[Cell]] = [[Entry.EMPTY] * len(columns) for _line in range(LINES)]
        placed = book.write(Table(_("Danh sách"), above, columns), lines)
        names = _(NC_("pages", "Cơ quan"))
        place = {name: column for column, name in enumerate(_WIDTHS)}
        book.offer(placed, place["honorific"], list(_HONORIFICS))
        roles = [people.function(each) for each in ("owner", "contact", "head")]
        book.offer(placed, place["function"], roles)
        if agencies:
            listed = book.write(
                Table(names, [names.upper()], [Column(_("Tên cơ quan"), 60)]),
                ([name] for name in agencies),
            )
            book.offer(placed, place["agency"], listed)

    return workbooks.made(fill)
