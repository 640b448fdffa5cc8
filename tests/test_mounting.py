"""Below a path of the office's web address."""

from pathlib import Path

import pytest
from flask import Flask, request

from tests.databases import make_app


@pytest.fixture
def mounted(tmp_path: Path) -> Flask:
    """The application at https://vanphong.example.org/kehoach."""
    return make_app(tmp_path, BASE_URL="https://vanphong.example.org/kehoach")


@pytest.mark.parametrize("path", ["/kehoach/healthz", "/healthz"])
def test_it_answers_whether_the_proxy_keeps_the_path_or_not(mounted: Flask, path: str) -> None:
    assert mounted.test_client().get(path).status_code == 200


def test_links_begin_with_the_path(mounted: Flask) -> None:
    page = mounted.test_client().get("/kehoach/sign-in").text
    assert 'href="/kehoach/static/app.' in page
    assert 'href="/static/' not in page


def test_static_files_are_found_below_the_path(mounted: Flask) -> None:
    with mounted.test_client().get("/kehoach/static/app.css", buffered=True) as answer:
        assert answer.status_code == 200


def test_a_longer_name_is_not_the_path(mounted: Flask) -> None:
    assert mounted.test_client().get("/kehoachkhac").status_code == 404


@pytest.mark.parametrize(
    ("proxies", "address", "scheme"),
    [("0", "127.0.0.1", "http"), ("1", "10.2.2.2", "https"), ("2", "10.1.1.1", "http")],
)
def test_as_many_proxies_are_believed_as_are_set(
    tmp_path: Path, proxies: str, address: str, scheme: str
) -> None:
    app = make_app(tmp_path, PROXIES=proxies)
    said = []
    app.before_request(lambda: said.append((request.remote_addr, request.scheme)))
    headers = {"X-Forwarded-For": "10.1.1.1, 10.2.2.2", "X-Forwarded-Proto": "http, https"}
    app.test_client().get("/healthz", headers=headers)
    assert said == [(address, scheme)]


def test_behind_a_proxy_it_is_still_below_its_path(tmp_path: Path) -> None:
    base = "https://vanphong.example.org/kehoach"
    app = make_app(tmp_path, BASE_URL=base, PROXIES="1")
    page = app.test_client().get("/sign-in", headers={"X-Forwarded-Prefix": "/elsewhere"}).text
    assert 'href="/kehoach/static/app.' in page
