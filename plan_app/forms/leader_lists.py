"""The list to the leaders of agencies: each row goes into a letter or stays out for a reason."""

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional

from plan_app.domain.leader_lists import CHOSEN, LeftOut
from plan_app.forms.base import Form
from plan_app.forms.fields import Line, Paragraph, Required, Several, at_most, choice


class LeaderListForm(Form):
    """`seen` names the rows that were shown, `confirmed` what the preview showed.

    Made by `list_form`, with `send_…` and `reason_…` for each row and `words_…` for each agency.
    """

    seen = HiddenField()
    confirmed = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 (WTForms' signature)
        """What is not sent has a reason."""
        valid = bool(super().validate(extra_validators))
        for milestone_id in self.milestone_ids:
            reason = self[f"reason_{milestone_id}"]
            if not self[f"send_{milestone_id}"].data and not reason.data:
                reason.errors = [_("Đề nghị chọn lý do không đưa nhiệm vụ vào thư.")]
                valid = False
        return valid

    @property
    def milestone_ids(self) -> list[int]:
        """The rows that can be sent."""
        return _ids(self._fields, "send_")

    @property
    def left_out(self) -> dict[int, LeftOut | None]:
        """None for what is sent, else why it is not."""
        return {
            id_: None if self[f"send_{id_}"].data else LeftOut(self[f"reason_{id_}"].data)
            for id_ in self.milestone_ids
        }

    @property
    def words(self) -> dict[int, str]:
        """The added sentence by agency, where there is one."""
        found = {id_: self[f"words_{id_}"].data or "" for id_ in _ids(self._fields, "words_")}
        return {id_: said for id_, said in found.items() if said}


class LeaderFieldForm(Form):
    """A field of responsibility; `seen` says from which facts the form was made."""

    seen = HiddenField()
    name = Line(_l("Tên lĩnh vực"), [Required(_l("Đề nghị nhập tên lĩnh vực.")), at_most(120)])
    leader = SelectField(_l("Lãnh đạo tỉnh phụ trách"), validators=[Optional()])  # type: ignore[arg-type]
    agencies = Several(
        _l("Các cơ quan thuộc lĩnh vực"),  # type: ignore[arg-type]
        [Required(_l("Đề nghị chọn ít nhất một cơ quan."))],
        validate_choice=False,
    )

    def offer(
        self, *, leaders: Collection[tuple[int, str]], agencies: Collection[tuple[int, str]]
    ) -> None:
        """Fill both lists."""
        named = [choice(str(id_), name) for id_, name in leaders]
        self.leader.choices = [choice("", _("Chưa chọn")), *named]
        self.agencies.choices = [choice(str(id_), name) for id_, name in agencies]

    @property
    def leader_id(self) -> int | None:
        """The chosen leader."""
        return int(self.leader.data) if (self.leader.data or "").isdecimal() else None

    @property
    def agency_ids(self) -> frozenset[int]:
        """The chosen agencies."""
        return frozenset(int(each) for each in self.agencies.data or () if each.isdecimal())


class OnlyToken(Form):
    """Nothing but the token."""


def list_form(
    presets: Mapping[int, LeftOut | None], agency_ids: Collection[int], reasons: Mapping[str, str]
) -> LeaderListForm:
    """A form with fields for each row that can be sent; `reasons` are the words by slug."""
    offered = [choice("", _("Chọn lý do")), *(choice(each, reasons[each]) for each in CHOSEN)]
    fields: dict[str, Any] = {}
    for id_, left_out in presets.items():
        fields[f"send_{id_}"] = BooleanField(_("Gửi"), default=left_out is None)
        fields[f"reason_{id_}"] = SelectField(
            _("Lý do không gửi"),
            choices=offered,
            default=left_out.value if left_out else "",
            validators=[Optional()],
        )
    for id_ in agency_ids:
        fields[f"words_{id_}"] = Paragraph(_("Câu bổ sung của chuyên viên"), [at_most(500)])
    form: LeaderListForm = type("LeaderListFormOfPage", (LeaderListForm,), fields)()
    return form


def _ids(names: Collection[str], prefix: str) -> list[int]:
    return [int(name.removeprefix(prefix)) for name in names if name.startswith(prefix)]
