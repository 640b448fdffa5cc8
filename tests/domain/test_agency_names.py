"""Agencies as cells name them."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_app.domain.agency_names import Register, split_roles
from plan_app.domain.appendix import KnownAgency
from plan_app.imports import seed_file
from tests.seed_files import SHIPPED

PLAN = seed_file.read(SHIPPED.read_bytes(), today=date.min)
KNOWN = [
    KnownAgency(each.code, each.name, each.short_name, (), each.successor, each.is_group)
    for each in PLAN.agencies
]
REGISTER = Register(KNOWN)
CODES = st.sampled_from(KNOWN)


def names(cell: str, register: Register = REGISTER) -> list[str]:
    """The full names of what is known, and of the rest the wording."""
    found = register.read(cell).agencies
    return [register.name_of(each.code) if each.code else f"? {each.worded}" for each in found]


@pytest.mark.parametrize(
    "name",
    [
        "Sở Kế hoạch và Đầu tư",
        "SỞ KẾ HOẠCH VÀ ĐẦU TƯ",
        "So Ke hoach va Dau tu",
        "Sở Kế hoạch & Đầu tư",
        "Sở Kế hoach và Đầu tư",
        "Sở KH&ĐT",
        "Sở KHĐT",
        "Sở KH-ĐT",
        "KH&ĐT",
        "Sở Kế hoạch và Đầu tư (nay là Sở Tài chính)",
        "Sở Kế hoạch và Đầu tư tỉnh Thanh Hoá",
    ],
)
def test_a_department_is_known_by_its_usual_names(name: str) -> None:
    assert REGISTER.find(name) == "so-ke-hoach-va-dau-tu"


def test_former_names_are_known() -> None:
    register = Register([KnownAgency("bql", "Ban Quản lý Khu kinh tế Nghi Sơn", "BQL",
                                     ("Ban Quản lý Khu công nghiệp Lễ Môn",))])  # fmt: skip

    assert register.find("BQL KCN Lễ Môn") == "bql"


@pytest.mark.parametrize("name", ["Sở", "Sở Công Thưng", "K", "", "Sở X&Y", "và"])
def test_what_only_comes_near_is_not_known(name: str) -> None:
    assert REGISTER.find(name) is None


def test_what_comes_near_is_suggested() -> None:
    assert REGISTER.named("Sở Công Thưng").suggestions == ("so-cong-thuong",)
    assert REGISTER.named("Bảo hiểm xã hội tỉnh").suggestions == ()


def test_a_name_that_two_bodies_have_is_not_certain() -> None:
    register = Register([KnownAgency("a", "Hội A", "Hội"), KnownAgency("b", "Hội B", "Hội")])

    assert register.find("Hội") is None


def test_places_whose_names_differ_in_a_tone_remain_two() -> None:
    register = Register([KnownAgency("dong", "UBND xã Hoằng Đông")])

    assert register.find("UBND xã Hoằng Đồng") is None
    assert register.find("UBND xa Hoang Dong") == "dong"


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("Sở Tài chính, Sở Xây dựng; Sở Y tế", ["Sở Tài chính", "Sở Xây dựng", "Sở Y tế"]),
        ("- Sở Y tế\n- Sở Nội vụ", ["Sở Y tế", "Sở Nội vụ"]),
        ("Sở Tài chính và Sở Xây dựng", ["Sở Tài chính", "Sở Xây dựng"]),
        (
            "Sở Văn hoá, Thể thao và Du lịch, Sở Lao động, Thương binh và Xã hội",
            ["Sở Văn hóa, Thể thao và Du lịch", "Sở Lao động, Thương binh và Xã hội"],
        ),
        (
            "Sở Nông nghiệp và\nPhát triển nông thôn\nSở Y tế",
            ["Sở Nông nghiệp và Phát triển nông thôn", "Sở Y tế"],
        ),
        (
            "Các Sở: Kế hoạch và Đầu tư, Tài chính; Công an tỉnh",
            ["Sở Kế hoạch và Đầu tư", "Sở Tài chính", "Công an tỉnh"],
        ),
        ("Các sở Tài chính, Y tế, Nội vụ", ["Sở Tài chính", "Sở Y tế", "Sở Nội vụ"]),
        (
            "Công an tỉnh và UBND các huyện, thị xã, thành phố",
            ["Công an tỉnh", "UBND các huyện, thị xã, thành phố"],
        ),
        ("Uỷ ban nhân dân các huyện, thị xã,\nthành phố", ["UBND các huyện, thị xã, thành phố"]),
        ("Sở Du lịch, Thể thao và Gia đình", ["? Sở Du lịch, Thể thao và Gia đình"]),
        ("Kho bạc Nhà nước, Sở Y tế", ["? Kho bạc Nhà nước", "Sở Y tế"]),
        ("Kho bạc Nhà nước, Bưu điện tỉnh", ["? Kho bạc Nhà nước", "? Bưu điện tỉnh"]),
        ("Sở Y tế và cộng đồng", ["? Sở Y tế và cộng đồng"]),
        ("Sở Y tế; Sở YT", ["Sở Y tế"]),
        ("Các sở: ban, ngành", ["? ban, ngành"]),
        ("", []),
    ],
)
def test_a_cell_names_several_bodies(cell: str, wanted: list[str]) -> None:
    assert names(cell) == wanted


@pytest.mark.parametrize(
    ("cell", "wanted", "as_worded"),
    [
        ("các đơn vị liên quan", [], "các đơn vị liên quan"),
        ("Các sở, ban, ngành cấp tỉnh", [], "Các sở, ban, ngành cấp tỉnh"),
        (
            "Sở Tài chính và các cơ quan, đơn vị liên quan",
            ["Sở Tài chính"],
            "Sở Tài chính; các cơ quan, đơn vị liên quan",
        ),
        (
            "Các sở, ban, ngành, UBND các huyện, thị xã, thành phố",
            ["UBND các huyện, thị xã, thành phố"],
            "Các sở, ban, ngành; UBND các huyện, thị xã, thành phố",
        ),
        ("Sở Tài chính", ["Sở Tài chính"], ""),
    ],
)
def test_phrases_are_kept_as_worded(cell: str, wanted: list[str], as_worded: str) -> None:
    assert (names(cell), REGISTER.read(cell).as_worded) == (wanted, as_worded)


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("Chủ trì: Sở A; Phối hợp: Sở B, Sở C", ("Sở A", "Sở B, Sở C")),
        ("- Cơ quan chủ trì: Sở A\n- Cơ quan phối hợp: Sở B", ("Sở A", "Sở B")),
        ("Sở A chủ trì, phối hợp với Sở B", ("Sở A", "Sở B")),
        ("Chủ trì Sở A (phối hợp: Sở B)", ("Sở A", "Sở B")),
        ("Phối hợp: Sở B\nChủ trì: Sở A", ("Sở A", "Sở B")),
        ("Sở A", None),
    ],
)
def test_lead_and_coordinating_in_one_cell(cell: str, wanted: tuple[str, str] | None) -> None:
    assert split_roles(cell) == wanted


@given(st.lists(CODES, max_size=5, unique=True), st.sampled_from(["; ", "\n", ", "]),
       st.booleans())  # fmt: skip
def test_any_list_of_known_bodies_is_read(
    agencies: list[KnownAgency], separator: str, is_decomposed: bool
) -> None:
    cell = separator.join(each.name for each in agencies)
    cell = unicodedata.normalize("NFD", cell) if is_decomposed else cell

    assert [each.code for each in REGISTER.read(cell).agencies] == [each.code for each in agencies]


@given(st.text(max_size=80))
def test_any_cell_is_read(cell: str) -> None:
    found = REGISTER.read(cell)

    assert len(found.parts) >= len(found.agencies)
    split_roles(cell)
