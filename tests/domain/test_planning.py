"""The pure planner over any history: never twice, never lost, one digest a day and person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plan_app.domain.holding import Hold
from plan_app.domain.matters import Matter, MatterKind
from plan_app.domain.planning import Candidate, DayFacts, Digest, HeldBack, Told, compose
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.reminders import strongest
from plan_app.domain.working_days import Calendar

TODAY = date(2026, 12, 8)
POLICY = ReminderPolicy()
CALENDAR = Calendar({date(2026, 12, 14): False, date(2026, 12, 19): True})
PLAN, OWNER, OTHER, COORDINATOR = 1, 11, 12, 13


def candidate(
    milestone: int = 1, *, due: date = date(2026, 11, 30), threshold: int = 8, person: int = OWNER
) -> Candidate:
    return Candidate(due, milestone, milestone, 1, 1, threshold, PLAN, person)


def facts(**given: object) -> DayFacts:
    return DayFacts(TODAY, **{"told": Told(), **given})  # type: ignore[arg-type]


def told(threshold: int, milestone: int = 1, person: int = OWNER) -> Told:
    return Told({(milestone, 1, person): threshold})


def test_everything_a_person_has_to_do_is_one_message() -> None:
    digests, held = compose([candidate(n) for n in range(1, 101)], facts())
    assert [len(digest.notices) for digest in digests] == [100]
    assert held == []


def test_nothing_new_means_no_message() -> None:
    assert compose([candidate()], facts(told=told(8))) == ([], [])
    assert compose([], facts()) == ([], [])


def test_a_message_shows_what_was_told_before_without_its_threshold() -> None:
    (digest,), _ = compose([candidate(1), candidate(2)], facts(told=told(8)))
    assert [(each.number, each.threshold) for each in digest.notices] == [(1, None), (2, 8)]
    assert {each.days_late for each in digest.notices} == {8}


def test_the_most_urgent_line_comes_first() -> None:
    soon = candidate(1, due=date(2026, 12, 15), threshold=-7)
    (digest,), _ = compose([soon, candidate(2)], facts())
    assert [each.number for each in digest.notices] == [2, 1]


def test_who_has_a_digest_today_waits_with_the_rest() -> None:
    digests, held = compose([candidate()], facts(busy={OWNER: Hold.DIGEST_TODAY}))
    assert digests == []
    assert held == [HeldBack(1, Hold.DIGEST_TODAY)]


def test_a_closed_plan_waits() -> None:
    digests, held = compose([candidate()], facts(closed={PLAN: Hold.DAY_OFF}))
    assert (digests, held) == ([], [HeldBack(1, Hold.DAY_OFF)])


def test_a_submitted_extension_is_told_once_a_fortnight() -> None:
    slow = Told({(1, 1, OWNER): 7}, {(1, OWNER): date(2026, 12, 7)}, frozenset({1}))
    digests, held = compose([candidate()], facts(told=slow))
    assert (digests, held) == ([], [HeldBack(1, Hold.EXTENSION_SUBMITTED)])
    rested = Told({(1, 1, OWNER): 7}, {(1, OWNER): date(2026, 11, 24)}, frozenset({1}))
    assert len(compose([candidate()], facts(told=rested))[0]) == 1


def test_the_roll_up_is_a_section_of_the_one_message() -> None:
    mine = candidate(person=COORDINATOR)
    (digest,), _ = compose([mine], facts(roll_ups={COORDINATOR: (PLAN,)}))
    assert digest.has_roll_up
    assert len(digest.notices) == 1
    (alone,), _ = compose([], facts(roll_ups={COORDINATOR: (PLAN,)}))
    assert (alone.has_roll_up, alone.notices, alone.plan_id) == (True, [], PLAN)


def test_the_roll_up_also_waits_for_the_next_day() -> None:
    busy = facts(roll_ups={COORDINATOR: (PLAN,)}, busy={COORDINATOR: Hold.DAILY_CAP})
    assert compose([], busy) == ([], [])


@dataclass
class History:
    """A scheduler that runs on some days, and mail that fails on some of them."""

    dues: list[tuple[date, int]]
    told: dict[tuple[int, int, int], int] = field(default_factory=dict)
    said: list[tuple[int, int, int, date]] = field(default_factory=list)

    def crossed_by(self, day: date) -> Iterable[Candidate]:
        for n, (due, person) in enumerate(self.dues, start=1):
            threshold = strongest(due, day, POLICY, CALENDAR)
            if threshold is not None:
                yield candidate(n, due=due, threshold=threshold, person=person)

    def run(self, day: date, *, accepted: bool) -> list[Digest]:
        """One day of planning and sending; what is not accepted is released again."""
        digests, _ = compose(self.crossed_by(day), DayFacts(day, Told(self.told)))
        if accepted:
            for digest in digests:
                for each in digest.notices:
                    if each.threshold is not None:
                        key = each.milestone_id, 1, digest.recipient_id
                        self.told[key] = each.threshold
                        self.said.append((*key[::2], each.threshold, day))
        return digests


dues = st.lists(
    st.tuples(
        st.integers(-120, 60).map(lambda n: TODAY + timedelta(days=n)),
        st.sampled_from([OWNER, OTHER]),
    ),
    max_size=12,
)
# Of each day: the scheduler is down, the mail fails, or all is well.
fates = st.lists(st.sampled_from(["down", "fails", "well", "well"]), min_size=1, max_size=60)


@given(dues=dues, fates=fates)
def test_nothing_is_told_twice_and_nobody_gets_two_messages(
    dues: list[tuple[date, int]], fates: list[str]
) -> None:
    history = History(dues)
    for n, fate in enumerate(fates):
        if fate != "down":
            digests = history.run(TODAY + timedelta(days=n), accepted=fate == "well")
            recipients = [digest.recipient_id for digest in digests]
            assert len(recipients) == len(set(recipients))
    thresholds = [(milestone, person, said) for milestone, person, said, _ in history.said]
    assert len(thresholds) == len(set(thresholds))


@given(dues=dues, fates=fates)
def test_a_day_on_which_all_is_well_heals_every_outage(
    dues: list[tuple[date, int]], fates: list[str]
) -> None:
    history = History(dues)
    for n, fate in enumerate(fates):
        if fate != "down":
            history.run(TODAY + timedelta(days=n), accepted=fate == "well")
    day = TODAY + timedelta(days=len(fates))
    history.run(day, accepted=True)
    for each in history.crossed_by(day):
        assert history.told[each.milestone_id, 1, each.recipient_id] >= each.threshold
    assert history.run(day, accepted=True) == []


@given(dues=dues)
def test_after_a_long_outage_each_milestone_is_told_once(dues: list[tuple[date, int]]) -> None:
    history = History(dues)
    history.run(TODAY + timedelta(days=30), accepted=True)
    milestones = [milestone for milestone, *_ in history.said]
    assert len(milestones) == len(set(milestones))


def direction(number: int = 5, *, person: int = OWNER, since: date = TODAY) -> Matter:
    return Matter(person, PLAN, number, MatterKind.DIRECTION, number, 1, number, since)


def test_a_direction_alone_is_a_digest() -> None:
    (digest,), held = compose([], facts(matters=[direction()]))
    assert (digest.recipient_id, digest.plan_id, digest.notices) == (OWNER, PLAN, [])
    assert [each.number for each in digest.matters] == [5]
    assert held == []


def test_a_direction_brings_along_what_was_told_before() -> None:
    (digest,), _ = compose([candidate()], facts(told=told(8), matters=[direction()]))
    assert [each.threshold for each in digest.notices] == [None]
    assert len(digest.matters) == 1


def test_a_direction_waits_for_the_window_and_for_the_next_day_of_who_has_a_digest() -> None:
    for closed in ({"busy": {OWNER: Hold.DIGEST_TODAY}}, {"closed": {PLAN: Hold.DAY_OFF}}):
        assert compose([], facts(matters=[direction()], **closed)) == ([], [])


def test_a_direction_does_not_wait_for_a_weekly_digest() -> None:
    weekly = {"last_weekly": {OWNER: date(2026, 12, 3)}}
    digests, _ = compose([], facts(matters=[direction()], **weekly))
    assert len(digests) == 1


def mention(number: int = 6, *, since: date = TODAY) -> Matter:
    return Matter(OWNER, PLAN, number, MatterKind.MENTION, number, 0, number, since)


def test_a_mention_alone_is_a_digest_and_waits_for_a_weekly_one() -> None:
    assert len(compose([], facts(matters=[mention()]))[0]) == 1
    weekly = {"last_weekly": {OWNER: date(2026, 12, 3)}}
    assert compose([], facts(matters=[mention()], **weekly))[0] == []
    # One of before the last weekly digest should have been told in it.
    before = mention(since=date(2026, 12, 2))
    assert len(compose([], facts(matters=[before], **weekly))[0]) == 1


def test_a_mention_stands_in_the_digest_that_goes_for_another_reason() -> None:
    weekly = {"last_weekly": {OWNER: date(2026, 12, 3)}}
    (digest,), _ = compose([], facts(matters=[mention(), direction()], **weekly))
    assert digest.numbers_of(MatterKind.MENTION) == [6]
    (digest,), _ = compose([candidate()], facts(matters=[mention()], **weekly))
    assert digest.numbers_of(MatterKind.MENTION) == [6]
