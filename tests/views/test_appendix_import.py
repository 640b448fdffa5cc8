"""The pages of an appendix: send, say how it is read, compare, confirm, undo."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app import uploads
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.imports import appendix as files
from plan_app.models import Agency, AppendixImport, ImportSource, Plan, Task, TextStatus, User
from plan_app.presentation.language import COOKIE
from tests import appendices
from tests.acting import report
from tests.appendices import GROUP, csv, row, task_of
from tests.builders import make_agency, make_plan, make_task, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User], Client]
Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    make_agency(name="Sở Công Thương", code="so-cong-thuong")
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


@pytest.fixture
def office(coordinator: User, client_of: ClientOf) -> Client:
    """The coordinator's browser."""
    return client_of(coordinator)


def address(plan: Plan, *parts: object) -> str:
    return "/".join(["/p", plan.slug, "import", *map(str, parts)])


def send(office: Client, plan: Plan, content: bytes, name: str = "phu-luc.csv") -> int:
    """Send the file; gives its id."""
    data = {"file": (io.BytesIO(content), name)}
    page = office.post(address(plan), data, content_type="multipart/form-data")
    return int(page.response.location.split("/")[-2])


def ready(
    office: Client, plan: Plan, *rows: tuple[str, ...], source: ImportSource = ImportSource.DECISION
) -> int:
    """A file whose comparison can be looked at."""
    import_id = send(office, plan, csv(GROUP, *rows))
    page = office.get(address(plan, import_id, "reading"))
    office.post(address(plan, import_id, "reading"), fields(page) | {"source": source.value})
    return import_id


def fields(page: Page) -> dict[str, str]:
    """What the form of the page would send as it stands."""
    found = {}
    for select_ in page.all("select"):
        chosen = [each for each in select_.iter("option") if each.get("selected") is not None]
        found[select_.get("name", "")] = chosen[0].get("value", "") if chosen else ""
    for field in page.all("input", type="text") + page.all("input", type="hidden"):
        found[field.get("name", "")] = field.get("value", "")
    found.pop("csrf_token", None)
    return found


def confirm(office: Client, plan: Plan, import_id: int, status: int = 303) -> Page:
    page = office.get(address(plan, import_id))
    seen = page.one("input", name="seen").get("value", "")
    return office.post(address(plan, import_id, "apply"), {"seen": seen}, status)


def test_a_file_is_sent_read_compared_confirmed_and_undone(office: Client, plan: Plan) -> None:
    import_id = send(office, plan, csv(GROUP, row()))
    page = office.get(address(plan, import_id, "reading"))
    assert "01 nhóm giải pháp, 01 nhiệm vụ" in page.text()
    answer = office.post(address(plan, import_id, "reading"), fields(page) | {"source": "decision"})
    assert answer.response.location.endswith(address(plan, import_id))
    assert "Thêm mới: 01" in office.get(address(plan, import_id)).text()
    assert db.session.scalar(select(func.count(Task.id))) == 0

    confirm(office, plan, import_id)

    result = office.get(address(plan, import_id))
    assert "Thêm mới: 01" in result.text()
    assert "Phụ lục" not in result.text(result.one("h1")) or result.one("h1") is not None
    task = office.get(f"/p/{plan.slug}/tasks/1")
    assert "Nhập từ Kế hoạch hành động về tăng trưởng xanh, số 3825/QĐ-UBND" in task.text()
    office.post(address(plan, import_id, "undo"))
    assert db.session.scalar(select(func.count(Task.id))) == 0
    assert "đã được hoàn tác" in office.get(address(plan, import_id)).text()


def test_a_file_that_cannot_be_read_is_refused_at_its_field(office: Client, plan: Plan) -> None:
    data = {"file": (io.BytesIO(b"%PDF-1.7"), "a.xlsx")}

    page = office.post(address(plan), data, 422, content_type="multipart/form-data")

    assert page.one("div", id="file-error") is not None
    assert db.session.scalar(select(func.count(AppendixImport.id))) == 0


def test_a_refusal_is_told_in_the_language_of_the_reader(office: Client, plan: Plan) -> None:
    office.browser.set_cookie(COOKIE, "en")
    data = {"file": (io.BytesIO(b"%PDF-1.7"), "a.xlsx")}

    page = office.post(address(plan), data, 422, content_type="multipart/form-data")

    said = page.text(page.one("div", id="file-error"))
    assert not any(char.isalpha() and not char.isascii() for char in said), said


def test_the_page_says_the_one_limit_that_the_reader_and_the_request_have(
    office: Client, plan: Plan
) -> None:
    assert "Tệp lớn nhất 10 MB." in office.get(address(plan)).text()
    # One somewhat larger still reaches the form, which refuses it at its field.
    assert uploads.FILE_BYTES == files.MOST_BYTES == 10 * 1024 * 1024 < uploads.MOST_BYTES


def test_without_a_file_the_form_says_so(office: Client, plan: Plan) -> None:
    assert "Đề nghị chọn tệp." in office.post(address(plan), status=422).text()


def test_a_file_larger_than_pages_take_is_read_here(
    office: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As a body: the client of the tests would keep a file of its own open.
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body: Any = head + csv(GROUP, row()) + b"\n" * 2_000_000 + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    assert office.post(address(plan), body, 303, content_type=kind)

    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    page = office.post(address(plan), body, 413, content_type=kind)
    assert "quá lớn" in page.text()


def test_what_was_chosen_survives_an_error(office: Client, plan: Plan) -> None:
    import_id = send(office, plan, csv(GROUP, row(lead="Sở Thủy sản")))
    page = office.get(address(plan, import_id, "reading"))
    (agency,) = [name for name in fields(page) if name.startswith("agency_")]
    sent = fields(page) | {"source": "document", "title": "Điều chỉnh Kế hoạch",
                           "column_0_5": "", agency: "+", "day": "ngày kia"}  # fmt: skip

    again = office.post(address(plan, import_id, "reading"), sent, 422)

    assert "Đề nghị nhập ngày theo mẫu" in again.text()
    kept = fields(again)
    assert (kept[agency], kept["column_0_5"], kept["day"]) == ("+", "", "ngày kia")
    assert again.text(again.one("textarea", name="title")) == "Điều chỉnh Kế hoạch"
    assert again.one("div", id="number-error") is not None


def test_a_column_is_read_as_the_person_says(office: Client, plan: Plan) -> None:
    content = csv(
        ("1", "Rà soát", "Sở Công Thương", "2027", "Đề án"),
        head=("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian", "Ghi chú"),
    )
    import_id = send(office, plan, content)
    page = office.get(address(plan, import_id, "reading"))
    sent = fields(page) | {"column_0_4": "deliverable", "source": "edit"}

    office.post(address(plan, import_id, "reading"), sent)

    found = db.session.get_one(AppendixImport, import_id)
    assert found.reading["rows"][0][11] == "Đề án"
    again = office.get(address(plan, import_id, "reading"))
    assert fields(again)["column_0_4"] == "deliverable"
    assert fields(again) | {"source": "edit"} == sent


def test_what_was_said_once_stands_there_again(office: Client, plan: Plan) -> None:
    import_id = send(office, plan, csv(GROUP, row()))
    page = office.get(address(plan, import_id, "reading"))
    document = {"source": "document", "title": "Văn bản", "number": "1/QĐ", "day": "01/02/2026"}
    office.post(address(plan, import_id, "reading"), fields(page) | document)

    again = office.get(address(plan, import_id, "reading"))

    assert again.one("input", name="source", checked="").get("value") == "document"
    assert fields(again)["day"] == "01/02/2026"


def test_errors_of_rows_stand_beside_them_and_nothing_can_be_confirmed(
    office: Client, plan: Plan
) -> None:
    import_id = ready(office, plan, row(), row(number=2, title="Lập báo cáo", lead=""))

    page = office.get(address(plan, import_id) + "?standing=error")

    assert "Thiếu cơ quan chủ trì." in page.text()
    assert len(page.one("tbody").findall("tr")) == 1
    assert page.all("input", name="seen") == []
    assert office.post(address(plan, import_id, "apply"), {"seen": ""}, 409)


def test_old_and_new_stand_beside_each_other(office: Client, plan: Plan) -> None:
    agency = db.session.query(Agency).filter_by(code="so-cong-thuong").one()
    make_task(plan, number=1, title="Rà soát cơ chế, chính sách", agency=agency,
              time_as_worded="2027", deliverable="Báo cáo", due=date(2027, 12, 31),
              text_status=TextStatus.DRAFT)  # fmt: skip
    import_id = ready(office, plan, row())

    page = office.get(address(plan, import_id))

    assert page.text(page.one("del")) == "Báo cáo"
    assert page.text(page.one("ins")) == "Báo cáo rà soát"


def test_rows_are_searched_sorted_and_downloaded(office: Client, plan: Plan) -> None:
    import_id = ready(office, plan, row(title="Bảo vệ rừng"), row(number=2, title="Ứng phó bão"))

    found = office.get(address(plan, import_id) + "?q=ung+pho").one("tbody")
    turned = office.get(address(plan, import_id) + "?sort=-title").one("tbody")
    file = office.get(address(plan, import_id, "rows.csv") + "?sort=-number").response.text

    assert len(found.findall("tr")) == 1
    assert "Ứng phó bão" in "".join(turned.findall("tr")[0].itertext())
    lines = file.splitlines()
    assert lines[0].startswith("\ufeffSố,Nhiệm vụ,Kết quả")
    assert [line.split(",")[0] for line in lines[1:3]] == ["2", "1"]
    nothing = office.get(address(plan, import_id) + "?q=khong+co")
    assert "Không có dòng nào phù hợp." in nothing.text()


def test_a_plan_that_changed_meanwhile_is_shown_again(office: Client, plan: Plan) -> None:
    import_id = ready(office, plan, row())

    page = office.post(address(plan, import_id, "apply"), {"seen": "other"}, 409)

    assert "Đề nghị xem lại bản so sánh mới" in page.text()
    assert db.session.scalar(select(func.count(Task.id))) == 0


def test_what_was_changed_since_is_listed_instead_of_the_button(office: Client, plan: Plan) -> None:
    import_id = ready(office, plan, row())
    confirm(office, plan, import_id)
    task = task_of(plan)
    task.owner = make_user(plan, Role.OWNER, agency=task.responsible_agency)
    db.session.commit()
    report(task)

    page = office.get(address(plan, import_id))

    assert "Không hoàn tác được" in page.text()
    assert f"/p/{plan.slug}/tasks/1" in page.links()
    assert "Hoàn tác lần nhập này" not in page.text()
    refused = office.post(address(plan, import_id, "undo"), status=422)
    assert "chưa ghi thay đổi nào" in refused.text()


def test_a_file_is_thrown_away(office: Client, plan: Plan) -> None:
    import_id = ready(office, plan, row())

    office.post(address(plan, import_id, "discard"))

    office.get(address(plan, import_id), 404)


def test_a_confirmed_file_is_not_read_otherwise(office: Client, plan: Plan) -> None:
    import_id = ready(office, plan, row())
    confirm(office, plan, import_id)

    assert office.get(address(plan, import_id, "reading"), 303)
    assert office.post(address(plan, import_id, "apply"), {"seen": ""}, 422)


def test_a_file_of_another_plan_is_not_found(office: Client, plan: Plan) -> None:
    import_id = ready(office, plan, row())
    other = make_plan()
    make_user(other, Role.COORDINATOR)
    db.session.get_one(AppendixImport, import_id).plan_id = other.id
    db.session.commit()

    office.get(address(plan, import_id), 404)


@pytest.mark.parametrize("part", ["", "/reading", "/rows.csv"])
def test_a_page_asks_at_most_eight_queries(
    office: Client, plan: Plan, count_queries: Counting, part: str
) -> None:
    import_id = ready(office, plan, *(row(number=n, title=f"Nhiệm vụ {n}") for n in range(1, 40)))

    page = address(plan, import_id) + part

    with count_queries() as sent:
        office.get(page)

    assert len(sent) <= 8, "\n".join(sent)


def test_the_pages_of_sending_and_of_the_result_ask_at_most_eight_queries(
    office: Client, plan: Plan, count_queries: Counting
) -> None:
    import_id = ready(office, plan, row())
    confirm(office, plan, import_id)

    for page in (address(plan), address(plan, import_id)):
        with count_queries() as sent:
            office.get(page)
        assert len(sent) <= 8, "\n".join(sent)


def test_looking_changes_nothing(office: Client, plan: Plan) -> None:
    import_id = ready(office, plan, row())
    before = db.session.get_one(AppendixImport, import_id).version
    for part in ("", "/reading", "/rows.csv"):
        office.get(address(plan, import_id) + part)
    for part in ("apply", "undo", "discard"):
        office.get(address(plan, import_id, part), 405)

    db.session.expire_all()
    assert db.session.get_one(AppendixImport, import_id).version == before
    assert appendices.compare(import_id).can_be_written
