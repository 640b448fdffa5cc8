"""Comments: whom they mention, and who takes them back until when."""

from datetime import timedelta

import pytest

from plan_app.domain import comments as rules
from plan_app.domain.comments import CommentEmpty, MentionUnclear, Person
from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, RuleBroken
from tests.conftest import NOW

MO, AN, AN_LONG, AN_TWIN = (
    Person(1, "Trần Thị Mơ"),
    Person(2, "Lê An"),
    Person(3, "Lê An Bình"),
    Person(4, "Lê An"),
)
AUTHOR = Actor(9, 1, frozenset({Role.OWNER}))
COORDINATOR = Actor(8, 2, frozenset({Role.COORDINATOR}))
STRANGER = Actor(7, 1, frozenset({Role.OWNER}))


@pytest.mark.parametrize(
    ("body", "ticked", "people"),
    [
        ("Đã trình.", (), ()),
        ("Đã trình.", (1,), (MO,)),
        ("@Trần Thị Mơ xem giúp.", (), (MO,)),
        ("Nhờ @tran thi mo, @Lê An.", (), (MO, AN)),
        ("@Lê An Bình xem giúp.", (), (AN_LONG,)),
        ("@Lê\nAn xem giúp.", (1,), (MO, AN)),
        ("Gửi về mo@so.example.org.", (), ()),
    ],
)
def test_people_are_ticked_or_named(
    body: str, ticked: tuple[int, ...], people: tuple[Person, ...]
) -> None:
    assert rules.mentioned(body, ticked, [MO, AN, AN_LONG]) == people


@pytest.mark.parametrize("body", ["@Lê Anh xem giúp.", "@", "@@", "Nhờ @Nguyễn Văn Z."])
def test_a_name_of_nobody_who_may_see_it_is_refused(body: str) -> None:
    with pytest.raises(MentionUnclear) as unclear:
        rules.mentioned(body, (), [MO, AN])
    assert (unclear.value.field, unclear.value.is_shared) == ("body", False)


def test_of_two_people_of_one_name_one_is_ticked() -> None:
    audience = [AN, AN_TWIN]
    with pytest.raises(MentionUnclear) as unclear:
        rules.mentioned("@Lê An xem giúp.", (), audience)
    assert (unclear.value.name, unclear.value.is_shared) == ("Lê An xem giúp.", True)
    assert rules.mentioned("@Lê An xem giúp.", (4,), audience) == (AN_TWIN,)


def test_who_may_not_see_it_cannot_be_ticked() -> None:
    with pytest.raises(MentionUnclear):
        rules.mentioned("Đã trình.", (99,), [MO])


def test_those_who_were_ticked_are_named_on_a_last_line() -> None:
    said = rules.with_names("@Trần Thị Mơ xem giúp. ", [MO, AN])
    assert said == "@Trần Thị Mơ xem giúp.\n@Lê An"
    assert rules.with_names("Đã trình.", []) == "Đã trình."


def test_a_comment_says_something() -> None:
    with pytest.raises(CommentEmpty):
        rules.check_body(" \n")


def test_authors_take_back_soon_and_coordinators_with_a_reason() -> None:
    soon, late = NOW + timedelta(minutes=15), NOW + timedelta(minutes=16)
    rules.check_withdrawing(AUTHOR, 9, NOW, soon, "")
    with pytest.raises(NotAllowed):
        rules.check_withdrawing(AUTHOR, 9, NOW, late, "Nhầm.")
    with pytest.raises(NotAllowed):
        rules.check_withdrawing(STRANGER, 9, NOW, soon, "Nhầm.")
    rules.check_withdrawing(COORDINATOR, 9, NOW, late, "Có thông tin cá nhân.")
    with pytest.raises(RuleBroken) as broken:
        rules.check_withdrawing(COORDINATOR, 9, NOW, soon, " ")
    assert broken.value.field == "reason"
