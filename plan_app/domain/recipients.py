"""Who answers for a task today: the next in line who can be reached, never a leader."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from plan_app.domain import deputies
from plan_app.domain.duties import DutyPart
from plan_app.domain.members import RollUp


class Recipient(NamedTuple):
    """A person (None: nobody can be reached) and why it is this one."""

    user_id: int | None
    part: DutyPart


NOBODY = Recipient(None, DutyPart.INSTEAD)


@dataclass(slots=True)
class Line:
    """The people of one day: owner → deputy → the agency's contact → a coordinator.

    `unusable` are people who are inactive or whose address does not work; `deputy_of` the people
    absent today; `heads` the leaders in charge of agencies, to whom nothing goes that was not
    assigned to them. `weekday_of`, `early_lead_of` and `without_roll_up` are what people chose of
    their mail. `members_of` are the members of groups of agencies in official order, `answered` the
    members by open milestone that need not be asked any more, and whether their part is done. Ids
    throughout.
    """

    unusable: frozenset[int] = frozenset()
    deputy_of: Mapping[int, int] = field(default_factory=dict)
    contact_of: Mapping[int, int] = field(default_factory=dict)
    heads: frozenset[int] = frozenset()
    coordinators_of: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    weekday_of: Mapping[int, int] = field(default_factory=dict)
    early_lead_of: Mapping[int, int] = field(default_factory=dict)
    without_roll_up: frozenset[int] = frozenset()
    members_of: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    answered: Mapping[tuple[int, int], bool] = field(default_factory=dict)
    _known: dict[tuple[int, int, int], Recipient] = field(default_factory=dict)

    def with_deputies(self, deputy_of: Mapping[int, int]) -> "Line":
        """The same people on a day with other absences."""
        return replace(self, deputy_of=deputy_of, _known={})

    def answers_for(self, owner: int, agency: int, plan: int) -> Recipient:
        """Who answers today for a task of `owner`, at `agency`, in `plan`."""
        key = owner, agency, plan
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._resolve(*key)
        return found

    def direct(self, owner: int) -> Recipient | None:
        """The owner or the end of the chain of deputies, None when nobody of it can be reached."""
        person = deputies.resolve(owner, self.deputy_of)
        if person == owner:
            return None if owner in self.unusable else Recipient(owner, DutyPart.OWNER)
        return Recipient(person, DutyPart.DEPUTY) if self._may_stand_in(person) else None

    def owners_of(self, people: Iterable[int]) -> frozenset[int]:
        """The owners whose tasks one of `people` may have to answer for today."""
        wanted = frozenset(people)
        away = self.unusable | frozenset(self.deputy_of)
        reached = {owner: self.direct(owner) for owner in away}
        standing_in = {
            owner for owner, found in reached.items() if found is None or found.user_id in wanted
        }
        return frozenset(wanted - away) | standing_in

    def asks(self, milestone: int, agency: int, plan: int) -> Iterator[tuple[int, Recipient]]:
        """The members of a group that are still to answer, each with who is asked for it today.

        The member's contact or the deputy, then a coordinator; nothing where `agency` is no group.
        """
        for member in self.members_of.get(agency, ()):
            if (milestone, member) not in self.answered:
                yield member, self.answers_for_member(member, plan)

    def answers_for_member(self, member: int, plan: int) -> Recipient:
        """Who is asked today for a member of a group."""
        contact = self._contact(member)
        if contact is not None:
            return Recipient(contact, DutyPart.MEMBER)
        coordinator = self.coordinator(plan)
        return NOBODY if coordinator is None else Recipient(coordinator, DutyPart.INSTEAD)

    def roll_up(self, milestone: int, group: int) -> RollUp:
        """How the members of a group stand with an open milestone."""
        members = self.members_of.get(group, ())
        found = [self.answered.get((milestone, each)) for each in members]
        return RollUp(len(members), sum(each is not None for each in found), found.count(True))

    def groups_of(self, people: Iterable[int]) -> frozenset[int]:
        """The groups of which one of `people` may be asked for a member today."""
        wanted = frozenset(people)
        steering = any(not wanted.isdisjoint(each) for each in self.coordinators_of.values())
        contacts = {member for member in self.contact_of if self._contact(member) in wanted}
        return frozenset(
            group
            for group, members in self.members_of.items()
            if not contacts.isdisjoint(members)
            or ((steering or wanted & frozenset(self.deputy_of.values())) and self._lacks(members))
        )

    def _lacks(self, members: Iterable[int]) -> bool:
        """Whether nobody can be reached for one of the members."""
        return any(self._contact(member) is None for member in members)

    def is_usable(self, person: int) -> bool:
        """Whether mail to the person can arrive."""
        return person not in self.unusable

    def speaks_for(self, agency: int, plan: int, owners: Iterable[int]) -> list[int]:
        """Who is written to about an agency as a whole: its contact, or who answers for its tasks.

        A coordinator of `plan` where none of them can be reached; [] where nobody can.
        """
        contact = self._contact(agency)
        if contact is not None:
            return [contact]
        people = {self.answers_for(owner, agency, plan).user_id for owner in owners}
        people.discard(None)
        coordinator = self.coordinator(plan)
        if not people and coordinator is not None:
            return [coordinator]
        return sorted(person for person in people if person is not None)

    def coordinator(self, plan: int) -> int | None:
        """The first coordinator of the plan who can be reached, or the deputy."""
        for person in self.coordinators_of.get(plan, ()):
            found = deputies.resolve(person, self.deputy_of)
            if self._may_stand_in(found):
                return found
        return None

    def _resolve(self, owner: int, agency: int, plan: int) -> Recipient:
        direct = self.direct(owner)
        if direct is not None:
            return direct
        stand_in = self._contact(agency)
        if stand_in is not None:
            return Recipient(stand_in, DutyPart.INSTEAD)
        coordinator = self.coordinator(plan)
        return NOBODY if coordinator is None else Recipient(coordinator, DutyPart.INSTEAD)

    def _contact(self, agency: int) -> int | None:
        """The agency's contact, or the deputy; None when mail may not go there."""
        contact = self.contact_of.get(agency)
        stand_in = None if contact is None else deputies.resolve(contact, self.deputy_of)
        return stand_in if self._may_stand_in(stand_in) else None

    def _may_stand_in(self, person: int | None) -> bool:
        return person is not None and self.is_usable(person) and person not in self.heads
