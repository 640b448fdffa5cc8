"""What the log says, and what it never says."""

import json
import logging

import pytest
import structlog
from flask import Flask

from plan_app import logs
from plan_app.logs import REQUEST_ID, masked
from tests.pages import Client

ADDRESS = "lan.nguyen@so.example.org"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    """What is written to standard error from here on."""
    logs.configure()
    capsys.readouterr()
    return capsys


def _lines(said: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    out, err = said.readouterr()
    assert out == ""
    return [json.loads(line) for line in err.splitlines()]


@pytest.mark.parametrize(
    "text", [ADDRESS, f"to <{ADDRESS}>", f"smtp://user:pass{ADDRESS}", f"Key (email)=({ADDRESS})"]
)
def test_addresses_are_masked(text: str) -> None:
    assert "@" not in masked(text)


def test_a_line_is_json_with_level_and_instant(said: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("sent", count=2)
    (line,) = _lines(said)
    assert (line["event"], line["level"], line["count"]) == ("sent", "info", 2)
    assert "at" in line


def test_a_terminal_shows_a_line_to_be_read(
    said: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    structlog.get_logger().info("request", method="GET", status=200, request_id="a")
    structlog.get_logger().warning("refused", to=ADDRESS)
    calm, loud = said.readouterr().err.splitlines()
    assert calm.split(" ", 1)[1] == "request method=GET status=200"
    assert loud.split(" ", 1)[1] == "warning refused to=‹…›"


def test_libraries_write_the_same_way(said: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("some.library").warning("refused %s", ADDRESS)
    (line,) = _lines(said)
    assert line["event"] == "refused ‹…›"


def test_an_error_shows_its_place_and_not_its_further_lines(
    said: pytest.CaptureFixture[str],
) -> None:
    try:
        raise ValueError(f"bad {ADDRESS}\nDETAIL: Nguyễn Văn Lan")
    except ValueError:
        structlog.get_logger().exception("job failed")
    (line,) = _lines(said)
    assert (line["error"], line["said"]) == ("ValueError", "bad ‹…›")
    assert "test_logs.py" in str(line["where"])
    assert "Lan" not in json.dumps(line, ensure_ascii=False)


def test_a_library_s_error_is_written_the_same_way(said: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(ADDRESS)
    except ValueError:
        logging.getLogger("some.library").exception("failed")
    (line,) = _lines(said)
    assert (line["error"], line["said"]) == ("ValueError", "‹…›")


def test_a_request_is_logged_by_its_route(client: Client, said: pytest.CaptureFixture[str]) -> None:
    client.browser.get("/password/secret-token")
    (line,) = [line for line in _lines(said) if line["event"] == "request"]
    assert line["route"] == "/password/<token>"
    assert "secret-token" not in json.dumps(line)


def test_probes_are_not_logged(client: Client, said: pytest.CaptureFixture[str]) -> None:
    client.browser.get("/healthz")
    assert _lines(said) == []


def test_an_answer_carries_the_id_it_was_asked_with(client: Client) -> None:
    answer = client.browser.get("/healthz", headers={REQUEST_ID: "abcdef-123456"})
    assert answer.headers[REQUEST_ID] == "abcdef-123456"


@pytest.mark.parametrize("given", ["", "short", "with space in it", "x" * 65])
def test_a_useless_id_is_replaced(client: Client, given: str) -> None:
    answer = client.browser.get("/healthz", headers={REQUEST_ID: given})
    assert answer.headers[REQUEST_ID] != given


def test_the_database_does_not_repeat_what_it_was_given(app: Flask) -> None:
    assert app.config["SQLALCHEMY_ENGINE_OPTIONS"]["hide_parameters"] is True
