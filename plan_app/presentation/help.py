"""Short answers in place, where a rule is not obvious; the guide says the same at more length.

They repeat the rules of docs/reminders.md in the words of people. Whoever changes a rule changes
its answer here and in docs/huong-dan.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask_babel import gettext as _

from plan_app.errors import N_


@dataclass(frozen=True, slots=True)
class Topic:
    """A question, its answer, and the section of the guide with more about it."""

    question: str
    answer: str
    anchor: str


TOPICS: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        "awaiting": Topic(
            N_("“Chờ xác nhận” ảnh hưởng thế nào đến việc nhắc?"),
            N_(
                "Trong thời gian báo cáo hoàn thành chờ xác nhận, hệ thống không nhắc đầu mối về "
                "mốc này. Ngày báo cáo là ngày được tính: báo cáo trong hạn thì không quá hạn dù "
                "xác nhận muộn; báo cáo sau thời hạn thì vẫn tính quá hạn. Nếu có đề nghị bổ "
                "sung, thời hạn hiện tại (hoặc thời hạn mới nêu trong đề nghị) được tính và nhắc "
                "lại."
            ),
            "states",
        ),
        "date": Topic(
            N_("Điều chỉnh thời hạn thì những gì thay đổi?"),
            N_(
                "Việc nhắc bắt đầu lại từ đầu theo thời hạn mới, kể cả khi đã nhắc theo thời hạn "
                "cũ. Thời hạn ban đầu được lưu để đối chiếu. Thời hạn quy định tại Kế hoạch chỉ "
                "thay đổi khi ghi số, ký hiệu và ngày của văn bản chấp thuận; thời hạn do cơ quan "
                "thường trực đặt chỉ cần nêu lý do."
            ),
            "dates",
        ),
        "unarmed": Topic(
            N_("Vì sao nhiệm vụ đã đối chiếu vẫn chưa được nhắc?"),
            N_(
                "Nạp hoặc đối chiếu nhiệm vụ không tự gây ra thư nào, kể cả khi nhiệm vụ đã quá "
                "hạn. Hệ thống chỉ nhắc sau khi chuyên viên tổng hợp xem danh sách thư dự kiến và "
                "xác nhận. Khi nạp thêm hoặc đối chiếu thêm, cần xác nhận lại."
            ),
            "reminders",
        ),
        "pause": Topic(
            N_("Tạm dừng nhắc việc có thay đổi thời hạn không?"),
            N_(
                "Không. Thời hạn và cách tính quá hạn giữ nguyên; chỉ thư nhắc việc không gửi. "
                "Hết thời gian tạm dừng, mỗi người nhận nhiều nhất một thư gồm tất cả việc cần "
                "cập nhật. Thư mời, thư đặt mật khẩu và thư về kết quả xác nhận vẫn được gửi."
            ),
            "pauses",
        ),
        "deputy": Topic(
            N_("Người xử lý thay làm những gì?"),
            N_(
                "Trong những ngày vắng mặt, thư nhắc việc gửi cho người xử lý thay và người đó "
                "cập nhật được các nhiệm vụ; đầu mối theo dõi không thay đổi. Không ghi nhận được "
                "khi hai người thay lẫn nhau trong cùng thời gian. Thư nhắc việc không tắt được, "
                "chỉ giao được cho người khác trong thời gian vắng mặt."
            ),
            "absence",
        ),
        "draft": Topic(
            N_("“Minh họa” và “đã đối chiếu” khác nhau thế nào?"),
            N_(
                "Nội dung nạp kèm phần mềm do nhóm phát triển soạn để minh họa, không phải nội "
                "dung chính thức. Sau khi so với Phụ lục kèm theo Quyết định và sửa cho đúng, "
                "chuyên viên tổng hợp xác nhận đã đối chiếu. Ngoài bản trình diễn, hệ thống không "
                "bao giờ nhắc về nhiệm vụ chưa đối chiếu."
            ),
            "texts",
        ),
        "twin": Topic(
            N_("Mã này dùng để làm gì?"),
            N_(
                "Nếu nhiệm vụ cũng được theo dõi trên hệ thống chung của tỉnh, ghi mã ở đó để "
                "tra cứu. Hai hệ thống không trao đổi số liệu: tình trạng ở đây không thay đổi "
                "theo hệ thống kia."
            ),
            "texts",
        ),
        "percent": Topic(
            N_("Có cần ghi mức độ hoàn thành không?"),
            N_(
                "Không bắt buộc. Số phần trăm chỉ để tham khảo: không thay đổi tình trạng, không "
                "tính vào bốn nhóm số liệu và không ảnh hưởng đến việc nhắc."
            ),
            "report",
        ),
        "cause": Topic(
            N_("Nguyên nhân khách quan, chủ quan được hiểu thế nào?"),
            N_(
                "Khách quan: ngoài khả năng của cơ quan, ví dụ thiên tai hoặc chờ hướng dẫn của "
                "bộ, ngành. Chủ quan: do công tác tổ chức thực hiện của cơ quan. Khi chậm, đề "
                "nghị nêu rõ nguyên nhân trong ô này. Hệ thống không tự kết luận; việc xác nhận "
                "nguyên nhân do người có thẩm quyền."
            ),
            "report",
        ),
        "pressing": Topic(
            N_("Nhiệm vụ có nhiều mốc được tính thế nào?"),
            N_(
                "Mỗi nhiệm vụ được tính một lần, theo mốc cần xử lý trước nhất: trong các mốc còn "
                "có thể quá hạn, mốc có thời hạn sớm nhất. Vì vậy nhiệm vụ quá hạn khi có ít nhất "
                "một mốc quá hạn, và chỉ hoàn thành khi không còn mốc nào chưa xong hoặc tạm dừng."
            ),
            "states",
        ),
    }
)


def help_on(topic: str) -> Topic:
    """The topic in the language of the page."""
    found = TOPICS[topic]
    return Topic(_(found.question), _(found.answer), found.anchor)
