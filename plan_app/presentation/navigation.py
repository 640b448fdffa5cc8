"""The pages of a plan that stand in the navigation, by permission."""

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from plan_app.domain.permissions import Actor, Permission
from plan_app.domain.roles import Role
from plan_app.errors import N_, NC_


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: where it leads, its word and icon, and whether the page is the present one."""

    endpoint: str
    word: str
    icon: str
    is_current: bool = False


# Whose page it is, the endpoint, the word, the icon.
_ENTRIES: Final = (
    (Permission.SEE_PLAN, "task_list.show", NC_("pages", "Nhiệm vụ"), "list"),
    (Permission.SEE_PLAN, "overdue.show", N_("Quá hạn"), "late"),
    (Permission.ASSIGN, "assigning.show", N_("Phân công"), "person"),
    (Permission.STEER_REMINDERS, "reminders.show", N_("Nhắc việc"), "bell"),
    (Permission.EDIT_PLAN, "structure.show", N_("Nội dung kế hoạch"), "pencil"),
    (Permission.INVITE_OWNERS, "people.show", N_("Người dùng"), "person"),
    (Permission.INVITE_OWNERS, "agencies.show", NC_("pages", "Cơ quan"), "agency"),
    (Permission.SEE_MAIL_LOG, "mail_log.show", N_("Nhật ký gửi thư"), "letter"),
    (Permission.SEE_JOURNAL, "journal.show", N_("Nhật ký xử lý"), "clock"),
)


# The pages about reminders, in the order in which a coordinator needs them.
_OF_REMINDERS: Final = (
    ("reminders.show", N_("Tình trạng"), "bell"),
    ("policy.edit", N_("Lịch nhắc"), "clock"),
    ("policy.outlook", N_("14 ngày tới"), "soon"),
    ("pauses.show", N_("Tạm dừng nhắc"), "pause"),
    ("calendar.show", N_("Ngày làm việc"), "hourglass"),
    ("rehearsal.show", N_("Xem thử một ngày"), "search"),
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


def entries(actor: Actor, endpoint: str | None) -> list[Entry]:
    """The links for `actor` on the page of `endpoint`, in their order."""
    home = (Permission.SEE_PLAN, "home.show", home_word(actor), "home")
    return [
        Entry(target, _(word), icon, is_current=target == endpoint or _leads_to(target, endpoint))
        for permission, target, word, icon in (home, *_ENTRIES)
        if actor.may(permission)
    ]


def _leads_to(target: str, endpoint: str | None) -> bool:
    """Whether the page is one of those below "Nhắc việc"."""
    pages = {each.partition(".")[0] for each, _word, _icon in _OF_REMINDERS}
    return target == "reminders.show" and (endpoint or "").partition(".")[0] in pages


def home_word(actor: Actor) -> str:
    """What the home page is to the person: their own work, or the plan as a whole."""
    is_owner_only = actor.roles == {Role.OWNER}
    return N_("Việc của tôi") if is_owner_only else N_("Tổng quan")
