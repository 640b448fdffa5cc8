"""Small files for the demonstration, made here: every one says that it is invented."""

import io
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from plan_app.domain.papers import Draft
from plan_app.papers.receiving import take

MINUTES: Final = "Biên bản nghiệm thu (minh họa).docx"
SCAN: Final = "Quyết định phê duyệt, bản quét (minh họa).pdf"
# What a package says of when it was made; always the same, so that the bytes are.
_MADE: Final = (2026, 1, 5, 8, 0, 0)
_TYPES: Final = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default \
Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override \
PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.\
wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship \
Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" \
Target="word/document.xml"/></Relationships>"""
_WORDS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def keep_minutes() -> Draft:
    """An acceptance record in the store, as a document."""
    said = ["BIÊN BẢN NGHIỆM THU", "Nội dung minh họa, không phải văn bản thật."]
    return take(MINUTES, io.BytesIO(docx(said)))


def keep_scan() -> Draft:
    """A decision in the store, as a page that was scanned."""
    return take(SCAN, io.BytesIO(pdf(["QUYET DINH (minh hoa)", "Khong phai van ban that."])))


def docx(paragraphs: Sequence[str]) -> bytes:
    """The smallest document that Word opens."""
    body = "".join(f"<w:p><w:r><w:t>{escape(each)}</w:t></w:r></w:p>" for each in paragraphs)
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<w:document xmlns:w="{_WORDS}">'
        f"<w:body>{body}</w:body></w:document>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": document,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, _MADE), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def pdf(lines: Sequence[str]) -> bytes:
    """The smallest document that readers open, of ASCII letters without brackets of its own."""
    shown = " ".join(f"({line.replace('(', '[').replace(')', ']')}) Tj T*" for line in lines)
    stream = f"BT /F1 14 Tf 18 TL 72 770 Td {shown} ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        f"{made}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(made)}\n%%EOF\n"
    ).encode("ascii")
