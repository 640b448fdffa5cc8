"""How a mail speaks to its reader and names people and documents, in the spoken language."""

from datetime import date
from typing import Final

from plan_app.errors import N_
from plan_app.mail.facts import Reader, Support
from plan_app.presentation.catalogue import DEFAULT_LANGUAGE
from plan_app.presentation.formatters import day
from plan_app.presentation.language import in_language
from plan_app.presentation.language import sentence as _

HONORIFICS: Final = frozenset({N_("Ông"), N_("Bà"), N_("Đồng chí")})


def salutation(reader: Reader) -> str:
    """`Ông Nguyễn Văn A, Phòng Kế hoạch, Sở Công Thương`; of a shared account, the agency."""
    agency = in_language(reader.agency, reader.agency_en)
    if reader.is_shared:
        return agency or reader.full_name
    name = addressed(reader.honorific, reader.full_name)
    return ", ".join(part for part in (name, reader.division, agency) if part)


def addressed(honorific: str, full_name: str) -> str:
    """`Ông Nguyễn Văn A`, `Mr Nguyễn Văn A`; what is no form of address stays as it is."""
    return f"{_(honorific) if honorific in HONORIFICS else honorific} {full_name}".strip()


def you(reader: Reader) -> str:
    """`Ông`, where Vietnamese says it; English has one word for everybody."""
    if reader.is_shared:
        return _("Quý cơ quan")
    is_named = reader.honorific and reader.language == DEFAULT_LANGUAGE
    return reader.honorific if is_named else _("Ông/Bà")


def support_line(support: Support | None) -> str:
    """`Bà Lê Thị B, chuyên viên, Sở Tài chính; điện thoại …; thư công vụ …`."""
    if support is None:
        return ""
    name = addressed(support.honorific, support.full_name)
    agency = in_language(support.agency, support.agency_en)
    who = ", ".join(part for part in (name, support.position, agency) if part)
    telephone = _("điện thoại %(number)s", number=support.telephone) if support.telephone else ""
    address = _("thư công vụ %(address)s", address=support.address)
    return "; ".join(part for part in (who, telephone, address) if part)


def dated_document(document: str, dated: date | None) -> str:
    """`Công văn số 1 ngày 07/12/2026`, where the day is known."""
    if not dated:
        return document
    return _("%(document)s ngày %(day)s", document=document, day=day(dated))
