"""Papers through the pages: kept over errors, taken along by those concerned, and attacked."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.papers import MOST_BYTES
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Paper, Task, User
from plan_app.papers import store
from plan_app.views.download import SANDBOX
from tests import acting
from tests import paper_samples as samples
from tests.acting import milestone_of
from tests.builders import make_agency, make_extension, make_paper, make_plan, make_task, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
CountQueries = Callable[[], Any]
DONE = {"state": "awaiting_confirmation", "result": "Đã ban hành Quyết định."}


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan())


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


@pytest.fixture
def paper(task: Task) -> Iterator[Paper]:
    made = make_paper(acting.report(task), content=samples.pdf("taken along"), name="Biên bản.pdf")
    digest = made.digest or ""
    yield made
    store.remove(digest)


def root(task: Task) -> str:
    return f"/p/{task.plan.slug}"


def form_of(task: Task) -> str:
    return f"{root(task)}/milestones/{task.milestones[0].id}/report"


def file(name: str = "Biên bản.pdf", content: bytes = b"") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content or samples.pdf()), name


def send(browser: Client, task: Task, status: int = 303, **changes: Any) -> Page:  # noqa: ANN401
    db.session.refresh(task)
    sent = DONE | {"version": str(task.version)} | changes
    sent = {name.replace("papers_", "papers-"): value for name, value in sent.items()}
    kind = "multipart/form-data"
    return browser.post(form_of(task), sent, status, content_type=kind)


def tokens(page: Page) -> list[str]:
    return [each.get("value", "") for each in page.all("input", name="papers-kept")]


def said(page: Page) -> str:
    return page.text(page.one("div", id="papers-error"))


def attached() -> list[Paper]:
    return list(db.session.scalars(select(Paper).order_by(Paper.id)))


def test_files_and_references_go_with_a_report_and_stand_on_the_task(
    client_of: ClientOf, task: Task
) -> None:
    browser = client_of(task.owner)
    assert browser.get(form_of(task)).one("fieldset", id="papers") is not None
    send(
        browser,
        task,
        papers=[file(), file("ảnh.png", samples.png())],
        papers_number=["Quyết định số 12/QĐ-UBND", ""],
        papers_day=["1/12/2026", ""],
        papers_subject=["Phê duyệt Đề án", ""],
    )
    page = browser.get(f"{root(task)}/tasks/{task.number}")
    text = page.text(page.one("main"))
    assert "Quyết định số 12/QĐ-UBND ngày 01/12/2026: Phê duyệt Đề án" in text
    assert "Kèm văn bản, tài liệu" in text
    links = [link for link in page.links() if "/papers/" in link]
    taken = browser.download(links[0])
    assert taken.data == samples.pdf()
    assert taken.headers["Content-Disposition"].startswith("attachment; filename=")
    assert taken.headers["Content-Disposition"].endswith("UTF-8''Bi%C3%AAn%20b%E1%BA%A3n.pdf")
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert taken.headers["Content-Security-Policy"] == SANDBOX
    assert taken.headers["Cache-Control"] == "private, no-store"
    assert taken.mimetype == "application/pdf"
    assert browser.download(links[1]).mimetype == "image/png"


def test_a_file_is_kept_when_another_field_is_wrong(client_of: ClientOf, task: Task) -> None:
    browser = client_of(task.owner)
    page = send(browser, task, 422, result="", papers=[file()], papers_number="Số 1",
                papers_day="1/12/2026", papers_subject="")  # fmt: skip
    (token,) = tokens(page)
    assert "Biên bản.pdf" in page.text(page.one("fieldset", id="papers"))
    assert page.field("papers-number").get("value") == "Số 1"
    folds = [fold for fold in page.all("details") if list(fold.iter("fieldset"))]
    assert [fold.get("id") for fold in folds if fold.get("open") is not None] == [None]
    page = send(browser, task, 422, result="", papers_kept=token, papers=[file("hai.docx",
                samples.docx())])  # fmt: skip
    assert len(tokens(page)) == 2
    send(browser, task, papers_kept=tokens(page))
    assert [each.name for each in attached()] == ["Biên bản.pdf", "hai.docx"]


def test_a_kept_file_that_is_not_ticked_is_not_sent(client_of: ClientOf, task: Task) -> None:
    browser = client_of(task.owner)
    assert tokens(send(browser, task, 422, result="", papers=[file()]))
    send(browser, task)
    assert attached() == []


def test_a_file_is_kept_when_somebody_else_was_first(client_of: ClientOf, task: Task) -> None:
    stale = str(task.version - 1)
    page = send(client_of(task.owner), task, 409, version=stale, papers=[file()])
    assert len(tokens(page)) == 1


def test_the_plan_s_wish_for_a_paper_is_said_at_the_field(client_of: ClientOf, task: Task) -> None:
    task.plan.completion_needs_paper = True
    db.session.commit()
    browser = client_of(task.owner)
    page = send(browser, task, 422)
    assert "yêu cầu kèm văn bản" in said(page)
    assert page.text(page.field("result")) == DONE["result"]
    assert "#papers-files" in page.links()
    send(browser, task, papers=[file()])
    assert milestone_of(task).state is MilestoneState.AWAITING_CONFIRMATION


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"<html><script>alert(1)</script></html>", "Chỉ nhận tệp PDF"),
        ("a.pdf", b"<svg onload='alert(1)'/>", "Chỉ nhận tệp PDF"),
        ("a.pdf", samples.polyglot(), "lẫn nội dung"),
        ("a.docx", samples.pdf(), "không đúng với nội dung"),
        ("a.pdf", b"", "Tệp trống"),
        ("a.docx", samples.bomb(), "giải nén quá lớn"),
        ("a.docx", samples.docx(word__vbaProject_dot_bin=b"x"), "macro"),
    ],
    ids=["html", "svg", "polyglot", "ending", "empty", "bomb", "macro"],
)
def test_what_could_harm_is_refused_and_the_rest_is_kept(
    client_of: ClientOf, task: Task, name: str, content: bytes, why: str
) -> None:
    sent = [(io.BytesIO(content), name), file("tốt.pdf")]
    page = send(client_of(task.owner), task, 422, papers=sent)
    assert f"Tệp {name}:" in said(page)
    assert why in said(page)
    assert page.text(page.field("result")) == DONE["result"]
    assert len(tokens(page)) == 1
    assert attached() == []


def test_a_path_in_a_name_leads_nowhere(client_of: ClientOf, task: Task) -> None:
    send(client_of(task.owner), task, papers=[file("../../../../etc/cron.d/\u202ex.pdf")])
    (made,) = attached()
    assert made.name == "x.pdf"
    assert store.path_of(made.digest or "").parent.parent == store._root()


def test_more_files_than_five_are_too_many(client_of: ClientOf, task: Task) -> None:
    page = send(client_of(task.owner), task, 422, papers=[file(f"{n}.pdf") for n in range(6)])
    assert "nhiều nhất 05 tệp" in said(page)
    assert len(tokens(page)) == 5


class _Endless(io.RawIOBase):
    """A form with a file of so many megabytes, never held in memory as a whole."""

    def __init__(self, before: bytes, megabytes: int, after: bytes) -> None:
        self._left = [before, *([None] * megabytes), after]
        self._piece = b""
        self.length = len(before) + megabytes * 1024 * 1024 + len(after)

    @property
    def environment(self) -> dict[str, Any]:
        """What the server would hand over."""
        return {
            "wsgi.input": io.BufferedReader(self),
            "CONTENT_TYPE": "multipart/form-data; boundary=limit",
            "CONTENT_LENGTH": str(self.length),
        }

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 (any buffer)
        if not self._piece and self._left:
            part = self._left.pop(0)
            self._piece = b"0" * (1024 * 1024) if part is None else part
        taken = self._piece[: len(buffer)]
        buffer[: len(taken)] = taken
        self._piece = self._piece[len(taken) :]
        return len(taken)


def _large_form(task: Task, megabytes: int) -> _Endless:
    fields = DONE | {"version": str(task.version)}
    lines = "".join(
        f'--limit\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head = '--limit\r\nContent-Disposition: form-data; name="papers"; filename="a.pdf"\r\n\r\n'
    return _Endless((lines + head).encode() + b"%PDF-1.4\n", megabytes, b"\r\n--limit--\r\n")


def test_a_file_of_200_megabytes_is_too_large_and_nothing_typed_is_lost(
    client_of: ClientOf, task: Task
) -> None:
    browser = client_of(task.owner)
    form = _large_form(task, 200)
    tracemalloc.start()
    page = browser.post(
        form_of(task),
        None,
        413,
        environ_overrides=form.environment,
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * MOST_BYTES
    assert "lớn hơn 20 MB" in said(page)
    assert page.text(page.field("result")) == DONE["result"]
    assert tokens(page) == []


def test_a_larger_request_is_not_read_at_all(client_of: ClientOf, task: Task) -> None:
    form = _large_form(task, 260)
    page = client_of(task.owner).post(
        form_of(task),
        None,
        413,
        environ_overrides=form.environment,
    )
    assert "quá lớn" in page.text(page.one("h1"))


def test_a_token_that_we_did_not_sign_attaches_nothing(client_of: ClientOf, task: Task) -> None:
    browser = client_of(task.owner)
    (token,) = tokens(send(browser, task, 422, result="", papers=[file()]))
    for forged in ("x", token[:-2] + "xx", token.swapcase()):
        page = send(browser, task, 422, papers_kept=forged)
        assert "chọn lại tệp" in said(page)
        assert tokens(page) == []
    assert attached() == []


def test_a_token_is_for_one_person_and_one_form(client_of: ClientOf, task: Task) -> None:
    other = make_task(task.plan, owner=task.owner, agency=task.responsible_agency)
    browser = client_of(task.owner)
    (token,) = tokens(send(browser, task, 422, result="", papers=[file()]))
    assert "chọn lại tệp" in said(send(browser, other, 422, papers_kept=token))
    stranger = make_user(task.plan, Role.OWNER)
    task.owner = stranger
    db.session.commit()
    assert "chọn lại tệp" in said(send(client_of(stranger), task, 422, papers_kept=token))
    assert attached() == []


def test_a_token_is_good_once(client_of: ClientOf, task: Task) -> None:
    browser = client_of(task.owner)
    (token,) = tokens(send(browser, task, 422, result="", papers=[file()]))
    send(browser, task, state="in_progress", papers_kept=token)
    assert "chọn lại tệp" in said(send(browser, task, 422, papers_kept=token))
    assert len(attached()) == 1


def test_a_token_whose_file_was_tidied_says_so(client_of: ClientOf, task: Task) -> None:
    browser = client_of(task.owner)
    content = samples.pdf("tidied")
    (token,) = tokens(send(browser, task, 422, result="", papers=[file(content=content)]))
    store.remove(samples.kept(content=content).digest)
    assert "chọn lại tệp" in said(send(browser, task, 422, papers_kept=token))


def test_another_agency_s_file_is_not_given_out(
    client_of: ClientOf, task: Task, paper: Paper
) -> None:
    where = f"{root(task)}/papers/{paper.id}"
    for role in (Role.OWNER, Role.OBSERVER):
        client_of(make_user(task.plan, role, agency=make_agency())).get(where, 403)
    client_of(make_user(task.plan, Role.LEADER)).download(where)
    elsewhere = make_plan()
    outsider = make_user(elsewhere, Role.COORDINATOR)
    client_of(outsider).get(f"/p/{elsewhere.slug}/papers/{paper.id}", 404)


def test_those_not_concerned_do_not_see_names(
    client_of: ClientOf, task: Task, paper: Paper
) -> None:
    observer = client_of(make_user(task.plan, Role.OBSERVER))
    assert paper.name not in observer.get(f"{root(task)}/tasks/{task.number}").response.text


def test_a_reference_and_a_lost_file_are_no_downloads(
    client_of: ClientOf, task: Task, paper: Paper, coordinator: User
) -> None:
    store.remove(paper.digest or "")
    browser = client_of(coordinator)
    browser.get(f"{root(task)}/papers/{paper.id}", 404)
    reference = make_paper(acting.report(make_task(task.plan)))
    browser.get(f"{root(task)}/papers/{reference.id}", 404)


def test_a_coordinator_removes_a_paper_and_the_journal_says_why(
    client_of: ClientOf, task: Task, paper: Paper, coordinator: User
) -> None:
    browser, where = client_of(coordinator), f"{root(task)}/papers/{paper.id}/remove"
    task_page = f"{root(task)}/tasks/{task.number}"
    assert where in browser.get(task_page).links()
    assert where not in client_of(task.owner).get(task_page).links()
    name = paper.name
    assert name in browser.get(where).text()
    page = browser.fill(where, {"reason": " "}, 422)
    assert page.one("div", id="reason-error") is not None
    browser.fill(where, {"reason": "Gửi nhầm tệp."})
    page = browser.get(task_page)
    assert "Gửi nhầm tệp." in page.text()
    assert name not in page.text(page.one("section", aria_labelledby="reports"))


def test_a_corrected_report_shows_and_keeps_its_papers(
    client_of: ClientOf, task: Task, paper: Paper
) -> None:
    browser = client_of(task.owner)
    where = f"{root(task)}/reports/{paper.report_id}/correct"
    assert "Biên bản.pdf" in browser.get(where).text()
    browser.fill(where, DONE | {"result": "Đã ký ban hành."})
    assert "Biên bản.pdf" in browser.get(f"{root(task)}/tasks/{task.number}").text()


def test_papers_go_with_a_request_for_more_time(client_of: ClientOf, task: Task) -> None:
    browser = client_of(task.owner)
    where = f"{root(task)}/milestones/{task.milestones[0].id}/extension"
    asked = {"due": "30/6/2027", "reason": "Chờ nghiệm thu.", "cause": "objective",
             "version": str(task.version), "papers": [file("Công văn.pdf")]}  # fmt: skip
    kind = "multipart/form-data"
    page = browser.post(where, asked | {"due": ""}, 422, content_type=kind)
    again = asked | {"papers": [], "papers-kept": tokens(page)}
    shown = browser.post(where, again, content_type=kind).response.location
    assert "Công văn.pdf" in browser.get(shown).text()


def test_papers_go_with_the_answer_about_a_request(client_of: ClientOf, task: Task) -> None:
    request = make_extension(task, state="papers_asked")
    where = f"{root(task)}/extensions/{request.id}"
    sent = {"reason": "Gửi biên bản.", "version": str(task.version), "papers": [file()]}
    browser = client_of(task.owner)
    browser.post(f"{where}/answer", sent, content_type="multipart/form-data")
    assert "Biên bản.pdf" in browser.get(where).text()


def test_the_page_of_a_task_with_papers_stays_within_its_queries(
    client_of: ClientOf, count_queries: CountQueries, task: Task, paper: Paper, coordinator: User
) -> None:
    browser, where, name = client_of(coordinator), f"{root(task)}/tasks/{task.number}", paper.name
    browser.get(where)
    with count_queries() as sent:
        assert name in browser.get(where).text()
    assert len(sent) <= 8, "\n".join(sent)


def test_one_s_own_papers_are_among_one_s_own_data(
    client_of: ClientOf, task: Task, paper: Paper
) -> None:
    answer = client_of(task.owner).download("/account/data.json")
    assert [each["name"] for each in answer.json["papers"]] == [paper.name]  # type: ignore[index]
