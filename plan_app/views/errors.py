"""The pages of errors: what happened, and what the person can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask import Flask, current_app, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from plan_app.errors import N_, NotAllowed, NotFound, PlanError, RuleBroken, StaleEdit
from plan_app.forms import returned
from plan_app.presentation import language

Answer = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Words:
    """What the page of an error says."""

    heading: str
    sentence: str
    advice: str


_WORDS: Final[Mapping[int, Words]] = MappingProxyType(
    {
        400: Words(
            N_("Chưa xử lý được yêu cầu"),
            N_("Trang gửi lên thiếu thông tin, hoặc đã mở quá lâu."),
            N_("Đề nghị quay lại trang trước, tải lại trang và gửi lại."),
        ),
        403: Words(
            N_("Chưa được phân quyền"),
            N_("Tài khoản này chưa được phân quyền xem trang hoặc thực hiện việc này."),
            N_("Nếu cần dùng cho công việc, đề nghị liên hệ chuyên viên tổng hợp của kế hoạch."),
        ),
        404: Words(
            N_("Không tìm thấy trang"),
            N_("Không có trang ở địa chỉ này, hoặc nội dung không thuộc phạm vi của tài khoản."),
            N_("Đề nghị kiểm tra lại địa chỉ, hoặc tìm nhiệm vụ trong danh sách."),
        ),
        405: Words(
            N_("Chưa xử lý được yêu cầu"),
            N_("Địa chỉ này chỉ nhận nội dung gửi từ biểu mẫu."),
            N_("Đề nghị mở lại trang có biểu mẫu và gửi từ đó."),
        ),
        409: Words(
            N_("Nội dung đã được người khác thay đổi"),
            N_("Trong lúc trang này đang mở, người khác đã lưu thay đổi."),
            N_("Đề nghị tải lại trang để xem nội dung mới, rồi thực hiện lại nếu còn cần."),
        ),
        413: Words(
            N_("Nội dung gửi lên quá lớn"),
            N_("Nội dung hoặc tệp gửi lên vượt quá dung lượng cho phép."),
            N_("Đề nghị rút gọn nội dung hoặc chọn tệp nhỏ hơn, rồi gửi lại."),
        ),
        500: Words(
            N_("Hệ thống gặp lỗi"),
            N_("Việc vừa thực hiện chưa được lưu. Lỗi đã được ghi lại để xử lý."),
            N_("Đề nghị thử lại sau ít phút; nếu lỗi lặp lại, đề nghị báo quản trị hệ thống."),
        ),
        503: Words(
            N_("Hệ thống tạm thời chưa phục vụ được"),
            N_("Cơ sở dữ liệu đang bận hoặc đang được bảo trì. Việc vừa thực hiện chưa được lưu."),
            N_("Đề nghị thử lại sau ít phút."),
        ),
    }
)
_STATUS: Final[Mapping[type[PlanError], int]] = MappingProxyType(
    {NotAllowed: 403, NotFound: 404, RuleBroken: 400, StaleEdit: 409}
)
# Their pages must not ask the database anything, not even who is signed in.
_BARE: Final = frozenset({500, 503})


def init_app(app: Flask) -> None:
    """Answer every error with a page; what has no words of its own is a 500 or a 400."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(PlanError, _answer_plan)
    app.register_error_handler(OperationalError, _answer_database)


def page(status: int, sentence: str = "") -> Answer:
    """The page for `status`, with a sentence more exact than the usual one where there is one."""
    words = _WORDS.get(status) or _WORDS[400 if status < 500 else 500]
    if status in _BARE:
        language.ask_nobody()
        return _render("errors/bare.html", words, ""), status
    return _render("errors/error.html", words, sentence), status


def _render(template: str, words: Words, sentence: str) -> str:
    return render_template(
        template,
        heading=_(words.heading),
        sentence=_(sentence or words.sentence),
        advice=_(words.advice),
        typed=_typed(),
    )


def _typed() -> list[str]:
    """What was typed into a form that could not be saved, to be copied from the page."""
    try:
        return returned.texts(request.form.items(multi=True))
    except HTTPException:
        # What is too large cannot be read; the page before still holds it.
        return []


def _answer_http(error: HTTPException) -> Answer | HTTPException:
    status = error.code or 500
    # Redirects of the router are answers, not errors.
    return page(status) if status >= 400 else error


def _answer_plan(error: PlanError) -> Answer:
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    # What was not found may be a slug; only the other errors carry sentences for people.
    return page(status, "" if status == 404 else error.message)


def _answer_database(error: OperationalError) -> Answer:
    current_app.logger.error("The database did not answer: %s", error.orig)
    return page(503)
