"""The page of reports and letters: what is offered, cut and refused, and the files."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import quote

import pytest
from docx import Document
from werkzeug.test import TestResponse

from plan_app.domain.extensions import ExtensionState
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    ExtensionRequest,
    JournalEntry,
    Plan,
    ProgressReport,
    Task,
    User,
)
from plan_app.presentation.language import COOKIE
from tests.builders import make_agency, make_plan, make_task, make_user, save
from tests.pages import Client, Page
from tests.word_files import words_in

ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
LATE = date(2026, 11, 30)
WORDS = "Thiếu kinh phí đấu nối."


@pytest.fixture
def task() -> Task:
    """An overdue task whose agency wrote what holds it up."""
    task = make_task(make_plan(), due=LATE, agency=make_agency(name="Sở Công Thương"))
    say(task, WORDS)
    return task


def say(task: Task, difficulties: str) -> ProgressReport:
    assert task.owner is not None
    return save(
        ProgressReport(
            milestone=task.milestones[0],
            author=task.owner,
            reported_at=datetime(2026, 11, 2, 3, tzinfo=UTC),
            reported_on=date(2026, 11, 2),
            state_before=MilestoneState.NOT_STARTED,
            state=MilestoneState.IN_PROGRESS,
            difficulties=difficulties,
        )
    )


@pytest.fixture
def coordinator(client_of: ClientOf, task: Task) -> Client:
    return client_of(make_user(task.plan, Role.COORDINATOR))


def address(plan: Plan, path: str = "", **arguments: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in arguments.items())
    return f"/p/{plan.slug}/reports{path}{'?' if query else ''}{query}"


def make(browser: Client, plan: Plan, **arguments: object) -> TestResponse:
    """The document that the form asks for."""
    return browser.make(address(plan, "/document"), {k: str(v) for k, v in arguments.items()})


def refused(browser: Client, plan: Plan, status: int, **arguments: object) -> Page:
    """The page in place of a document that is not made."""
    sent = {name: str(value) for name, value in arguments.items()}
    return browser.post(address(plan, "/document"), sent, status)


def text_of(file: TestResponse) -> str:
    """All words of a Word file, its tables too."""
    return words_in(Document(BytesIO(file.data)).element.body)


def test_the_page_offers_the_report_of_the_present_half_year(
    coordinator: Client, task: Task
) -> None:
    page = coordinator.get(address(task.plan))
    chosen = [each for each in page.all("option") if "selected" in each.attrib]
    assert [page.text(each) for each in chosen] == ["06 tháng cuối năm 2026"]
    assert "Chưa hoàn thành, quá hạn: 01" in page.text()
    assert WORDS in page.text()
    assert f"/p/{task.plan.slug}/reports" in page.links()


@pytest.mark.parametrize("kind", ["plan", "summary", "urging", "submission", "agency"])
def test_every_kind_has_its_page(coordinator: Client, task: Task, kind: str) -> None:
    request_extension(task)
    page = coordinator.get(address(task.plan, kind=kind))
    assert page.text(page.one("a", aria_current="page", href=address(task.plan, kind=kind)))
    assert page.all("button", class_="btn-primary")


def request_extension(task: Task) -> None:
    save(
        ExtensionRequest(
            milestone_id=task.milestones[0].id,
            requested_by_id=task.owner_id or 0,
            requested_at=datetime(2026, 12, 1, 3, tzinfo=UTC),
            requested_due_date=date(2027, 3, 31),
            reason="Chờ hướng dẫn.",
            state=ExtensionState.REQUESTED,
        )
    )


@pytest.mark.parametrize(
    ("arguments", "name", "said"),
    [
        ({"kind": "plan", "period": "2026"}, "Báo cáo kết quả thực hiện Kế hoạch năm 2026",
         "Ủy ban nhân dân tỉnh"),
        ({"kind": "plan", "period": "2026-h1", "version": "province"},
         "Báo cáo kết quả thực hiện Kế hoạch 06 tháng đầu năm 2026 (dự thảo UBND tỉnh)",
         "Kính gửi: Bộ Tài chính"),
        ({"kind": "plan", "period": "2026-h1", "version": "province",
          "ministry": "Bộ Nông nghiệp và Môi trường"},
         "Báo cáo kết quả thực hiện Kế hoạch 06 tháng đầu năm 2026 (dự thảo UBND tỉnh)",
         "Kính gửi: Bộ Nông nghiệp và Môi trường."),
        ({"kind": "urging"}, "Đôn đốc thực hiện nhiệm vụ - Sở Công Thương", "Kính gửi: Sở Công"),
        ({"kind": "agency"}, "Báo cáo của Sở Công Thương đến ngày 08-12-2026", "/BC-SCT"),
        ({"kind": "summary"}, "Tóm tắt kết quả thực hiện đến ngày 08-12-2026", "TÓM TẮT"),
        ({"kind": "submission"}, "Tờ trình điều chỉnh thời hạn nhiệm vụ", "TỜ TRÌNH"),
        ({"kind": "submission", "version": "province"},
         "Công văn điều chỉnh thời hạn nhiệm vụ (dự thảo UBND tỉnh)", "TM. ỦY BAN NHÂN DÂN"),
    ],
)  # fmt: skip
def test_every_kind_is_taken_along_under_its_vietnamese_name(
    coordinator: Client, task: Task, arguments: dict[str, str], name: str, said: str
) -> None:
    request_extension(task)
    arguments.setdefault("agency", str(task.responsible_agency_id))
    page = make(coordinator, task.plan, **arguments)
    assert said in text_of(page)
    disposition = page.headers["Content-Disposition"]
    assert f"filename*=UTF-8''{quote(f'{name}.docx', safe='')}" in disposition


def test_a_document_is_vietnamese_whatever_language_the_page_is_in(
    coordinator: Client, task: Task
) -> None:
    arguments = {"kind": "plan", "period": "2026"}
    vietnamese = text_of(make(coordinator, task.plan, **arguments))
    coordinator.browser.set_cookie(COOKIE, "en")
    assert text_of(make(coordinator, task.plan, **arguments)) == vietnamese


def entries() -> list[JournalEntry]:
    db.session.expire_all()
    return db.session.query(JournalEntry).order_by(JournalEntry.id).all()


def test_the_journal_knows_who_made_which_document(
    client_of: ClientOf, coordinator: Client, task: Task
) -> None:
    assert task.owner is not None
    agency, version = task.responsible_agency_id, task.version
    before = len(entries())
    make(coordinator, task.plan, kind="plan", period="2026", version="province")
    client_of(task.owner).make(address(task.plan, f"/agencies/{agency}"))

    report, own = entries()[before:]
    assert report.action == own.action == "document_made"
    assert report.data == {"kind": "plan", "version": "province", "period": "2026"}
    assert report.text is not None
    assert report.text.body is not None
    assert report.text.body.startswith("Báo cáo kết quả thực hiện Kế hoạch năm 2026")
    assert (own.actor_id, own.subject_kind, own.subject_id) == (task.owner_id, "agency", agency)
    assert task.version == version
    page = coordinator.get(f"/p/{task.plan.slug}/journal")
    assert "Lập báo cáo, văn bản" in page.text()
    assert "(dự thảo UBND tỉnh).docx" in page.text()


def test_looking_changes_nothing_and_a_refused_document_is_not_written_down(
    coordinator: Client, task: Task
) -> None:
    before = len(entries())
    coordinator.get(address(task.plan, kind="plan", period="2026"))
    refused(coordinator, task.plan, 422, kind="submission")
    coordinator.get(address(task.plan, "/document", kind="plan", period="2026"), status=405)
    assert len(entries()) == before


def test_the_token_of_the_button_is_in_no_address(coordinator: Client, task: Task) -> None:
    page = coordinator.get(address(task.plan))
    (form,) = page.all("form", class_="document-form")
    assert form.get("method") == "get"
    assert not [each for each in form.iter("input") if each.get("name") == "csrf_token"]
    (button,) = page.all("button", name="csrf_token")
    assert (button.get("formmethod"), button.get("formaction")) == (
        "post",
        address(task.plan, "/document"),
    )


def test_what_is_cut_stands_nowhere_in_the_document(coordinator: Client, task: Task) -> None:
    other = make_task(task.plan, due=LATE)
    say(other, "Chưa có mặt bằng.")
    (row,) = [each for each in db.session.query(ProgressReport) if each.difficulties == WORDS]
    whole = make(coordinator, task.plan, kind="plan", period="2026")
    cut = make(coordinator, task.plan, kind="plan", period="2026", cut=row.id)

    assert text_of(whole).count(WORDS) == 2
    assert WORDS not in text_of(cut)
    assert "Chưa có mặt bằng." in text_of(cut)
    assert "«nguyên nhân»" in text_of(cut)


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("groups", "Kết quả nổi bật, đánh giá của Nhóm I"),
        ("difficulties", "KIẾN NGHỊ CỦA CÁC CƠ QUAN"),
        ("overdue", "NHIỆM VỤ QUÁ HẠN"),
        ("ahead", "NHIỆM VỤ NĂM 2027"),
        ("appendix", "PHỤ LỤC"),
        ("charts", "Biểu đồ 1"),
    ],
)
def test_each_section_can_be_left_out(
    coordinator: Client, task: Task, section: str, words: str
) -> None:
    whole = {"kind": "plan", "period": "2026"}
    with_it = make(coordinator, task.plan, **whole)
    without = make(coordinator, task.plan, **whole, without=section)
    assert words in text_of(with_it)
    assert words not in text_of(without)


def test_a_cut_stays_ticked_when_the_content_is_looked_at_again(
    coordinator: Client, task: Task
) -> None:
    (report,) = db.session.query(ProgressReport)
    arguments = {"kind": "plan", "period": "2026", "version": "province", "without": "charts"}
    page = coordinator.get(address(task.plan, **arguments, cut=report.id))
    ticked = {each.get("value") for each in page.all("input") if "checked" in each.attrib}
    assert ticked == {str(report.id), "province", "charts"}


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"kind": "plan", "period": "2031"}, "period"),
        ({"kind": "plan", "period": "x"}, "period"),
        ({"kind": "plan", "period": "2026", "version": "x"}, "version"),
        ({"kind": "plan", "period": "2026", "version": "province", "ministry": " "}, "ministry"),
        ({"kind": "plan", "period": "2026", "ministry": "B" * 121}, "ministry"),
        ({"kind": "urging", "agency": "0"}, "agency"),
        ({"kind": "agency", "agency": "99999999"}, "agency"),
    ],
)
def test_what_cannot_be_made_is_said_at_the_field(
    coordinator: Client, task: Task, arguments: dict[str, str], field: str
) -> None:
    looked = coordinator.get(address(task.plan, **arguments), status=422)
    for page in (looked, refused(coordinator, task.plan, 422, **arguments)):
        summary = page.one("div", id="error-summary")
        assert any(f"#{field}" in (link.get("href") or "") for link in summary.iter("a"))


def test_an_agency_with_nothing_overdue_is_not_urged(coordinator: Client, task: Task) -> None:
    calm = make_task(task.plan, agency=make_agency(name="Sở Y tế"))
    page = coordinator.get(address(task.plan, kind="urging"))
    assert [page.text(each) for each in page.all("option")] == ["Sở Công Thương"]
    refused(coordinator, task.plan, 422, kind="urging", agency=calm.responsible_agency_id)


def test_there_is_no_submission_without_a_request(coordinator: Client, task: Task) -> None:
    page = coordinator.get(address(task.plan, kind="submission"))
    assert "Hiện không có đề nghị gia hạn" in page.text(page.one("div", class_="empty"))
    page = refused(coordinator, task.plan, 422, kind="submission")
    assert page.one("div", id="error-summary") is not None


@pytest.mark.parametrize("kind", ["plan", "summary", "urging", "submission", "agency"])
def test_an_empty_plan_has_its_pages(client_of: ClientOf, kind: str) -> None:
    plan = make_plan()
    coordinator = client_of(make_user(plan, Role.COORDINATOR))
    page = coordinator.get(address(plan, kind=kind))
    if kind in {"plan", "summary"}:
        document = make(coordinator, plan, kind=kind, period="2026")
        assert "00 nhiệm vụ" in text_of(document)
    else:
        assert page.all("div", class_="empty")


def test_a_leader_makes_reports_and_an_observer_or_owner_does_not(
    client_of: ClientOf, task: Task
) -> None:
    client_of(make_user(task.plan, Role.LEADER)).get(address(task.plan))
    for role in (Role.OBSERVER, Role.OWNER):
        stranger = client_of(make_user(task.plan, role))
        stranger.get(address(task.plan), status=403)
        refused(stranger, task.plan, 403, kind="plan", period="2026")


def test_an_owner_takes_the_report_of_the_own_agency_from_home_and_list(
    client_of: ClientOf, task: Task
) -> None:
    assert task.owner is not None
    owner = client_of(task.owner)
    own = address(task.plan, f"/agencies/{task.responsible_agency_id}")
    for path in ("/", "/tasks"):
        assert owner.get(f"/p/{task.plan.slug}{path}").one("form", action=own) is not None
    text = text_of(owner.make(own))
    assert WORDS in text
    assert "SỞ CÔNG THƯƠNG" in text


def test_an_owner_does_not_get_the_report_of_another_agency(
    client_of: ClientOf, task: Task
) -> None:
    other = make_task(task.plan)
    assert task.owner is not None
    owner = client_of(task.owner)
    owner.post(address(task.plan, f"/agencies/{other.responsible_agency_id}"), status=403)


def test_who_has_no_tasks_of_an_agency_is_offered_no_report_of_it(
    client_of: ClientOf, task: Task
) -> None:
    watcher = make_user(task.plan, Role.OBSERVER, agency=make_agency())
    browser = client_of(watcher)
    forms = browser.get(f"/p/{task.plan.slug}/tasks").all("form")
    assert not any("/reports/agencies/" in (each.get("action") or "") for each in forms)
    browser.post(address(task.plan, f"/agencies/{watcher.agency_id}"), status=404)


@pytest.mark.parametrize("kind", ["plan", "summary", "urging", "submission", "agency"])
def test_a_page_takes_at_most_eight_queries(
    coordinator: Client, task: Task, count_queries: CountQueries, kind: str
) -> None:
    for _ in range(3):
        make_task(task.plan, due=LATE)
    page = address(task.plan, kind=kind)
    with count_queries() as sent:
        coordinator.get(page)
    assert len(sent) <= 8, sent


def test_names_of_any_length_and_letters_that_xml_refuses_are_written(
    coordinator: Client, task: Task
) -> None:
    name = "Ban Quản lý " + "Khu kinh tế và các Khu công nghiệp " * 5
    long = make_task(
        task.plan, due=LATE, title="Rà soát " * 60, agency=make_agency(name=name[:199])
    )
    say(long, "Vướng mắc\x01 về <đất> & \U0001f333 nước")
    page = make(coordinator, task.plan, kind="plan", period="2026")
    assert "Vướng mắc về <đất> & \U0001f333 nước" in text_of(page)
    assert name[:199].upper() in text_of(
        make(coordinator, task.plan, kind="agency", agency=long.responsible_agency_id)
    )


def test_who_reads_english_finds_the_agencies_by_their_english_names(
    coordinator: Client, task: Task
) -> None:
    task.responsible_agency.name_en = "Department of Industry"
    db.session.commit()
    coordinator.browser.set_cookie(COOKIE, "en")
    page = coordinator.get(f"/p/{task.plan.slug}/reports")
    assert "Department of Industry" in [page.text(each) for each in page.all("h3")]
