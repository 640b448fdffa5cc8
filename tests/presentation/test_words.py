"""Every slug has its word, chip and icon; the words are those of the office."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask

import plan_app
from plan_app.domain.deadlines import Figure, MilestoneFacts, Timeliness
from plan_app.domain.mailing import MessageState
from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.presentation import chips, navigation, words
from plan_app.presentation.chips import Chip

COORDINATOR = Actor(user_id=1, roles=frozenset({Role.COORDINATOR}))
TODAY = date(2026, 12, 8)
FOLDER = Path(plan_app.__file__).parent
ICONS = set(re.findall(r'<symbol id="([^"]+)"', (FOLDER / "static/icons.svg").read_text("utf-8")))


@pytest.fixture(autouse=True)
def request_of_a_page(app: Flask) -> Iterable[None]:
    """Words are those of the reader of a request."""
    with app.test_request_context():
        yield


def facts(
    state: MilestoneState, due: date | None = None, waiting: str | None = None
) -> MilestoneFacts:
    """Facts of a milestone, reported and confirmed today where its state asks for it."""
    return MilestoneFacts(
        state=state, due=due, reported_on=TODAY, confirmed_on=TODAY, waiting_for=waiting
    )


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (words.state(MilestoneState.AWAITING_CONFIRMATION), "Chờ xác nhận"),
        (words.state(MilestoneState.SUSPENDED), "Tạm dừng"),
        (
            words.state(MilestoneState.WITHDRAWN, "Quyết định số 12/QĐ-UBND"),
            "Dừng thực hiện (theo Quyết định số 12/QĐ-UBND)",
        ),
        (words.timeliness(Timeliness.DUE_SOON), "Sắp đến hạn"),
        (words.timeliness(Timeliness.WAITING_FOR_GUIDANCE), "Chờ hướng dẫn"),
        (
            words.timeliness(Timeliness.WAITING_FOR_GUIDANCE, "Bộ Tài chính"),
            "Chờ hướng dẫn của Bộ Tài chính",
        ),
        (words.figure(Figure.OPEN_WITHIN_TIME), "Chưa hoàn thành, trong hạn"),
        (words.role(Role.COORDINATOR), "Chuyên viên tổng hợp"),
        (words.administrator(), "Quản trị"),
        (words.message_state(MessageState.ACCEPTED), "máy chủ thư đã nhận"),
    ],
)
def test_the_words_are_those_of_the_office(said: str, word: str) -> None:
    assert said == word


@pytest.mark.parametrize("slug", [*MilestoneState, *Timeliness, *Figure, *Role, *MessageState])
def test_every_slug_has_its_word(slug: StrEnum) -> None:
    word_of = {
        MilestoneState: words.state,
        Timeliness: words.timeliness,
        Figure: words.figure,
        Role: words.role,
        MessageState: words.message_state,
    }

    assert word_of[type(slug)](slug)  # type: ignore[operator]


@pytest.mark.parametrize("state", list(MilestoneState))
def test_every_state_has_a_chip_whose_icon_is_in_the_sprite(state: MilestoneState) -> None:
    assert chips.of_state(state).icon in ICONS


def test_open_work_shows_how_it_stands_before_its_state() -> None:
    late = chips.of_milestone(facts(MilestoneState.IN_PROGRESS, date(2026, 12, 1)), TODAY)

    assert late == [Chip("late", "late", "Quá hạn"), Chip("plain", "pencil", "Đang thực hiện")]


def test_closed_work_shows_its_state_alone() -> None:
    done = chips.of_milestone(facts(MilestoneState.COMPLETED, date(2026, 12, 1)), TODAY)

    assert done == [Chip("done", "check", "Đã hoàn thành")]


def test_returned_work_asks_for_more_and_later_states_do_not() -> None:
    assert chips.of_state(MilestoneState.IN_PROGRESS, returned=True).word == "Cần bổ sung"
    assert chips.of_state(MilestoneState.COMPLETED, returned=True).word == "Đã hoàn thành"


@pytest.mark.parametrize(
    ("days", "tone", "word"),
    [(8, "late", "Quá hạn 08 ngày"), (0, "soon", "Đến hạn hôm nay"), (-7, "soon", "Còn 07 ngày")],
)
def test_days_are_told_with_their_tone(days: int, tone: str, word: str) -> None:
    chip = chips.of_days_late(days)

    assert (chip.tone, chip.word) == (tone, word)


def test_red_is_for_overdue_work_alone() -> None:
    tones = {
        (state, due): {chip.tone for chip in chips.of_milestone(facts(state, due), TODAY)}
        for state in MilestoneState
        for due in (None, date(2026, 12, 9), date(2027, 12, 1))
    }

    assert not [key for key, found in tones.items() if "late" in found]


@pytest.mark.parametrize("role", list(Role))
def test_the_navigation_holds_what_the_role_may_open(app: Flask, role: Role) -> None:
    steering = {"reminders.show"} if role is Role.COORDINATOR else set()
    entries = navigation.entries(Actor(user_id=1, roles=frozenset({role})), "overdue.show")
    offered = {entry.endpoint for entry in entries}

    assert {"home.show", "task_list.show", "overdue.show"} <= offered
    assert offered >= steering
    assert [entry.word for entry in entries if entry.is_current] == ["Quá hạn"]
    assert {entry.icon for entry in entries} <= ICONS
    assert offered <= set(app.view_functions)


@pytest.mark.parametrize(
    ("endpoint", "word"),
    [
        ("tasks.show", "Nhiệm vụ"),
        ("calendar.show", "Nhắc việc"),
        ("task_texts.edit", "Nhiệm vụ"),
        ("text_checking.show", "Nội dung kế hoạch"),
        ("people_import.show", "Người dùng"),
        ("agencies.edit", "Cơ quan"),
    ],
)
@pytest.mark.usefixtures("app")
def test_a_page_below_another_is_found_in_the_navigation(endpoint: str, word: str) -> None:
    entries = navigation.entries(COORDINATOR, endpoint)

    assert [entry.word for entry in entries if entry.is_current] == [word]


@pytest.mark.usefixtures("app")
def test_what_does_not_fit_on_the_bar_stands_in_the_menu_once() -> None:
    menu = navigation.menu(COORDINATOR, "agencies.show")
    everything = [entry.endpoint for entry in navigation.entries(COORDINATOR, "agencies.show")]
    on_desk = [*menu.bar, *(entry for entry in menu.more if not entry.in_menu_on_phone)]
    on_phone = [*(entry for entry in menu.bar if not entry.in_menu_on_phone), *menu.more]

    assert [entry.endpoint for entry in on_desk] == everything
    assert [entry.endpoint for entry in on_phone] == everything
    assert menu.holds_current
    assert not menu.holds_current_on_phone_only
    assert navigation.menu(COORDINATOR, "assigning.show").holds_current_on_phone_only
    assert not menu.is_for_phone


@pytest.mark.usefixtures("app")
def test_every_page_of_the_menu_stands_in_one_group() -> None:
    menu = navigation.menu(COORDINATOR, "home.show")
    grouped = [entry.endpoint for group in menu.groups for entry in group.entries]

    assert sorted(grouped) == sorted(entry.endpoint for entry in menu.more)
    assert [group.word for group in menu.groups] == [
        "Theo dõi, xử lý",
        "Kế hoạch, cơ quan",
        "Nhật ký",
    ]
    assert not any(group.is_for_phone for group in menu.groups)


@pytest.mark.usefixtures("app")
def test_few_pages_need_a_menu_on_a_phone_only_and_more_than_seven_on_a_desk_too() -> None:
    owner = Actor(user_id=1, roles=frozenset({Role.OWNER}))
    administrator = Actor(user_id=1, roles=frozenset(), is_administrator=True)

    assert navigation.menu(Actor(user_id=1), "home.show").more == []
    assert navigation.menu(owner, "home.show").is_for_phone
    assert not navigation.menu(administrator, "home.show").is_for_phone


def test_home_is_one_s_own_work_for_an_owner_alone() -> None:
    owner = Actor(user_id=1, roles=frozenset({Role.OWNER}))
    both = Actor(user_id=1, roles=frozenset({Role.OWNER, Role.COORDINATOR}))

    assert navigation.home_word(owner) == "Việc của tôi"
    assert navigation.home_word(both) == "Tổng quan"


def test_the_sprite_holds_the_icons_that_are_used_and_no_others() -> None:
    source = " ".join(
        path.read_text("utf-8")
        for pattern in ("templates/**/*.html", "presentation/*.py")
        for path in FOLDER.glob(pattern)
    )

    assert {
        name for name in ICONS if f'"{name}"' not in source and f"'{name}'" not in source
    } == set()
