"""The pages of errors say what happened and what to do."""

import pathlib
from collections.abc import Callable, Iterator

import pytest
from flask import abort
from sqlalchemy.exc import OperationalError

from plan_app.access import public
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.models import User
from tests import databases
from tests.builders import make_plan, make_user
from tests.pages import Client, Page

RAISED: dict[str, Exception] = {
    "not-allowed": NotAllowed("Chỉ chuyên viên tổng hợp được thực hiện việc này."),
    "not-found": NotFound("a-slug-nobody-should-see"),
    "rule-broken": RuleBroken("Thời hạn phải sau ngày ban hành."),
    "stale-edit": StaleEdit(),
    "database": OperationalError("SELECT", {}, Exception("gone")),
    "broken": RuntimeError("gone wrong"),
}


@pytest.fixture
def failing(tmp_path: pathlib.Path) -> Iterator[Client]:
    """The browser of an application whose pages fail, as it runs outside of tests."""
    app = databases.make_app(tmp_path, databases.migrated("sqlite"))
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)

    @app.route("/fails/<how>", methods=["GET", "POST"])
    @public
    def fails(how: str) -> str:
        if how.isdigit():
            abort(int(how))
        raise RAISED[how]

    with app.app_context():
        yield Client(app.test_client())
        databases.dispose(app)


@pytest.mark.parametrize(
    ("how", "status", "heading", "advice"),
    [
        ("400", 400, "Chưa xử lý được yêu cầu", "tải lại trang và gửi lại"),
        ("403", 403, "Chưa được phân quyền", "liên hệ chuyên viên tổng hợp"),
        ("404", 404, "Không tìm thấy trang", "kiểm tra lại địa chỉ"),
        ("405", 405, "Chưa xử lý được yêu cầu", "mở lại trang có biểu mẫu"),
        ("409", 409, "Nội dung đã được người khác thay đổi", "tải lại trang"),
        ("413", 413, "Nội dung gửi lên quá lớn", "chọn tệp nhỏ hơn"),
        ("418", 418, "Chưa xử lý được yêu cầu", "tải lại trang"),
        ("500", 500, "Hệ thống gặp lỗi", "thử lại sau ít phút"),
        ("502", 502, "Hệ thống gặp lỗi", "thử lại sau ít phút"),
        ("503", 503, "Hệ thống tạm thời chưa phục vụ được", "thử lại sau ít phút"),
        ("not-allowed", 403, "Chưa được phân quyền", "Chỉ chuyên viên tổng hợp"),
        ("not-found", 404, "Không tìm thấy trang", "kiểm tra lại địa chỉ"),
        ("rule-broken", 400, "Chưa xử lý được yêu cầu", "Thời hạn phải sau ngày ban hành."),
        ("stale-edit", 409, "Nội dung đã được người khác thay đổi", "tải lại trang"),
        ("database", 503, "Hệ thống tạm thời chưa phục vụ được", "Việc vừa thực hiện chưa"),
        ("broken", 500, "Hệ thống gặp lỗi", "Việc vừa thực hiện chưa được lưu"),
    ],
)
def test_each_says_what_happened_and_what_to_do(
    failing: Client, how: str, status: int, heading: str, advice: str
) -> None:
    page = failing.get(f"/fails/{how}", status=status)

    assert page.text(page.one("h1")) == heading
    assert advice in page.text()
    assert "a-slug-nobody-should-see" not in page.text()


def test_a_stranger_s_typing_error_finds_a_page_that_helps(client: Client) -> None:
    page = client.get("/khong-co", status=404)

    assert page.text(page.one("h1")) == "Không tìm thấy trang"


def test_another_plan_s_page_is_not_there(client_of: Callable[[User], Client]) -> None:
    person = make_user(make_plan(), Role.OWNER)

    page = client_of(person).get("/p/khong-co/", status=404)

    assert person.full_name in page.text()


def test_redirects_of_the_router_stay_redirects(client_of: Callable[[User], Client]) -> None:
    plan = make_plan()

    client_of(make_user(plan, Role.OWNER)).get(f"/p/{plan.slug}", status=308)


@pytest.mark.parametrize("how", ["400", "403", "404", "409", "429", "500", "503", *RAISED])
def test_what_was_typed_can_be_copied_from_every_page_of_an_error(
    failing: Client, how: str
) -> None:
    typed = {
        "result": "Đã trình dự thảo.\r\nChờ ý kiến.",
        "difficulties": "<b>Thiếu</b> kinh phí",
        "state": "in_progress",
        "version": "7",
        "password": "một hai ba bốn",
    }
    response = failing.browser.post(f"/fails/{how}", data=typed)

    page = Page(response)
    texts = [each.text or "" for each in page.all("textarea")]
    assert [each.split() for each in texts] == [
        ["Đã", "trình", "dự", "thảo.", "Chờ", "ý", "kiến."],
        ["<b>Thiếu</b>", "kinh", "phí"],
    ]
    assert page.faults() == []


def test_what_is_too_large_is_said(failing: Client) -> None:
    failing.browser.application.config["MAX_CONTENT_LENGTH"] = 10
    page = failing.post("/fails/413", {"result": "Quá dài " * 100}, 413)
    assert page.all("textarea") == []
