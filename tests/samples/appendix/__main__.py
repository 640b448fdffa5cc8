"""Make the sample appendices and what they say anew: python -m tests.samples.appendix [FOLDER]."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.samples.appendix import documents, expected, texts, workbooks

HERE = Path(__file__).parent
SAMPLES: dict[str, Callable[[Path], None]] = {
    "one_head.xlsx": workbooks.one_head,
    "two_line_head.xlsx": workbooks.two_line_head,
    "several_sheets.xlsx": workbooks.several_sheets,
    "merged_cells.xlsx": workbooks.merged_cells,
    "continued_pages.docx": documents.continued_pages,
    "one_cell_of_agencies.docx": documents.one_cell_of_agencies,
    "with_group_column.csv": texts.with_group_column,
    "utf16_tabs.csv": texts.utf16_tabs,
    "windows_1258.csv": texts.windows_1258,
}


def make(folder: Path) -> None:
    """Write every sample into the folder, and beside it what `expected` says of it."""
    for name, write in SAMPLES.items():
        write(folder / name)
        said = json.dumps(expected.facts(name), ensure_ascii=False, indent=2)
        (folder / f"{name}.json").write_text(f"{said}\n", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
