"""The guide at /help, the way to it from each page, and the short answers in place."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from plan_app.domain.roles import Role
from plan_app.models import Task, TextStatus, User
from plan_app.presentation import guide
from plan_app.presentation import help as answers
from tests.builders import make_milestone, make_pause, make_plan, make_task, make_user
from tests.meta import source
from tests.pages import Client, Page

ClientOf = Callable[[User], Client]


def helps(page: Page) -> list[str]:
    return [fold.get("data-help", "") for fold in page.all("details") if fold.get("data-help")]


@pytest.fixture
def task(client: Client) -> Task:
    assert client
    plan = make_plan(reminders_on=False)
    make_pause(plan)
    found = make_task(plan, text_status=TextStatus.DRAFT)
    make_milestone(found)
    return found


def test_a_stranger_reads_the_whole_guide(client: Client) -> None:
    page = client.get("/help")

    assert page.text(page.one("h1")) == "Hướng dẫn sử dụng"
    chapters = [page.text(each) for each in page.all("h2")]
    assert chapters == [
        "Dành cho mọi người",
        "Đầu mối theo dõi",
        "Lãnh đạo phụ trách của cơ quan",
        "Chuyên viên tổng hợp",
        "Lãnh đạo và người theo dõi",
        "Quản trị hệ thống",
        "Câu hỏi thường gặp",
    ]
    ids = {each.get("id") for each in page.tree.iter() if each.get("id")}
    assert {link[1:] for link in page.links() if link.startswith("#")} <= ids


def test_the_guide_is_in_the_language_of_the_page(client: Client) -> None:
    client.browser.set_cookie("language", "en")
    page = client.get("/help")
    assert page.text(page.one("h1")) == "Guide"


@pytest.mark.parametrize("words", ["tạm dừng bão", "TAM DUNG bao", "bão, lũ"])
def test_the_search_finds_sections_with_all_words_and_without_accents(
    client: Client, words: str
) -> None:
    page = client.get("/help", query_string={"q": words})

    found = [page.text(each) for each in page.all("h2")]
    assert "Tạm dừng nhắc việc" in found
    assert "Sao lưu, khôi phục, nâng cấp" not in found
    assert f"{len(found):02d} mục có" in page.text(page.one("p", role="status"))


def test_a_search_that_finds_nothing_says_so(client: Client) -> None:
    text = client.get("/help?q=khongcogi").text()

    assert "00 mục có “khongcogi”" in text
    assert "Đề nghị tìm bằng từ khác" in text


def test_the_words_of_a_search_are_never_read_as_html(client: Client) -> None:
    assert "<b>x" not in client.get("/help?q=%3Cb%3Ex").response.text


def test_a_heading_needs_an_anchor() -> None:
    with pytest.raises(ValueError, match="Không có neo"):
        guide.read("# Một\n\n## Không có neo\n")


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("", "home"),
        ("tasks", "tasks"),
        ("overdue", "overdue"),
        ("first-run", "checklist"),
        ("reminders/pauses", "pauses"),
        ("assign/unassigned", "unassigned"),
        ("khong-co", "errors"),
    ],
)
def test_the_question_mark_of_a_page_leads_to_its_section(
    client_of: ClientOf, task: Task, path: str, anchor: str
) -> None:
    browser = client_of(make_user(task.plan, Role.COORDINATOR))

    page = browser.get(f"/p/{task.plan.slug}/{path}", status=404 if anchor == "errors" else 200)

    assert page.one("a", class_="page-help").get("href") == f"/help#{anchor}"


@pytest.mark.parametrize(
    ("path", "topics"),
    [
        ("tasks", ["pressing"]),
        ("tasks/{number}", ["draft"]),
        ("tasks/{number}/text", ["twin"]),
        ("structure", ["draft"]),
        ("structure/texts", ["draft"]),
        ("milestones/{milestone}/report", ["awaiting", "cause", "percent"]),
        ("milestones/{milestone}/date", ["date"]),
        ("milestones?state=awaiting_confirmation", ["awaiting"]),
        ("confirmations", ["awaiting"]),
        ("assign", ["date"]),
        ("reminders", ["unarmed"]),
        ("reminders/pauses", ["pause"]),
        ("reminders/pauses/new", ["pause"]),
        ("people/{person}/absences", ["deputy"]),
    ],
)
def test_a_rule_is_told_where_it_matters(
    client_of: ClientOf, task: Task, path: str, topics: list[str]
) -> None:
    browser = client_of(make_user(task.plan, Role.COORDINATOR))
    values = {"number": task.number, "milestone": task.milestones[0].id, "person": task.owner_id}

    page = browser.get(f"/p/{task.plan.slug}/{path.format(**values)}")

    assert helps(page) == topics
    for topic in topics:
        assert answers.TOPICS[topic].answer in page.text()


def test_one_s_own_absences_and_late_work_are_explained_too(
    client_of: ClientOf, task: Task
) -> None:
    assert task.owner is not None
    assert helps(client_of(task.owner).get("/account/absences")) == ["deputy"]
    # A task of last year: the overdue list has rows.
    make_task(task.plan, due=task.plan.decision_date)
    coordinator = client_of(make_user(task.plan, Role.COORDINATOR))
    assert helps(coordinator.get(f"/p/{task.plan.slug}/overdue")) == ["pressing"]


def test_a_wheel_holds_the_guide(tmp_path: Path) -> None:
    build = "import sys; from flit_core.buildapi import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=source.ROOT, check=True)
    (wheel,) = tmp_path.glob("*.whl")

    with zipfile.ZipFile(wheel) as packed:
        for language, name in (("vi", "huong-dan.md"), ("en", "guide.md")):
            inside = packed.read(f"plan_app/guides/{language}.md")
            assert inside == (source.ROOT / "docs" / name).read_bytes()
