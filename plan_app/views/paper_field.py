"""What a form with papers does first: keep the files, so that no error loses them."""

from typing import Any, BinaryIO, cast

from flask import request
from flask_babel import gettext as _

from plan_app.access import actor
from plan_app.domain.papers import FIELD, MOST_FILES, FileGone, TooManyFiles
from plan_app.forms.papers import Kept, Papers
from plan_app.papers import drafts, store
from plan_app.papers.checking import TOO_LARGE
from plan_app.papers.receiving import take
from plan_app.papers.refusals import PaperRefused


def receive(form: Any, holder: str = "") -> None:  # noqa: ANN401 (any form; without papers nothing is done)
    """Keep every file that was sent and find those kept before; what is wrong stands at the field.

    `holder` names the person and the form: a token is good for no other. By default it is the
    signed-in person and the address. Outside of every transaction.
    """
    if FIELD not in form:
        return
    field: Papers = form[FIELD]
    holder = holder or f"{actor().user_id} {request.path}"
    for token in field.tokens:
        draft = drafts.unpack(token, holder)
        if draft is None or not store.touch(draft.digest):
            _say(field, FileGone().message)
        else:
            field.keep(Kept(token, draft))
    for file in field.files:
        if len(field.kept) >= MOST_FILES:
            _say(field, TooManyFiles().message)
            break
        try:
            draft = take(file.filename or "", cast("BinaryIO", file.stream))
        except PaperRefused as error:
            _refuse(field, error)
        else:
            field.keep(Kept(drafts.pack(draft, holder), draft))
        finally:
            file.close()


def _refuse(field: Papers, error: PaperRefused) -> None:
    if error.why.text == TOO_LARGE:
        field.is_too_large = True
    why = _(error.why.text, **dict(error.why.values))
    field.process_errors.append(_("Tệp %(name)s: %(why)s", name=error.name, why=why))


def _say(field: Papers, sentence: str) -> None:
    said = _(sentence)
    if said not in field.process_errors:
        field.process_errors.append(said)
