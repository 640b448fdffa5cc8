"""Comments through the pages: written and read, mentioning by name or tick, taken back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Comment, Task, User
from tests.builders import make_comment, make_plan, make_task, make_user
from tests.conftest import NOW
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=date(2026, 12, 31), number=53)


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR, full_name="Nguyễn Thị Giang", honorific="Bà")


def main(page: Page) -> str:
    return page.text(page.one("main"))


def test_from_a_question_to_its_withdrawal(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    where = f"/p/{task.plan.slug}/tasks/53"
    owner, steers = client_of(task.owner), client_of(coordinator)
    form = f"{where}/comment"
    assert form in owner.get(where).links()
    page = owner.get(form)
    assert "Không nhập thông tin thuộc danh mục bí mật nhà nước." in main(page)
    tick = page.one("input", type="checkbox").get("value") or ""
    assert tick == str(coordinator.id)
    owner.fill(form, {"body": "Nhờ xem giúp.", "people": tick})
    assert "Nhờ xem giúp. @Nguyễn Thị Giang" in main(steers.get(where))
    owner.fill(form, {"body": "Cảm ơn @nguyễn thị giang."})

    comment = db.session.query(Comment).order_by(Comment.id).first()
    assert comment is not None
    back = f"/p/{task.plan.slug}/comments/{comment.id}/withdraw"
    page = steers.fill(back, {"reason": ""}, status=422)
    assert "Đề nghị nêu lý do." in main(page)
    steers.fill(back, {"reason": "Có thông tin cá nhân."})
    text = main(owner.get(where))
    assert "Đã thu hồi: Bà Nguyễn Thị Giang" in text
    assert "Nhờ xem giúp." not in text
    own = f"/p/{task.plan.slug}/comments/{comment.id + 1}/withdraw"
    assert own in owner.get(where).links()
    owner.fill(own)
    assert "Cảm ơn" not in main(owner.get(where))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"body": ""}, "Đề nghị nhập nội dung này."),
        ({"body": "Nhờ @Trần Văn Z"}, "“@Trần Văn Z” không phải là tên người được xem"),
        ({"body": "Nhờ @Lê An"}, "Có nhiều người tên “@Lê An”"),
        ({"body": "Đã trình.", "people": "999999"}, "Nhắc tên"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client_of: ClientOf, task: Task, typed: dict[str, str], said: str
) -> None:
    for _ in range(2):
        make_user(task.plan, Role.COORDINATOR, full_name="Lê An")
    page = client_of(task.owner).fill(f"/p/{task.plan.slug}/tasks/53/comment", typed, status=422)
    assert said in main(page)
    assert (page.field("body").text or "").strip() == typed["body"]


def test_others_read_nothing_of_it(client_of: ClientOf, task: Task, coordinator: User) -> None:
    make_comment(task, coordinator, "Đề nghị cho biết tiến độ.")
    for role in (Role.OWNER, Role.OBSERVER):
        browser = client_of(make_user(task.plan, role))
        assert "cho biết tiến độ" not in main(browser.get(f"/p/{task.plan.slug}/tasks/53"))
        browser.get(f"/p/{task.plan.slug}/tasks/53/comment", status=403)


def test_after_a_while_the_author_is_offered_nothing(client_of: ClientOf, task: Task) -> None:
    assert task.owner is not None
    made = make_comment(task, task.owner, written_at=NOW - timedelta(minutes=16))
    browser, where = client_of(task.owner), f"/p/{task.plan.slug}/comments/{made.id}/withdraw"
    assert where not in browser.get(f"/p/{task.plan.slug}/tasks/53").links()
    browser.get(where, status=403)


def test_the_pages_ask_few_questions(
    client_of: ClientOf, task: Task, coordinator: User, count_queries: Callable[[], Any]
) -> None:
    for _ in range(3):
        make_comment(task, coordinator, people=[task.owner])
    browser, where = client_of(task.owner), f"/p/{task.plan.slug}/tasks/53"
    for address in (where, f"{where}/comment"):
        browser.get(address)
        with count_queries() as queries:
            browser.get(address)
        assert len(queries) <= 8, address


def test_a_leader_finds_the_comments_that_mention_them(
    client_of: ClientOf,
    task: Task,
    coordinator: User,
    count_queries: Any,  # noqa: ANN401
) -> None:
    leader = make_user(task.plan, Role.LEADER)
    other = make_task(task.plan, number=54, title="Trồng rừng ngập mặn")
    first = make_comment(task, coordinator, "Đề nghị cho ý kiến.", people=[leader], written_at=NOW)
    last = make_comment(other, coordinator, "Xin ý kiến.", people=[leader], written_at=NOW)
    make_comment(other, coordinator, "Không nhắc đến ai.", written_at=NOW)
    make_comment(other, coordinator, "Rút lại.", people=[leader], written_at=NOW, withdrawn_at=NOW)
    reader, root = client_of(leader), f"/p/{task.plan.slug}"
    assert "02 Trao đổi có nhắc tên Ông/Bà trong 30 ngày" in main(reader.get(f"{root}/"))
    with count_queries() as sent:
        page = reader.get(f"{root}/mentions")
    assert len(sent) <= 8
    assert [link for link in page.links() if "#comment-" in link] == [
        f"{root}/tasks/54#comment-{last.id}",
        f"{root}/tasks/53#comment-{first.id}",
    ]
    assert "Không nhắc đến ai." not in main(page)
    assert "Rút lại." not in main(page)
    found = main(reader.get(f"{root}/mentions?words=ngap man giang&sort=number"))
    assert "Xin ý kiến." in found
    assert "Đề nghị cho ý kiến." not in found
    assert "Không có nội dung trao đổi phù hợp" in main(reader.get(f"{root}/mentions?words=zzz"))
    csv = reader.download(f"{root}/mentions.csv?sort=author").text
    assert len(csv.splitlines()) == 3
    assert "Chưa có nội dung trao đổi nào" in main(client_of(coordinator).get(f"{root}/mentions"))
