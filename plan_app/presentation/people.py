"""How an account and an agency stand, in plain words."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from plan_app.errors import N_
from plan_app.presentation import formatters
from plan_app.presentation.chips import Chip
from plan_app.presentation.language import in_language
from plan_app.presentation.language import sentence as _
from plan_app.queries.agencies import AgencyKind
from plan_app.queries.assignments import Candidate
from plan_app.queries.people import Standing

_STANDINGS: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.ACTIVE: N_("Đang hoạt động"),
        Standing.INVITED: N_("Chưa đặt mật khẩu"),
        Standing.UNREACHABLE: N_("Chưa liên hệ được"),
        Standing.SHARED: N_("Tài khoản dùng chung"),
        Standing.ENDED: N_("Đã ngừng"),
    }
)
_KINDS: Final[Mapping[AgencyKind, str]] = MappingProxyType(
    {
        AgencyKind.PRESENT: N_("Đang hoạt động"),
        AgencyKind.ENDED: N_("Đã kết thúc hoạt động"),
        AgencyKind.GROUP: N_("Nhóm cơ quan"),
        AgencyKind.WITHOUT_CONTACT: N_("Có nhiệm vụ, chưa có đầu mối liên hệ được"),
    }
)
_REORGANISATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"merger": N_("Sáp nhập"), "split": N_("Tách")}
)
_CHIPS: Final[Mapping[Standing, tuple[str, str]]] = MappingProxyType(
    {
        Standing.ACTIVE: ("plain", "check"),
        Standing.INVITED: ("soon", "hourglass"),
        Standing.UNREACHABLE: ("soon", "letter"),
        Standing.SHARED: ("plain", "person"),
        Standing.ENDED: ("none", "stop"),
    }
)

_FUNCTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "owner": N_("Đầu mối theo dõi"),
        "contact": N_("Đầu mối liên hệ của cơ quan"),
        "head": N_("Lãnh đạo phụ trách"),
    }
)
_CHANGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "new": N_("Tài khoản mới"),
        "updated": N_("Cập nhật thông tin"),
        "same": N_("Không thay đổi thông tin"),
    }
)
_COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "honorific": N_("Xưng hô"),
        "full_name": N_("Họ tên"),
        "position": N_("Chức vụ"),
        "division": N_("Phòng, đơn vị"),
        "agency": N_("Cơ quan"),
        "email": N_("Thư công vụ"),
        "telephone": N_("Điện thoại công vụ"),
        "function": N_("Vai trò"),
    }
)


def candidate(person: Candidate) -> str:
    """`Ông Nguyễn Văn An – Sở Công Thương`: somebody to choose, with the agency if it is known."""
    agency = in_language(person.agency, person.agency_en)
    return f"{person.name} – {agency}" if agency else person.name


def function(slug: str) -> str:
    """`Lãnh đạo phụ trách`: what an agency names somebody for."""
    return _(_FUNCTIONS[slug])


def change(slug: str) -> str:
    """`Tài khoản mới`: what a row of a table does."""
    return _(_CHANGES[slug])


def column(slug: str) -> str:
    """`Thư công vụ`: the column of a cell at fault."""
    return _(_COLUMNS[slug])


def standing(value: Standing) -> str:
    """`Chưa đặt mật khẩu`."""
    return _(_STANDINGS[value])


def agency_kind(value: AgencyKind) -> str:
    """`Nhóm cơ quan`."""
    return _(_KINDS[value])


def reorganisation(slug: str) -> str:
    """`Sáp nhập`: what became of an agency."""
    return _(_REORGANISATIONS[slug])


def standings(user: Any) -> list[Standing]:  # noqa: ANN401 (a row of accounts; no models here)
    """What is to be known of the account: ended, not yet used, not reached, shared; or active."""
    found = []
    if not user.active:
        found.append(Standing.ENDED)
    elif user.password is None:
        found.append(Standing.INVITED)
    if user.unreachable_since is not None:
        found.append(Standing.UNREACHABLE)
    if user.is_shared:
        found.append(Standing.SHARED)
    return found or [Standing.ACTIVE]


def chips(user: Any) -> list[Chip]:  # noqa: ANN401 (as above)
    """The same as chips."""
    return [Chip(*_CHIPS[each], standing(each)) for each in standings(user)]


def has_ended(agency: Any, today: date) -> bool:  # noqa: ANN401 (as above)
    """Whether the agency is no more."""
    return agency.valid_to is not None and agency.valid_to < today


def iso_day(iso: str) -> str:
    """`07/12/2026` for a day in an entry of the journal."""
    return formatters.day(date.fromisoformat(iso))
