"""Days, percents and text as people type them."""

from datetime import date

import pytest
from flask import Flask
from wtforms.validators import Optional

from plan_app.errors import RuleBroken
from plan_app.forms import Form
from plan_app.forms.fields import (
    Day,
    Line,
    LongLine,
    Paragraph,
    Percent,
    Picks,
    Required,
    Version,
    Whole,
    at_most,
)


class Sample(Form):
    """One field of each kind."""

    day = Day("Ngày", [Required()])
    percent = Percent("Mức độ")
    name = Line("Tên", [Required(), at_most(10)])
    text = Paragraph("Nội dung", [Optional()])
    version = Version()


RIGHT = {"day": "7/12/2026", "name": "Sở", "version": "3"}


def filled(app: Flask, **changes: str) -> Sample:
    with app.test_request_context(method="POST", data=RIGHT | changes):
        form = Sample()
        form.validate()
        return form


@pytest.mark.parametrize(
    "typed", ["7/12/2026", "07/12/2026", " 07-12-2026 ", "7.12.2026", "2026-12-07", "7 / 12 / 2026"]
)
def test_a_day_is_read_in_every_usual_writing(app: Flask, typed: str) -> None:
    form = filled(app, day=typed)
    assert form.errors == {}
    assert form.day.data == date(2026, 12, 7)


@pytest.mark.parametrize("typed", ["31/2/2026", "hôm nay", "7/12", "12/2026", "7/13/2026"])
def test_what_is_no_day_is_refused_with_an_example_and_kept_as_typed(
    app: Flask, typed: str
) -> None:
    form = filled(app, day=typed)
    assert form.errors == {"day": ["Đề nghị nhập ngày theo mẫu 07/12/2026."]}
    assert f'value="{typed}"' in form.day()


def test_a_day_of_the_database_is_shown_in_the_vietnamese_order(app: Flask) -> None:
    with app.test_request_context():
        assert 'value="07/12/2026"' in Sample(data={"day": date(2026, 12, 7)}).day()


def test_an_empty_required_field_says_what_to_do(app: Flask) -> None:
    form = filled(app, day="", name="  ")
    assert form.errors == {
        "day": ["Đề nghị nhập nội dung này."],
        "name": ["Đề nghị nhập nội dung này."],
    }


@pytest.mark.parametrize(("typed", "read"), [("60", 60), ("60%", 60), ("60 %", 60), ("0", 0)])
def test_a_percent_may_carry_its_sign(app: Flask, typed: str, read: int) -> None:
    form = filled(app, percent=typed)
    assert form.errors == {}
    assert form.percent.data == read


@pytest.mark.parametrize("typed", ["101", "-1", "nhiều", "6,5"])
def test_what_is_no_percent_is_refused(app: Flask, typed: str) -> None:
    form = filled(app, percent=typed)
    assert form.percent.errors[0] == "Đề nghị nhập số từ 0 đến 100."
    assert f'value="{typed}"' in form.percent()


def test_no_percent_is_none(app: Flask) -> None:
    assert filled(app, percent="").percent.data is None


def test_text_is_kept_as_it_is_stored(app: Flask) -> None:
    form = filled(app, name=" Sở\u200b  Y tế ", text="\r\n Một  \r\n\r\nhai\t ba \r\n")
    assert form.name.data == "Sở Y tế"
    assert form.text.data == "Một\n\nhai ba"


def test_text_longer_than_its_column_is_refused(app: Flask) -> None:
    assert filled(app, name="Sở Công Thương").errors == {"name": ["Nội dung dài quá 10 ký tự."]}


@pytest.mark.parametrize("sent", ["", "x", "-1"])
def test_a_form_without_its_version_is_refused(app: Flask, sent: str) -> None:
    assert filled(app, version=sent).errors == {
        "version": ["Trang này đã cũ; đề nghị mở lại trang."]
    }


def test_a_broken_rule_stands_at_its_field(app: Flask) -> None:
    form = filled(app)
    with app.test_request_context():
        form.show(RuleBroken("Tên đã có.", field="name"))
        form.show(RuleBroken("Không thể.", field="no_such_field"))
    assert form.name.errors == ["Tên đã có."]
    assert form.form_errors == ["Không thể."]


class Ticked(Form):
    """Rows to tick, and numbers within bounds."""

    picks = Picks()
    year = Whole("Năm", lowest=2000, highest=2100)
    other = Whole("Năm khác", lowest=2000, highest=2100, required=False)
    title = LongLine("Tên")


def ticked(app: Flask, **sent: object) -> Ticked:
    right: dict[str, object] = {"picks": ["7:3"], "year": "2026", "title": "Một\n dòng  dài"}
    with app.test_request_context(method="POST", data=right | sent):
        form = Ticked()
        form.validate()
        return form


def test_ticked_rows_are_read_once_each(app: Flask) -> None:
    form = ticked(app, picks=["7:3", "9:1", "7:3"])
    assert form.errors == {}
    assert form.picks.data == ((7, 3), (9, 1))
    assert form.picks.ids == [7, 9]
    assert form.title.data == "Một dòng dài"


@pytest.mark.parametrize("wrong", ["", "7", "7:3:1", "x:1", "-7:1", "9999999999:1"])
def test_boxes_that_are_not_ours_count_for_nothing(app: Flask, wrong: str) -> None:
    form = ticked(app, picks=[wrong])
    assert form.picks.errors == ["Đề nghị chọn ít nhất một nhiệm vụ."]


@pytest.mark.parametrize("wrong", ["1999", "2101", "hai nghìn", "-1", "2026.5"])
def test_a_number_out_of_bounds_says_the_bounds(app: Flask, wrong: str) -> None:
    form = ticked(app, year=wrong)
    assert form.year.errors == ["Đề nghị nhập số từ 2000 đến 2100."]
    assert ticked(app, other=wrong).other.errors == ["Đề nghị nhập số từ 2000 đến 2100."]


def test_a_number_may_be_missing_where_it_is_not_required(app: Flask) -> None:
    assert ticked(app, year="").year.errors == ["Đề nghị nhập nội dung này."]
    assert ticked(app, other="").errors == {}
