"""Static files: named by their content, compressed, kept by browsers for good."""

import gzip
from pathlib import Path

import pytest
from flask import Flask, url_for

from plan_app.static_files import HASHED
from tests.databases import make_app
from tests.pages import Client

FILES = [("static", "app.css"), ("static", "dark.css"), ("static", "print.css"),
         ("static", "app.js"),
         ("bootstrap.static", "css/bootstrap.min.css")]  # fmt: skip


def _address(app: Flask, endpoint: str, name: str) -> str:
    with app.test_request_context():
        return url_for(endpoint, filename=name)


@pytest.mark.parametrize(("endpoint", "name"), FILES)
def test_an_address_holds_the_digest_of_the_content(app: Flask, endpoint: str, name: str) -> None:
    assert HASHED.search(_address(app, endpoint, name))


@pytest.mark.parametrize(("endpoint", "name"), FILES)
def test_a_hashed_file_is_kept_for_good(
    app: Flask, client: Client, endpoint: str, name: str
) -> None:
    with client.browser.get(_address(app, endpoint, name), buffered=True) as answer:
        assert answer.status_code == 200
        assert answer.data
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_file_by_its_plain_name_is_asked_for_again(client: Client) -> None:
    with client.browser.get("/static/app.css", buffered=True) as answer:
        assert "immutable" not in answer.headers["Cache-Control"]


def test_a_file_is_sent_compressed(app: Flask, client: Client) -> None:
    address = _address(app, "bootstrap.static", "css/bootstrap.min.css")
    packed = client.browser.get(address, headers={"Accept-Encoding": "gzip"}, buffered=True)
    plain = client.browser.get(address, buffered=True)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 4


def test_a_file_carries_the_headers_of_every_answer(app: Flask, client: Client) -> None:
    with client.browser.get(_address(app, "static", "app.js"), buffered=True) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_unknown_file_is_not_found(client: Client) -> None:
    assert client.browser.get("/static/none.css").status_code == 404


def test_a_second_start_builds_nothing(tmp_path: Path) -> None:
    make_app(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "static").rglob("*")}
    make_app(tmp_path)
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "static").rglob("*")}
    assert before == after
    assert len(list((tmp_path / "static").iterdir())) == 1
