"""People and agencies as files for spreadsheets."""

from collections.abc import Sequence
from datetime import date

from flask import Response
from flask_babel import gettext as _

from plan_app.errors import NC_
from plan_app.models import AgencyContact, ContactKind, User
from plan_app.presentation import formatters, spreadsheets, words
from plan_app.presentation import people as wording
from plan_app.presentation.language import in_language
from plan_app.queries.agencies import AgencyRow
from plan_app.queries.people import PersonRow
from plan_app.views import download


def answer(text: str, name: str, today: date) -> Response:
    """The file to be saved."""
    named = {"people": _("Người dùng"), "agencies": _(NC_("pages", "Cơ quan"))}[name]
    return download.answer(text, named=named, plain_name=name, today=today)


def write_people(rows: Sequence[PersonRow], plan_id: int) -> str:
    """The text of the file of people."""
    head = [
        _("Xưng hô"),
        _("Họ tên"),
        _("Chức vụ"),
        _("Phòng, đơn vị"),
        _("Cơ quan"),
        _("Thư công vụ"),
        _("Điện thoại công vụ"),
        _("Vai trò"),
        _("Tài khoản"),
        _("Nhiệm vụ chưa hoàn thành"),
    ]
    return spreadsheets.write_csv(head, (_person(row, plan_id) for row in rows))


def write_agencies(rows: Sequence[AgencyRow]) -> str:
    """The text of the file of agencies."""
    head = [
        _("Thứ tự trong danh sách chính thức"),
        _("Tên cơ quan"),
        _("Tên viết tắt"),
        _("Tên tiếng Anh"),
        _("Thư công vụ của cơ quan"),
        _("Hoạt động từ ngày"),
        _("Hoạt động đến hết ngày"),
        _("Cơ quan tiếp nhận"),
        _("Tiếp nhận từ ngày"),
        _("Đầu mối liên hệ của cơ quan"),
        _("Lãnh đạo phụ trách"),
        _("Số người"),
        _("Nhiệm vụ chưa hoàn thành"),
    ]
    return spreadsheets.write_csv(head, (_agency(row) for row in rows))


def _person(row: PersonRow, plan_id: int) -> list[object]:
    user = row.user
    return [
        user.honorific,
        user.full_name,
        user.position,
        user.division,
        in_language(user.agency.name, user.agency.name_en) if user.agency else None,
        user.email,
        user.telephone,
        ", ".join(words.role(each.role) for each in user.memberships if each.plan_id == plan_id),
        "; ".join(wording.standing(each) for each in wording.standings(user)),
        row.open_tasks,
    ]


def _agency(row: AgencyRow) -> list[object]:
    agency = row.agency
    return [
        agency.official_order,
        agency.name,
        agency.short_name,
        agency.name_en,
        agency.email,
        formatters.day(agency.valid_from),
        formatters.day(agency.valid_to),
        agency.successor.name if agency.successor else None,
        formatters.day(agency.succession_date),
        _named(agency.contacts, ContactKind.CONTACT),
        _named(agency.contacts, ContactKind.HEAD),
        row.people,
        row.open_tasks,
    ]


def _named(contacts: Sequence[AgencyContact], kind: ContactKind) -> str | None:
    found: list[User] = [each.user for each in contacts if each.kind is kind]
    return found[0].addressed if found else None
