"""What stands above every table of a workbook: which plan, which rows, which moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.presentation import formatters
from plan_app.presentation.language import in_language


class Decided(Protocol):
    """A plan and the decision that issued it."""

    title: str
    title_en: str
    decision_number: str
    decision_date: date
    issued_by: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What the rows of a workbook are of.

    `conditions` are the filters that are set, label and word as the page shows them.
    """

    plan: Decided
    now: datetime
    zone: ZoneInfo
    conditions: Sequence[tuple[str, str]] = ()

    @property
    def today(self) -> date:
        """The day in the plan's zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def title(self) -> str:
        """The plan's title in the reader's language."""
        return in_language(self.plan.title, self.plan.title_en)

    def above(self, heading: str) -> list[str]:
        """The lines of the title block."""
        decision = _(
            "Số %(number)s ngày %(day)s của %(issuer)s",
            number=self.plan.decision_number,
            day=formatters.day(self.plan.decision_date),
            issuer=self.plan.issued_by,
        )
        as_of = _("Số liệu tính đến %(moment)s.", moment=formatters.as_of(self.now, self.zone))
        return [
            heading.upper(),
            self.title,
            # A line of its own, so short that it never ends within the number.
            f"{_('Quyết định ban hành')}: {decision}.",
            f"{self._narrowed()} {as_of}",
        ]

    def local(self, moment: datetime | None) -> datetime | None:
        """The moment in the plan's zone, for a cell."""
        return moment.astimezone(self.zone) if moment else None

    def _narrowed(self) -> str:
        if not self.conditions:
            return _("Toàn bộ, không lọc.")
        words = "; ".join(f"{label}: {word}" for label, word in self.conditions)
        return _("Điều kiện lọc: %(conditions)s.", conditions=words)
