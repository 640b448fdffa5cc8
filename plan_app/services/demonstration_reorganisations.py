"""An invented agency of the demonstration that was merged into another one last week."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Agency, AgencyContact, ContactKind, ReorganisationKind, Task, User
from plan_app.queries.calendar import get_calendar
from plan_app.queries.reorganisations import get_holdings
from plan_app.services import reorganisations, search_texts
from plan_app.services.acts import Act
from plan_app.services.demonstration_people import Cast

HEIR: Final = "so-khoa-hoc-va-cong-nghe"
CODE: Final = "trung-tam-cong-nghe-xanh-minh-hoa"
NAME: Final = "Trung tâm Công nghệ xanh (cơ quan minh họa)"
NAME_EN: Final = "Green Technology Centre (invented)"
SHORT_NAME: Final = "TT Công nghệ xanh"
DOCUMENT: Final = "Quyết định số 12/QĐ-UBND (số minh họa)"
TASKS: Final = 3


def write(
    tasks: Sequence[Task],
    agencies: Mapping[str, Agency],
    cast: Cast,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Let some tasks and their owner come from there to the agency that has them now."""
    heir = agencies.get(HEIR)
    people = cast.owners.get(heir.id, ()) if heir is not None else ()
    if heir is None or not people:
        return
    ended = _agency(max(each.official_order for each in agencies.values()) + 100)
    own = [each for each in tasks if each.responsible_agency_id == heir.id and each.owner]
    for task in own[:TASKS]:
        task.responsible_agency = ended
    people[-1].agency = ended
    db.session.flush()
    _stand_for(ended, heir, people[-1])
    first_day = get_calendar().add(now.astimezone(zone).date(), -5)
    coordinator = cast.coordinators[0]
    wish = reorganisations.Wish(
        ReorganisationKind.MERGER,
        first_day=first_day,
        document=DOCUMENT,
        document_date=get_calendar().add(first_day, -5),
        heir_id=heir.id,
        seen=reorganisations.digest(get_holdings(ended)),
    )
    by = Actor(coordinator.id, coordinator.agency_id, frozenset({Role.COORDINATOR}))
    at = datetime.combine(first_day, time(8, 25), zone)
    reorganisations.reorganise(ended.id, wish, Act(by, at, first_day))


def _stand_for(ended: Agency, heir: Agency, person: User) -> None:
    """Until then the person was the contact there, and not yet of the heir."""
    contact = db.session.get(AgencyContact, (heir.id, ContactKind.CONTACT))
    if contact is not None and contact.user_id == person.id:
        db.session.delete(contact)
        db.session.flush()
    db.session.add(AgencyContact(agency_id=ended.id, kind=ContactKind.CONTACT, user_id=person.id))
    db.session.flush()


def _agency(official_order: int) -> Agency:
    agency = Agency(
        code=CODE,
        name=NAME,
        name_en=NAME_EN,
        short_name=SHORT_NAME,
        official_order=official_order,
        is_confirmed=False,
    )
    agency.search_text = search_texts.of_agency(agency)
    db.session.add(agency)
    return agency
