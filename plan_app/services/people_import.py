"""Accounts from the table that agencies send back: checked row by row, taken as a whole or not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from plan_app.domain import vietnamese
from plan_app.domain.roles import Role
from plan_app.errors import N_, NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.imports.people_file import RawPerson
from plan_app.models import Agency, ContactKind, Plan, User
from plan_app.services import addresses, agencies, people, users
from plan_app.services.acts import Act
from plan_app.services.people import PersonFacts
from plan_app.services.users import NewUser

# Makes the sealed link of an invitation and says until when it is valid.
Seal = Callable[[User], tuple[str, datetime]]

_HONORIFICS: Final = MappingProxyType(
    {"ong": "Ông", "ba": "Bà", "dong chi": "Đồng chí"}
    | {"mr": "Ông", "ms": "Bà", "mrs": "Bà", "comrade": "Đồng chí"}
)
_WIDTHS: Final = MappingProxyType(
    {"full_name": 120, "position": 120, "division": 120, "telephone": 40, "email": 254}
)


class Function(StrEnum):
    """What an agency names a person for."""

    OWNER = "owner"
    CONTACT = "contact"
    HEAD = "head"


class Change(StrEnum):
    """What taking the table does to a row's account."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"


_FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        "": Function.OWNER,
        "dau moi": Function.OWNER,
        "dau moi theo doi": Function.OWNER,
        "dau moi lien he": Function.CONTACT,
        "dau moi lien he cua co quan": Function.CONTACT,
        "lanh dao phu trach": Function.HEAD,
        "owner": Function.OWNER,
        "contact": Function.CONTACT,
        "agency contact": Function.CONTACT,
        "head contact": Function.HEAD,
    }
)


class TableRefused(RuleBroken):
    """At least one row cannot be taken, so none is."""

    def __init__(self) -> None:
        super().__init__(N_("Bảng còn lỗi; chưa nhập người nào."), field="text")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one line: a sentence for the person, and the cell's field."""

    line: int
    message: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line that can be taken."""

    line: int
    facts: PersonFacts
    agency: str
    function: Function
    change: Change
    user_id: int | None


@dataclass(slots=True)
class Preview:
    """What would be done, and what keeps it from being done."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def count(self, change: Change) -> int:
        """How many rows do this."""
        return sum(entry.change is change for entry in self.entries)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is there already: agencies by folded name, accounts by address."""

    agencies: Mapping[str, Agency]
    users: Mapping[str, User]


def check(rows: Sequence[RawPerson], *, act: Act) -> Preview:
    """Look at every row; nothing is written."""
    known = _known(rows)
    preview = Preview()
    seen: set[tuple[str, object]] = set()
    for row in rows:
        try:
            entry = _entry(row, known, act)
            _check_once(entry, seen)
        except (RuleBroken, NotAllowed) as error:
            preview.faults.append(Fault(row.line, error.message, getattr(error, "field", None)))
        else:
            preview.entries.append(entry)
    return preview


def load(
    rows: Sequence[RawPerson], *, plan: Plan, seal: Seal | None, act: Act, letter: str = ""
) -> Preview:
    """Take the table: accounts, the role of an owner, contacts of agencies; invitations by `seal`.

    Without `seal` nobody is invited; invitations quote `letter`, the one that the table came
    with. Raises TableRefused when one row is wrong.
    """
    preview = check(rows, act=act)
    if preview.faults:
        raise TableRefused
    for entry in preview.entries:
        user = _take(entry, plan, act)
        if seal is not None and _is_to_sign_in(entry):
            _invite(user, seal, plan=plan, act=act, letter=letter)
    return preview


def _known(rows: Sequence[RawPerson]) -> _Known:
    wanted = {row.email.strip().lower() for row in rows}
    found = db.session.scalars(
        select(User)
        .where(func.lower(User.email).in_(wanted))
        .options(selectinload(User.memberships))
    )
    by_name: dict[str, Agency] = {}
    for agency in db.session.scalars(select(Agency).order_by(Agency.official_order.desc())):
        for name in (agency.code, agency.short_name, agency.name):
            by_name[_key(name)] = agency
    return _Known(by_name, {user.email: user for user in found})


def _entry(row: RawPerson, known: _Known, act: Act) -> Entry:
    _check_widths(row)
    email = addresses.usable(row.email)
    user = known.users.get(email)
    agency = _agency(row, known, act)
    function = _function(row)
    if agency is None and function is not Function.OWNER:
        raise RuleBroken(N_("Đề nghị ghi cơ quan."), field="agency")
    facts = _facts(row, email, agency, user)
    if user is None:
        addresses.check_domain(email)
        users.usable_name(row.full_name)
        change = Change.NEW
    else:
        people.check_may_manage(user, act)
        if not user.active:
            raise RuleBroken(N_("Tài khoản này đã ngừng hoạt động."), field="email")
        change = Change.SAME if facts == people.facts_of(user) else Change.UPDATED
    name = agency.name if agency else ""
    return Entry(row.line, facts, name, function, change, user.id if user else None)


def _facts(row: RawPerson, email: str, agency: Agency | None, user: User | None) -> PersonFacts:
    """Those of the account, with what the row says in their place."""
    known = people.facts_of(user) if user else PersonFacts(email=email, full_name="")
    said: dict[str, Any] = {
        "full_name": row.full_name,
        "honorific": _honorific(row),
        "position": row.position,
        "division": row.division,
        "telephone": row.telephone,
    }
    facts = replace(known, **{name: value for name, value in said.items() if value})
    return replace(facts, agency_id=agency.id) if agency else facts


def _check_widths(row: RawPerson) -> None:
    for name, width in _WIDTHS.items():
        if len(getattr(row, name)) > width:
            raise RuleBroken(N_("Nội dung quá dài."), field=name)


def _honorific(row: RawPerson) -> str:
    if not row.honorific:
        return ""
    found = _HONORIFICS.get(vietnamese.fold(row.honorific))
    if found is None:
        raise RuleBroken(N_("Xưng hô là Ông, Bà hoặc Đồng chí."), field="honorific")
    return found


def _function(row: RawPerson) -> Function:
    found = _FUNCTIONS.get(vietnamese.fold(row.function))
    if found is None:
        raise RuleBroken(
            N_("Vai trò là Đầu mối theo dõi, Đầu mối liên hệ hoặc Lãnh đạo phụ trách."),
            field="function",
        )
    return found


def _agency(row: RawPerson, known: _Known, act: Act) -> Agency | None:
    if not row.agency:
        return None
    agency = known.agencies.get(_key(row.agency))
    if agency is None:
        raise RuleBroken(N_("Không tìm thấy cơ quan này."), field="agency")
    people.check_agency(agency.id, act.today)
    return agency


def _check_once(entry: Entry, seen: set[tuple[str, object]]) -> None:
    """No address twice; no agency with two contacts or two leaders in charge."""
    address = ("email", entry.facts.email)
    if address in seen:
        raise RuleBroken(N_("Địa chỉ này có hai lần trong bảng."), field="email")
    seen.add(address)
    if entry.function is Function.OWNER:
        return
    place = (entry.function.value, entry.facts.agency_id)
    if place in seen:
        raise RuleBroken(N_("Cơ quan này có hai người cùng vai trò trong bảng."), field="function")
    seen.add(place)


def _take(entry: Entry, plan: Plan, act: Act) -> User:
    user = _account(entry, act)
    if entry.function is Function.OWNER:
        users.grant(user, plan, Role.OWNER, actor=act.actor, now=act.now)
    else:
        agency = agencies.hold(entry.facts.agency_id or 0)
        agencies.set_contact(agency, ContactKind(entry.function.value), user.id, act=act)
    return user


def _is_to_sign_in(entry: Entry) -> bool:
    return entry.change is Change.NEW and entry.function is Function.OWNER


def _invite(user: User, seal: Seal, *, plan: Plan, act: Act, letter: str) -> None:
    sealed, until = seal(user)
    users.invite(
        user,
        sealed=sealed,
        until=until,
        actor=act.actor,
        now=act.now,
        local_day=act.today,
        plan_id=plan.id,
        letter=letter,
    )


def _account(entry: Entry, act: Act) -> User:
    if entry.user_id is None:
        return users.create(NewUser(**asdict(entry.facts)), actor=act.actor, now=act.now)
    user = people.hold(entry.user_id)
    people.edit(user, entry.facts, seen=people.fingerprint(user), act=act)
    return user


def _key(name: str) -> str:
    """Equal for the spellings of a name; diacritics count, for they tell communes apart."""
    return vietnamese.normalise_tone_marks(name).casefold()
