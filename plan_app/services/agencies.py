"""Agencies: making and editing them, members of groups, contacts, successors."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, or_, select

from plan_app.domain import vietnamese
from plan_app.domain.permissions import Permission
from plan_app.errors import N_, NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import Agency, AgencyContact, ContactKind, Task, User, task_coordination
from plan_app.services import addresses, changes, journal, rows, search_texts
from plan_app.services.acts import Act

_LONGEST_CODE = 60


class AgencyChanged(StaleEdit):
    """Somebody saved the agency between this person's reading and saving."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Thông tin này vừa được người khác cập nhật. Nội dung đã nhập vẫn được giữ; "
                "đề nghị xem lại rồi gửi."
            )
        )


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """What is kept of an agency."""

    name: str
    short_name: str = ""
    name_en: str = ""
    email: str | None = None
    official_order: int = 0
    is_group: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: int | None = None
    succession_date: date | None = None


def facts_of(agency: Agency) -> AgencyFacts:
    """The present facts of the agency."""
    return AgencyFacts(**{name: getattr(agency, name) for name in AgencyFacts.__dataclass_fields__})


def fingerprint(agency: Agency) -> str:
    """Equal for equal facts: what a form says about the agency it was made from."""
    return changes.digest(facts_of(agency))


def members_fingerprint(group: Agency) -> str:
    """The same for the members of a group."""
    return changes.digest(sorted(each.id for each in group.members))


def contacts_fingerprint(agency: Agency) -> str:
    """The same for those who stand for the agency."""
    return changes.digest(sorted((each.kind.value, each.user_id) for each in agency.contacts))


def hold(agency_id: int) -> Agency:
    """The agency, read anew and held until the transaction ends; raises NotFound."""
    agency = rows.hold(Agency, agency_id)
    if agency is None:
        raise NotFound(N_("Không có cơ quan này."))
    return agency


def create(facts: AgencyFacts, *, act: Act) -> Agency:
    """A new agency; its code comes from its name. Order 0 stands for the end of the list."""
    _check_may_edit(act)
    journal.hold(None)
    usable = _usable(facts, None)
    agency = Agency(code=_free_code(usable.name), **asdict(usable))
    agency.official_order = usable.official_order or _last_order() + 1
    agency.search_text = search_texts.of_agency(agency)
    db.session.add(agency)
    db.session.flush()
    _record("agency_created", agency, act)
    return agency


def edit(agency: Agency, facts: AgencyFacts, *, seen: str, act: Act) -> None:
    """Set the facts; what stays is not written. Tasks are found by the new names at once."""
    _check_may_edit(act)
    if seen != fingerprint(agency):
        raise AgencyChanged
    journal.hold(None)
    usable = _usable(facts, agency)
    changed = [name for name, value in asdict(usable).items() if value != getattr(agency, name)]
    if not changed:
        return
    for name in changed:
        setattr(agency, name, getattr(usable, name))
    agency.search_text = search_texts.of_agency(agency)
    db.session.flush()
    if {"name", "short_name"} & set(changed):
        _rename_in_tasks(agency)
    _record("agency_edited", agency, act, data={"fields": changed})


def remove(agency: Agency, *, act: Act) -> None:
    """Remove an agency that nothing points at: one that an undone import had made."""
    _check_may_edit(act)
    _record("agency_removed", agency, act)
    db.session.delete(agency)
    db.session.flush()


def set_members(group: Agency, member_ids: Collection[int], *, seen: str, act: Act) -> None:
    """Choose the members of a group by hand; groups are no members. Raises AgencyChanged."""
    _check_may_edit(act)
    if seen != members_fingerprint(group):
        raise AgencyChanged
    if not group.is_group:
        raise RuleBroken(N_("Cơ quan này không phải là nhóm cơ quan."))
    members = db.session.scalars(select(Agency).where(Agency.id.in_(member_ids))).all()
    if len(members) != len(set(member_ids)) or any(each.is_group for each in members):
        raise RuleBroken(N_("Có cơ quan không chọn được làm thành viên."), field="members")
    before = {each.id for each in group.members}
    wanted = {each.id for each in members}
    if wanted == before:
        return
    group.members = list(members)
    db.session.flush()
    data: dict[str, object] = {"added": sorted(wanted - before), "removed": sorted(before - wanted)}
    _record("members_chosen", group, act, data=data)


def set_contacts(
    agency: Agency, *, contact_id: int | None, head_id: int | None, seen: str, act: Act
) -> None:
    """Who stands in when an owner cannot be reached, and which leader is in charge; None: nobody.

    Both are active people of the agency, and not the same one. Raises AgencyChanged.
    """
    _check_may_edit(act)
    if seen != contacts_fingerprint(agency):
        raise AgencyChanged
    if contact_id is not None and contact_id == head_id:
        raise RuleBroken(
            N_("Lãnh đạo phụ trách không đồng thời là đầu mối liên hệ nhận thư nhắc việc."),
            field="head",
        )
    set_contact(agency, ContactKind.CONTACT, contact_id, act=act)
    set_contact(agency, ContactKind.HEAD, head_id, act=act)


def set_contact(agency: Agency, kind: ContactKind, user_id: int | None, *, act: Act) -> None:
    """The same for one of the two."""
    _check_may_edit(act)
    present = db.session.get(AgencyContact, (agency.id, kind))
    if (present.user_id if present else None) == user_id:
        return
    if user_id is not None:
        _check_may_stand(user_id, agency, kind)
    if present is not None and user_id is None:
        db.session.delete(present)
    elif present is not None:
        present.user = db.session.get_one(User, user_id)
    else:
        db.session.add(AgencyContact(agency_id=agency.id, kind=kind, user_id=user_id))
    db.session.flush()
    db.session.expire(agency, ["contacts"])
    _record("contact_chosen", agency, act, data={"kind": kind.value, "user": user_id})


def _check_may_stand(user_id: int, agency: Agency, kind: ContactKind) -> None:
    user = db.session.get(User, user_id)
    if user is None or not user.active or user.agency_id != agency.id:
        raise RuleBroken(N_("Chỉ chọn được người đang hoạt động của cơ quan."), field=kind.value)


def _check_may_edit(act: Act) -> None:
    if not act.actor.may(Permission.INVITE_OWNERS):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp và quản trị hệ thống được sửa cơ quan."))


def _usable(facts: AgencyFacts, agency: Agency | None) -> AgencyFacts:
    name = vietnamese.normalise(facts.name)
    if not name:
        raise RuleBroken(N_("Đề nghị nhập tên cơ quan."), field="name")
    _check_name_is_free(name, agency)
    if facts.valid_from and facts.valid_to and facts.valid_from > facts.valid_to:
        raise RuleBroken(N_("Ngày kết thúc không trước ngày bắt đầu."), field="valid_to")
    check_succession(facts.successor_id, facts.succession_date, agency)
    return AgencyFacts(
        name=name,
        short_name=vietnamese.normalise(facts.short_name) or name[:60],
        name_en=vietnamese.normalise(facts.name_en),
        email=addresses.usable(facts.email) if facts.email else None,
        official_order=facts.official_order,
        is_group=facts.is_group,
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
        successor_id=facts.successor_id,
        succession_date=facts.succession_date if facts.successor_id else None,
    )


def _check_name_is_free(name: str, agency: Agency | None) -> None:
    wanted = vietnamese.normalise_tone_marks(name).casefold()
    for id_, other in db.session.execute(select(Agency.id, Agency.name)):
        same = vietnamese.normalise_tone_marks(other).casefold() == wanted
        if same and (agency is None or id_ != agency.id):
            raise RuleBroken(N_("Đã có cơ quan với tên này."), field="name")


def check_succession(successor_id: int | None, day: date | None, agency: Agency | None) -> None:
    """Raise RuleBroken unless the successor is there, from a day, and comes not after `agency`."""
    if successor_id is None:
        return
    if day is None:
        raise RuleBroken(N_("Đề nghị nhập ngày tiếp nhận."), field="succession_date")
    following = db.session.get(Agency, successor_id)
    if following is None:
        raise RuleBroken(N_("Không có cơ quan này."), field="successor")
    seen: set[int] = set()
    while following is not None and following.id not in seen:
        if agency is not None and following.id == agency.id:
            raise RuleBroken(
                N_("Cơ quan tiếp nhận lại được cơ quan này tiếp nhận; đề nghị chọn cơ quan khác."),
                field="successor",
            )
        seen.add(following.id)
        following = following.successor


def _free_code(name: str) -> str:
    words = "".join(char if char.isalnum() else " " for char in vietnamese.fold(name)).split()
    code = "-".join(words)[: _LONGEST_CODE - 4].strip("-") or "co-quan"
    taken = set(db.session.scalars(select(Agency.code).where(Agency.code.startswith(code))))
    numbered = (f"{code}-{number}" for number in range(2, len(taken) + 3))
    return code if code not in taken else next(each for each in numbered if each not in taken)


def _last_order() -> int:
    return db.session.scalar(select(func.max(Agency.official_order))) or 0


def _rename_in_tasks(agency: Agency) -> None:
    coordinated = select(task_coordination.c.task_id).where(
        task_coordination.c.agency_id == agency.id
    )
    of_agency = or_(
        Task.lead_agency_id == agency.id,
        Task.responsible_agency_id == agency.id,
        Task.id.in_(coordinated),
    )
    for task in db.session.scalars(select(Task).where(of_agency).order_by(Task.id)):
        task.search_text = search_texts.of_task(task)
    db.session.flush()


def _record(
    action: str, agency: Agency, act: Act, *, data: dict[str, object] | None = None
) -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=None,
        subject=("agency", agency.id),
        data=data,
    )
