"""The form of a saved filter."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from plan_app.forms.base import Form
from plan_app.forms.fields import Line, Required, at_most


class SeenForm(Form):
    """Asks for nothing; `seen` says from which facts it was made."""

    seen = HiddenField()


class SavedFilterForm(SeenForm):
    """Its name and whether all see it."""

    name = Line(_l("Tên bộ lọc"), [Required(_l("Đề nghị nhập tên bộ lọc.")), at_most(80)])
    is_shared = BooleanField(_l("Hiện cho mọi người của kế hoạch"))  # type: ignore[arg-type]

    def ask_for(self, *, sharing: bool) -> None:
        """Leave out what is for coordinators."""
        if not sharing:
            del self.is_shared

    def shares(self, before: bool) -> bool:
        """Whether it is shared; what was not asked stays as it is."""
        return bool(self.is_shared.data) if "is_shared" in self else before
