"""Everything that the libraries can say to a person is Vietnamese here."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_security import core
from flask_security.forms import _default_field_labels
from wtforms.i18n import messages_path

from plan_app.forms import accounts as forms
from plan_app.presentation.catalogue import TRANSLATIONS

# Of the libraries, whose own readers want them compiled; ours is read as it is.
CATALOGUES = sorted(
    path for path in TRANSLATIONS.glob("*/LC_MESSAGES/*.po") if path.stem != "messages"
)
# Messages of features of Flask-Security that are switched off, by how their names begin.
SWITCHED_OFF = (
    "ALREADY_CONFIRMED",
    "CHANGE_EMAIL",
    "CODE_",
    "CONFIRM",
    "EMAIL_CONFIRMED",
    "FAILED_TO_SEND_CODE",
    "GENERIC_US_",
    "INVALID_CODE",
    "INVALID_CONFIRMATION",
    "INVALID_LOGIN_TOKEN",
    "INVALID_PASSWORD_CODE",
    "INVALID_RECOVERY_CODE",
    "LOGIN_EMAIL",
    "LOGIN_EXPIRED",
    "NO_RECOVERY_CODES",
    "OAUTH",
    "PASSWORDLESS",
    "PHONE",
    "REAUTHENTICATION",
    "REFRESH",
    "TWO_FACTOR",
    "US_",
    "USE_CODE",
    "USERNAME",
    "WEBAUTHN",
)
PLACES = re.compile(r"%\(\w+\)\w|%s")


def test_there_are_catalogues_to_check() -> None:
    assert {path.stem for path in CATALOGUES} >= {"flask_security", "wtforms"}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_the_compiled_catalogue_says_what_the_readable_one_says(path: Path) -> None:
    written = BytesIO()
    with path.open("rb") as readable:
        write_mo(written, read_po(readable))
    with path.with_suffix(".mo").open("rb") as compiled:
        assert _texts(read_mo(compiled)) == _texts(read_mo(BytesIO(written.getvalue())))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_no_message_lacks_a_translation_or_invents_a_place(path: Path) -> None:
    with path.open("rb") as readable:
        texts = _texts(read_po(readable))
    for ids, found in texts.items():
        assert all(found), ids
        known = set(PLACES.findall(" ".join(ids)))
        assert set(PLACES.findall(" ".join(found))) <= known, ids


def _texts(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The forms of each message and of its translation; without the head, which has a date."""
    return {_forms(each.id): _forms(each.string) for each in catalogue if each.id}


def _forms(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, tuple | list) else (str(found),)


def _ids(path: Path) -> set[str]:
    with path.open("rb") as readable:
        return {one for ids in _texts(read_po(readable)) for one in ids}


def catalogue(name: str) -> set[str]:
    return _ids(TRANSLATIONS / "vi" / "LC_MESSAGES" / f"{name}.po")


def test_every_message_of_the_accounts_library_is_translated() -> None:
    shown = {
        text
        for name, (text, _) in core._default_messages.items()
        if not name.startswith(SWITCHED_OFF)
    }
    assert shown - catalogue("flask_security") == set()


def test_every_message_of_the_forms_library_is_translated() -> None:
    wanted = _ids(Path(messages_path()) / "wtforms.pot")
    assert wanted - catalogue("wtforms") == set()


@pytest.mark.parametrize(
    "form", [forms.SignInForm, forms.AskResetForm, forms.ResetForm, forms.ChangeForm]
)
def test_every_label_of_the_accounts_forms_is_translated(
    app: Flask, form: type[forms.SignInForm]
) -> None:
    with app.test_request_context():
        labels = [str(field.label.text) for field in form(formdata=None)]
    assert not set(_default_field_labels.values()) & set(labels)
