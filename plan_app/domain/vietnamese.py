"""Vietnamese text: one spelling to store, a folded form to search, an ASCII key to sort by.

The databases cannot be asked: SQLite's FTS5 does not fold đ and the PostgreSQL at hand has no ICU
and no unaccent. So these forms are computed on write and stored, the same on both.
"""

import re
import unicodedata
from typing import Final

# Eth and the African D look like Đ and take its place in texts converted from old encodings.
_D_WITH_STROKE: Final = str.maketrans(dict.fromkeys("ðɖ", "đ"))

_GRAVE, _ACUTE, _CIRCUMFLEX, _TILDE = "\u0300", "\u0301", "\u0302", "\u0303"
_BREVE, _HOOK, _HORN, _DOT_BELOW = "\u0306", "\u0309", "\u031b", "\u0323"

# The order of the tones in Vietnamese dictionaries: ngang (no mark), huyền, hỏi, ngã, sắc, nặng.
_TONES: Final = {_GRAVE: "1", _HOOK: "2", _TILDE: "3", _ACUTE: "4", _DOT_BELOW: "5"}

# The letters that stand right after their plain letter in the alphabet; a plain letter has rank 0.
_LETTERS_WITH_A_MARK: Final = {
    "a" + _BREVE: "a1",
    "a" + _CIRCUMFLEX: "a2",
    "e" + _CIRCUMFLEX: "e1",
    "o" + _CIRCUMFLEX: "o1",
    "o" + _HORN: "o2",
    "u" + _HORN: "u1",
}

# In "quý" and "quỹ" the u belongs to the consonant, and both spellings put the mark on the y.
_TONE_ON_THE_LAST_VOWEL: Final = re.compile(
    r"(o)([áàảãạéèẻẽẹ])(?!\w)|(?<!q)(u)([ýỳỷỹỵ])(?!\w)", re.IGNORECASE
)


def normalise(text: str) -> str:
    """Return `text` as it is stored: one line, NFC, single spaces, nothing invisible.

    Control and format characters (NUL, soft hyphen, zero-width space) come along when people copy
    from Word or PDF; PostgreSQL refuses the first and a search stumbles over the others.
    """
    return " ".join(unicodedata.normalize("NFC", _without_invisible(text)).split())


def normalise_tone_marks(text: str) -> str:
    """Return `normalise(text)` with the tone mark where official spelling has it: Hóa, khỏe, Ủy.

    Only syllables that end in oa, oe or uy are written in two ways (Hoá, khoẻ, Uỷ). Diacritics
    stay, so that two communes whose names differ in a tone remain two.
    """
    return _TONE_ON_THE_LAST_VOWEL.sub(_move_tone_to_first_vowel, normalise(text))


def fold(text: str) -> str:
    """Return `text` for searching: lower case, no diacritics, đ as d, single spaces.

    Equal for all spellings of a word: NFC and NFD, Hoá and Hóa, hằng năm and hàng năm, CO₂ and CO2.
    Folding twice changes nothing.
    """
    letters = (char for char in _decomposed(text) if not unicodedata.combining(char))
    return " ".join("".join(letters).replace("đ", "d").split())


def sort_key(text: str) -> str:
    """Return an ASCII key whose byte order is the Vietnamese order of `text`.

    Digits stand before letters; letters in the order a ă â b c d đ e ê … o ô ơ … u ư v x y, with
    f j w z where the Latin alphabet has them; then the tones, one a word, decide between equal
    letters. Punctuation separates words and counts for nothing else; case counts for nothing.
    Digits are compared one by one ("10" before "9"). Text without a letter or digit gives "".

    Compare bytewise: SQLite's BINARY, PostgreSQL's collation "C".

    Shape: words joined by "-", a space, one tone digit a word. Each letter is two characters
    (ă is "a1"), so that no letter runs into the next; the space sorts before "-", which sorts
    before digits and letters, so a text sorts before every longer one that begins with it.
    """
    words = [_word_key(word) for word in _words(text)]
    if not words:
        return ""
    return "-".join(letters for letters, _ in words) + " " + "".join(tone for _, tone in words)


def person_sort_key(full_name: str) -> str:
    """Return the key of a person: by given name (the last word), then surname, then the middle.

    ASCII, to be compared as `sort_key`. A name of one word is a given name.
    """
    *others, given = full_name.split() or [""]
    surname, middle = others[:1], others[1:]
    return " ".join(sort_key(" ".join(part)) for part in ([given], surname, middle) if part)


def _move_tone_to_first_vowel(match: re.Match[str]) -> str:
    first, second = match[1] or match[3], match[2] or match[4]
    decomposed = unicodedata.normalize("NFD", second)
    plain, tone = decomposed[0], decomposed[1]
    return unicodedata.normalize("NFC", first + tone) + plain


def _without_invisible(text: str) -> str:
    # Nearly all texts have none, and looking at every letter takes a hundred times as long.
    if text.isprintable():
        return text
    return "".join(
        char for char in text if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf"}
    )


def _decomposed(text: str) -> str:
    """Return lower-case letters, each followed by its marks; ² and full-width letters as plain."""
    lower = unicodedata.normalize("NFKD", _without_invisible(text)).casefold()
    # Lowering can bring new composed letters (the Turkish İ), hence the second round.
    return unicodedata.normalize("NFKD", lower).translate(_D_WITH_STROKE)


def _words(text: str) -> list[str]:
    """Return the decomposed words of `text`: runs of letters, digits and their marks."""
    return "".join(
        char if char.isalnum() or unicodedata.combining(char) else " " for char in _decomposed(text)
    ).split()


def _word_key(word: str) -> tuple[str, str]:
    """Return the letters of a decomposed word, two characters each, and its tone, "0" to "5".

    A Vietnamese word (one syllable) has one tone; of a foreign word's several the first counts.
    That it is one a word makes Hoá and Hóa equal.
    """
    letters: list[str] = []
    tone = ""
    for char in word:
        if not unicodedata.combining(char):
            letters.append(_letter_key(char))
        elif char in _TONES:
            tone = tone or _TONES[char]
        elif letters:
            letters[-1] = _LETTERS_WITH_A_MARK.get(letters[-1][0] + char, letters[-1])
    return "".join(letters), tone or "0"


def _letter_key(char: str) -> str:
    if char == "đ":
        return "d1"
    if char.isascii():
        return char + "0"
    # Letters of other scripts follow z, in the order of their code points.
    return f"~{ord(char):06x}"
