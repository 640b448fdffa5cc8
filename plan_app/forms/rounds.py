"""Forms about reporting rounds: opening one, closing, reopening, cancelling, noting something."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, ValidationError

from plan_app.domain import rounds as rules
from plan_app.domain.periods import Period
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.rounds import RoundKind, Wish
from plan_app.forms.base import Form
from plan_app.forms.fields import Clock, Day, Line, Paragraph, Required, Version, at_most, choice
from plan_app.presentation import words

OWN: Final = "own"


class RoundForm(Form):
    """A round; `confirmed` names the one whose preview was shown."""

    confirmed = HiddenField()
    version = Version()
    period = SelectField(_l("Báo cáo về"), validate_choice=False)  # type: ignore[arg-type]
    first_day = Day(_l("Từ ngày"))
    last_day = Day(_l("Đến hết ngày"))
    name = Line(_l("Tên kỳ báo cáo"), [at_most(200)])
    opens_on = Day(_l("Ngày mở kỳ"), [Required(_l("Đề nghị nhập ngày mở kỳ."))])
    closes_on = Day(_l("Ngày chốt số liệu"))
    closes_time = Clock(_l("Giờ chốt số liệu"))

    def offer(self, periods: Sequence[Period]) -> None:
        """Fill the list of periods."""
        self.period.choices = [
            *(choice(each.slug, words.period(each)) for each in periods),
            choice(OWN, _l("Khoảng thời gian khác")),
        ]

    def validate_period(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """One of those offered."""
        if field.data not in {value for value, *_rest in field.iter_choices()}:
            raise ValidationError(_("Đề nghị chọn một kỳ trong danh sách."))

    def validate_first_day(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """Of a period of its own both days are given."""
        self._need_of_own(field)

    def validate_last_day(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """Of a period of its own both days are given."""
        self._need_of_own(field)

    def validate_name(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """A period of its own has no usual name."""
        self._need_of_own(field)

    def validate_closes_on(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """Nor a usual day of closing."""
        self._need_of_own(field)

    def validate_closes_time(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """A time of day, where one is given."""
        try:
            time.fromisoformat(field.data or "00:00")
        except ValueError as error:
            raise ValidationError(_("Giờ phải được ghi theo dạng 07:30.")) from error

    def wish(self, policy: ReminderPolicy, zone: ZoneInfo) -> Wish:
        """The round as it was asked for; what was left open is as usual."""
        period = None if self.period.data == OWN else Period.parse(str(self.period.data))
        usual = rules.usual_closing(period, policy, zone) if period else None
        kind = RoundKind.OWN
        if period is not None:
            kind = RoundKind.HALF_YEAR if period.half else RoundKind.YEAR
        return Wish(
            name=self.name.data or (words.round_name(period) if period else ""),
            kind=kind,
            first_day=period.first if period else self.first_day.data,
            last_day=period.last if period else self.last_day.data,
            opens_on=self.opens_on.data,
            closes_at=self._closes_at(usual, policy, zone),
        )

    def _closes_at(
        self, usual: datetime | None, policy: ReminderPolicy, zone: ZoneInfo
    ) -> datetime:
        day: date = self.closes_on.data or (usual.date() if usual else self.last_day.data)
        return rules.closing(day, hour(self.closes_time.data, policy), zone)

    def _need_of_own(self, field: Any) -> None:  # noqa: ANN401 (any field)
        if self.period.data == OWN and not field.data and not field.errors:
            raise ValidationError(_("Đề nghị nhập nội dung này đối với khoảng thời gian khác."))


class ClosingForm(Form):
    """`seen` names the counts that the preview showed."""

    seen = HiddenField()


class ReopeningForm(Form):
    """Why, and until when."""

    reason = Paragraph(_l("Lý do mở lại"), [Required(_l("Đề nghị nêu lý do.")), at_most(500)])
    closes_on = Day(_l("Ngày chốt số liệu"), [Required(_l("Đề nghị nhập ngày chốt số liệu mới."))])


class CancellationForm(Form):
    """Why the round is not held."""

    reason = Paragraph(_l("Lý do hủy"), [Required(_l("Đề nghị nêu lý do.")), at_most(500)])


class NoteForm(Form):
    """What is noted of a task's figures."""

    body = Paragraph(
        _l("Nội dung ghi chú"), [Required(_l("Đề nghị nhập nội dung này.")), at_most(1000)]
    )


class CheckForm(Form):
    """Only the token: that the figures are right needs no more words."""


def hour(given: str | None, policy: ReminderPolicy) -> time:
    """The time of day that was typed, or the usual one."""
    return time.fromisoformat(given) if given else policy.round_closing_time
