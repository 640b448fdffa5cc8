"""The mail log, and the addresses that mail does not reach, as files for spreadsheets."""

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.models import OutboxMessage, Task
from plan_app.presentation import formatters, mailing, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.queries.unreachable import UnreachableRow


def write_log(
    messages: Sequence[OutboxMessage],
    tasks: Mapping[int, Sequence[Task]],
    standing: Callable[[OutboxMessage], str],
    zone: ZoneInfo,
) -> str:
    """The text of the file of the log; what the mails said is not in it."""
    head = [
        _("Ngày"),
        _("Loại thư"),
        _("Thư"),
        _("Người nhận"),
        _("Địa chỉ"),
        _("Nhiệm vụ số"),
        _("Tình trạng thư"),
        _("Số lần gửi"),
        _("Có thể đã đến hai lần"),
        _("Kết thúc lúc"),
        _("Mã thư (Message-ID)"),
    ]
    rows = (
        [
            formatters.day(each.local_day),
            words.message_kind(each.kind),
            each.subject,
            each.recipient.full_name,
            each.address or each.recipient.email,
            ", ".join(str(task.number) for task in tasks.get(each.id, ())),
            standing(each),
            each.attempts,
            _("có") if each.maybe_twice else None,
            formatters.moment(each.settled_at, zone),
            each.message_id,
        ]
        for each in messages
    )
    return spreadsheets.write_csv(head, rows)


def write_unreachable(rows: Sequence[UnreachableRow], zone: ZoneInfo) -> str:
    """The text of the file of addresses."""
    head = [
        _("Họ tên"),
        _("Cơ quan"),
        _("Thư công vụ"),
        _("Điện thoại công vụ"),
        _("Từ ngày"),
        _("Nguyên nhân"),
        _("Máy chủ thư trả lời"),
        _("Thư không gửi được gần nhất"),
        _("Số thư không gửi được"),
        _("Nhiệm vụ chưa hoàn thành"),
        _("Người nhận thay"),
    ]
    return spreadsheets.write_csv(head, (_unreachable(row, zone) for row in rows))


def _unreachable(row: UnreachableRow, zone: ZoneInfo) -> list[object]:
    user, said = row.user, row.user.unreachable_reason or ""
    return [
        user.addressed,
        in_language(user.agency.name, user.agency.name_en) if user.agency else None,
        user.email,
        user.telephone,
        formatters.local_day(user.unreachable_since, zone),
        mailing.why_unreachable(said),
        said if mailing.is_answer(said) else None,
        formatters.day(row.last.local_day) if row.last else None,
        row.failed,
        row.open_tasks,
        row.next_name or _("chưa có ai nhận được thư"),
    ]
