"""Text is sent compressed to who takes it so, and its length tells little."""

import gzip

import pytest
from flask import Flask

from plan_app.access import public
from plan_app.compression import SHORTEST, packed
from tests.pages import Client

BACKENDS = ("sqlite",)
GZIP = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_sent_compressed(client: Client) -> None:
    small = client.browser.get("/sign-in", headers=GZIP)
    plain = client.browser.get("/sign-in")

    assert small.headers["Content-Encoding"] == "gzip"
    assert small.content_length == len(small.data) < len(plain.data) / 2
    assert b"<h1>" in gzip.decompress(small.data)
    assert "Accept-Encoding" in small.headers["Vary"]


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip;q=0"}])
def test_who_does_not_take_it_gets_the_page_as_it_is(
    client: Client, headers: dict[str, str]
) -> None:
    answer = client.browser.get("/sign-in", headers=headers)
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_what_is_short_stays_as_it_is(client: Client) -> None:
    answer = client.browser.get("/healthz", headers=GZIP)
    assert len(answer.data) < SHORTEST
    assert "Content-Encoding" not in answer.headers


def test_a_file_of_an_office_is_not_compressed_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = app.response_class("x" * 2000, mimetype="application/zip")
    monkeypatch.setitem(app.view_functions, "guide.show", public(lambda: answer))
    assert "Content-Encoding" not in app.test_client().get("/help", headers=GZIP).headers


def test_equal_pages_are_of_unequal_length() -> None:
    page = b"<p>Nhiem vu</p>" * 200
    found = [packed(page) for _ in range(20)]
    assert {gzip.decompress(each) for each in found} == {page}
    assert len(set(map(len, found))) > 1
