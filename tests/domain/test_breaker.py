"""The circuit-breaker of a run."""

from plan_app.domain.breaker import MailingHistory, limit, trips


def test_before_there_is_history_the_confirmed_preview_is_the_limit() -> None:
    history = MailingHistory(confirmed=30)
    assert not trips(30, history)
    assert trips(31, history)


def test_later_it_is_three_times_the_median_day() -> None:
    assert limit(MailingHistory(confirmed=10, daily=(40, 10, 50), recipients=50)) == 120


def test_it_is_never_below_twice_the_active_recipients() -> None:
    assert limit(MailingHistory(confirmed=25, daily=(1, 2, 1), recipients=4)) == 50
    assert limit(MailingHistory(confirmed=0, daily=(1, 2, 1), recipients=4)) == 8


def test_only_the_last_twenty_mailing_days_count() -> None:
    assert limit(MailingHistory(confirmed=0, daily=(10,) * 20 + (1000,) * 80)) == 30


def test_what_a_coordinator_let_pass_passes() -> None:
    history = MailingHistory(confirmed=30)
    assert not trips(45, history, allowed=45)
    assert trips(46, history, allowed=45)
