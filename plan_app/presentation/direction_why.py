"""In sentences what digests do about a direction."""

from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.presentation import formatters, holding
from plan_app.queries.direction_why import DirectionWhy


def sentences(why: DirectionWhy, zone: ZoneInfo) -> str:
    """Until when an answer is asked for, and in whose digest it stands next, or why not."""
    head = _(
        "Ý kiến chỉ đạo ngày %(written)s, đề nghị trả lời chậm nhất ngày %(until)s.",
        written=formatters.local_day(why.written_at, zone),
        until=formatters.day(why.answer_by),
    )
    return f"{head} {_mail(why)}"


def _mail(why: DirectionWhy) -> str:
    if why.hold is not None or why.recipient is None:
        return holding.hold(why.hold) if why.hold else ""
    facts = {"person": why.person, "part": holding.part(why.recipient.part)}
    if why.told_on is not None:
        told = _(
            "Đã có trong thư nhắc việc ngày %(day)s gửi %(person)s (%(part)s).",
            day=formatters.day(why.told_on),
            **facts,
        )
        again = _("Nếu chưa có trả lời, nhắc lại ngày %(day)s.", day=formatters.day(why.next_on))
        return f"{told} {again}"
    return _(
        "Có trong thư nhắc việc tiếp theo, ngày %(day)s, gửi %(person)s (%(part)s).",
        day=formatters.day(why.next_on),
        **facts,
    )
