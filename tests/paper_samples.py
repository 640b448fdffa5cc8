"""Small valid files of each kind, and files that only look like one."""

import io
import struct
import zipfile
import zlib

from plan_app.domain.papers import Draft
from plan_app.papers.receiving import take
from plan_app.services.demonstration_papers import docx as make_docx
from plan_app.services.demonstration_papers import pdf as make_pdf

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def pdf(text: str = "A page") -> bytes:
    """One page that says `text`."""
    return make_pdf([text])


def docx(**parts: bytes) -> bytes:
    """A document; further parts by their names, in which `__` stands for a slash."""
    return with_parts(make_docx(["Biên bản"]), parts)


def xlsx(types: str = SPREADSHEET) -> bytes:
    """A workbook as far as its parts tell."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types ContentType="{types}"/>')
        package.writestr("xl/workbook.xml", "<workbook/>")
    return made.getvalue()


def with_parts(package: bytes, parts: dict[str, bytes]) -> bytes:
    """The package and further parts."""
    made = io.BytesIO(package)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return made.getvalue()


def png(width: int = 2, height: int = 2) -> bytes:
    """A black picture; the sizes are what its head says."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0\0" * 2)
    chunks = [(b"IHDR", head), (b"IDAT", pixels), (b"IEND", b"")]
    made = b"\x89PNG\r\n\x1a\n"
    for name, content in chunks:
        made += struct.pack(">I", len(content)) + name + content
        made += struct.pack(">I", zlib.crc32(name + content))
    return made


def jpeg(width: int = 16, height: int = 16) -> bytes:
    """The head of a picture, as far as it is looked at."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"JF"
        + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"
    )  # fmt: skip


def bomb(megabytes: int = 210) -> bytes:
    """A document whose picture is far larger than the file."""
    return docx(word__media__image1_dot_bmp=b"\0" * (megabytes * 1024 * 1024))


def polyglot() -> bytes:
    """A document and an archive at once."""
    made = io.BytesIO(pdf())
    with zipfile.ZipFile(made, "a") as package:
        package.writestr("a.txt", "hidden")
    return made.getvalue()


def kept(name: str = "Biên bản.pdf", content: bytes = b"") -> Draft:
    """A file in the store of the application."""
    return take(name, io.BytesIO(content or pdf()))
