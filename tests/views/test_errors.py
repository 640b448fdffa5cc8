"""The pages of errors say what to do."""

from collections.abc import Callable

from plan_app.domain.roles import Role
from plan_app.models import User
from tests.builders import make_plan, make_user
from tests.pages import Client


def test_a_stranger_s_typing_error_finds_a_page_that_helps(client: Client) -> None:
    page = client.get("/khong-co", status=404)

    assert page.text(page.one("h1")) == "Không tìm thấy trang"
    assert "Đề nghị kiểm tra lại địa chỉ" in page.text()


def test_another_plan_s_page_is_not_there(client_of: Callable[[User], Client]) -> None:
    person = make_user(make_plan(), Role.OWNER)

    page = client_of(person).get("/p/khong-co/", status=404)

    assert person.full_name in page.text()
