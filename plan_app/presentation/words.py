"""The words of the field on the page, for the slugs that the rules and the tables use."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from plan_app.domain import vietnamese
from plan_app.domain.confirmations import Missing
from plan_app.domain.deadlines import Figure, Timeliness
from plan_app.domain.directions import DirectionState
from plan_app.domain.documents import DocumentKind
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.leader_lists import LeftOut
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.measures import TARGET
from plan_app.domain.members import Standing
from plan_app.domain.official_days import SHOWN
from plan_app.domain.periods import Period, Span
from plan_app.domain.reliefs import ReliefState
from plan_app.domain.roles import Role
from plan_app.domain.rounds import Reported, RoundPart, RoundState
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.update_links import LinkEnd
from plan_app.errors import N_, NC_
from plan_app.presentation import formatters
from plan_app.presentation.language import sentence as _

_STATES: Final[Mapping[MilestoneState, str]] = MappingProxyType(
    {
        MilestoneState.NOT_STARTED: N_("Chưa thực hiện"),
        MilestoneState.IN_PROGRESS: N_("Đang thực hiện"),
        MilestoneState.AWAITING_CONFIRMATION: N_("Chờ xác nhận"),
        MilestoneState.COMPLETED: N_("Đã hoàn thành"),
        MilestoneState.SUSPENDED: N_("Tạm dừng"),
        MilestoneState.WITHDRAWN: N_("Dừng thực hiện"),
    }
)
_TIMELINESS: Final[Mapping[Timeliness, str]] = MappingProxyType(
    {
        Timeliness.ON_TIME: N_("Trong hạn"),
        Timeliness.DUE_SOON: N_("Sắp đến hạn"),
        Timeliness.OVERDUE: N_("Quá hạn"),
        Timeliness.NO_DEADLINE: N_("Không hạn"),
        Timeliness.WAITING_FOR_GUIDANCE: N_("Chờ hướng dẫn"),
    }
)
_FIGURES: Final[Mapping[Figure, str]] = MappingProxyType(
    {
        Figure.COMPLETED_ON_TIME: N_("Đã hoàn thành đúng hạn"),
        Figure.COMPLETED_LATE: N_("Đã hoàn thành quá hạn"),
        Figure.OPEN_WITHIN_TIME: N_("Chưa hoàn thành, trong hạn"),
        Figure.OPEN_OVERDUE: N_("Chưa hoàn thành, quá hạn"),
        Figure.SUSPENDED: N_("Tạm dừng"),
        Figure.WITHDRAWN: N_("Dừng thực hiện"),
    }
)
_RELIEFS: Final[Mapping[ReliefState, str]] = MappingProxyType(
    {
        ReliefState.REQUESTED: N_("Chưa xử lý"),
        ReliefState.GRANTED: N_("Đã giao đầu mối khác"),
        ReliefState.DECLINED: NC_("to do", "Chưa chấp thuận"),
        ReliefState.WITHDRAWN: N_("Đã rút đề nghị"),
    }
)
_DIRECTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "open": N_("Chờ trả lời"),
        "late": N_("Quá hạn trả lời"),
        "answered": N_("Đã trả lời, chờ ghi nhận"),
        "settled": N_("Đã ghi nhận kết thúc"),
        "withdrawn": N_("Đã thu hồi"),
        "all": N_("Tất cả ý kiến chỉ đạo"),
    }
)
_LINK_ENDS: Final[Mapping[LinkEnd, str]] = MappingProxyType(
    {
        LinkEnd.REVOKED: N_("đã thu hồi"),
        LinkEnd.REASSIGNED: N_("nhiệm vụ đã có đầu mối khác"),
        LinkEnd.DEACTIVATED: N_("tài khoản đã ngừng hoạt động"),
    }
)
_LINK_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "live": N_("Đang dùng được"),
        "used": N_("Đã sử dụng"),
        "ended": N_("Không còn dùng được"),
        "all": N_("Tất cả đường dẫn"),
    }
)
_ROLES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.OWNER: N_("Đầu mối theo dõi"),
        Role.COORDINATOR: N_("Chuyên viên tổng hợp"),
        Role.LEADER: N_("Lãnh đạo"),
        Role.OBSERVER: N_("Theo dõi (chỉ xem)"),
    }
)
_EXTENSIONS: Final[Mapping[ExtensionState, str]] = MappingProxyType(
    {
        ExtensionState.REQUESTED: N_("Đã đề nghị gia hạn"),
        ExtensionState.PAPERS_ASKED: N_("Cần bổ sung hồ sơ gia hạn"),
        ExtensionState.ANSWERED: N_("Cơ quan đã phản hồi"),
        ExtensionState.SUBMITTED: N_("Đang trình gia hạn"),
        ExtensionState.OFFERED: N_("Đã đề nghị thời hạn khác"),
        ExtensionState.APPROVED: N_("Chấp thuận"),
        ExtensionState.DECLINED: N_("Chưa chấp thuận"),
        ExtensionState.WITHDRAWN: N_("Cơ quan đã rút đề nghị"),
        ExtensionState.LAPSED: N_("Không còn cần xử lý"),
    }
)
_ROUNDS: Final[Mapping[RoundState, str]] = MappingProxyType(
    {
        RoundState.OPEN: N_("Đang mở"),
        RoundState.CLOSED: N_("Đã chốt số liệu"),
        RoundState.CANCELLED: N_("Đã hủy"),
    }
)
_PARTS: Final[Mapping[RoundPart, str]] = MappingProxyType(
    {
        RoundPart.OPENING: N_("đề nghị báo cáo"),
        RoundPart.REMINDER: N_("nhắc báo cáo"),
        RoundPart.REVIEW: N_("đề nghị rà soát số liệu"),
    }
)
_REPORTED: Final[Mapping[Reported, str]] = MappingProxyType(
    {
        Reported.ALL: N_("Đã báo cáo đủ"),
        Reported.PART: N_("Đã báo cáo một phần"),
        Reported.NONE: N_("Chưa báo cáo"),
    }
)
_CAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {"objective": N_("Khách quan"), "subjective": N_("Chủ quan")}
)
_MISSING: Final[Mapping[Missing, str]] = MappingProxyType(
    {
        Missing.REPORT: N_("Chưa có báo cáo trên hệ thống"),
        Missing.ANSWER: N_("Chưa trả lời phản hồi sai lệch của cơ quan"),
        Missing.RESULT: N_("Chưa nêu kết quả đạt được"),
        Missing.PAPER: N_("Chưa có văn bản, tài liệu kèm theo"),
    }
)
_MESSAGES: Final[Mapping[MessageState, str]] = MappingProxyType(
    {
        MessageState.PLANNED: N_("chờ gửi"),
        MessageState.SENDING: N_("đang gửi"),
        MessageState.RETRY: N_("sẽ gửi lại"),
        MessageState.ACCEPTED: N_("máy chủ thư đã nhận"),
        MessageState.FAILED: N_("không gửi được"),
        MessageState.CANCELLED: N_("đã hủy"),
        MessageState.EXPIRED: N_("quá hạn gửi"),
    }
)
_LEFT_OUT: Final[Mapping[LeftOut, str]] = MappingProxyType(
    {
        LeftOut.DRAFT_TEXT: N_("nội dung chưa đối chiếu với Phụ lục"),
        LeftOut.NO_HEAD: N_("cơ quan chưa có lãnh đạo phụ trách"),
        LeftOut.RECENT: N_("đã gửi lãnh đạo trong 07 ngày qua"),
        LeftOut.AWAITING: N_("đã báo cáo, đang chờ xác nhận"),
        LeftOut.PROMISED: N_("đã trao đổi, hẹn ngày báo cáo"),
        LeftOut.PAUSED: N_("đang tạm dừng nhắc việc"),
        LeftOut.EXTENSION: N_("đang đề nghị gia hạn"),
        LeftOut.CAUSE: N_("nguyên nhân khách quan đã xác nhận"),
        LeftOut.OTHER: N_("lý do khác"),
    }
)
_KINDS: Final[Mapping[MessageKind, str]] = MappingProxyType(
    {
        MessageKind.DIGEST: N_("Thư nhắc việc"),
        MessageKind.INVITATION: N_("Thư mời tham gia"),
        MessageKind.PASSWORD_RESET: N_("Thư đặt lại mật khẩu"),
        MessageKind.PASSWORD_NOTICE: N_("Thư báo đổi mật khẩu"),
        MessageKind.CONFIRMED: N_("Thư xác nhận hoàn thành"),
        MessageKind.RETURNED: N_("Thư đề nghị bổ sung kết quả"),
        MessageKind.EXTENSION: N_("Thư trả lời đề nghị gia hạn"),
        MessageKind.NUDGE: N_("Thư nhắc việc do chuyên viên gửi"),
        MessageKind.ON_BEHALF: N_("Thư báo đã nhập thay theo văn bản"),
        MessageKind.OBJECTION: N_("Thư trả lời phản hồi sai lệch"),
        MessageKind.LEADER_LETTER: N_("Thư gửi lãnh đạo cơ quan"),
        MessageKind.LEADER_NOTICE: N_("Thư báo đã gửi lãnh đạo cơ quan"),
        MessageKind.ROUND: N_("Thư về kỳ báo cáo"),
        MessageKind.UPDATE_LINK: N_("Thư gửi đường dẫn cập nhật"),
        MessageKind.RELIEF: N_("Thư trả lời đề nghị chuyển đầu mối"),
        MessageKind.TEST: N_("Thư thử"),
    }
)
_DOCUMENTS: Final[Mapping[DocumentKind, tuple[str, str]]] = MappingProxyType(
    {
        DocumentKind.PLAN: (
            N_("Báo cáo 06 tháng, năm"),
            N_("Báo cáo kết quả thực hiện Kế hoạch trong kỳ, kèm phụ lục tất cả nhiệm vụ."),
        ),
        DocumentKind.SUMMARY: (
            N_("Tóm tắt một trang"),
            N_("Một trang cho lãnh đạo trước cuộc họp: số liệu và các việc xin ý kiến."),
        ),
        DocumentKind.URGING: (
            N_("Văn bản đôn đốc"),
            N_("Văn bản gửi một cơ quan về các nhiệm vụ quá hạn của cơ quan đó."),
        ),
        DocumentKind.SUBMISSION: (
            N_("Tờ trình gia hạn"),
            N_("Tờ trình UBND tỉnh, tổng hợp các đề nghị gia hạn chưa xử lý."),
        ),
        DocumentKind.AGENCY: (
            N_("Báo cáo của cơ quan"),
            N_("Báo cáo của một cơ quan về các nhiệm vụ được giao, để lãnh đạo cơ quan ký."),
        ),
    }
)
_MEMBERS: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.SILENT: N_("Chưa báo cáo"),
        Standing.ASKED_AGAIN: N_("Cần cập nhật theo thời hạn mới"),
        Standing.UNDER_WAY: N_("Đang thực hiện"),
        Standing.DONE: N_("Đã hoàn thành"),
    }
)
_MEMBER_FILTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unanswered": N_("Chưa báo cáo"),
        "not_done": N_("Chưa hoàn thành"),
        "under_way": N_("Đang thực hiện"),
        "done": N_("Đã hoàn thành"),
        "left": N_("Đã báo cáo, không còn trong nhóm"),
    }
)
_JOURNAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "progress_reported": N_("Báo cáo tình hình thực hiện"),
        "completion_reported": N_("Báo cáo hoàn thành"),
        "report_corrected": N_("Sửa báo cáo gần nhất"),
        "report_retracted": N_("Thu hồi báo cáo"),
        "completion_confirmed": N_("Xác nhận hoàn thành"),
        "completion_returned": N_("Đề nghị bổ sung kết quả"),
        "milestone_suspended": N_("Tạm dừng thực hiện"),
        "milestone_resumed": N_("Tiếp tục thực hiện"),
        "milestone_withdrawn": NC_("to do", "Dừng thực hiện"),
        "milestone_reopened": N_("Mở lại để tiếp tục thực hiện"),
        "guidance_received": N_("Ghi nhận văn bản hướng dẫn"),
        "deadline_changed": N_("Điều chỉnh thời hạn hoàn thành"),
        "extension_requested": N_("Đề nghị gia hạn"),
        "extension_papers_asked": N_("Đề nghị bổ sung hồ sơ gia hạn"),
        "extension_answered": N_("Phản hồi về đề nghị gia hạn"),
        "extension_submitted": N_("Trình UBND tỉnh đề nghị gia hạn"),
        "extension_offered": N_("Đề nghị thời hạn khác"),
        "extension_accepted": N_("Đồng ý với thời hạn khác"),
        "extension_approved": N_("Chấp thuận đề nghị gia hạn"),
        "extension_declined": N_("Chưa chấp thuận đề nghị gia hạn"),
        "extension_withdrawn": N_("Rút đề nghị gia hạn"),
        "extension_lapsed": N_("Đề nghị gia hạn không còn cần xử lý"),
        "extension_overtaken": N_("Đề nghị gia hạn kết thúc vì thời hạn đã được điều chỉnh"),
        "cause_confirmed": N_("Xác nhận nguyên nhân quá hạn"),
        "cause_confirmation_undone": N_("Hoàn tác xác nhận nguyên nhân"),
        "cause_stated": N_("Báo cáo nguyên nhân"),
        "nudged": N_("Nhắc việc từ danh sách quá hạn"),
        "nudged_for_cause": N_("Nhắc việc, đề nghị báo cáo rõ nguyên nhân"),
        "letter_entered": N_("Nhập thay theo văn bản của cơ quan"),
        "objection_made": N_("Phản hồi sai lệch về nội dung nhập thay"),
        "objection_answered": N_("Trả lời phản hồi sai lệch"),
        "call_noted": N_("Ghi nhận trao đổi qua điện thoại"),
        "call_corrected": N_("Sửa ghi nhận trao đổi qua điện thoại"),
        "call_withdrawn": N_("Thu hồi ghi nhận trao đổi qua điện thoại"),
        "leader_list_confirmed": N_("Đồng ý gửi danh sách cho lãnh đạo cơ quan"),
        "leader_list_recalled": N_("Thu hồi danh sách gửi lãnh đạo cơ quan"),
        "sent_to_leader": N_("Đưa vào thư gửi lãnh đạo cơ quan"),
        "kept_from_leader": N_("Không đưa vào thư gửi lãnh đạo cơ quan"),
        "leader_letter_recalled": N_("Thu hồi thư gửi lãnh đạo cơ quan"),
        "leader_field_added": N_("Thêm lĩnh vực phụ trách"),
        "leader_field_edited": N_("Sửa lĩnh vực phụ trách"),
        "leader_field_removed": N_("Bỏ lĩnh vực phụ trách"),
        "papers_attached": N_("Kèm văn bản, tài liệu"),
        "paper_removed": N_("Gỡ văn bản, tài liệu kèm theo"),
        "paper_rule_changed": N_("Sửa yêu cầu văn bản kèm theo khi báo cáo hoàn thành"),
        "round_opened": N_("Mở kỳ báo cáo"),
        "round_changed": N_("Sửa kỳ báo cáo"),
        "round_closed": N_("Chốt số liệu kỳ báo cáo"),
        "round_reopened": N_("Mở lại kỳ báo cáo"),
        "round_cancelled": N_("Hủy kỳ báo cáo"),
        "round_checked": N_("Cơ quan xác nhận số liệu đúng"),
        "round_noted": N_("Ghi chú số liệu trong kỳ báo cáo"),
        "round_corrected": N_("Ghi chú đính chính sau chốt số liệu"),
        "comment_written": N_("Trao đổi"),
        "comment_withdrawn": N_("Thu hồi nội dung trao đổi"),
        "direction_written": NC_("journal", "Ý kiến chỉ đạo"),
        "direction_answered": N_("Trả lời ý kiến chỉ đạo"),
        "direction_settled": N_("Ghi nhận kết thúc ý kiến chỉ đạo"),
        "direction_asked_again": N_("Đề nghị trả lời thêm ý kiến chỉ đạo"),
        "direction_withdrawn": N_("Thu hồi ý kiến chỉ đạo"),
        "relief_requested": N_("Đề nghị chuyển đầu mối"),
        "relief_declined": N_("Chưa chấp thuận đề nghị chuyển đầu mối"),
        "relief_withdrawn": N_("Rút đề nghị chuyển đầu mối"),
        "relief_granted": N_("Giải quyết đề nghị chuyển đầu mối"),
        "update_links_revoked": N_("Thu hồi đường dẫn cập nhật"),
        "update_link_asked": N_("Đề nghị gửi đường dẫn cập nhật mới"),
        "preferences_edited": N_("Đổi cách nhận thư"),
        "owner_changed": N_("Giao đầu mối theo dõi"),
        "owner_removed": N_("Thôi giao đầu mối theo dõi"),
        "agency_changed": N_("Chuyển cơ quan chịu trách nhiệm"),
        "task_reseeded": N_("Cập nhật nhiệm vụ theo tệp kế hoạch"),
        "plan_seeded": N_("Nạp kế hoạch từ tệp"),
        "plan_reseeded": N_("Cập nhật kế hoạch theo tệp"),
        "demonstration_filled": N_("Thêm dữ liệu minh họa"),
        "reminders.switched_on": N_("Bật nhắc việc"),
        "reminders.switched_off": N_("Tắt nhắc việc"),
        "reminders.resumed": N_("Cho gửi số thư nhiều hơn mức thông thường"),
        "reminders.policy_changed": N_("Sửa quy tắc nhắc việc"),
        "reminders.paused": N_("Tạm dừng nhắc việc"),
        "reminders.pause_ended": N_("Nhắc việc trở lại"),
        "calendar.filled": N_("Nạp ngày nghỉ, ngày làm việc kèm theo phần mềm"),
        "calendar.day_set": N_("Đặt ngày nghỉ, ngày làm việc"),
        "calendar.day_removed": N_("Bỏ ngày đã đặt trong lịch"),
        "calendar.list_entered": N_("Nhập danh sách ngày nghỉ"),
        "mail_queue_resumed": N_("Cho gửi thư tiếp"),
        "mail_resent": N_("Gửi lại thư"),
        "mail_tried": N_("Gửi thư thử cho chính mình"),
        "user_created": N_("Tạo tài khoản"),
        "user_invited": N_("Gửi thư mời đặt mật khẩu"),
        "user_activated": N_("Mở lại tài khoản"),
        "user_deactivated": N_("Ngừng tài khoản"),
        "person_edited": N_("Sửa thông tin người dùng"),
        "profile_edited": N_("Tự sửa điện thoại, ngôn ngữ"),
        "password_changed": N_("Đổi mật khẩu"),
        "sessions_revoked": N_("Kết thúc phiên đăng nhập"),
        "role_granted": N_("Giao vai trò"),
        "role_revoked": N_("Thôi giao vai trò"),
        "administrator_granted": N_("Giao quyền quản trị hệ thống"),
        "administrator_revoked": N_("Thôi giao quyền quản trị hệ thống"),
        "address_unreachable": N_("Ghi nhận chưa liên hệ được qua thư"),
        "address_reachable": N_("Ghi nhận địa chỉ thư hoạt động trở lại"),
        "mail_domains_set": N_("Sửa danh sách tên miền thư công vụ"),
        "absence_added": N_("Ghi nhận thời gian vắng mặt"),
        "absence_cancelled": N_("Hủy thời gian vắng mặt"),
        "agency_created": N_("Thêm cơ quan"),
        "agency_removed": N_("Bỏ cơ quan do lần nhập được hoàn tác đã thêm"),
        "agency_edited": N_("Sửa thông tin cơ quan"),
        "agency_merged": N_("Sáp nhập cơ quan"),
        "agency_split": N_("Tách cơ quan"),
        "reorganisation_undone": N_("Hoàn tác sáp nhập, tách cơ quan"),
        "person_moved": N_("Chuyển sang cơ quan khác do sáp nhập, tách"),
        "member_answered": N_("Cơ quan thành viên báo cáo phần việc"),
        "member_answered_on_behalf": N_("Nhập thay báo cáo của cơ quan thành viên"),
        "members_chosen": N_("Chọn thành viên của nhóm cơ quan"),
        "contact_chosen": N_("Chọn đầu mối của cơ quan"),
        "reminder_days_changed": N_("Đặt lịch ngày nhắc riêng"),
        "reminder_days_reset": N_("Trở lại lịch ngày nhắc của Kế hoạch"),
        "plan_edited": N_("Sửa thông tin kế hoạch"),
        "group_added": N_("Thêm nhóm giải pháp"),
        "group_edited": N_("Sửa nhóm giải pháp"),
        "group_removed": N_("Xóa nhóm giải pháp"),
        "task_created": N_("Thêm nhiệm vụ"),
        "task_removed": N_("Xóa nhiệm vụ"),
        "task_placed": N_("Đổi số thứ tự hoặc nhóm giải pháp"),
        "dependency_changed": N_("Đặt nhiệm vụ phải thực hiện trước"),
        "task_text_edited": N_("Sửa nội dung nhiệm vụ"),
        "text_checked": N_("Xác nhận nội dung đã đối chiếu với Phụ lục"),
        "text_unchecked": N_("Chuyển nội dung về chưa đối chiếu"),
        "measure_added": N_("Thêm chỉ tiêu, kinh phí"),
        "measure_edited": N_("Sửa chỉ tiêu, kinh phí"),
        "measure_withdrawn": N_("Thôi theo dõi chỉ tiêu, kinh phí"),
        "measure_restored": N_("Theo dõi trở lại chỉ tiêu, kinh phí"),
        "milestone_added": N_("Bổ sung mốc thực hiện"),
        "milestone_removed": N_("Xóa mốc thực hiện"),
        "milestone_renamed": N_("Sửa tên mốc thực hiện"),
        "milestones_reordered": N_("Đổi thứ tự mốc thực hiện"),
        "document_made": N_("Lập báo cáo, văn bản"),
        "appendix_imported": N_("Nhập phụ lục vào Kế hoạch"),
        "appendix_import_undone": N_("Hoàn tác lần nhập phụ lục"),
        "task_imported": N_("Cập nhật nhiệm vụ theo phụ lục được nhập"),
        "task_import_undone": N_("Trả nhiệm vụ về như trước khi nhập phụ lục"),
    }
)
# Columns of the plan, its groups, tasks and milestones, as lines of the journal begin with them.
_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": N_("Tên"),
        "title_en": N_("Tên bằng tiếng Anh"),
        "decision_number": N_("Số, ký hiệu quyết định"),
        "decision_date": N_("Ngày ban hành"),
        "issued_by": N_("Cơ quan ban hành"),
        "first_year": N_("Năm bắt đầu"),
        "last_year": N_("Năm kết thúc"),
        "standing_agency": N_("Cơ quan thường trực"),
        "ordinal": N_("Số thứ tự"),
        "number": N_("Số thứ tự"),
        "group": N_("Nhóm giải pháp"),
        "description": N_("Nội dung"),
        "deliverable": N_("Sản phẩm, kết quả"),
        "lead_agency": N_("Cơ quan chủ trì (theo Kế hoạch)"),
        "coordinating_agencies": N_("Các cơ quan phối hợp"),
        "coordinating_as_worded": N_("Cơ quan phối hợp (theo Kế hoạch)"),
        "time_as_worded": N_("Thời gian thực hiện (theo Kế hoạch)"),
        "twin_reference": N_("Mã trên hệ thống theo dõi nhiệm vụ của tỉnh"),
        "responsible_agency": N_("Cơ quan chịu trách nhiệm hiện nay"),
        "after": N_("Thực hiện sau nhiệm vụ số"),
        "milestone": N_("Mốc thực hiện"),
        "due_date": N_("Thời hạn"),
        "name": N_("Tên"),
        "unit": N_("Đơn vị tính"),
        "direction": N_("Chiều hướng mong muốn"),
        "baseline": N_("Số liệu gốc"),
        "baseline_year": N_("Năm của số liệu gốc"),
        "source": N_("Nguồn kinh phí"),
        "note": N_("Ghi chú, nguồn số liệu"),
        "label": N_("Tên"),
        "label_en": N_("Tên bằng tiếng Anh"),
    }
)


def state(value: MilestoneState, document: str | None = None) -> str:
    """`Đang thực hiện`; with the document of a suspension or withdrawal where there is one."""
    word = _(_STATES[value])
    return _("%(state)s (theo %(document)s)", state=word, document=document) if document else word


def reported(value: MilestoneState) -> str:
    """What a report says: `Đã hoàn thành` also while that awaits confirmation."""
    is_done = value is MilestoneState.AWAITING_CONFIRMATION
    return _(_STATES[MilestoneState.COMPLETED if is_done else value])


def timeliness(value: Timeliness, waiting_for: str | None = None) -> str:
    """`Sắp đến hạn`; work that waits says for whose guidance."""
    if value is Timeliness.WAITING_FOR_GUIDANCE and waiting_for:
        return _("Chờ hướng dẫn của %(body)s", body=waiting_for)
    return _(_TIMELINESS[value])


def figure(value: Figure) -> str:
    """`Chưa hoàn thành, quá hạn`."""
    return _(_FIGURES[value])


def extension(value: ExtensionState) -> str:
    """`Đang trình gia hạn`."""
    return _(_EXTENSIONS[value])


def direction(value: DirectionState) -> str:
    """`Chờ trả lời`: where a direction stands."""
    return _(_DIRECTIONS[value])


def direction_standing(slug: str) -> str:
    """`Quá hạn trả lời`: a value of the filter of directions."""
    return _(_DIRECTIONS[slug])


def relief(value: ReliefState) -> str:
    """`Đã giao đầu mối khác`: where a wish to be relieved of a task stands."""
    return _(_RELIEFS[value])


def link_end(value: LinkEnd) -> str:
    """`đã thu hồi`: why an update link was ended early."""
    return _(_LINK_ENDS[value])


def link_state(slug: str) -> str:
    """`Đang dùng được`: a value of the filter of update links."""
    return _(_LINK_STATES[slug])


def cause(slug: str) -> str:
    """`Khách quan`: why work is late or needs more time."""
    return _(_CAUSES[slug])


def missing(value: Missing) -> str:
    """`Chưa nêu kết quả đạt được`: what keeps a report of completion from being confirmed."""
    return _(_MISSING[value])


def confirmed(value: bool) -> str:
    """`đã xác nhận`: whether a coordinator stands behind a cause."""
    return _("đã xác nhận") if value else _("chưa xác nhận")


def role(value: Role) -> str:
    """`Chuyên viên tổng hợp`."""
    return _(_ROLES[value])


def role_of(slug: str) -> str:
    """The same for the slug in an entry of the journal."""
    return role(Role(slug))


def administrator() -> str:
    """The administrator of the installation, who is no role of a plan."""
    return _("Quản trị")


def document_kind(value: DocumentKind) -> str:
    """`Văn bản đôn đốc`."""
    return _(_DOCUMENTS[value][0])


def document_about(value: DocumentKind) -> str:
    """What the document is for, in a sentence."""
    return _(_DOCUMENTS[value][1])


def period(value: Period | Span) -> str:
    """`Năm 2026`, `06 tháng đầu năm 2026`, `Thời gian từ ngày … đến ngày …`."""
    if isinstance(value, Span):
        first, last = formatters.day(value.first), formatters.day(value.last)
        return _("Thời gian từ ngày %(first)s đến ngày %(last)s", first=first, last=last)
    if value.half is None:
        return _("Năm %(year)s", year=value.year)
    if value.half == 1:
        return _("06 tháng đầu năm %(year)s", year=value.year)
    return _("06 tháng cuối năm %(year)s", year=value.year)


def round_name(value: Period) -> str:
    """`Kỳ báo cáo năm 2026`: what a round about the period is called unless it is said."""
    said = period(value)
    return _("Kỳ báo cáo %(period)s", period=f"{said[0].lower()}{said[1:]}")


def round_state(value: RoundState) -> str:
    """`Đã chốt số liệu`."""
    return _(_ROUNDS[value])


def round_parts(parts: Iterable[RoundPart]) -> str:
    """`nhắc báo cáo; rà soát số liệu`: what a mail about a round is for."""
    return "; ".join(_(_PARTS[part]) for part in parts)


def share_reported(value: Reported) -> str:
    """`Đã báo cáo đủ`: how much of what it is asked for an agency has reported."""
    return _(_REPORTED[value])


def message_state(value: MessageState) -> str:
    """`máy chủ thư đã nhận`: how a mail stands, within a sentence."""
    return _(_MESSAGES[value])


def left_out(value: LeftOut) -> str:
    """`đã trao đổi, hẹn báo cáo`: why a leader is not written to about a task."""
    return _(_LEFT_OUT[value])


def message_kind(value: MessageKind) -> str:
    """`Thư nhắc việc`."""
    return _(_KINDS[value])


def journal_actions() -> list[tuple[str, str]]:
    """Every action of the journal with its words, by the words."""
    found = ((action, _(word)) for action, word in _JOURNAL.items())
    return sorted(found, key=lambda each: vietnamese.sort_key(each[1]))


def journal(action: str) -> str:
    """`Xác nhận hoàn thành`: what an entry of the journal did; anything else is an update."""
    return _(_JOURNAL.get(action, N_("Cập nhật nhiệm vụ")))


def calendar_source(source: str) -> str:
    """Where a day of the calendar comes from: a document as written, or the software."""
    return _(SHOWN[source]) if source in SHOWN else source


def field(name: str) -> str:
    """`Sản phẩm, kết quả`: a column that an entry of the journal speaks of; else its name."""
    if name.startswith(TARGET):
        return _("Năm %(year)s", year=name.removeprefix(TARGET))
    return _(_FIELDS[name]) if name in _FIELDS else name


def member_standing(value: Standing) -> str:
    """Where a member of a group of agencies stands."""
    return _(_MEMBERS[value])


def member_filter(name: str) -> str:
    """A choice of the list of members, by its slug."""
    return _(_MEMBER_FILTERS[name])
