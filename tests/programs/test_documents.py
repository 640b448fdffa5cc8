"""Every sample opens in the program of an office, on as many pages as an office would expect."""

import re
import subprocess
from pathlib import Path

import pytest

from tests import document_samples
from tests.programs.conversion import convert_all

# One worker prints them for all of these tests.
pytestmark = [pytest.mark.xdist_group("documents"), pytest.mark.slow]

# The fewest and the most pages of each kind; a summary is one, or it is none.
PAGES = {
    "half-year": (15, 32),
    "year": (15, 36),
    "urging": (1, 2),
    "agency": (2, 6),
    "submission": (1, 3),
    "summary": (1, 1),
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every sample on paper, by its name: the program is started once for all."""
    folder = tmp_path_factory.mktemp("samples")
    document_samples.main(folder)
    papers = convert_all(sorted(folder.glob("*.docx")), "pdf", folder / "printed")
    return {paper.stem: paper for paper in papers}


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


def test_every_sample_is_opened_and_printed(printed: dict[str, Path]) -> None:
    assert len(printed) == 10
    for name, pdf in printed.items():
        fewest, most = PAGES[name.removesuffix("-department").removesuffix("-province")]
        assert fewest <= pages_of(pdf) <= most, name
        assert "DỰ THẢO" in text_of(pdf), name


def test_pages_are_numbered_from_the_second_and_the_appendix_by_itself(
    printed: dict[str, Path],
) -> None:
    pages = text_of(printed["half-year-department"]).split("\f")
    tops = [page.strip().splitlines()[0].strip() for page in pages if page.strip()]
    appendix = tops.index("DỰ THẢO", 1)
    assert tops[0] == "DỰ THẢO"
    assert tops[1:appendix] == [str(n) for n in range(2, appendix + 1)]
    assert tops[appendix + 1 :] == [str(n) for n in range(2, len(tops) - appendix + 1)]


def test_the_signature_never_stands_alone(printed: dict[str, Path]) -> None:
    for name, pdf in printed.items():
        if name != "summary":
            (page,) = [each for each in text_of(pdf).split("\f") if "Nơi nhận:" in each]
            assert "./." in page, name
