"""Tables as CSV files that spreadsheets open with the right letters and run nothing from."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

# With it, Excel reads the file as UTF-8.
BYTE_ORDER_MARK: Final = "\ufeff"
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The file's text: a line of heads and one for each row; None is an empty cell."""
    file = io.StringIO(newline="")
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue()


def attachment(name: str, plain_name: str) -> str:
    """A Content-Disposition that saves as `name` (RFC 5987), or `plain_name` in ASCII."""
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def begins_a_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula when somebody typed it."""
    return text.startswith(_BEGINS_A_FORMULA)


def _cell(value: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(value, str) and begins_a_formula(value):
        return "'" + value
    return value
