"""Days, changes and bodies as administrative documents write them."""

from datetime import date

import pytest

from plan_app.domain.periods import Period
from plan_app.presentation import document_words as words
from plan_app.presentation import formatters
from plan_app.presentation.language import speaking

PROVINCE = "UBND tỉnh Thanh Hóa"


@pytest.mark.parametrize(
    ("day", "quoted", "opened"),
    [
        (date(2023, 10, 18), "18/10/2023", "tháng 10 năm 2023"),
        (date(2018, 4, 6), "06/4/2018", "tháng 4 năm 2018"),
        (date(2026, 2, 1), "01/02/2026", "tháng 02 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_zero(
    day: date, quoted: str, opened: str
) -> None:
    assert words.quoted_day(day) == quoted
    assert words.open_day(day).endswith(opened)
    assert words.quoted_day(None) == ""


@pytest.mark.parametrize(
    ("now", "before", "change", "grown"),
    [(50, 44, "+06", "tăng 06"), (10, 12, "-02", "giảm 02"), (3, 3, "0", "không thay đổi")],
)
def test_changes(now: int, before: int, change: str, grown: str) -> None:
    assert formatters.change(now, before) == change
    assert words.grown(now, before) == grown


@pytest.mark.parametrize(
    ("slug", "said"),
    [("2026", "năm 2026"), ("2026-h1", "06 tháng đầu năm 2026"),
     ("2026-h2", "06 tháng cuối năm 2026")],
)  # fmt: skip
def test_periods(slug: str, said: str) -> None:
    with speaking("vi"):
        assert words.period(Period.parse(slug)) == said


@pytest.mark.parametrize(
    ("name", "over", "lines", "sign", "signing", "place"),
    [
        ("Sở Tài chính", "UBND TỈNH THANH HÓA", ("SỞ TÀI CHÍNH",), "STC",
         ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Thanh Hóa"),
        ("Sở Nông nghiệp và Môi trường", "UBND TỈNH THANH HÓA", ("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",),
         "SNNMT", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Thanh Hóa"),
        ("Thanh tra tỉnh", "UBND TỈNH THANH HÓA", ("THANH TRA TỈNH",), None,
         ("KT. CHÁNH THANH TRA", "PHÓ CHÁNH THANH TRA"), "Thanh Hóa"),
        ("Trường Đại học Hồng Đức", "UBND TỈNH THANH HÓA", ("TRƯỜNG ĐẠI HỌC HỒNG ĐỨC",), None,
         None, "Thanh Hóa"),
        ("UBND xã Nga An", "", ("ỦY BAN NHÂN DÂN", "XÃ NGA AN"), "UBND",
         ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Nga An"),
        (PROVINCE, "", ("ỦY BAN NHÂN DÂN", "TỈNH THANH HÓA"), "UBND",
         ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Thanh Hóa"),
    ],
)  # fmt: skip
def test_a_body_heads_and_signs_as_its_kind_does(
    name: str,
    over: str,
    lines: tuple[str, ...],
    sign: str | None,
    signing: tuple[str, ...] | None,
    place: str,
) -> None:
    found = words.body(name, province=PROVINCE)
    assert found == words.Body(over, lines, sign, signing, place)


def test_the_committee_is_written_out_and_an_unknown_body_left_as_it_is() -> None:
    assert words.committee(PROVINCE) == "Ủy ban nhân dân tỉnh"
    assert words.committee("Bộ Tài chính") == words.province_name("Bộ Tài chính") == "Bộ Tài chính"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("Đã xong", "Đã xong."), ("Đã xong.", "Đã xong."), ("(Minh họa.)", "(Minh họa.)"),
     ("Một\nhai", "Một hai."), ("", "")],
)  # fmt: skip
def test_what_was_written_becomes_one_sentence(text: str, sentence: str) -> None:
    assert words.sentence(text) == sentence


def test_a_long_text_is_cut_between_words() -> None:
    assert words.shortened("Trồng rừng, phòng hộ", 14) == "Trồng rừng…"
    assert words.shortened("Trồng rừng", 10) == "Trồng rừng"
