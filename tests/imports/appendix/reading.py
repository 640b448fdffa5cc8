"""Reading a table or a file with the agencies of the shipped plan."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from plan_app.domain.appendix import Appendix, Corrections, PlanTerm
from plan_app.imports import appendix
from tests.domain.test_agency_names import KNOWN
from tests.samples.appendix.__main__ import HERE

TERM = PlanTerm(date(2023, 10, 18), 2030)
HEADS = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Sản phẩm")
Rows = Iterable[tuple[str, ...]]


def read(name: str, data: bytes, corrections: Corrections | None = None) -> Appendix:
    """What a file says."""
    return appendix.read(name, data, known=KNOWN, term=TERM, corrections=corrections or {})


def read_rows(*rows: tuple[str, ...], corrections: Corrections | None = None) -> Appendix:
    """What a table says, its heads among its rows."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    return read("bang.csv", text.getvalue().encode(), corrections)


def sample(name: str) -> bytes:
    """The bytes of a sample."""
    return (HERE / name).read_bytes()


def changed(name: str, parts: Mapping[str, bytes], path: Path | None = None) -> bytes:
    """A sample of the ZIP kind with parts replaced or added."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(HERE / name) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            if entry not in parts:
                new.writestr(entry, old.read(entry))
        for entry, data in parts.items():
            new.writestr(entry, data)
    if path is not None:
        path.write_bytes(made.getvalue())
    return made.getvalue()


def part(name: str, entry: str) -> bytes:
    """One part of a sample of the ZIP kind."""
    with zipfile.ZipFile(HERE / name) as package:
        return package.read(entry)


def messages(found: Appendix) -> list[str]:
    """The problems of the file and of its rows, in words."""
    return [str(each.message) for each in (*found.errors, *found.problems)]
