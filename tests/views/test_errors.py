"""The pages of errors say what happened and what to do."""

import pathlib
from collections.abc import Callable, Iterator

import pytest
from flask import abort, request
from psycopg.errors import UndefinedColumn
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.exceptions import TooManyRequests

from plan_app import uploads
from plan_app.access import public
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.imports import appendix
from plan_app.models import User
from tests import databases
from tests.builders import make_plan, make_user
from tests.pages import Client

ClientOf = Callable[[User], Client]

RAISED: dict[str, Exception] = {
    "not-allowed": NotAllowed("Chỉ chuyên viên tổng hợp được thực hiện việc này."),
    "not-found": NotFound("a-slug-nobody-should-see"),
    "rule-broken": RuleBroken("Thời hạn phải sau ngày ban hành."),
    "stale-edit": StaleEdit(),
    "database": OperationalError("SELECT", {}, Exception("gone")),
    "broken": RuntimeError("gone wrong"),
    "no-tables": OperationalError("SELECT", {}, Exception("no such table: plan")),
    "no-columns": ProgrammingError("SELECT", {}, UndefinedColumn()),
    "wrong-statement": ProgrammingError("SELECT", {}, Exception("syntax error")),
    "asked-too-often": TooManyRequests(retry_after=60),
}
LONG = "Đã trình dự thảo Kế hoạch; đang lấy ý kiến các sở."


@pytest.fixture
def failing(tmp_path: pathlib.Path) -> Iterator[Client]:
    """The browser of an application whose pages fail, as it runs outside of tests."""
    app = databases.make_app(tmp_path, databases.migrated("sqlite"))
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)

    # A form in a test has no token; its own test has one.
    app.config["WTF_CSRF_ENABLED"] = False

    @app.route("/fails/<how>", methods=["GET", "POST"])
    @public
    def fails(how: str) -> str:
        # As a form would, which is where too large a body is noticed.
        assert request.form is not None
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
        ("401", 401, "Cần đăng nhập", "đăng nhập rồi mở lại trang"),
        ("422", 422, "Nội dung chưa đúng", "kiểm tra từng ô và gửi lại"),
        ("429", 429, "Thao tác quá nhanh", "chờ khoảng một phút"),
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
        ("no-tables", 503, "Hệ thống chưa được cài đặt xong", "plan-app init"),
        ("no-columns", 503, "Hệ thống chưa được cài đặt xong", "plan-app init"),
        ("wrong-statement", 500, "Hệ thống gặp lỗi", "Việc vừa thực hiện chưa được lưu"),
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


STATUSES = [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503]


@pytest.mark.parametrize("status", STATUSES)
def test_what_was_typed_stays_on_the_page(failing: Client, status: int) -> None:
    typed = {"result": LONG, "version": "3", "state": "in_progress", "password": "mật khẩu cũ"}

    page = failing.post(f"/fails/{status}", typed, status=status)

    assert [page.text(each) for each in page.all("pre", class_="typed")] == [LONG]
    assert "mật khẩu cũ" not in page.response.text


@pytest.mark.parametrize("how", ["429", "500", "503", "database"])
def test_what_may_go_well_later_can_be_sent_again(failing: Client, how: str) -> None:
    status = int(how) if how.isdigit() else 503
    page = failing.post(f"/fails/{how}?x=1", {"result": LONG, "version": "3"}, status=status)

    form = page.one("form", action=f"/fails/{how}?x=1")

    sent = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert sent == {"result": LONG, "version": "3"}
    assert "Gửi lại" in page.text(form)


def test_a_password_is_never_sent_again(failing: Client) -> None:
    page = failing.post(
        "/fails/503", {"email": "a b@so.example.org", "password": "x y"}, status=503
    )

    assert page.all("form") == []


@pytest.mark.parametrize("status", STATUSES)
def test_a_program_is_answered_in_json(failing: Client, status: int) -> None:
    page = failing.get(f"/fails/{status}", status=status, headers={"Accept": "application/json"})

    assert page.response.mimetype == "application/problem+json"
    problem = page.response.get_json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["advice"]


def test_a_file_that_cannot_be_made_is_plain_text(client_of: Callable[[User], Client]) -> None:
    plan = make_plan()

    page = client_of(make_user(plan, Role.OWNER)).get(f"/p/{plan.slug}/people.csv", status=403)

    assert page.response.mimetype == "text/plain"
    assert "Chưa được phân quyền" in page.response.text


def test_a_program_that_has_not_signed_in_is_told_so(client: Client) -> None:
    page = client.get("/account/data.json", status=401, headers={"Accept": "application/json"})
    assert page.response.get_json()["title"] == "Cần đăng nhập"

    client.get("/account/data.json", status=303)


def test_the_methods_of_an_address_and_the_wait_are_told(failing: Client) -> None:
    allowed = failing.post("/healthz", status=405).response.headers["Allow"]
    assert "GET" in allowed
    for how, status in (("asked-too-often", 429), ("database", 503)):
        assert failing.get(f"/fails/{how}", status=status).response.headers["Retry-After"]


def test_what_is_too_large_is_not_read(failing: Client) -> None:
    page = failing.post("/fails/400", {"result": "a " * 600_000}, status=413)

    assert "01 MB" in page.text()


def test_a_file_that_is_too_large_is_told_the_limit_of_files(client_of: ClientOf) -> None:
    plan = make_plan()
    browser = client_of(make_user(plan, Role.COORDINATOR))

    # The body itself is never read, so there need not be one.
    page = browser.post(
        f"/p/{plan.slug}/import",
        status=413,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(uploads.MOST_BYTES + 100_000)},
    )

    assert "(10 MB)" in page.text()
    assert appendix.MOST_BYTES == uploads.FILE_BYTES


def test_the_sign_in_of_an_installation_without_accounts_says_how_to_begin(
    client: Client,
) -> None:
    assert "plan-app users add" in client.get("/sign-in").text()
    make_user()
    assert "plan-app users add" not in client.get("/sign-in").text()
