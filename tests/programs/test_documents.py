"""Every sample opens in the program of an office, on as many pages as an office would expect."""

import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from plan_app.services.demonstration import Summary
from tests import document_samples
from tests.programs.conversion import convert

# The fewest and the most pages of each kind; a summary is one, or it is none.
PAGES = {
    "half-year": (15, 32),
    "year": (15, 36),
    "urging": (1, 2),
    "agency": (2, 6),
    "submission": (1, 3),
    "summary": (1, 1),
}


@pytest.fixture
def written(app: Flask, prepared_demonstration: Summary, tmp_path: Path) -> list[Path]:
    assert app
    assert prepared_demonstration
    return document_samples.write(tmp_path)


def pages_of(pdf: Path) -> int:
    said = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    found = re.search(r"Pages:\s+(\d+)", said)
    assert found, said
    return int(found[1])


def text_of(pdf: Path) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True
    )
    return done.stdout


def test_every_sample_is_opened_and_printed(written: list[Path], tmp_path: Path) -> None:
    assert len(written) == 9
    for file in written:
        pdf = convert(file, "pdf", tmp_path / "printed")
        fewest, most = PAGES[file.stem.removesuffix("-department").removesuffix("-province")]
        assert fewest <= pages_of(pdf) <= most, file.name
        assert "DỰ THẢO" in text_of(pdf), file.name


def test_pages_are_numbered_from_the_second_and_the_appendix_by_itself(
    written: list[Path], tmp_path: Path
) -> None:
    (file,) = [each for each in written if each.stem == "half-year-department"]
    pages = text_of(convert(file, "pdf", tmp_path / "printed")).split("\f")
    tops = [page.strip().splitlines()[0].strip() for page in pages if page.strip()]
    appendix = tops.index("DỰ THẢO", 1)
    assert tops[0] == "DỰ THẢO"
    assert tops[1:appendix] == [str(n) for n in range(2, appendix + 1)]
    assert tops[appendix + 1 :] == [str(n) for n in range(2, len(tops) - appendix + 1)]


def test_the_signature_never_stands_alone(written: list[Path], tmp_path: Path) -> None:
    signed = [file for file in written if file.stem != "summary"]
    for file in signed:
        pages = text_of(convert(file, "pdf", tmp_path / "printed")).split("\f")
        (page,) = [each for each in pages if "Nơi nhận:" in each]
        assert "./." in page, file.name
