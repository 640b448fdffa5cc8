"""Fields and validators that several forms share, with messages in the house's own words."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from plan_app.domain import measures, vietnamese

_DAY = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_TIME = re.compile(r"(\d{1,2})[:hg](\d{2})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class Required:
    """The field must be filled in; what could not be read already has its own message."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: object = None) -> None:
        self.message = message or _l("Đề nghị nhập nội dung này.")

    def __call__(self, form: object, field: Field) -> None:  # noqa: ARG002 (WTForms' signature)
        """Stop at the first thing wrong with the field."""
        if field.errors:
            raise StopValidation
        if not field.data:
            raise StopValidation(str(self.message))


def choice(value: str, label: object, **attributes: str) -> Any:  # noqa: ANN401 (the stubs do not know the class)
    """One thing to choose in a list or among radio buttons, with attributes of its own."""
    return wtforms.SelectChoice(value, label, attributes)  # type: ignore[attr-defined]


def at_most(characters: int) -> Length:
    """No longer than the column that keeps it."""
    return Length(max=characters, message=_l("Nội dung dài quá %(max)d ký tự."))  # type: ignore[arg-type]


def parse_day(text: str) -> date:
    """The day written as 7/12/2026, 07-12-2026, 07.12.2026 or 2026-12-07; raises ValueError."""
    text = text.strip()
    if iso := _ISO_DAY.fullmatch(text):
        year, month, day = iso.groups()
    elif written := _DAY.fullmatch(text):
        day, month, year = written.groups()
    else:
        raise ValueError(text)
    return date(int(year), int(month), int(day))


def one_line(text: str | None) -> str:
    """Single-line text as it is stored; nothing typed is the empty string."""
    return vietnamese.normalise(text or "")


def several_lines(text: str | None) -> str:
    """Text of several lines as it is stored: each line normalised, no blank lines around."""
    lines = (vietnamese.normalise(line) for line in (text or "").splitlines())
    return "\n".join(lines).strip()


class Line(StringField):
    """One line of text, normalised."""

    def __init__(self, label: object, validators: Sequence[Any] = (), **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        super().__init__(label, validators, filters=[one_line], **options)  # type: ignore[arg-type]


class Paragraph(TextAreaField):
    """Several lines of text, normalised."""

    def __init__(self, label: object, validators: Sequence[Any] = (), **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        super().__init__(label, validators, filters=[several_lines], **options)  # type: ignore[arg-type]


class Day(StringField):
    """A day, `data` a date or None. A text field: a browser's own shows mm/dd in many offices."""

    def __init__(self, label: object, validators: Sequence[Any] = (), **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        render = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
        options.setdefault("render_kw", render)
        super().__init__(label, validators, **options)  # type: ignore[arg-type]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; what is not a day is an error that shows a right example."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data: Any = None
        if not typed:
            return
        try:
            self.data = parse_day(typed)
        except ValueError as error:
            raise ValueError(str(_l("Đề nghị nhập ngày theo mẫu 07/12/2026."))) from error

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.strftime("%d/%m/%Y") if self.data else ""


class LongLine(TextAreaField):
    """One line of text that may be long: shown in a box of several lines, kept as one."""

    def __init__(self, label: object, validators: Sequence[Any] = (), **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        super().__init__(label, validators, filters=[one_line], **options)  # type: ignore[arg-type]


class Whole(IntegerField):
    """A whole number within bounds; nothing where it is not `required`."""

    def __init__(
        self,
        label: object,
        *,
        lowest: int,
        highest: int,
        required: bool = True,
        **options: Any,  # noqa: ANN401 (WTForms' options)
    ) -> None:
        self.lowest, self.highest = lowest, highest
        render = {"inputmode": "numeric", "min": lowest, "max": highest}
        validators: list[Any] = [Required()] if required else [Optional()]
        super().__init__(label, validators, render_kw=render, **options)  # type: ignore[arg-type]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; the message names the bounds."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        if not typed.isdecimal() or not self.lowest <= int(typed) <= self.highest:
            said = _l(
                "Đề nghị nhập số từ %(lowest)s đến %(highest)s.",
                lowest=self.lowest,
                highest=self.highest,
            )
            raise ValueError(str(said))
        self.data = int(typed)


class Several(SelectMultipleField):
    """Any number of things chosen among many, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Picks(Field):
    """The rows of a list that were ticked; `data` is a tuple of tuples of whole numbers.

    A box has the numbers of its row joined by colons: the row's id, the version that the person
    saw, and what else the page needs.
    """

    LIMIT: ClassVar = 500

    def __init__(self, *, numbers: int = 2, **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        super().__init__(_l("Nhiệm vụ được chọn"), **options)  # type: ignore[arg-type]
        self.numbers = numbers

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the boxes; one that was not made by us is left out."""
        read = (_numbers(value) for value in valuelist)
        self.data: Any = tuple(dict.fromkeys(row for row in read if len(row) == self.numbers))

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002 (WTForms' signature)
        """Something must be ticked, and not more than one transaction should hold."""
        if not self.data:
            raise ValidationError(str(_l("Đề nghị chọn ít nhất một nhiệm vụ.")))
        if len(self.data) > self.LIMIT:
            said = _l("Đề nghị chọn nhiều nhất %(limit)s nhiệm vụ mỗi lần.", limit=self.LIMIT)
            raise ValidationError(str(said))

    @property
    def ids(self) -> list[int]:
        """The first number of each ticked row."""
        return [row[0] for row in self.data or ()]

    def elsewhere(self, shown: Iterable[int], *, at: int = 0) -> list[str]:
        """The boxes of the ticked rows that are not `shown`: those of the list's other pages.

        `at` is the place of the number that names a row.
        """
        here = set(shown)
        return [":".join(map(str, row)) for row in self.data or () if row[at] not in here]


def _numbers(value: str) -> tuple[int, ...]:
    parts = value.split(":")
    fits = all(part.isdecimal() and len(part) < 10 for part in parts)
    return tuple(map(int, parts)) if fits else ()


class Seen(Field):
    """The rows that were shown so far, a hidden field for each; `data` is a tuple of their ids."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the ids; one that was not made by us is left out."""
        read = (_numbers(value) for value in valuelist)
        self.data: Any = tuple(dict.fromkeys(row[0] for row in read if len(row) == 1))


class Clock(StringField):
    """A time of day; `data` is text like 07:30, whose hour may be typed with one digit."""

    def __init__(self, label: object, validators: Sequence[Any] = (), **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        render = {"inputmode": "numeric", "placeholder": "07:30", "autocomplete": "off"}
        options.setdefault("render_kw", render)
        super().__init__(label, validators, filters=[_two_digits], **options)  # type: ignore[arg-type]


def _two_digits(text: str | None) -> str:
    """`07:30` for 7:30, 7h30 and 7g30; anything else as it was typed."""
    found = _TIME.fullmatch(one_line(text))
    return f"{int(found[1]):02d}:{found[2]}" if found else text or ""


class Amount(StringField):
    """A decimal number as Vietnamese writes it; `data` is a Decimal or None."""

    def __init__(self, label: object, validators: Sequence[Any] = (), **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        options.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label, validators, **options)  # type: ignore[arg-type]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; what is no number is an error that shows a right example."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data: Any = None
        if not typed:
            return
        try:
            self.data = measures.read(typed)
        except measures.NotAnAmount as error:
            said = _l("Đề nghị nhập số theo mẫu 1.234,5 (nhiều nhất 03 chữ số sau dấu phẩy).")
            raise ValueError(str(said)) from error

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else measures.write(self.data)


class Percent(IntegerField):
    """A whole number from 0 to 100, or nothing."""

    def __init__(self, label: object, **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        in_range = NumberRange(0, 100, _l("Đề nghị nhập số từ 0 đến 100."))  # type: ignore[arg-type]
        super().__init__(
            label,  # type: ignore[arg-type]
            [Optional(), in_range],
            render_kw={"inputmode": "numeric", "min": 0, "max": 100},
            **options,
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; `60%` is 60."""
        typed = valuelist[0].strip().removesuffix("%").strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        if not typed.isdecimal():
            raise ValueError(str(_l("Đề nghị nhập số từ 0 đến 100.")))
        self.data = int(typed)


class Version(HiddenField):
    """The version of the record that the person saw; `data` is an int."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; a form without one was not made by us."""
        self.data: Any = int(valuelist[0]) if valuelist and valuelist[0].isdecimal() else None

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002 (WTForms' signature)
        """Refuse a form that does not say what it was made from."""
        if self.data is None:
            raise ValidationError(str(_l("Trang này đã cũ; đề nghị mở lại trang.")))
