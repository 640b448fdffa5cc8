"""The mails that would go, as the rows of a list: found by words, in the order of a column."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from plan_app.domain import vietnamese
from plan_app.domain.askings import Asking
from plan_app.domain.matters import MatterKind
from plan_app.domain.planning import Digest
from plan_app.presentation import spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.presentation.language import sentence as _
from plan_app.presentation.listing import in_order
from plan_app.queries.recipients import Person


@dataclass(frozen=True, slots=True)
class ExpectedMail:
    """One mail: to whom, about which tasks; `also` are the further sections in words."""

    recipient_id: int
    person: Person
    numbers: tuple[int, ...]
    overdue: int
    also: tuple[str, ...]

    @property
    def agency(self) -> str:
        """The recipient's agency in the reader's language."""
        return in_language(self.person.agency, self.person.agency_en)

    def holds(self, word: str) -> bool:
        """Whether the folded word stands in the row; one of digits is the number of a task."""
        if word.isdecimal():
            return int(word) in self.numbers
        return word in vietnamese.fold(" ".join((*self.person[:4], *self.also)))


# Without a secondary order rows stand by agency, as they are read.
_SORTS: Final[Mapping[str, Callable[[ExpectedMail], Any]]] = MappingProxyType(
    {
        "agency": lambda row: row.person.order,
        "name": lambda row: row.person.sort_key,
        "tasks": lambda row: len(row.numbers),
        "overdue": lambda row: row.overdue,
    }
)
SORTS: Final = frozenset(_SORTS)
DEFAULT_SORT: Final = "agency"


def rows_of(
    digests: Iterable[Digest], askings: Iterable[Asking], people: Mapping[int, Person]
) -> list[ExpectedMail]:
    """A row for each mail; a reminder of the round stands in the digest if there is one."""
    asking_of = {each.recipient_id: each for each in askings}
    found = []
    for digest in digests:
        asking = asking_of.get(digest.recipient_id)
        inside = asking if asking is not None and asking.fits_digest else None
        found.append(_of_digest(digest, inside, people[digest.recipient_id]))
        if inside is not None:
            del asking_of[digest.recipient_id]
    for each in asking_of.values():
        about = _("về kỳ báo cáo: %(parts)s", parts=words.round_parts(each.parts))
        person = people[each.recipient_id]
        found.append(ExpectedMail(each.recipient_id, person, each.numbers, 0, (about,)))
    return sorted(found, key=lambda row: (row.person.order, row.person.sort_key))


def wanted(rows: Iterable[ExpectedMail], said: str, sort: str) -> list[ExpectedMail]:
    """The rows in which each word stands, in this order; `-` before its name turns it round."""
    parts = vietnamese.fold(said).split()
    return in_order((row for row in rows if all(map(row.holds, parts))), sort, _SORTS)


def write(rows: Collection[ExpectedMail]) -> str:
    """The text of the file of them."""
    head = [
        _("Người nhận"),
        _("Thư công vụ"),
        _("Cơ quan"),
        _("Nhiệm vụ số"),
        _("Quá hạn"),
        _("Nội dung kèm theo"),
    ]
    return spreadsheets.write_csv(head, map(_cells, rows))


def _cells(row: ExpectedMail) -> Sequence[object]:
    numbers = ", ".join(map(str, row.numbers))
    return [
        row.person.addressed,
        row.person.email,
        row.agency,
        numbers,
        row.overdue,
        "; ".join(row.also),
    ]


def _of_digest(digest: Digest, asking: Asking | None, person: Person) -> ExpectedMail:
    also = _matters(digest) + ([_("kèm bản tổng hợp tuần")] if digest.has_roll_up else [])
    if asking is not None:
        also.append(_("kèm nhắc về kỳ báo cáo"))
    numbers = tuple(dict.fromkeys(notice.number for notice in digest.notices))
    overdue = sum(notice.days_late > 0 for notice in digest.notices)
    return ExpectedMail(digest.recipient_id, person, numbers, overdue, tuple(also))


def _matters(digest: Digest) -> list[str]:
    """What the mail tells besides deadlines, with the numbers of the tasks."""
    found = []
    if directed := digest.numbers_of(MatterKind.DIRECTION):
        found.append(_("ý kiến chỉ đạo: %(numbers)s", numbers=", ".join(map(str, directed))))
    if again := digest.numbers_of(MatterKind.DIRECTION, again=True):
        said = ", ".join(map(str, again))
        found.append(_("nhắc trả lời ý kiến chỉ đạo: %(numbers)s", numbers=said))
    if mentioned := digest.numbers_of(MatterKind.MENTION):
        found.append(_("trao đổi có nhắc tên: %(numbers)s", numbers=", ".join(map(str, mentioned))))
    return found
