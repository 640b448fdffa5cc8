"""The entries of a seed file as models: which words may stand where, and what each holds.

Everything arrives as text (see `yaml_places`); the models turn it into dates, numbers and yes or
no. Their errors carry Vietnamese sentences.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from plan_app.domain import measures, vietnamese
from plan_app.domain.measures import Direction, Source

_DAY: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DAY_OF_YEAR: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def _wrong(message: str, **values: object) -> PydanticCustomError:
    # Braces in what people wrote must not be read as places for values.
    return PydanticCustomError("wrong", "{message}", {"message": message.format(**values)})


def _text(value: Any, longest: int, *, may_be_empty: bool) -> str:  # noqa: ANN401 (as read)
    if value is None and may_be_empty:
        return ""
    if not isinstance(value, str):
        raise _wrong("Ở đây phải là một đoạn văn bản.")
    text = vietnamese.normalise_tone_marks(value)
    if not text and not may_be_empty:
        raise _wrong("Mục này không được để trống.")
    if len(text) > longest:
        said = "Nội dung dài {length} ký tự; tối đa là {longest} ký tự."
        raise _wrong(said, length=len(text), longest=longest)
    return text


def _sized(longest: int, *, may_be_empty: bool = False) -> BeforeValidator:
    return BeforeValidator(lambda value: _text(value, longest, may_be_empty=may_be_empty))


def _whole(value: Any) -> int:  # noqa: ANN401 (as read)
    if not isinstance(value, str) or not re.fullmatch("[0-9]{1,6}", value):
        raise _wrong("Ở đây phải là một số nguyên, ví dụ 53.")
    return int(value)


def _year(value: Any) -> int:  # noqa: ANN401 (as read)
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}", value):
        raise _wrong("Ở đây phải là một năm gồm bốn chữ số, ví dụ 2026.")
    if not _FIRST_YEAR <= int(value) <= _LAST_YEAR:
        raise _wrong("Năm {given} nằm ngoài khoảng 1990 - 2100.", given=value)
    return int(value)


def _flag(value: Any) -> bool:  # noqa: ANN401 (as read)
    if value not in {"true", "false"}:
        raise _wrong("Ở đây phải là true (có) hoặc false (không).")
    return bool(value == "true")


def _day(value: Any) -> date:  # noqa: ANN401 (as read)
    written = _DAY.fullmatch(value) if isinstance(value, str) else None
    if not written:
        raise _wrong("Ngày phải viết theo dạng ngày/tháng/năm, ví dụ 31/12/2026.")
    day, month, year = map(int, written.groups())
    try:
        found = date(year, month, day)
    except ValueError:
        raise _wrong("Không có ngày {given} trong lịch.", given=value) from None
    _year(f"{year:04d}")
    return found


def _day_of_year(value: Any) -> tuple[int, int]:  # noqa: ANN401 (as read)
    written = _DAY_OF_YEAR.fullmatch(value) if isinstance(value, str) else None
    if not written:
        raise _wrong("Hạn hằng năm phải viết theo dạng ngày/tháng, ví dụ 31/03.")
    day, month = map(int, written.groups())
    try:
        date(2023, month, day)
    except ValueError:
        said = "Ngày {given} không có trong mọi năm; ví dụ đúng: 28/02."
        raise _wrong(said, given=value) from None
    return day, month


def _code(value: Any) -> str:  # noqa: ANN401 (as read)
    if not isinstance(value, str) or not _CODE.fullmatch(value) or len(value) > 60:
        raise _wrong("Mã chỉ gồm chữ thường không dấu, số và dấu gạch nối, ví dụ so-cong-thuong.")
    return value


def _amount(value: Any) -> Decimal:  # noqa: ANN401 (as read)
    try:
        return measures.read(value if isinstance(value, str) else "")
    except measures.NotAnAmount:
        said = "Ở đây phải là một số, ví dụ 1.234,5 (nhiều nhất 03 chữ số sau dấu phẩy)."
        raise _wrong(said) from None


def _source(value: Any) -> Source:  # noqa: ANN401 (as read)
    if value not in set(Source):
        raise _wrong("Nguồn kinh phí phải là một trong các từ {known}.", known=", ".join(Source))
    return Source(value)


def _toward(value: Any) -> Direction:  # noqa: ANN401 (as read)
    if value not in set(Direction):
        raise _wrong("Mục direction phải là up (càng cao càng tốt) hoặc down (càng thấp càng tốt).")
    return Direction(value)


def _status(value: Any) -> bool:  # noqa: ANN401 (as read)
    if value not in {"draft", "checked"}:
        raise _wrong("Mục text phải là draft (chưa đối chiếu) hoặc checked (đã đối chiếu).")
    return bool(value == "draft")


Name = Annotated[str, _sized(200)]
ShortName = Annotated[str, _sized(60)]
GroupTitle = Annotated[str, _sized(300)]
TaskTitle = Annotated[str, _sized(500)]
LongText = Annotated[str, _sized(500, may_be_empty=True)]
Wording = Annotated[str, _sized(200)]
Whole = Annotated[int, BeforeValidator(_whole)]
Year = Annotated[int, BeforeValidator(_year)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(_day)]
DayOfYear = Annotated[tuple[int, int], BeforeValidator(_day_of_year)]
Code = Annotated[str, BeforeValidator(_code)]
Note = Annotated[str, _sized(300, may_be_empty=True)]
Amount = Annotated[Decimal, BeforeValidator(_amount)]
MoneySource = Annotated[Source, BeforeValidator(_source)]
Toward = Annotated[Direction, BeforeValidator(_toward)]
IsDraft = Annotated[bool, BeforeValidator(_status)]


class Entry(BaseModel):
    """A mapping of the file; words that are not known are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PlanEntry(Entry):
    """What stands under `plan`."""

    slug: Code
    title: GroupTitle
    title_en: GroupTitle
    decision_number: ShortName
    decision_date: Day
    issued_by: Name
    first_year: Year
    last_year: Year
    standing_agency: Code


class AgencyEntry(Entry):
    """One of `agencies`."""

    code: Code
    name: Name
    name_en: Name
    short_name: ShortName
    order: Whole
    group: Flag = False
    confirmed: Flag = True
    valid_to: Day | None = None
    successor: Code | None = None
    succession_date: Day | None = None


class StepEntry(Entry):
    """One of the `milestones` of a task."""

    label: Name
    label_en: Name
    due: Day
    fixed: Flag = True


class IndicatorEntry(Entry):
    """One of the `indicators` of a task."""

    name: Name
    unit: ShortName
    direction: Toward = Direction.UP
    baseline: Amount | None = None
    baseline_year: Year | None = None
    note: Note = ""
    targets: dict[Year, Amount]


class FundingEntry(Entry):
    """One source under `funding` of a task, in million đồng."""

    source: MoneySource
    note: Note = ""
    planned: dict[Year, Amount]


class TaskEntry(Entry):
    """One of the `tasks` of a group."""

    number: Whole
    title: TaskTitle
    title_en: TaskTitle
    deliverable: LongText
    lead: Code
    responsible: Code
    coordinating: list[Code]
    coordinating_as_worded: LongText = ""
    time: Wording
    due: Day | None = None
    yearly: DayOfYear | None = None
    first: Year | None = Field(default=None, alias="from")
    last: Year | None = Field(default=None, alias="to")
    ongoing: Flag | None = None
    waiting_for: Wording | None = None
    milestones: list[StepEntry] | None = None
    after: Whole | None = None
    indicators: list[IndicatorEntry] = []
    funding: list[FundingEntry] = []
    text: IsDraft


class GroupEntry(Entry):
    """One of `groups`; its tasks are read one by one, so that each shows its own errors."""

    ordinal: Whole
    title: GroupTitle
    title_en: GroupTitle
    tasks: list[Any]


class SeedEntry(Entry):
    """The whole file; what stands in it is read part by part."""

    plan: Any
    agencies: list[Any]
    groups: list[Any]
