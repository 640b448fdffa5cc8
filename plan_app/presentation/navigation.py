"""The pages of a plan that stand in the navigation, by permission."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from flask_babel import gettext as _

from plan_app.domain.permissions import Actor, Permission
from plan_app.domain.roles import Role
from plan_app.errors import N_, NC_


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: where it leads, its word and icon, and whether the page is the present one.

    `in_menu_on_phone`: on the bar of a desk's screen, in the menu of a phone.
    """

    endpoint: str
    word: str
    icon: str
    is_current: bool = False
    in_menu_on_phone: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of the menu that belong together, under a word of their own."""

    word: str
    entries: list[Entry]

    @property
    def is_for_phone(self) -> bool:
        """Whether a desk has all of it on its bar."""
        return all(entry.in_menu_on_phone for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Menu:
    """The navigation: what stands on the bar, and what "Thêm" unfolds.

    What a desk has on its bar and a phone in its menu stands in both.
    """

    bar: list[Entry]
    more: list[Entry]

    @property
    def is_for_phone(self) -> bool:
        """Whether a desk's bar holds everything, so that only a phone needs the menu."""
        return all(entry.in_menu_on_phone for entry in self.more)

    @property
    def groups(self) -> list[Group]:
        """What unfolds, by what it is about; every page of the navigation is in a group."""
        grouped = [
            Group(_(word), [entry for entry in self.more if entry.endpoint in endpoints])
            for word, endpoints in _GROUPS
        ]
        return [group for group in grouped if group.entries]

    @property
    def holds_current(self) -> bool:
        """Whether the present page is one of those that unfold."""
        return any(entry.is_current for entry in self.more)

    @property
    def holds_current_on_phone_only(self) -> bool:
        """Whether a desk has the present page on its bar."""
        return any(entry.is_current and entry.in_menu_on_phone for entry in self.more)


# How many links stand on one line: of a desk (with "Thêm" one less), and of a phone.
_ON_DESK: Final = 7
_ON_PHONE: Final = 3


# Whose page it is, the endpoint, the word, the icon.
_ENTRIES: Final = (
    (Permission.SEE_ALL_DETAILS, "dashboard.show", NC_("pages", "Tình hình"), "chart"),
    (Permission.SEE_PLAN, "overdue.show", N_("Quá hạn"), "late"),
    (Permission.SEE_PLAN, "task_list.show", NC_("pages", "Nhiệm vụ"), "list"),
    (Permission.CONFIRM, "confirmations.show", N_("Chờ xác nhận"), "check"),
    (Permission.ASSIGN, "assigning.show", N_("Phân công"), "person"),
    (Permission.STEER_REMINDERS, "reminders.show", N_("Nhắc việc"), "bell"),
    (Permission.SEE_PLAN, "agenda.show", N_("Lịch thời hạn"), "calendar"),
    (Permission.SEE_ALL_DETAILS, "documents.show", N_("Báo cáo, văn bản"), "printer"),
    (Permission.SEE_ALL_DETAILS, "rounds.show", NC_("pages", "Kỳ báo cáo"), "clock"),
    (Permission.SEE_ALL_DETAILS, "leader_province.show", N_("Danh sách báo cáo lãnh đạo"), "up"),
    (Permission.DIRECT, "directions.show", NC_("pages", "Ý kiến chỉ đạo"), "up"),
    (Permission.CHANGE_DATE, "extensions.show", NC_("pages", "Đề nghị gia hạn"), "hourglass"),
    (Permission.CONFIRM, "letters.show", N_("Nhập thay"), "returned"),
    (Permission.EDIT_PLAN, "structure.show", N_("Nội dung kế hoạch"), "pencil"),
    (Permission.INVITE_OWNERS, "people.show", N_("Người dùng"), "person"),
    (Permission.INVITE_OWNERS, "agencies.show", NC_("pages", "Cơ quan"), "agency"),
    (Permission.SEE_MAIL_LOG, "mail_log.show", N_("Nhật ký gửi thư"), "letter"),
    (Permission.SEE_JOURNAL, "journal.show", N_("Nhật ký xử lý"), "clock"),
)

# What the pages of the menu are about, in the order in which they unfold.
_GROUPS: Final = (
    (
        N_("Theo dõi, xử lý"),
        frozenset({"task_list.show", "overdue.show", "assigning.show", "documents.show"})
        | {"dashboard.show"}
        | {"rounds.show", "reminders.show", "leader_province.show", "confirmations.show"}
        | {"extensions.show", "letters.show", "directions.show", "agenda.show"},
    ),
    (N_("Kế hoạch, cơ quan"), frozenset({"structure.show", "people.show", "agencies.show"})),
    (NC_("pages", "Nhật ký"), frozenset({"mail_log.show", "journal.show"})),
)

# Pages that stand below a page of the navigation and are of another blueprint than it.
_BELOW: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "task_list.show": frozenset(
            {"tasks", "milestones", "progress", "milestone_list", "milestone_places", "members"}
            | {"quick_reports", "saved_filters"}
            | {"causes", "comments", "extension_asking", "relief_asking", "papers"}
            | {"task_days", "task_places", "task_texts", "measures", "measure_list", "timeline"}
        ),
        "home.show": frozenset({"mentions"}),
        "letters.show": frozenset({"on_behalf"}),
        "overdue.show": frozenset({"nudges", "cause_confirmations"}),
        "rounds.show": frozenset({"round_board", "round_agency"}),
        "reminders.show": frozenset(
            {"first_run", "policy", "pauses", "calls", "calendar", "rehearsal", "link_list"}
        ),
        "assigning.show": frozenset({"reliefs"}),
        "leader_province.show": frozenset({"leader_lists", "leader_fields"}),
        "agencies.show": frozenset({"reorganisations"}),
        "structure.show": frozenset({"text_checking"}),
        "people.show": frozenset({"people_import", "people_standing", "absences", "mail_domains"}),
    }
)

# The pages about reminders, in the order in which a coordinator needs them.
_OF_REMINDERS: Final = (
    ("reminders.show", N_("Tình trạng"), "bell"),
    ("policy.edit", N_("Lịch nhắc"), "clock"),
    ("policy.outlook", N_("14 ngày tới"), "soon"),
    ("pauses.show", N_("Tạm dừng nhắc"), "pause"),
    ("calls.show", N_("Trao đổi qua điện thoại"), "phone"),
    ("calendar.show", N_("Lịch làm việc"), "hourglass"),
    ("rehearsal.show", N_("Xem thử một ngày"), "search"),
    ("link_list.show", N_("Đường dẫn cập nhật"), "letter"),
)


def of_reminders(endpoint: str | None) -> list[Entry]:
    """The links that stand on every page about reminders; a form is part of its list."""
    listed = [target for target, _word, _icon in _OF_REMINDERS]
    of_blueprint = {target.partition(".")[0]: target for target in reversed(listed)}
    page = (endpoint or "").partition(".")[0]
    current = endpoint if endpoint in listed else of_blueprint.get(page)
    return [
        Entry(target, _(word), icon, is_current=target == current)
        for target, word, icon in _OF_REMINDERS
    ]


def menu(actor: Actor, endpoint: str | None) -> Menu:
    """The links for `actor` on the page of `endpoint`, the most used first."""
    found = entries(actor, endpoint)
    if len(found) <= _ON_PHONE:
        return Menu(found, [])
    fitting = len(found) if len(found) <= _ON_DESK else _ON_DESK - 1
    both = [replace(entry, in_menu_on_phone=True) for entry in found[_ON_PHONE:fitting]]
    return Menu(found[:_ON_PHONE] + both, both + found[fitting:])


def entries(actor: Actor, endpoint: str | None) -> list[Entry]:
    """The links for `actor` on the page of `endpoint`, in their order."""
    home = (Permission.SEE_PLAN, "home.show", home_word(actor), "home")
    return [
        Entry(target, _(word), icon, is_current=_is_of(target, endpoint))
        for permission, target, word, icon in (home, *_ENTRIES)
        if actor.may(permission)
    ]


def _is_of(target: str, endpoint: str | None) -> bool:
    """Whether the page is `target`, or one of the pages below it."""
    page = (endpoint or "").partition(".")[0]
    return page == target.partition(".")[0] or page in _BELOW.get(target, ())


def home_word(actor: Actor) -> str:
    """What the home page is to the person: their own work, or the plan as a whole."""
    is_owner_only = actor.roles == {Role.OWNER}
    return N_("Việc của tôi") if is_owner_only else N_("Tổng quan")
