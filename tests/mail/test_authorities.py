"""A mail server whose certificate the office's own authority has signed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plan_app.mail.answers import Stage, Verdict, verdict
from plan_app.mail.transports import open_transport
from tests import smtp
from tests.certificates import make_authority, server_context
from tests.databases import make_settings
from tests.mail.test_transports import MAIL


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """The file of the office's authority; beside it the server's certificate and key."""
    return make_authority(tmp_path)


@pytest.fixture
def port(authority: Path) -> Iterator[int]:
    """A server with that certificate."""
    with smtp.running(smtp.Sink(), tls=server_context(authority)) as port:
        yield port


def _url(port: int) -> str:
    return f"smtp://localhost:{port}?tls=starttls"


def test_it_is_trusted_when_the_settings_name_the_authority(
    tmp_path: Path, authority: Path, port: int
) -> None:
    settings = make_settings(tmp_path, MAIL_URL=_url(port), CA_FILE=str(authority))
    with open_transport(settings) as way:
        assert verdict(way.send(MAIL)) is Verdict.ACCEPTED


def test_it_is_not_trusted_otherwise(tmp_path: Path, port: int) -> None:
    with open_transport(make_settings(tmp_path, MAIL_URL=_url(port))) as way:
        answer = way.send(MAIL)
    assert answer.stage is Stage.SIGN_IN
    assert "certificate" in answer.words
