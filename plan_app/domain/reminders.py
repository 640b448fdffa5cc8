"""Thresholds of a deadline: which have been crossed, which is the strongest, which comes next.

A threshold is a whole number of calendar days from the due date: -30 is thirty days before, 0 the
day itself, 14 a fortnight after. It is crossed on its working day: a lead or the day itself that
falls on a day off on the one before, an overdue notice on the one after. A later threshold is
stronger; telling it settles the weaker ones. That is why an outage loses nothing and repeats
nothing: the question is never "is it the day?" but "what was crossed and not yet told?".
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.working_days import Calendar


def working_day(due: date, threshold: int, calendar: Calendar) -> date:
    """The working day on which the threshold is crossed."""
    nominal = due + timedelta(days=threshold)
    return calendar.on_or_after(nominal) if threshold > 0 else calendar.on_or_before(nominal)


def notice_day(due: date, policy: ReminderPolicy, calendar: Calendar) -> date:
    """The working day on which the owner is told that the list to leaders comes near."""
    before = policy.escalation_agency + 1 - policy.escalation_notice
    return calendar.add(due, before)


def escalation_day(due: date, policy: ReminderPolicy, calendar: Calendar) -> date:
    """The first day on which the milestone stands on the list to the agency's leaders."""
    return calendar.add(due, policy.escalation_agency + 1)


def thresholds(
    due: date, until: date, policy: ReminderPolicy, calendar: Calendar
) -> list[tuple[int, date]]:
    """The thresholds of a deadline with their working days, weakest first.

    All leads, the day itself, the overdue ones up to `until` and the first after it. Two
    thresholds may share a day.
    """
    return [
        (threshold, working_day(due, threshold, calendar))
        for threshold in _values(due, until, policy, calendar)
    ]


def _values(due: date, until: date, policy: ReminderPolicy, calendar: Calendar) -> list[int]:
    """The thresholds alone, weakest first."""
    before = [-lead for lead in policy.leads]
    notice = (notice_day(due, policy, calendar) - due).days
    after = [*policy.overdue, notice]
    last, enough = max(policy.overdue, default=0), max((until - due).days, *after)
    while last <= enough:
        last += policy.then_every
        after.append(last)
    return sorted({*before, 0, *after})


def strongest(due: date, today: date, policy: ReminderPolicy, calendar: Calendar) -> int | None:
    """The strongest threshold crossed by `today`, None while none is."""
    # A stronger threshold never comes before a weaker one, so that the first found is the answer.
    for threshold in reversed(_values(due, today, policy, calendar)):
        if working_day(due, threshold, calendar) <= today:
            return threshold
    return None


def following(
    due: date, told: int | None, today: date, policy: ReminderPolicy, calendar: Calendar
) -> tuple[int, date]:
    """The threshold that is told next after `told`, and its working day.

    Where several share the day, the strongest of them: the weaker are settled with it. A day in
    the past means that it waits to be told now.
    """
    until = max(today, due + timedelta(days=told or 0))
    left = [
        (threshold, day)
        for threshold, day in thresholds(due, until, policy, calendar)
        if told is None or threshold > told
    ]
    first = min(day for _, day in left)
    day = max(first, today)
    return max((threshold, when) for threshold, when in left if when <= day)


def is_due(strongest_crossed: int | None, strongest_told: int | None) -> bool:
    """Whether something was crossed that was not yet told."""
    if strongest_crossed is None:
        return False
    return strongest_told is None or strongest_crossed > strongest_told


def announced_escalation(
    due: date, today: date, policy: ReminderPolicy, calendar: Calendar
) -> date | None:
    """The day of the list to the agency's leaders, from its announcement until the day before."""
    if due >= today:
        return None
    day = escalation_day(due, policy, calendar)
    if day <= today:
        return None
    return day if notice_day(due, policy, calendar) <= today else None


def horizon(today: date, lead: int, calendar: Calendar) -> date:
    """The last due date of which a lead of `lead` days can have been crossed by `today`.

    Later than `today + lead` when days off follow: their leads go before.
    """
    return calendar.add(today, 1) + timedelta(days=lead - 1)


@dataclass(slots=True)
class Standing:
    """How due dates stand on one day, each computed once: there are few dates and many tasks."""

    today: date
    policy: ReminderPolicy
    calendar: Calendar
    _known: dict[date, tuple[int | None, date | None]] = field(default_factory=dict)

    def of(self, due: date) -> tuple[int | None, date | None]:
        """The strongest crossed threshold, and the day of an announced escalation."""
        found = self._known.get(due)
        if found is None:
            found = (
                strongest(due, self.today, self.policy, self.calendar),
                announced_escalation(due, self.today, self.policy, self.calendar),
            )
            self._known[due] = found
        return found
