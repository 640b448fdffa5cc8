"""Merging an agency into another, and splitting one: into which, from when, by which document."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from plan_app.forms.assignments import Choice
from plan_app.forms.base import Form
from plan_app.forms.fields import Day, Line, Required, Several, at_most, choice


class MergerForm(Form):
    """`confirmed` names what the preview showed, `seen` the tasks and people it was made from."""

    seen = HiddenField()
    confirmed = HiddenField()
    successor = SelectField(
        _l("Cơ quan tiếp nhận"),  # type: ignore[arg-type]
        [Required(_l("Đề nghị chọn cơ quan tiếp nhận."))],
    )
    first_day = Day(_l("Có hiệu lực từ ngày"), [Required(_l("Đề nghị nhập ngày có hiệu lực."))])
    document = Line(
        _l("Số, ký hiệu của văn bản"),
        [Required(_l("Đề nghị nhập số, ký hiệu của văn bản.")), at_most(200)],
    )
    document_date = Day(_l("Ngày của văn bản"), [Required(_l("Đề nghị nhập ngày của văn bản."))])

    def offer(self, agencies: Sequence[Choice], *, nobody: str = "") -> None:
        """Fill the list of those that can take over."""
        offered = [choice(str(id_), name) for id_, name in agencies]
        self.successor.choices = [choice("", nobody or _("Chọn cơ quan")), *offered]

    @property
    def successor_id(self) -> int | None:
        """The chosen agency."""
        return int(self.successor.data) if (self.successor.data or "").isdecimal() else None


class SplitForm(MergerForm):
    """The same with a place for each task and person; made by `split_form`."""

    successor = SelectField(
        _l("Cơ quan kế thừa, nếu cơ quan này kết thúc hoạt động"),  # type: ignore[arg-type]
        default="",
    )

    def chosen(self, kind: str) -> dict[int, int]:
        """To which agency each `task` or `person` goes, by id; who stays is not in it."""
        return {
            int(name.removeprefix(f"{kind}_")): int(field.data)
            for name, field in self._fields.items()
            if name.startswith(f"{kind}_") and (field.data or "").isdecimal()
        }


class ReceiversForm(Form):
    """Which agencies receive something; sent by GET, because nothing is changed."""

    class Meta(Form.Meta):
        """A link to the page carries no token."""

        csrf = False

    to = Several(
        _l("Các cơ quan tiếp nhận"),  # type: ignore[arg-type]
        [Required(_l("Đề nghị chọn ít nhất một cơ quan."))],
        validate_choice=False,
    )


class UndoForm(Form):
    """Only the token."""


def split_form(
    tasks: Mapping[int, str], people: Mapping[int, str], receivers: Sequence[Choice]
) -> SplitForm:
    """A form with a list for each task and person, called by their words."""
    stays = choice("", _("Không chuyển"))
    offered = [stays, *(choice(str(id_), name) for id_, name in receivers)]
    fields: dict[str, Any] = {
        f"{kind}_{id_}": SelectField(word, choices=offered, default="")
        for kind, words in (("task", tasks), ("person", people))
        for id_, word in words.items()
    }
    form: SplitForm = type("SplitFormOfAgency", (SplitForm,), fields)()
    form.offer(receivers, nobody=_("Cơ quan này tiếp tục hoạt động"))
    return form
