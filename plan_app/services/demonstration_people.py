"""The invented people of the demonstration, and their accounts.

Names are invented; addresses end in `.example.org` and telephones begin with 0237 000, so that
nobody can be reached by them. Nobody has a password: one click signs in.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from plan_app.domain import vietnamese
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Agency, AgencyContact, ContactKind, Language, Membership, Plan, User
from plan_app.services import journal, search_texts

DOMAIN: Final = ".example.org"
COMMUNES: Final = "ubnd-xa-phuong"
COMMUNE: Final = "ubnd-xa-a-minh-hoa"
# Twelve communes stand for the 166; a few have an account, and the others write letters.
COMMUNE_LETTERS: Final = "abcdeghiklmn"
WITH_ACCOUNT: Final = "abcd"
OFFICE: Final = "van-phong-ubnd-tinh"
INDUSTRY: Final = "so-cong-thuong"
HEAD: Final = "Phó Giám đốc (minh họa)"


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person. `agency` is a code; empty for the plan's standing agency."""

    honorific: str
    name: str
    agency: str
    division: str
    position: str = "Chuyên viên"
    role: Role | None = Role.OWNER
    language: Language = Language.VIETNAMESE


_STEERING: Final = (
    Person("Bà", "Nguyễn Thị Hương Giang", "", "Phòng Tổng hợp", role=Role.COORDINATOR),
    Person("Ông", "Lê Đình Phước", "", "Phòng Tổng hợp", role=Role.COORDINATOR),
    Person(
        "Đồng chí", "Trịnh Xuân Đường", OFFICE, "", "Phó Chủ tịch UBND tỉnh (minh họa)", Role.LEADER
    ),
    Person("Đồng chí", "Phạm Thế Lượng", INDUSTRY, "", HEAD, Role.LEADER),
    Person("Bà", "Đỗ Thị Ngọc Ước", OFFICE, "Phòng Kinh tế", role=Role.OBSERVER),
    Person("Ông", "Hoàng Bửu Sơn", OFFICE, "Trung tâm Tin học", "Quản trị hệ thống", None),
)
_OWNERS: Final = (
    Person("Ông", "Lê Hữu Đạt", INDUSTRY, "Phòng Quản lý năng lượng"),
    Person("Bà", "Trần Thị Mơ", INDUSTRY, "Phòng Quản lý công nghiệp"),
    Person("Ông", "Cao Văn Thưởng", INDUSTRY, "Phòng Quản lý thương mại"),
    Person("Bà", "Vũ Thị Dương", "", "Phòng Kế hoạch tổng hợp"),
    Person("Ông", "Mai Đức Lương", "", "Phòng Quản lý ngân sách"),
    Person("Bà", "Lưu Thị Thơ", "", "Phòng Kinh tế ngành"),
    Person("Ông", "Hà Văn Sương", "so-nong-nghiep-va-moi-truong", "Chi cục Kiểm lâm"),
    Person("Bà", "Bùi Thị Đào", "so-nong-nghiep-va-moi-truong", "Chi cục Bảo vệ môi trường"),
    Person("Ông", "Nguyễn Trọng Cường", "so-nong-nghiep-va-moi-truong", "Chi cục Thủy sản"),
    Person("Bà", "Phùng Thị Ánh", "so-nong-nghiep-va-moi-truong", "Phòng Trồng trọt"),
    Person("Ông", "Đinh Công Hưởng", "so-nong-nghiep-va-moi-truong", "Phòng Tài nguyên nước"),
    Person("Bà", "Quách Thị Bưởi", "so-nong-nghiep-va-moi-truong", "Chi cục Chăn nuôi và Thú y"),
    Person("Ông", "Tống Văn Vượng", "so-xay-dung", "Phòng Hạ tầng kỹ thuật"),
    Person("Bà", "Đặng Thị Phượng", "so-xay-dung", "Phòng Vận tải"),
    Person("Ông", "Ngô Quang Tưởng", "so-noi-vu", "Phòng Lao động, việc làm"),
    Person("Bà", "Lê Thị Mười", "so-khoa-hoc-va-cong-nghe", "Phòng Quản lý công nghệ"),
    Person("Bà", "Hồ Thị Trường An", "so-van-hoa-the-thao-va-du-lich", "Phòng Quản lý du lịch"),
    Person("Ông", "Đào Ngọc Kiên", "ban-quan-ly-khu-kinh-te-nghi-son", "Phòng Quản lý môi trường"),
    Person("Bà", "Lương Thị Hợp", "so-tu-phap", "Phòng Xây dựng văn bản"),
    Person("Ông", "Vi Văn Ơn", "so-giao-duc-va-dao-tao", "Phòng Giáo dục phổ thông"),
    Person("Bà", "Trương Thị Nguyệt", "so-y-te", "Phòng Nghiệp vụ Y"),
    Person(
        "Ông",
        "Phan Đăng Khương",
        "so-ngoai-vu",
        "Phòng Hợp tác quốc tế",
        language=Language.ENGLISH,
    ),
    Person("Ông", "Trịnh Bá Đức", "thanh-tra-tinh", "Phòng Nghiệp vụ 1"),
    Person("Bà", "Lò Thị Mường", "so-dan-toc-va-ton-giao", "Phòng Chính sách dân tộc"),
    Person("Bà", "Đoàn Thị Hường", "truong-dai-hoc-hong-duc", "Phòng Quản lý đào tạo"),
    Person("Ông", "Lại Thế Dưỡng", "ngan-hang-nha-nuoc-chi-nhanh-tinh", "Phòng Tổng hợp"),
    Person("Bà", "Khương Thị Tươi", "cuc-thong-ke-tinh", "Phòng Thống kê kinh tế"),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The accounts of the demonstration: how many, and owners by the agency they work for.

    `offices` are the shared accounts of communes.
    """

    count: int
    coordinators: tuple[User, ...]
    owners: Mapping[int | None, tuple[User, ...]]
    offices: tuple[User, ...] = ()


def enter(plan: Plan, agencies: Mapping[str, Agency], *, now: datetime) -> Cast:
    """Make the accounts, of the agencies that there are; contacts and shared accounts too."""
    steering = _accounts(_STEERING, plan, agencies)
    owners = _accounts(_OWNERS, plan, agencies)
    shared = _communes(plan, agencies)
    everybody = [*steering, *owners, *shared]
    db.session.flush()
    _contacts(steering, [*owners, *shared])
    for user in everybody:
        _record(user, plan, now)
    by_agency: dict[int | None, tuple[User, ...]] = {}
    for user in owners:
        agency_id = user.agency_id
        by_agency[agency_id] = (*by_agency.get(agency_id, ()), user)
    if shared and COMMUNES in agencies:
        by_agency[agencies[COMMUNES].id] = (shared[0],)
    coordinators = [each for each in steering if _role(each) is Role.COORDINATOR]
    return Cast(len(everybody), tuple(coordinators), by_agency, tuple(shared))


def _accounts(people: Iterable[Person], plan: Plan, agencies: Mapping[str, Agency]) -> list[User]:
    found = []
    for number, person in enumerate(people, 1):
        agency = agencies.get(person.agency) if person.agency else plan.standing_agency
        if agency is not None:
            found.append(_account(person, agency, plan, number))
    return found


def _account(person: Person, agency: Agency, plan: Plan, number: int) -> User:
    local = vietnamese.fold(person.name).replace(" ", ".")
    extension = 100 * (1 if person.role is Role.OWNER else 2) + number
    user = User(
        email=f"{local}@{agency.code}{DOMAIN}",
        full_name=person.name,
        honorific=person.honorific,
        position=person.position,
        division=person.division,
        telephone=f"0237 000 {extension}",
        agency=agency,
        language=person.language,
        is_administrator=person.role is None,
        memberships=[Membership(plan=plan, role=person.role)] if person.role else [],
    )
    return _ready(user)


def _ready(user: User) -> User:
    # Nobody has a password: Flask-Security then accepts none.
    user.fs_uniquifier = uuid.uuid4().hex
    user.sort_key = vietnamese.person_sort_key(user.full_name)
    user.search_text = vietnamese.fold(f"{user.full_name} {user.email}")
    db.session.add(user)
    return user


def _communes(plan: Plan, agencies: Mapping[str, Agency]) -> list[User]:
    """Communes of the group of all communes, some with one account for the whole office."""
    group = agencies.get(COMMUNES)
    if group is None:
        return []
    last = max(each.official_order for each in agencies.values())
    accounts = []
    for place, letter in enumerate(COMMUNE_LETTERS, 1):
        agency = _commune(letter, last + place)
        group.members.append(agency)
        if letter in WITH_ACCOUNT:
            accounts.append(_office(agency, plan, 299 + place))
    return accounts


def _commune(letter: str, official_order: int) -> Agency:
    name = f"UBND xã {letter.upper()}"
    agency = Agency(
        code=COMMUNE if letter == "a" else f"ubnd-xa-{letter}-minh-hoa",
        name=name,
        name_en=f"People's Committee of Commune {letter.upper()}",
        short_name=name,
        official_order=official_order,
        is_confirmed=False,
    )
    agency.search_text = search_texts.of_agency(agency)
    return agency


def _office(agency: Agency, plan: Plan, extension: int) -> User:
    user = User(
        email=f"ubnd@{agency.code}{DOMAIN}",
        full_name=agency.name,
        telephone=f"0237 000 {extension}",
        agency=agency,
        is_shared=True,
        memberships=[Membership(plan=plan, role=Role.OWNER)],
    )
    return _ready(user)


def _contacts(steering: list[User], owners: list[User]) -> None:
    """The last owner of each agency is its contact, and its leader its head."""
    contacts = {user.agency_id: user for user in owners}
    heads = {user.agency_id: user for user in steering if user.position == HEAD}
    for kind, people in ((ContactKind.CONTACT, contacts), (ContactKind.HEAD, heads)):
        for agency_id, user in people.items():
            db.session.add(AgencyContact(agency_id=agency_id, kind=kind, user_id=user.id))


def _record(user: User, plan: Plan, now: datetime) -> None:
    entry = partial(journal.record, now=now, actor_id=None, subject=("user", user.id))
    entry("user_created", plan_id=None, data={"administrator": user.is_administrator})
    role = _role(user)
    if role is not None:
        entry("role_granted", plan_id=plan.id, data={"role": role.value})


def _role(user: User) -> Role | None:
    return user.memberships[0].role if user.memberships else None
