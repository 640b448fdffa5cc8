"""The forms of an appendix: the file, how it is read, and the confirmation."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Optional

from plan_app.domain.appendix import Column, Correction, FoundTable, Problem
from plan_app.domain.appendix_choices import AS_WORDED, CREATE, Unknown
from plan_app.errors import N_, RuleBroken
from plan_app.forms import Form
from plan_app.forms.fields import Day, Line, LongLine, at_most, choice
from plan_app.presentation import appendix as wording

DECISION, DOCUMENT, EDIT = "decision", "document", "edit"
_MOST_LETTERS: Final = 60


class UploadForm(Form):
    """The file."""

    file = FileField(_l("Tệp phụ lục"))  # type: ignore[arg-type]

    def content(self, most: int) -> tuple[str, bytes]:
        """The file's name and at most one byte more than `most`; raises RuleBroken without one."""
        sent = self.file.data
        if not sent or not sent.filename:
            raise RuleBroken(N_("Đề nghị chọn tệp."), field="file")
        content = sent.read(most + 1)
        # A large one lies on the disk until then.
        sent.close()
        return sent.filename, content

    def refuse(self, problem: Problem) -> None:
        """Say at the field why the file is not read, in the language of the reader."""
        self.file.errors = [*self.file.errors, wording.told(problem)]


class ReadingForm(Form):
    """What the file is, what its columns hold, which agencies its unknown names mean.

    The fields of columns and names come from `reading_form`.
    """

    source = RadioField(_l("Tệp này là"))  # type: ignore[arg-type]
    title = LongLine(_l("Tên văn bản"), [Optional(), at_most(300)])
    number = Line(_l("Số, ký hiệu văn bản"), [Optional(), at_most(60)])
    day = Day(_l("Ngày văn bản"), [Optional()])

    def check(self) -> bool:
        """Whether everything asked for is there; what is missing stands at its field."""
        is_right = bool(self.validate())
        if not self.source.data:
            self.source.errors = [_("Đề nghị chọn tệp là gì.")]
            is_right = False
        if self.source.data == DOCUMENT:
            for field in (self.title, self.number, self.day):
                if not field.data and not field.errors:
                    field.errors = [_("Đề nghị nhập nội dung này.")]
                    is_right = False
        return is_right

    def corrections(self, tables: Sequence[FoundTable]) -> dict[str, Correction]:
        """The tables that are to be read otherwise than they were."""
        found = {}
        for place, table in enumerate(tables):
            chosen = tuple(
                self._column(place, n, present) for n, present in enumerate(table.columns)
            )
            if chosen != table.columns:
                found[table.sheet] = Correction(chosen, table.head_row)
        return found

    def _column(self, table: int, n: int, present: Column | None) -> Column | None:
        value = self[column_name(table, n)].data
        if value:
            return Column(value)
        return None if present is None else Column.IGNORED

    def choices(self, unknown: Sequence[Unknown]) -> dict[str, str]:
        """What was chosen for each unknown name."""
        chosen = {each.key: self[agency_name(each.key)].data for each in unknown}
        return {key: value for key, value in chosen.items() if value}


class ConfirmForm(Form):
    """A button; `seen` names the comparison that stood beside it."""

    seen = HiddenField()


def column_name(table: int, n: int) -> str:
    """The name of a column's field."""
    return f"column_{table}_{n}"


def agency_name(key: str) -> str:
    """The name of an unknown agency's field."""
    return f"agency_{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def reading_form(
    tables: Sequence[FoundTable],
    unknown: Sequence[Unknown],
    agencies: Mapping[str, str],
    data: Mapping[str, Any],
) -> ReadingForm:
    """The form with a field for each column and each unknown name; `agencies` by code."""
    fields: dict[str, Any] = {}
    for place, table in enumerate(tables):
        for n, head in enumerate(table.heads):
            label = head[:_MOST_LETTERS] or _("Cột %(number)s", number=n + 1)
            fields[column_name(place, n)] = SelectField(label, choices=_listed(wording.columns()))
    for each in unknown:
        fields[agency_name(each.key)] = SelectField(
            each.name.worded, choices=_listed(_meanings(each, agencies))
        )
    made = type("ReadingFormOfFile", (ReadingForm,), fields)
    return cast("ReadingForm", made(data=data))


def _meanings(each: Unknown, agencies: Mapping[str, str]) -> list[tuple[str, str]]:
    near = {code: agencies[code] for code in each.name.suggestions if code in agencies}
    found = [("", _("Chọn …"))]
    if each.can_be_created:
        found.append((CREATE, _("Thêm cơ quan mới với tên này")))
    if not each.leads:
        found.append((AS_WORDED, _("Giữ nguyên văn, không phải một cơ quan")))
    found += [(code, _("Gần giống: %(name)s", name=name)) for code, name in near.items()]
    return found + [(code, name) for code, name in agencies.items() if code not in near]


def _listed(pairs: Sequence[tuple[str, str]]) -> list[Any]:
    return [choice(value, label) for value, label in pairs]
