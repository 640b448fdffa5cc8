"""The words of the field on the page, for the slugs that the rules and the tables use."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from plan_app.domain.changes import Change
from plan_app.domain.confirmations import Missing
from plan_app.domain.deadlines import Figure, Timeliness
from plan_app.domain.directions import DirectionState
from plan_app.domain.documents import DocumentKind
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.leader_lists import LeftOut
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.members import Standing
from plan_app.domain.official_days import SHOWN
from plan_app.domain.periods import Period, Span
from plan_app.domain.quarters import Quarter
from plan_app.domain.reliefs import ReliefState
from plan_app.domain.roles import Role
from plan_app.domain.rounds import Reported, RoundPart, RoundState
from plan_app.domain.saved_filters import Place
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.update_links import LinkEnd
from plan_app.errors import N_, NC_
from plan_app.presentation import formatters
from plan_app.presentation.language import sentence as _

_SAVED_LISTS: Final[Mapping[Place, str]] = MappingProxyType(
    {Place.TASKS: NC_("pages", "Nhiệm vụ"), Place.OVERDUE: N_("Nhiệm vụ quá hạn")}
)
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
_CHANGES: Final[Mapping[Change, str]] = MappingProxyType(
    {
        Change.COMPLETED: N_("Đã xác nhận hoàn thành"),
        Change.REPORTED: N_("Có báo cáo mới"),
        Change.RETURNED: N_("Đang đề nghị bổ sung"),
        Change.MOVED: N_("Được điều chỉnh thời hạn"),
        Change.LATE: N_("Mới quá hạn"),
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


def change(value: Change) -> str:
    """`Đã xác nhận hoàn thành`: what became of milestones since a day."""
    return _(_CHANGES[value])


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


def quarter(value: Quarter) -> str:
    """`Quý IV/2026`."""
    number = formatters.roman(value.number)
    return _("Quý %(number)s/%(year)s", number=number, year=value.year)


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


def calendar_source(source: str) -> str:
    """Where a day of the calendar comes from: a document as written, or the software."""
    return _(SHOWN[source]) if source in SHOWN else source


def saved_list(place: Place) -> str:
    """`Nhiệm vụ quá hạn`: the list that a saved filter is of."""
    return _(_SAVED_LISTS[place])


def member_standing(value: Standing) -> str:
    """Where a member of a group of agencies stands."""
    return _(_MEMBERS[value])


def member_filter(name: str) -> str:
    """A choice of the list of members, by its slug."""
    return _(_MEMBER_FILTERS[name])
