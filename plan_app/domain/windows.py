"""When mail may leave: a window of every working day, in local time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from plan_app.domain.holding import Hold
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.working_days import Calendar


@dataclass(frozen=True, slots=True)
class Window:
    """The window of one local day: `opens` and `closes` are aware instants."""

    day: date
    opens: datetime
    closes: datetime


def of_day(day: date, policy: ReminderPolicy, zone: ZoneInfo) -> Window:
    """The window of `day`, worked or not."""
    opens = datetime.combine(day, policy.window_from, zone)
    closes = datetime.combine(day, policy.window_to, zone)
    return Window(day, opens, closes)


def closed(
    now: datetime, policy: ReminderPolicy, calendar: Calendar, zone: ZoneInfo
) -> Hold | None:
    """Why nothing more leaves on the day of `now`: a day off, or the window is over.

    Before the window opens the day may already be planned; its mail waits for the opening.
    """
    day = now.astimezone(zone).date()
    if not calendar.is_working(day):
        return Hold.DAY_OFF
    return Hold.OUTSIDE_WINDOW if now >= of_day(day, policy, zone).closes else None


def following(now: datetime, policy: ReminderPolicy, calendar: Calendar, zone: ZoneInfo) -> Window:
    """The window in which mail can leave next: today's while it is not over, else a later one."""
    day = now.astimezone(zone).date()
    if closed(now, policy, calendar, zone) is not None:
        day = calendar.on_or_after(day + timedelta(days=1))
    return of_day(day, policy, zone)


def roll_up_week(today: date, policy: ReminderPolicy, calendar: Calendar) -> date | None:
    """The Monday of the week whose roll-up may go today, None while its day has not come.

    The day is the first working day on or after the chosen day of the week, in the same week.
    """
    monday = today - timedelta(days=today.weekday())
    chosen = monday + timedelta(days=policy.roll_up_weekday)
    return monday if calendar.on_or_after(chosen) <= today else None
