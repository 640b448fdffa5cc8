"""Which agencies a cell names: by name, short name, former name, initials; phrases as worded.

Spellings of one name are equal (Hoá and Hóa, Uỷ and Ủy, NFC and NFD, & and và, UBND and Ủy ban
nhân dân). A name whose diacritics are missing is known when only one agency reads so; a name that
merely comes near is not: it is offered as a suggestion.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from plan_app.domain import vietnamese
from plan_app.domain.appendix import AgencyName, KnownAgency

_MOST_SUGGESTIONS: Final = 3
_MOST_PARTS: Final = 6
_NEAR: Final = 0.6
_LONGEST_NAME: Final = 200
# Comparing is slow, and nobody looks at more unknown names than that.
_MOST_ASKED: Final = 500
_SHORTENED: Final = (
    ("uy ban nhan dan", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("uy ban mat tran to quoc", "ubmttq"),
    ("ban quan ly", "bql"),
    ("khu kinh te", "kkt"),
    ("khu cong nghiep", "kcn"),
    ("van phong", "vp"),
)
# The words with which the name of a body, or a phrase for several, begins.
_BODY: Final = re.compile(
    r"(?:so|ban|ubnd|uy ban|cong an|bo|hoi|lien|doan|cuc|chi cuc|vien|truong|dai|bao|ngan hang|"
    r"cong ty|tong|tap doan|trung tam|vp|van phong|thanh tra|buu dien|dien luc|hiep hoi|kho bac|"
    r"toa an|mat tran|phong|hdnd|chi nhanh|quy|bql|dang uy|tinh|lien doan|bch|thu vien)\b"
)
_PHRASE: Final = re.compile(
    r"(?:cac|nhung|toan bo|moi|mot so|tat ca|don vi|co quan|dia phuong|doanh nghiep|to chuc)\b|"
    r"(?:ubnd|uy ban nhan dan) (?:cac|cap|huyen|xa|thi xa|thanh pho|tinh)\b.*|"
    r".*\blien quan\b"
)
_AND: Final = re.compile(r",? (?:và|va|cùng) ", re.IGNORECASE)
_REMARK: Final = re.compile(r" *\([^()]*\)$")
# Their names differ in a tone alone, so a tone is never passed over.
_PLACE: Final = re.compile(r"ubnd (?:xa|phuong|huyen|thi|thanh)\b")
_BODIES_OF_A_KIND: Final = re.compile(r"(?:cac )?(so)\b(?P<colon> ?: ?| )", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """What a cell names, in its order: `phrases` are the parts that name no one body."""

    agencies: tuple[AgencyName, ...]
    phrases: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def as_worded(self) -> str:
        """The whole cell when it holds a phrase, its parts joined by "; "; otherwise ""."""
        return "; ".join(self.parts) if self.phrases else ""


class Register:
    """The known agencies, ready to be asked. Build it once for a file."""

    def __init__(self, known: Iterable[KnownAgency]) -> None:
        self._agencies = {each.code: each for each in known}
        self._exact: dict[str, set[str]] = {}
        self._loose: dict[str, set[str]] = {}
        self._initials: dict[str, set[str]] = {}
        self._found: dict[str, str | None] = {}
        self._asked = 0
        for each in self._agencies.values():
            self._add(each)

    def find(self, name: str) -> str | None:
        """The code of the one agency that `name` can mean, or None."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def name_of(self, code: str) -> str:
        """The full name of a known agency."""
        return self._agencies[code].name

    def named(self, worded: str) -> AgencyName:
        """The agency as worded, with its code or with the codes that come near."""
        code = self.find(worded)
        return AgencyName(worded, code, () if code else self.suggest(worded))

    def suggest(self, name: str) -> tuple[str, ...]:
        """The codes of the agencies whose names come nearest, the nearest first."""
        if len(name) > _LONGEST_NAME or self._asked >= _MOST_ASKED:
            return ()
        self._asked += 1
        near = get_close_matches(_loose(name), self._loose, n=_MOST_SUGGESTIONS, cutoff=_NEAR)
        codes = [code for key in near for code in sorted(self._loose[key])]
        return tuple(dict.fromkeys(codes))[:_MOST_SUGGESTIONS]

    def read(self, cell: str) -> Named:
        """What a cell names: bodies one by one, in any of the usual ways of listing them."""
        parts = [part for line in _lines(cell) for part in self._parts(line)]
        agencies: dict[str, AgencyName] = {}
        phrases, worded = [], []
        for part in parts:
            code = self.find(part)
            if code is None and _PHRASE.match(_loose(part)):
                phrases.append(part)
            else:
                agencies.setdefault(code or part, self.named(part))
            worded.append(part)
        return Named(tuple(agencies.values()), tuple(phrases), tuple(worded))

    def _add(self, agency: KnownAgency) -> None:
        for name in (agency.name, agency.short_name, *agency.other_names):
            if name:
                self._exact.setdefault(_exact(name), set()).add(agency.code)
                self._loose.setdefault(_loose(name), set()).add(agency.code)
                for initials in _initials(name):
                    self._initials.setdefault(initials, set()).add(agency.code)

    def _find(self, name: str) -> str | None:
        exact, loose = _exact(name), _loose(name)
        found = self._exact.get(exact)
        if not found and (name.isascii() or not _PLACE.match(loose)):
            found = self._loose.get(loose)
        if not found and _is_short(name):
            found = self._initials.get(_squashed(loose))
        if not found and _REMARK.search(name):
            return self.find(_REMARK.sub("", name))
        return next(iter(found)) if found and len(found) == 1 else None

    def _parts(self, line: str) -> Iterator[str]:
        """The bodies of a list: the longest run of its parts that is a known name comes first.

        Names hold commas themselves: "Sở Văn hóa, Thể thao và Du lịch".
        """
        pieces = [piece.strip() for piece in line.split(",") if piece.strip()]
        kind = ""
        open_part = ""
        while pieces:
            opening = _BODIES_OF_A_KIND.match(vietnamese.fold(pieces[0]))
            if opening and self._begins_a_list(pieces[0], opening):
                kind = "Sở "
                pieces[0] = " ".join(pieces[0].split()[len(opening[0].replace(":", "").split()) :])
                pieces[0] = pieces[0].lstrip(": ")
            taken, name = self._longest(pieces, kind)
            if name:
                yield from filter(None, (open_part, name))
                open_part = ""
                pieces = pieces[taken:]
            elif open_part and _continues(pieces[0]):
                open_part = f"{open_part}, {pieces.pop(0)}"
            else:
                if open_part:
                    yield open_part
                kind, open_part = "", pieces.pop(0)
        if open_part:
            yield open_part

    def _begins_a_list(self, piece: str, opening: re.Match[str]) -> bool:
        """Whether "Các sở: Tài chính" opens a list of departments, rather than being a name."""
        if self.find(piece):
            return False
        if ":" in opening["colon"]:
            return True
        rest = " ".join(piece.split()[len(opening[0].split()) :])
        return opening[0].startswith("cac") and self._of_kind(rest, "Sở ") is not None

    def _longest(self, pieces: list[str], kind: str) -> tuple[int, str]:
        """How many pieces the longest known name at the beginning takes, and the name.

        A piece "Sở Y tế và các đơn vị liên quan" becomes two of them.
        """
        for taken in range(min(_MOST_PARTS, len(pieces)), 0, -1):
            name = self._of_kind(", ".join(pieces[:taken]), kind)
            if name:
                return taken, name
        for and_ in _AND.finditer(pieces[0]):
            first, rest = pieces[0][: and_.start()], pieces[0][and_.end() :]
            name = self._of_kind(first, kind)
            if name and (self._of_kind(rest, kind) or _is_body(rest)):
                pieces[0:1] = [first, rest]
                return 1, name
        return 0, ""

    def _of_kind(self, name: str, kind: str) -> str | None:
        """The name as it is known: by itself, or after the word that opened the list."""
        if self.find(name):
            return name
        return kind + name if kind and self.find(kind + name) else None


def _exact(name: str) -> str:
    spelt = vietnamese.normalise_tone_marks(name).casefold()
    return re.sub(r"[^\w]+", " ", spelt.replace("&", " và ")).strip()


def _loose(name: str) -> str:
    plain = vietnamese.fold(name.replace("&", " va "))
    plain = re.sub(r"[^a-z0-9]+", " ", plain).strip()
    for long, short in _SHORTENED:
        plain = plain.replace(long, short)
    return plain.removesuffix(" tinh thanh hoa").removesuffix(" thanh hoa")


def _squashed(loose: str) -> str:
    return loose.replace(" va ", "").replace(" ", "")


def _initials(name: str) -> Iterator[str]:
    """Ways to shorten "Sở Kế hoạch và Đầu tư": sokhdt, khdt."""
    words = [word for word in _loose(name).split() if word != "va"]
    if words[:1] == ["so"] and len(words) > 1:
        short = "".join(word[0] for word in words[1:])
        yield from ("so" + short, short)
    squashed = _squashed(_loose(name))
    yield squashed
    if words[:1] == ["so"]:
        yield squashed[2:]


def _is_short(name: str) -> bool:
    """Whether a name is written in initials: "KH&ĐT", "Sở TN-MT", not words."""
    rest = re.sub(r"(?i)^(sở|so)\s+", "", name.strip())
    letters = [char for char in rest.replace(" và ", "") if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) * 2 > len(letters)


def _is_body(text: str) -> bool:
    loose = _loose(text)
    return bool(_BODY.match(loose) or _PHRASE.match(loose))


def _continues(piece: str) -> bool:
    """Whether a piece after a comma goes on with the name or phrase before it."""
    return piece[:1].islower() or not _is_body(piece)


def _lines(cell: str) -> Iterator[str]:
    """The lists of a cell: lines and semicolons part them, unless a line goes on with a name."""
    lines: list[str] = []
    for line in cell.split("\n"):
        text = vietnamese.normalise(line).lstrip("-+•*– ").strip()
        if lines and text and (_goes_on(lines[-1]) or text[0].islower()):
            lines[-1] = f"{lines[-1]} {text}"
        elif text:
            lines.append(text)
    for line in lines:
        for part in line.split(";"):
            text = part.strip(" .,;:-")
            if text:
                yield text


def _goes_on(line: str) -> bool:
    return line.endswith((",", " và", "&", "-")) or vietnamese.fold(line) in {"so", "ban", "ubnd"}


_MARKED: Final = re.compile(
    r"(?:(?:co quan|don vi)[ \n]+)?(?P<lead>chu[ \n]+tri)|"
    r"(?:(?:co quan|don vi)[ \n]+)?(?P<with>phoi[ \n]+hop)(?:[ \n]+(?:thuc hien|voi|cung))*"
)


def split_roles(cell: str) -> tuple[str, str] | None:
    """The lead and the coordinating part of one cell, or None when it marks neither.

    "Chủ trì: Sở A; Phối hợp: Sở B" and "Sở A chủ trì, phối hợp với Sở B".
    """
    plain = "".join(_folded_letter(char) for char in cell)
    marks = list(_MARKED.finditer(plain))
    if not marks:
        return None
    parts = {"lead": "", "with": ""}
    before = _trimmed(cell[: marks[0].start()])
    ends = [mark.start() for mark in marks[1:]] + [len(cell)]
    for mark, end in zip(marks, ends, strict=True):
        role = "lead" if mark["lead"] else "with"
        parts[role] = "; ".join(filter(None, (parts[role], _trimmed(cell[mark.end() : end]))))
    return _trimmed(f"{before}; {parts['lead']}"), parts["with"]


def _folded_letter(char: str) -> str:
    folded = _LETTERS.get(char)
    if folded is None:
        folded = _LETTERS[char] = "\n" if char == "\n" else (vietnamese.fold(char)[:1] or " ")
    return folded


_LETTERS: Final[dict[str, str]] = {}


def _trimmed(text: str) -> str:
    return text.strip(" \n\t;,.:-–()")
