"""What is taken for a file of which kind, and what is refused."""

import io
import tracemalloc

import pytest

from plan_app.domain.papers import MOST_BYTES, PaperKind
from plan_app.papers.checking import check
from plan_app.papers.pictures import MOST_PIXELS
from plan_app.papers.refusals import PaperRefused
from tests import paper_samples as samples

HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
OUTER = (
    f'<Relationships xmlns="{samples.RELATIONS}"><Relationship Id="r" TargetMode="External" '
    'Type="attachedTemplate" Target="http://example.org/a.dotm"/></Relationships>'
).encode()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(PaperRefused) as raised:
        check(name, io.BytesIO(content))
    assert raised.value.field == "papers"
    return str(raised.value.why)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Biên bản.pdf", samples.pdf(), PaperKind.PDF),
        ("Biên bản.PDF", samples.pdf() + b"\r\n\0", PaperKind.PDF),
        ("a.docx", samples.docx(), PaperKind.DOCX),
        ("a.xlsx", samples.xlsx(), PaperKind.XLSX),
        ("a.jpg", samples.jpeg(), PaperKind.JPEG),
        ("a.jpeg", samples.jpeg() + b"a film of the telephone", PaperKind.JPEG),
        ("a.png", samples.png(), PaperKind.PNG),
    ],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, kind: PaperKind) -> None:
    file = io.BytesIO(content)
    neutral, found = check(name, file)
    assert found is kind
    assert neutral == f"{name.rpartition('.')[0]}.{kind.value}"
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"", "Tệp trống"),
        ("a.pdf", b"%PDF-1.4\n" + b"0" * MOST_BYTES, "lớn hơn 20 MB"),
        # Another kind under the ending, or none of ours.
        ("a.pdf", HTML, "Chỉ nhận tệp PDF"),
        ("a.pdf", SVG, "Chỉ nhận tệp PDF"),
        ("a.svg", SVG, "Chỉ nhận tệp PDF"),
        ("a.txt", b"text", "Chỉ nhận tệp PDF"),
        ("a.exe", b"MZ\x90\0", "Chỉ nhận tệp PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "định dạng cũ"),
        ("a.docx", samples.pdf(), r"Đuôi tệp \(.docx\)"),
        ("a.pdf", samples.png(), r"Đuôi tệp \(.pdf\)"),
        ("a.pdf.exe", samples.pdf(), r"Đuôi tệp \(.exe\)"),
        ("a", samples.pdf(), "Đuôi tệp"),
        # Two kinds at once.
        ("a.pdf", samples.polyglot(), "lẫn nội dung"),
        ("a.pdf", samples.pdf() + HTML, "lẫn nội dung"),
        ("a.pdf", samples.pdf().replace(b"%PDF-1.4\n", b"%PDF-1.4\n<SCRIPT>"), "lẫn nội dung"),
        ("a.pdf", b"\n" + samples.pdf(), "Chỉ nhận tệp PDF"),
        ("a.jpg", samples.jpeg() + samples.docx(), "lẫn nội dung"),
        ("a.png", samples.png() + HTML, "bị hỏng"),
        ("a.docx", HTML + samples.docx(), "Chỉ nhận tệp PDF"),
        ("a.docx", samples.docx() + HTML, "bị hỏng"),
        ("a.docx", samples.with_parts(samples.docx(), {"x": b""}) + samples.pdf(), "bị hỏng"),
        # Broken, or made to do harm.
        ("a.pdf", samples.pdf()[:-60], "bị hỏng"),
        ("a.pdf", samples.pdf("/JavaScript"), "có chứa chương trình"),
        ("a.pdf", samples.pdf("/Launch"), "có chứa chương trình"),
        ("a.png", samples.png()[:-4], "bị hỏng"),
        ("a.png", samples.png()[:20], "bị hỏng"),
        ("a.png", samples.png(0, 5), "bị hỏng"),
        ("a.png", samples.png(MOST_PIXELS, 2), "bị hỏng"),
        ("a.png", samples.png().replace(b"IHDR", b"IHDX"), "bị hỏng"),
        ("a.jpg", b"\xff\xd8\xff", "bị hỏng"),
        ("a.jpg", b"\xff\xd8\xff\xd9", "bị hỏng"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x04JFnonsense", "bị hỏng"),
        ("a.jpg", samples.jpeg(0, 0), "bị hỏng"),
        ("a.docx", samples.docx()[:-30], "bị hỏng"),
        ("a.docx", samples.docx().replace(b"PK\x03\x04", b"PK\x03\x05")[:8], "Chỉ nhận"),
        ("a.docx", samples.docx(word__vbaProject_dot_bin=b"x"), "macro"),
        ("a.docx", samples.docx(word___rels__settings_dot_xml_dot_rels=OUTER), "liên kết"),
        ("a.docx", samples.docx(**{"../../x": b"y"}), "bị hỏng"),
        ("a.docx", samples.docx(**{"/x": b"y"}), "bị hỏng"),
        ("a.zip", samples.with_parts(b"", {"a.txt": b"a"}), "Tệp nén không phải"),
        ("a.xlsx", samples.xlsx("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
         "Tệp nén không phải"),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_in_words(name: str, content: bytes, why: str) -> None:
    assert why.replace("\\", "") in refusal(name, content)


def test_a_broken_part_is_seen() -> None:
    content = bytearray(samples.docx(word__media__a_dot_bmp=bytes(range(256)) * 40))
    place = content.index(b"word/media/a.bmp") + 40
    content[place] ^= 0xFF
    assert "bị hỏng" in refusal("a.docx", bytes(content))


def test_a_part_of_a_compression_that_nobody_reads_is_broken() -> None:
    name, content = b"word/media/a.bmp", bytearray(samples.docx(word__media__a_dot_bmp=b"x"))
    # The two bytes of its kind stand so far before the name, in the part's head and in the list.
    for place in (content.index(name) - 22, content.rindex(name) - 36):
        content[place] = 96
    assert "bị hỏng" in refusal("a.docx", bytes(content))


def test_two_parts_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        content = samples.docx(word__document_dot_xml=b"<other/>")
    assert "lẫn nội dung" in refusal("a.docx", content)


def test_a_bomb_is_refused_without_unpacking_it() -> None:
    content = samples.bomb()
    assert len(content) < 1_000_000
    tracemalloc.start()
    assert "giải nén quá lớn" in refusal("a.docx", content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_refusal_names_the_file_without_what_could_harm() -> None:
    with pytest.raises(PaperRefused) as raised:
        check("../../bao\u202e cáo.ex<e", io.BytesIO(HTML))
    assert raised.value.name == "bao cáo.ex_e"
