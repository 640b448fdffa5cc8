"""In sentences what the open round does about a task."""

from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.presentation import formatters, holding
from plan_app.queries.round_why import RoundWhy


def sentences(why: RoundWhy, zone: ZoneInfo) -> list[str]:
    """Whether the task lacks a report, and when who is told of it, or why nobody is."""
    closes = formatters.moment(why.closes_at, zone)
    head = _("%(name)s (chốt số liệu lúc %(moment)s).", name=why.name, moment=closes)
    if not why.is_silent:
        return [head, _("Nhiệm vụ không thiếu báo cáo trong kỳ; không có thư.")]
    found = [head, _("Nhiệm vụ chưa có báo cáo trong kỳ.")]
    if why.hold is not None:
        found.append(holding.hold(why.hold))
    elif why.next_on is not None and why.recipient is not None:
        found.append(
            _(
                "Thư tiếp theo: ngày %(day)s, gửi %(person)s (%(part)s).",
                day=formatters.day(why.next_on),
                person=why.person,
                part=holding.part(why.recipient.part),
            )
        )
    else:
        found.append(_("Không còn thư nào trong kỳ này."))
    if why.told_on is not None:
        found.append(_("Thư gần nhất: ngày %(day)s.", day=formatters.day(why.told_on)))
    return found
