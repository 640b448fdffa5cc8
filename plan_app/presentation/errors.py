"""The words of errors by status, and what a person had typed that may be shown again."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask_babel import gettext as _

from plan_app.errors import N_
from plan_app.presentation.formatters import count


@dataclass(frozen=True, slots=True)
class Words:
    """What the page of an error says: what happened, what it means, what to do."""

    heading: str
    sentence: str
    advice: str


_NOT_DONE: Final = N_("Chưa xử lý được yêu cầu")
_OF_STATUS: Final[Mapping[int, Words]] = MappingProxyType(
    {
        400: Words(
            _NOT_DONE,
            N_("Trang gửi lên thiếu thông tin, hoặc đã mở quá lâu."),
            N_("Đề nghị quay lại trang trước, tải lại trang và gửi lại."),
        ),
        401: Words(
            N_("Cần đăng nhập"),
            N_("Trang này chỉ dành cho người đã đăng nhập, hoặc phiên đăng nhập đã kết thúc."),
            N_("Đề nghị đăng nhập rồi mở lại trang."),
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
            _NOT_DONE,
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
            N_(
                "Đề nghị bấm nút Quay lại của trình duyệt (nội dung đã nhập thường vẫn còn), rút "
                "gọn nội dung hoặc chọn tệp nhỏ hơn, rồi gửi lại."
            ),
        ),
        422: Words(
            N_("Nội dung chưa đúng"),
            N_("Nội dung gửi lên chưa đúng yêu cầu nên chưa được lưu."),
            N_("Đề nghị quay lại biểu mẫu, kiểm tra từng ô và gửi lại."),
        ),
        429: Words(
            N_("Thao tác quá nhanh"),
            N_("Hệ thống nhận quá nhiều yêu cầu trong thời gian ngắn nên tạm thời từ chối."),
            N_("Đề nghị chờ khoảng một phút rồi thử lại."),
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
NO_DATABASE: Final = Words(
    N_("Hệ thống chưa được cài đặt xong"),
    N_("Cơ sở dữ liệu chưa được tạo, hoặc chưa được cập nhật theo phiên bản của phần mềm."),
    N_("Quản trị hệ thống chạy: plan-app init, rồi plan-app doctor."),
)
# What a form carries for itself and nobody typed: slugs, numbers, digests.
_OF_THE_FORM: Final = re.compile(r"[A-Za-z0-9_:.\-]*")


def too_large(limit: int) -> str:
    """How much the page would have taken, whose limit is in bytes."""
    return _(
        "Nội dung hoặc tệp gửi lên vượt quá dung lượng cho phép (%(size)s MB).",
        size=count(limit // (1024 * 1024)),
    )


def words_of(status: int) -> Words:
    """The words for the status; what has none of its own is a 500 or a 400."""
    return _OF_STATUS.get(status) or _OF_STATUS[400 if status < 500 else 500]


def typed(values: Iterable[str]) -> list[str]:
    """What a person may have typed among the values of a form."""
    return [value for value in values if not _OF_THE_FORM.fullmatch(value.strip())]
