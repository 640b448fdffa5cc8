"""Which days figures are of; sent by GET, because nothing is changed."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from plan_app.domain.periods import Period, Span
from plan_app.errors import N_, RuleBroken
from plan_app.forms.base import Form
from plan_app.forms.fields import Day, choice


class PeriodForm(Form):
    """A half-year or a year, or two days of one's own; the page has a form for each."""

    class Meta(Form.Meta):
        """A link to figures carries no token: opening it changes nothing."""

        csrf = False

    period = SelectField(_l("Số liệu của"), validate_choice=False)  # type: ignore[arg-type]
    since = Day(_l("Đến hạn từ ngày"))
    until = Day(_l("Đến hạn đến ngày"))

    def offer(self, periods: Sequence[tuple[str, str]]) -> None:
        """Fill the list."""
        whole = choice("", _l("Cả Kế hoạch, tính theo nhiệm vụ"))
        self.period.choices = [whole, *(choice(slug, word) for slug, word in periods)]

    @property
    def has_own_days(self) -> bool:
        """Whether days were typed."""
        return not self.period.data and bool(self.since.raw_data or self.until.raw_data)

    def read(self) -> Span | None:
        """The days that were chosen; None for the whole plan, also where a day is wrong."""
        if self.period.data in {value for value, *_rest in self.period.iter_choices() if value}:
            chosen = Period.parse(self.period.data)
            return Span(chosen.first, chosen.last)
        if not self.has_own_days or not self.validate():
            return None
        try:
            return _span(self)
        except RuleBroken as error:
            self.show(error)
            return None


def _span(form: PeriodForm) -> Span | None:
    since, until = form.since.data, form.until.data
    if since is None and until is None:
        return None
    if since is None or until is None:
        missing = "since" if since is None else "until"
        raise RuleBroken(N_("Đề nghị ghi cả hai ngày."), missing)
    if until < since:
        raise RuleBroken(N_("Ngày kết thúc không trước ngày bắt đầu."), "until")
    return Span(since, until)
