"""The table that agencies send back."""

import hashlib

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import Optional

from plan_app.forms import Form
from plan_app.forms.fields import Line, at_most


class PeopleImportForm(Form):
    """A file or pasted text; `confirmed` is the digest of the text whose preview was shown."""

    confirmed = HiddenField()
    file = FileField(_l("Tệp Excel hoặc CSV"))  # type: ignore[arg-type]
    text = TextAreaField(_l("Hoặc dán bảng từ bảng tính"))  # type: ignore[arg-type]
    invite = BooleanField(_l("Gửi thư mời đặt mật khẩu cho đầu mối mới"))  # type: ignore[arg-type]
    letter = Line(_l("Văn bản cử đầu mối của cơ quan"), [Optional(), at_most(200)])

    @property
    def file_name(self) -> str:
        """The name that the file has on the sender's machine."""
        return self.file.data.filename or "" if self.file.data else ""

    def file_content(self) -> bytes:
        """The file that was sent, empty where there is none."""
        return self.file.data.read() if self.file.data else b""

    @property
    def digest(self) -> str:
        """Of the text; browsers send other line ends than they were given."""
        lines = "\n".join((self.text.data or "").splitlines()).strip()
        return hashlib.sha256(lines.encode()).hexdigest()[:16]
