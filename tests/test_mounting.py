"""Below a path of the office's web address."""

from pathlib import Path

import pytest
from flask import Flask

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
