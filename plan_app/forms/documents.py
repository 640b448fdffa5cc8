"""Which document to look at (by GET) or to make (by POST, because the journal is told)."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, ValidationError

from plan_app.domain.documents import (
    MINISTRY,
    OF_A_PERIOD,
    OF_A_ROUND,
    OF_AN_AGENCY,
    DocumentKind,
    Section,
    Version,
)
from plan_app.domain.periods import Period
from plan_app.forms.base import Form
from plan_app.forms.fields import Line, Several, at_most, choice

SECTIONS = (
    choice(Section.CHARTS, _l("Biểu đồ")),
    choice(Section.GROUPS, _l("Kết quả cụ thể của từng nhóm giải pháp")),
    choice(Section.MEASURES, _l("Chỉ tiêu, kinh phí")),
    choice(Section.DIFFICULTIES, _l("Khó khăn, vướng mắc; kiến nghị của các cơ quan")),
    choice(Section.OVERDUE, _l("Nhiệm vụ quá hạn")),
    choice(Section.AHEAD, _l("Nhiệm vụ kỳ tiếp theo")),
    choice(Section.APPENDIX, _l("Phụ lục: tất cả nhiệm vụ")),
)


class DocumentForm(Form):
    """`cut` are ids of what is not told, `without` the sections that are left out."""

    class Meta(Form.Meta):
        """A link to what it would hold carries no token: opening it changes nothing.

        The token of a POST is checked for the whole application.
        """

        csrf = False

    kind = HiddenField()
    period = SelectField(_l("Kỳ báo cáo"), validate_choice=False)  # type: ignore[arg-type]
    round = SelectField(_l("Số liệu"), validate_choice=False)  # type: ignore[arg-type]
    agency = SelectField(_l("Cơ quan chủ trì"), validate_choice=False)  # type: ignore[arg-type]
    version = RadioField(
        _l("Văn bản của"),  # type: ignore[arg-type]
        choices=[
            choice(Version.DEPARTMENT, _l("Cơ quan thường trực ký")),
            choice(Version.PROVINCE, _l("Dự thảo để UBND tỉnh ký")),
        ],
        default=Version.DEPARTMENT.value,
        validate_choice=False,
    )
    ministry = Line(_l("Bộ nhận báo cáo của UBND tỉnh"), [at_most(120)], default=MINISTRY)
    cut = SelectMultipleField(validate_choice=False)
    without = Several(
        _l("Phần không đưa vào văn bản"),  # type: ignore[arg-type]
        choices=list(SECTIONS),
        validate_choice=False,
    )

    def offer(
        self,
        *,
        periods: Sequence[tuple[str, str]],
        agencies: Sequence[tuple[int, str]],
        rounds: Sequence[tuple[int, str]] = (),
    ) -> None:
        """Fill the lists; `rounds` are those with frozen figures."""
        self.round.choices = [
            choice("", _l("Số liệu hiện nay")),
            # What a round is called was written in Vietnamese.
            *(choice(str(id_), name, lang="vi") for id_, name in rounds),
        ]
        self.period.choices = [choice(slug, word) for slug, word in periods]
        self.agency.choices = [choice(str(id_), name) for id_, name in agencies]

    def validate_period(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """A period of the plan that has begun, where the document is about one."""
        if self.chosen_kind in OF_A_PERIOD and not self.round.data and not _is_offered(field):
            raise ValidationError(_("Đề nghị chọn một kỳ báo cáo đã bắt đầu."))

    def validate_round(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """The present figures, or those of a closed round."""
        if self.has_rounds and field.data and not _is_offered(field):
            raise ValidationError(_("Đề nghị chọn một kỳ báo cáo đã chốt số liệu."))

    def validate_agency(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """One of the agencies offered, where the document is about one."""
        if self.chosen_kind in OF_AN_AGENCY and not _is_offered(field):
            raise ValidationError(_("Đề nghị chọn một cơ quan trong danh sách."))

    def validate_ministry(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """Somebody to report to, where the committee reports."""
        is_asked = self.chosen_kind is DocumentKind.PLAN
        if is_asked and self.version.data == Version.PROVINCE and not field.data:
            raise ValidationError(_("Đề nghị ghi tên bộ nhận báo cáo."))

    def validate_version(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """One of the two."""
        if not _is_offered(field):
            raise ValidationError(_("Đề nghị chọn cơ quan ký văn bản."))

    @property
    def chosen_kind(self) -> DocumentKind:
        """The kind of the address; the report on the plan where it names none that we know."""
        known = self.kind.data in set(DocumentKind)
        return DocumentKind(str(self.kind.data)) if known else DocumentKind.PLAN

    @property
    def chosen_period(self) -> Period | None:
        """The period, where the document is about one."""
        if self.chosen_kind not in OF_A_PERIOD:
            return None
        return Period.parse(self.period.data) if _is_offered(self.period) else None

    @property
    def has_rounds(self) -> bool:
        """Whether the document can be made from a closed round."""
        return self.chosen_kind in OF_A_ROUND

    @property
    def round_id(self) -> int | None:
        """The closed round whose figures are wanted."""
        wanted = self.has_rounds and self.round.data and _is_offered(self.round)
        return int(self.round.data) if wanted else None

    @property
    def agency_id(self) -> int | None:
        """The agency, where the document is about one."""
        about_one = self.chosen_kind in OF_AN_AGENCY and _is_offered(self.agency)
        return int(self.agency.data) if about_one else None

    @property
    def cuts(self) -> frozenset[int]:
        """The ids of what is not told; what is no id is none of ours."""
        return frozenset(int(each) for each in self.cut.data or () if each.isdecimal())

    @property
    def sections(self) -> frozenset[Section]:
        """The sections that are left out."""
        return frozenset(Section(each) for each in self.without.data or () if each in set(Section))


def _is_offered(field: Any) -> bool:  # noqa: ANN401 (a list or radio buttons)
    return field.data in {value for value, *_rest in field.iter_choices()}
