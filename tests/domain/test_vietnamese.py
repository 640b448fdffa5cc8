import unicodedata
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_app.domain.vietnamese import (
    fold,
    normalise,
    normalise_tone_marks,
    person_sort_key,
    sort_key,
)

# Written out by hand, independently of the code: f j w z stand where the Latin alphabet has them.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]

words = st.lists(
    st.tuples(st.text(ALPHABET, min_size=1, max_size=4), st.sampled_from(range(len(TONES)))),
    min_size=1,
    max_size=3,
)


def written(word: tuple[str, int]) -> str:
    letters, tone = word
    return unicodedata.normalize("NFC", letters + TONES[tone])


def expected_order(text: list[tuple[str, int]]) -> tuple[list[list[int]], list[int]]:
    return [[ALPHABET.index(letter) for letter in word] for word, _ in text], [t for _, t in text]


def rising(keys: Iterable[str]) -> bool:
    return all(one < next_one for one, next_one in pairwise(keys))


class TestNormalise:
    def test_composes_letters(self) -> None:
        assert normalise(unicodedata.normalize("NFD", "Thường xuyên")) == "Thường xuyên"

    def test_makes_one_line_with_single_spaces(self) -> None:
        assert normalise("  Sở Công\u00a0Thương;\r\n\tSở  Tài chính ") == (
            "Sở Công Thương; Sở Tài chính"
        )

    def test_drops_what_cannot_be_seen(self) -> None:
        assert normalise("\ufeffThanh\u200b Hóa\x00, kế ho\u00adạch") == "Thanh Hóa, kế hoạch"

    def test_keeps_case_and_diacritics(self) -> None:
        assert normalise("Ủy ban Đông Sơn") == "Ủy ban Đông Sơn"

    @given(st.text())
    def test_twice_changes_nothing(self, text: str) -> None:
        assert normalise(normalise(text)) == normalise(text)


class TestNormaliseToneMarks:
    @pytest.mark.parametrize(
        ("other", "official"),
        [
            ("Hoá", "Hóa"),
            ("HOÀ BÌNH", "HÒA BÌNH"),
            ("khoẻ", "khỏe"),
            ("Uỷ", "Ủy"),
            ("UỶ BAN", "ỦY BAN"),
            ("thuỵ", "thụy"),
            ("văn hoá, thể thao", "văn hóa, thể thao"),
        ],
    )
    def test_moves_the_mark_in_syllables_written_in_two_ways(
        self, other: str, official: str
    ) -> None:
        assert normalise_tone_marks(other) == official
        assert normalise_tone_marks(unicodedata.normalize("NFD", other)) == official

    @pytest.mark.parametrize(
        "text", ["Hóa", "quý IV", "Quỹ", "toàn", "hoạch", "thuyền", "huỳnh", "loại", "khuỷu", "óc"]
    )
    def test_leaves_syllables_written_in_one_way(self, text: str) -> None:
        assert normalise_tone_marks(text) == text

    def test_keeps_apart_names_that_differ_in_a_tone(self) -> None:
        assert normalise_tone_marks("Hoằng Lộc") != normalise_tone_marks("Hoàng Lộc")

    @given(st.text("hoauyẻỷáàqQOU n"))
    def test_never_changes_what_is_found(self, text: str) -> None:
        assert fold(normalise_tone_marks(text)) == fold(text)


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Thanh Hoá", "thanh hoa"),
            ("Thanh Hóa", "thanh hoa"),
            ("Uỷ ban", "uy ban"),
            ("Ủy ban", "uy ban"),
            ("hằng năm", "hang nam"),
            ("Hàng năm", "hang nam"),
            ("ĐIỆN ĐƯỜNG", "dien duong"),
            ("Ðông Sơn", "dong son"),  # An Eth, as old conversions have it.
            ("giảm phát thải CO₂", "giam phat thai co2"),
            ("  Sở\n\tCông\u00a0Thương ", "so cong thuong"),
            ("Sở\u200b Y tế", "so y te"),
            ("2021 - 2030", "2021 - 2030"),
            ("", ""),
        ],
    )
    def test_gives_plain_lower_case_letters(self, text: str, folded: str) -> None:
        assert fold(text) == folded

    @given(st.text())
    def test_is_the_same_for_composed_and_decomposed_text(self, text: str) -> None:
        composed = fold(unicodedata.normalize("NFC", text))

        assert composed == fold(unicodedata.normalize("NFD", text))

    @given(st.text())
    def test_twice_changes_nothing(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)


class TestSortKey:
    def test_follows_the_alphabet(self) -> None:
        assert rising(map(sort_key, ALPHABET))

    def test_follows_the_order_of_the_tones(self) -> None:
        tones = ["ma", "mà", "mả", "mã", "má", "mạ"]

        assert rising(map(sort_key, tones))

    def test_compares_letters_before_tones(self) -> None:
        # A tone on the first word counts less than a letter of the second.
        assert sort_key("hạ an") < sort_key("ha ân")

    def test_compares_tones_from_the_first_word_on(self) -> None:
        assert sort_key("mà má") < sort_key("mả ma")

    def test_puts_a_text_before_a_longer_one_that_begins_with_it(self) -> None:
        texts = ["an", "an ninh", "an toàn", "anh"]

        assert rising(map(sort_key, texts))

    def test_puts_digits_before_letters(self) -> None:
        assert sort_key("2 sở") < sort_key("a")

    def test_puts_other_scripts_after_the_alphabet(self) -> None:
        assert sort_key("z") < sort_key("Ω") < sort_key("水")

    @pytest.mark.parametrize(
        "variant",
        [
            "VĂN HÓA - THỂ THAO",
            "văn hoá, thể thao",
            "Văn hóa  (thể thao)",
            "văn\u200b hóa/thể thao",
        ],
    )
    def test_ignores_case_punctuation_and_the_place_of_the_tone_mark(self, variant: str) -> None:
        assert sort_key(variant) == sort_key("Văn hóa thể thao")

    def test_ignores_marks_that_are_not_vietnamese(self) -> None:
        assert sort_key("Zürich") == sort_key("Zurich")

    def test_ignores_a_mark_without_a_letter(self) -> None:
        assert sort_key("\u0302a") == sort_key("a")

    def test_counts_the_first_tone_of_a_foreign_word(self) -> None:
        assert sort_key("résumè") == sort_key("résume")

    @pytest.mark.parametrize("text", ["", "  ", "—", "(…)"])
    def test_is_empty_without_a_letter_or_digit(self, text: str) -> None:
        assert sort_key(text) == ""

    @given(words, words)
    def test_orders_as_the_alphabet_and_then_the_tones_do(
        self, one: list[tuple[str, int]], other: list[tuple[str, int]]
    ) -> None:
        one_key = sort_key(" ".join(map(written, one)))
        other_key = sort_key(" ".join(map(written, other)))

        assert (one_key < other_key) == (expected_order(one) < expected_order(other))

    @given(st.text())
    def test_is_printable_ascii_for_any_text(self, text: str) -> None:
        key = sort_key(text)

        assert key.isascii()
        assert key.isprintable()

    @given(st.text())
    def test_is_the_same_for_composed_and_decomposed_text(self, text: str) -> None:
        composed = sort_key(unicodedata.normalize("NFC", text))

        assert composed == sort_key(unicodedata.normalize("NFD", text))


class TestPersonSortKey:
    def test_sorts_by_given_name_then_surname_then_middle_name(self) -> None:
        people = [
            "An",
            "Lê An",
            "Nguyễn An",
            "Nguyễn Bá An",
            "Nguyễn Văn An",
            "Vũ An",
            "Trần Ân",
            "Đỗ Bình",
            "Lê Thị Hà",
            "Vũ Thị Hà",
            "Lê Thị Hạ",
        ]

        assert rising(map(person_sort_key, people))

    def test_takes_all_between_surname_and_given_name_as_the_middle(self) -> None:
        assert person_sort_key("Lê Thị Minh An") < person_sort_key("Lê Thị Ngọc An")

    def test_ignores_surrounding_and_double_spaces(self) -> None:
        assert person_sort_key(" Nguyễn  Văn An ") == person_sort_key("Nguyễn Văn An")

    def test_of_nobody_is_empty(self) -> None:
        assert person_sort_key(" ") == ""
