"""The notice about personal data, which the invitation leads to."""

from flask import Flask

from plan_app.models import User, UserSession
from plan_app.services.sessions import LIFETIME
from tests.pages import Client

# What a person's row and their sessions hold, in the words of the notice.
TOLD = {
    "full_name": "họ tên", "honorific": "xưng hô", "position": "chức vụ",
    "division": "phòng hoặc đơn vị", "agency_id": "cơ quan", "email": "thư công vụ",
    "telephone": "điện thoại công vụ", "language": "ngôn ngữ", "password": "Mật khẩu",
    "browser": "tên trình duyệt", "created_at": "thời điểm bắt đầu",
    "expires_at": "thời điểm hết hiệu lực", "returned_fields": "Nội dung đang nhập",
    "unreachable_since": "trả lời của máy chủ thư", "is_shared": "tài khoản dùng chung",
    "is_administrator": "quản trị hệ thống", "active": "ngừng hoạt động",
    "revoked_at": "kết thúc", "digest_weekday": "ngày nhận thư", "early_lead": "nhắc sớm",
    "skips_roll_up": "bản tổng hợp tuần", "letter_keys": "phím tắt",
}  # fmt: skip
# Made of what is told, or of chance.
OF_THESE = {
    "id", "user_id", "sort_key", "search_text", "fs_uniquifier", "token_digest", "returned_to",
    "unreachable_reason",
}  # fmt: skip


def test_everybody_reads_what_is_stored_why_how_long_and_who_sees_it(client: Client) -> None:
    page = client.get("/privacy")

    assert page.text(page.one("h1")) == "Thông tin về xử lý dữ liệu cá nhân"
    assert [page.text(each) for each in page.all("h2")] == [
        "Những thông tin được lưu",
        "Mục đích sử dụng",
        "Thời gian lưu",
        "Ai xem được",
        "Xem, sửa, yêu cầu",
    ]
    assert f"nhiều nhất {LIFETIME.days} ngày" in page.text()
    assert "/account/data" in page.links()


def test_it_tells_of_every_column_about_a_person(app: Flask, client: Client) -> None:
    assert app
    text = client.get("/privacy").text()
    columns = {each.name for model in (User, UserSession) for each in model.__table__.columns}

    assert columns - set(TOLD) - OF_THESE == set()
    assert [name for name, words in TOLD.items() if words not in text] == []


def test_every_page_leads_to_it(client: Client) -> None:
    assert "/privacy" in client.get("/sign-in").links()
