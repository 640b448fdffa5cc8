"""Forms behind the links in mails: for somebody who has not signed in.

None is sent by being opened, followed or sent empty: each asks for an answer and for the button,
which is a field of its own. There is no session that another site could borrow, so no token
guards them but that of the address.
"""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from plan_app.forms import Form
from plan_app.forms.extensions import ExtensionForm
from plan_app.forms.fields import Required
from plan_app.forms.milestones import STATES, ReportForm
from plan_app.forms.reliefs import ReliefForm


def without_session(kind: type[Any], **options: Any) -> Any:  # noqa: ANN401 (a form of that kind)
    """The form without the token of a session."""
    return kind(meta={"csrf": False}, **options)


class ByLink(Form):
    """What the button says when it is pressed."""

    confirm = StringField(
        _l("Xác nhận gửi"),  # type: ignore[arg-type]
        [Required(_l("Đề nghị kiểm tra nội dung rồi bấm nút gửi ở cuối biểu mẫu."))],
    )


class LinkReportForm(ReportForm, ByLink):
    """The three questions of the ordinary report; files are sent by who has signed in."""

    papers = None  # type: ignore[assignment]

    def progress_only(self) -> None:
        """Do not offer what is reported only by people who have signed in."""
        self.state.choices = STATES[:1]
        if not self.is_submitted():  # type: ignore[no-untyped-call]
            self.state.data = STATES[0].value


class LinkExtensionForm(ExtensionForm, ByLink):
    """The ordinary wish for more time, without files."""

    papers = None  # type: ignore[assignment]


class LinkReliefForm(ReliefForm, ByLink):
    """The ordinary wish to be relieved."""
