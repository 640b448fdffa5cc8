"""The parent of the forms speaks Vietnamese and gives back what was typed."""

from collections.abc import Iterator

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from plan_app.forms.base import Form


class Report(Form):
    result = TextAreaField("Kết quả", validators=[InputRequired(), Length(max=3)])
    done = BooleanField("Đã hoàn thành", default=True)


class Reason(Form):
    reason = StringField("Lý do")


@pytest.fixture
def on_page(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.mark.usefixtures("on_page")
def test_a_form_is_empty_when_nothing_was_returned() -> None:
    assert Report().result.data is None
    assert Report().done.data is True


@pytest.mark.usefixtures("on_page")
def test_returned_fields_stand_in_the_form_as_typed() -> None:
    g.returned_fields = MultiDict([("result", "Đã ban hành\n kế hoạch")])
    form = Report()
    assert form.result.data == "Đã ban hành\n kế hoạch"
    assert form.done.data is False
    assert form.errors == {}


@pytest.mark.usefixtures("on_page")
def test_another_form_on_the_page_is_left_alone() -> None:
    g.returned_fields = MultiDict([("result", "Đã ban hành")])
    assert Reason().reason.data is None


def test_what_is_sent_now_counts_more_than_what_was_returned(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"result": "mới"}):
        g.returned_fields = MultiDict([("result", "cũ")])
        assert Report().result.data == "mới"


def test_messages_of_the_library_are_vietnamese(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={}):
        form = Report()
        assert not form.validate()
        assert form.errors["result"] == ["Đề nghị nhập nội dung này."]


def test_messages_with_a_number_are_vietnamese(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"result": "quá dài"}):
        form = Report()
        assert not form.validate()
        assert form.errors["result"] == ["Nội dung không được dài quá 3 ký tự."]
