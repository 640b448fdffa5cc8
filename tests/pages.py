"""A browser for tests that checks every page it is given (house rule 9)."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from plan_app.extensions import db
from plan_app.headers import CONTENT_SECURITY_POLICY

FIELDS = {"input", "select", "textarea"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class Page:
    """A parsed answer; `faults` lists what is wrong with it as a page."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response

    @cached_property
    def tree(self) -> Element:
        """The elements of the page, without comments."""
        return parse(self.response.text)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element of this kind with these attributes (`class_` for class words)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [found for found in self.tree.iter(tag) if _matches(found, wanted)]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only element of this kind; fails when there are none or several."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × {tag} {attributes}"
        return found[0]

    def text(self, element: Element | None = None) -> str:
        """The words of an element, or of the page's body, with single spaces."""
        root = self.one("body") if element is None else element
        return " ".join("".join(root.itertext()).split())

    def links(self) -> list[str]:
        """Every address that the page links to."""
        return [link.get("href", "") for link in self.all("a") if link.get("href")]

    def field(self, name: str) -> Element:
        """The field with this name."""
        found = [field for kind in FIELDS for field in self.all(kind, name=name)]
        assert found, f"no field {name}"
        return found[0]

    def hidden(self) -> dict[str, str]:
        """What the form of the page's main part sends without being asked."""
        fields = [each for each in self.one("main").iter("input") if each.get("type") == "hidden"]
        return {each.get("name", ""): each.get("value", "") for each in fields}

    def faults(self) -> list[str]:
        """What a page must not be: see each line."""
        found = []
        headings = self.all("h1")
        if len(headings) != 1:
            found.append(f"{len(headings)} h1")
        title = self.tree.find("head/title")
        if title is None or not (title.text or "").strip():
            found.append("no title")
        if not self.one("html").get("lang"):
            found.append("no language")
        counts = Counter(e.get("id") for e in self.tree.iter() if e.get("id"))
        found += [f"id {name} twice" for name, count in counts.items() if count > 1]
        found += [f"field {name} without label" for name in self._unlabelled()]
        found += self._inline()
        return found

    def _unlabelled(self) -> list[str]:
        named = {label.get("for") for label in self.all("label")}
        inside = {id(f) for label in self.all("label") for kind in FIELDS for f in label.iter(kind)}
        return [
            str(field.get("name"))
            for kind in FIELDS
            for field in self.all(kind)
            if field.get("type") not in UNLABELLED
            and field.get("id") not in named
            and id(field) not in inside
            and not (field.get("aria-label") or field.get("aria-labelledby"))
        ]

    def _inline(self) -> list[str]:
        found = [f"style attribute on {e.tag}" for e in self.tree.iter() if e.get("style")]
        found += ["style element" for _ in self.all("style")]
        found += ["inline script" for script in self.all("script") if not script.get("src")]
        found += [
            f"{name} on {element.tag}"
            for element in self.tree.iter()
            for name in element.keys()  # noqa: SIM118 (an element is not a mapping)
            if name.startswith("on")
        ]
        return found


class Client:
    """A test client whose pages are checked and parsed."""

    def __init__(self, browser: FlaskClient) -> None:
        self.browser = browser

    def get(self, address: str, status: int = 200, **options: Any) -> Page:  # noqa: ANN401
        """Open a page; fails on another status or a faulty page."""
        return self._checked(self._open("GET", address, **options), status)

    def download(self, address: str) -> TestResponse:
        """Take a file along; what is no text is not looked at as a page."""
        response = self._open("GET", address)
        assert response.status_code == 200, f"{address}: {response.status}"
        return response

    def make(self, address: str, data: dict[str, Any] | None = None) -> TestResponse:
        """Have a file made by sending a form."""
        response = self._open("POST", address, data=data or {})
        assert response.status_code == 200, f"{address}: {response.status}"
        return response

    def post(
        self,
        address: str,
        data: dict[str, Any] | None = None,
        status: int = 303,
        **options: Any,  # noqa: ANN401
    ) -> Page:
        """Send a form; the token against forgery is off in tests but for its own."""
        return self._checked(self._open("POST", address, data=data or {}, **options), status)

    def fill(self, address: str, data: dict[str, Any] | None = None, status: int = 303) -> Page:
        """Open the page of a form and send it: what is hidden in it, and `data`."""
        return self.post(address, self.get(address).hidden() | (data or {}), status)

    def _open(self, method: str, address: str, **options: Any) -> TestResponse:  # noqa: ANN401
        """Ask in a context of its own, as a server does: `g` and rows read are not the test's.

        What the test read before is forgotten first, so that it sees what the page changes.
        """
        db.session.commit()
        with self.browser.application.app_context():
            return self.browser.open(address, method=method, **options)

    def _checked(self, response: TestResponse, status: int) -> Page:
        said = f"{response.request.path}: {response.status} {response.location or ''}"
        assert response.status_code == status, said
        assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        page = Page(response)
        if response.mimetype == "text/html" and not 300 <= status < 400:
            assert page.faults() == [], said
        return page


class _Builder(TreeBuilder):
    """Takes the attributes as lxml hands them over."""

    _begins = False

    def start(self, tag: str, attrs: Mapping[str, str], /) -> Element:
        """An element begins."""
        self._begins = tag in {"pre", "textarea"}
        return super().start(tag, dict(attrs))

    def data(self, data: str, /) -> None:
        """Some text; a line break at the beginning of what keeps its lines is none of it."""
        if self._begins:
            data, self._begins = data.removeprefix("\n"), False
        super().data(data)

    def end(self, tag: str, /) -> Element:
        """An element ends."""
        self._begins = False
        return super().end(tag)


def parse(text: str) -> Element:
    """The elements of a page as lxml reads it, many times as quick as what reads as browsers do.

    `tests/meta/test_routes.py` looks at every page as browsers do.
    """
    root: Element = etree.fromstring(text, etree.HTMLParser(target=_Builder()))
    return root


def _matches(element: Element, wanted: dict[str, str]) -> bool:
    for name, value in wanted.items():
        if name == "class":
            if value not in (element.get("class") or "").split():
                return False
        elif element.get(name) != value:
            return False
    return True
