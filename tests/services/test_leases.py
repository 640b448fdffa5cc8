"""Leases: one holder at a time."""

from datetime import timedelta

from flask import Flask

from plan_app.queries.scheduler import find_lease, get_database_time
from plan_app.services import leases
from plan_app.services.transaction import transaction


def _take(holder: str, *, later: timedelta = timedelta(0)) -> bool:
    with transaction():
        return leases.take("job", holder=holder, now=get_database_time() + later)


def test_the_first_takes_a_free_lease(app: Flask) -> None:
    assert app
    assert _take("a")


def test_a_second_waits_while_it_is_held(app: Flask) -> None:
    assert app
    _take("a")
    assert not _take("b")


def test_the_holder_prolongs_it(app: Flask) -> None:
    assert app
    _take("a")
    before = find_lease("job")
    assert before is not None
    expires_at = before.expires_at
    assert _take("a", later=timedelta(seconds=30))
    after = find_lease("job")
    assert after is not None
    assert after.expires_at - expires_at >= timedelta(seconds=30)


def test_a_second_takes_an_expired_lease(app: Flask) -> None:
    assert app
    _take("a")
    assert _take("b", later=timedelta(seconds=91))
    assert not _take("a", later=timedelta(seconds=91))


def test_a_lease_given_back_is_free_at_once(app: Flask) -> None:
    assert app
    _take("a")
    with transaction():
        leases.give_back("job", holder="a", now=get_database_time())
    assert _take("b", later=timedelta(milliseconds=5))


def test_only_the_holder_can_give_it_back(app: Flask) -> None:
    assert app
    _take("a")
    with transaction():
        leases.give_back("job", holder="b", now=get_database_time())
    assert not _take("b")


def test_of_two_that_create_it_at_once_one_succeeds(app: Flask) -> None:
    assert app
    now = get_database_time()
    with transaction():
        assert leases._create("job", _facts("a", now))
    with transaction():
        assert not leases._create("job", _facts("b", now))


def _facts(holder: str, now: object) -> dict[str, object]:
    return {"holder": holder, "beat_at": now, "expires_at": now}
