"""When a round asks, reminds and lets agencies check; how its closing is guessed."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from plan_app.domain import policy, rounds
from plan_app.domain.askings import RoundDays, Told, compose
from plan_app.domain.periods import Period
from plan_app.domain.policy import PolicyWrong, ReminderPolicy
from plan_app.domain.rounds import Reported, RoundKind, RoundPart
from plan_app.domain.working_days import Calendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CLOSES = date(2026, 12, 14)
OPENS = date(2026, 12, 1)
USUAL = ReminderPolicy()
WEEK = Calendar()
REMINDERS = [date(2026, 12, 3), date(2026, 12, 10)]
DAYS = RoundDays(1, 1, OPENS, CLOSES, REMINDERS, date(2026, 12, 10))
ALICE, BOB = 7, 8


def test_the_silent_are_reminded_seven_and_two_working_days_before_closing() -> None:
    assert rounds.reminder_days(CLOSES, USUAL, WEEK) == REMINDERS


def test_a_holiday_moves_a_reminder_forward() -> None:
    off = Calendar({date(2026, 12, 11): False})
    assert rounds.reminder_days(CLOSES, USUAL, off) == [date(2026, 12, 2), date(2026, 12, 9)]


def test_agencies_have_three_working_days_the_last_of_them_that_of_closing() -> None:
    assert rounds.review_day(CLOSES, USUAL, WEEK) == date(2026, 12, 10)
    sunday = date(2026, 12, 13)
    assert rounds.review_day(sunday, USUAL, WEEK) == date(2026, 12, 9)


@pytest.mark.parametrize(
    ("today", "told_on", "part"),
    [
        (date(2026, 11, 30), None, None),
        (OPENS, None, RoundPart.OPENING),
        (date(2026, 12, 9), None, RoundPart.OPENING),
        (date(2026, 12, 2), OPENS, None),
        (date(2026, 12, 3), OPENS, RoundPart.REMINDER),
        (date(2026, 12, 8), OPENS, RoundPart.REMINDER),
        (date(2026, 12, 9), date(2026, 12, 3), None),
        (date(2026, 12, 11), date(2026, 12, 3), RoundPart.REMINDER),
        (date(2026, 12, 11), date(2026, 12, 10), None),
    ],
)
def test_what_was_crossed_and_not_yet_told_is_told(
    today: date, told_on: date | None, part: RoundPart | None
) -> None:
    assert rounds.asks(today, told_on, opens_on=OPENS, days=REMINDERS) is part


def test_the_next_asking_is_today_the_opening_or_the_next_reminder() -> None:
    def following(today: date, told_on: date | None) -> date | None:
        return rounds.next_asking(today, told_on, opens_on=OPENS, days=REMINDERS)

    assert following(date(2026, 11, 30), None) == OPENS
    assert following(date(2026, 12, 2), None) == date(2026, 12, 2)
    assert following(date(2026, 12, 2), OPENS) == REMINDERS[0]
    assert following(date(2026, 12, 11), date(2026, 12, 10)) is None


def test_a_person_gets_one_mail_with_all_its_parts() -> None:
    (mail,) = compose(
        DAYS,
        REMINDERS[1],
        silent={ALICE: [9, 4]},
        reviewers={ALICE: [2]},
        told=Told({ALICE: OPENS}),
    )
    assert mail.parts == (RoundPart.REMINDER, RoundPart.REVIEW)
    assert (mail.numbers, mail.agencies, mail.fits_digest) == ((4, 9), (2,), False)


def test_the_review_goes_once_to_each_who_speaks_for_the_agency() -> None:
    told = Told(reviews={(ALICE, 2)})
    mails = compose(DAYS, CLOSES, silent={}, reviewers={ALICE: [2], BOB: [2]}, told=told)
    assert [(mail.recipient_id, mail.agencies) for mail in mails] == [(BOB, (2,))]


def test_nothing_goes_before_the_opening_nor_after_the_closing() -> None:
    for day in (date(2026, 11, 30), date(2026, 12, 15)):
        assert compose(DAYS, day, silent={ALICE: [4]}, reviewers={ALICE: [2]}, told=Told()) == []


def test_what_arrived_is_told() -> None:
    mails = compose(DAYS, REMINDERS[1], silent={ALICE: [4]}, reviewers={BOB: [2]}, told=Told())
    told = Told().after(mails, REMINDERS[1])
    assert (told.on, told.reviews) == ({ALICE: REMINDERS[1]}, {(BOB, 2)})
    assert compose(DAYS, REMINDERS[1], silent={ALICE: [4]}, reviewers={BOB: [2]}, told=told) == []


@pytest.mark.parametrize(
    ("period", "closes"),
    [
        (Period(2026, 1), datetime(2026, 6, 14, 17, 0, tzinfo=ZONE)),
        (Period(2026, 2), datetime(2026, 12, 14, 17, 0, tzinfo=ZONE)),
        (Period(2026), datetime(2026, 12, 14, 17, 0, tzinfo=ZONE)),
    ],
)
def test_half_years_and_years_close_about_the_middle_of_their_last_month(
    period: Period, closes: datetime
) -> None:
    assert rounds.usual_closing(period, USUAL, ZONE) == closes


def test_the_policy_says_when_rounds_close() -> None:
    own = policy.parse({"round_closing_first": "5/6", "round_closing_time": "16:30"})
    assert rounds.usual_closing(Period(2027, 1), own, ZONE) == datetime(
        2027, 6, 5, 16, 30, tzinfo=ZONE
    )
    assert own.round_closing_time == time(16, 30)


@pytest.mark.parametrize(
    "wrong",
    [
        {"round_closing_first": "31/6"},
        {"round_closing_second": "29/2"},
        {"round_closing_first": "tháng sáu"},
        {"round_leads": [0]},
        {"round_leads": [2, 2]},
        {"round_review": 0},
    ],
)
def test_what_no_round_can_close_on_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(PolicyWrong) as refused:
        policy.parse(wrong)
    assert refused.value.field in wrong


def test_the_usual_period_is_the_present_one() -> None:
    assert rounds.usual_period(RoundKind.HALF_YEAR, OPENS) == Period(2026, 2)
    assert rounds.usual_period(RoundKind.YEAR, OPENS) == Period(2026)


def test_how_much_was_reported() -> None:
    found = [rounds.standing(2, reported) for reported in (0, 1, 2)]
    assert found == [Reported.NONE, Reported.PART, Reported.ALL]
