"""LibreOffice without a window, as a person's program that opens and saves."""

import subprocess
from pathlib import Path


def convert(file: Path, kind: str, into: Path) -> Path:
    """The file as LibreOffice saves it as `kind` (`pdf`, `xlsx`, `csv` …) into a folder."""
    return convert_all([file], kind, into)[0]


def convert_all(files: list[Path], kind: str, into: Path) -> list[Path]:
    """The same of several files; starting takes longer than converting most of them."""
    profile = into / "profile"
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{profile}",
         "--convert-to", kind, "--outdir", str(into), *map(str, files)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return [into / f"{file.stem}.{kind}" for file in files]
