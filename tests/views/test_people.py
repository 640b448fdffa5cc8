"""The pages about people."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from plan_app.domain.mailing import MessageKind
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Absence, JournalEntry, OutboxMessage, Plan, User
from plan_app.queries.installation import list_mail_domains
from tests.builders import make_agency, make_plan, make_task, make_user
from tests.conftest import NOW
from tests.pages import Client, Page
from tests.workbooks import fetched, workbook

ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR, full_name="Trần Văn Điều")


@pytest.fixture
def browser(coordinator: User, client_of: ClientOf) -> Client:
    return client_of(coordinator)


@pytest.fixture
def owner(plan: Plan) -> User:
    agency = make_agency(name="Sở Xây dựng thử")
    return make_user(
        plan,
        Role.OWNER,
        agency=agency,
        full_name="Lê Thị Đào",
        email="dao@so.example.org",
        telephone="0237 385 2246",
    )


@pytest.fixture
def people(plan: Plan) -> str:
    return f"/p/{plan.slug}/people"


def names(page: Page) -> list[str]:
    """The names in the rows of the list."""
    links = [link for row in page.all("th", scope="row") for link in row.iter("a")]
    return [page.text(link) for link in links]


def saw(page: Page) -> str:
    """The fingerprint in the form of a page."""
    return page.field("seen").get("value") or ""


@pytest.mark.parametrize(
    "query",
    ["?words=Đào", "?words=dao+le", "?words=dao@so", "?role=owner", "?standing=unreachable",
     "?standing=invited&role=owner", "?sort=-tasks&role=owner"],
)  # fmt: skip
def test_the_list_is_searched_without_diacritics_and_narrowed(
    browser: Client, people: str, owner: User, query: str
) -> None:
    owner.unreachable_since = NOW
    assert names(browser.get(people + query)) == ["Ông Lê Thị Đào"]


def test_people_stand_by_given_name_or_agency_or_tasks(
    browser: Client, people: str, plan: Plan, owner: User
) -> None:
    an = make_user(plan, Role.OWNER, full_name="Võ Văn An", agency=make_agency(official_order=1))
    make_task(plan, owner=an)
    assert names(browser.get(people))[:2] == [an.addressed, owner.addressed]
    assert names(browser.get(f"{people}?sort=-name"))[-1] == "Ông Võ Văn An"
    assert names(browser.get(f"{people}?sort=agency"))[0] == "Ông Võ Văn An"
    assert names(browser.get(f"{people}?sort=-tasks"))[0] == "Ông Võ Văn An"


def test_other_standings_and_nonsense_in_the_address(
    browser: Client, people: str, plan: Plan, owner: User
) -> None:
    ended = make_user(active=False, full_name="Đỗ Đã Nghỉ", password="x")
    shared = make_user(plan, Role.OWNER, is_shared=True, honorific="", full_name="UBND xã A")
    assert names(browser.get(f"{people}?standing=ended")) == [ended.addressed]
    assert names(browser.get(f"{people}?standing=shared")) == [shared.addressed]
    assert ended.addressed not in names(browser.get(f"{people}?standing=active"))
    assert names(browser.get(f"{people}?agency={owner.agency_id}")) == [owner.addressed]
    assert len(names(browser.get(f"{people}?agency=x&role=king&page=0&sort=shoe"))) == 4


def test_an_empty_list_says_what_to_do(browser: Client, people: str) -> None:
    page = browser.get(f"{people}?words=không+có+ai")
    assert "Không có người dùng phù hợp" in page.text()
    assert people in page.links()


def test_the_file_tells_what_the_list_tells(
    browser: Client, people: str, plan: Plan, owner: User
) -> None:
    make_task(plan, owner=owner)
    make_user(full_name="Một Người Khác")
    text = browser.get(f"{people}.csv?words=dao").response.get_data().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["Họ tên"], row["Thư công vụ"]) == (owner.full_name, owner.email)
    assert (row["Vai trò"], row["Tài khoản"]) == ("Đầu mối theo dõi", "Chưa đặt mật khẩu")
    assert (row["Cơ quan"], row["Nhiệm vụ chưa hoàn thành"]) == ("Sở Xây dựng thử", "1")


def test_no_page_asks_the_database_too_much(
    browser: Client, people: str, plan: Plan, owner: User, count_queries: CountQueries
) -> None:
    for _ in range(5):
        make_task(plan, owner=owner)
        make_user(plan, Role.OWNER, agency=make_agency())
    pages = [people, f"{people}.csv", f"{people}/new", f"{people}/import"]
    below = ("", "/history", "/edit", "/roles", "/handover", "/deactivate", "/absences")
    for address in pages + [f"{people}/{owner.id}{each}" for each in below]:
        with count_queries() as sent:
            browser.get(address)
        assert len(sent) <= 8, f"{address}: {len(sent)}"


def test_a_person_can_be_called_and_their_tasks_stand_there(
    browser: Client, people: str, plan: Plan, owner: User
) -> None:
    task = make_task(plan, owner=owner)
    page = browser.get(f"{people}/{owner.id}")
    assert {"tel:02373852246", f"mailto:{owner.email}"} <= set(page.links())
    assert f"/p/{plan.slug}/tasks/{task.number}" in page.links()
    assert "Chưa đặt mật khẩu" in page.text()


def test_nobody_is_not_found(browser: Client, people: str) -> None:
    browser.get(f"{people}/999999", status=404)


NEW = {
    "honorific": "Bà",
    "full_name": "Phạm Thị Én",
    "email": "en@so.example.org",
    "position": "Chuyên viên",
    "division": "",
    "agency": "",
    "telephone": "0237 1",
    "language": "vi",
}


def test_a_new_person_becomes_owner_and_is_invited(browser: Client, people: str) -> None:
    boxes = {"is_owner": "y", "invite": "y"}
    page = browser.post(f"{people}/new", NEW | boxes)

    user = db.session.query(User).filter_by(email="en@so.example.org").one()
    assert page.response.location == f"{people}/{user.id}"
    assert [each.role for each in user.memberships] == [Role.OWNER]
    message = db.session.query(OutboxMessage).one()
    assert (message.kind, message.recipient_id) == (MessageKind.INVITATION, user.id)
    actions = [each for (each,) in db.session.query(JournalEntry.action)]
    assert sorted(actions) == ["role_granted", "user_created", "user_invited"]
    history = browser.get(f"{people}/{user.id}/history").text()
    assert "Trần Văn Điều" in history
    assert "Giao vai trò: Đầu mối theo dõi" in history


def test_the_invitation_quotes_the_letter_of_the_agency_also_when_sent_again(
    browser: Client, people: str
) -> None:
    letter = "Công văn số 321/SXD-KHTC ngày 01/12/2026"
    browser.post(f"{people}/new", NEW | {"invite": "y", "letter": f" {letter} "})
    user = db.session.query(User).filter_by(email="en@so.example.org").one()
    browser.post(f"{people}/{user.id}/invite")
    quoted = [each.context["letter"] for each in db.session.query(OutboxMessage)]
    assert quoted == [letter, letter]


def test_an_office_gets_a_shared_account(browser: Client, people: str, owner: User) -> None:
    shared = NEW | {"honorific": "", "full_name": "UBND xã A", "is_shared": "y"}
    page = browser.post(f"{people}/new", shared, 422)
    assert "Tài khoản dùng chung cần có cơ quan." in page.text()
    browser.post(f"{people}/new", shared | {"agency": str(owner.agency_id)})
    assert db.session.query(User).filter_by(is_shared=True).one().full_name == "UBND xã A"
    assert db.session.query(OutboxMessage).count() == 0


def test_errors_stand_at_their_fields_and_what_was_typed_stays(
    browser: Client, people: str, owner: User
) -> None:
    page = browser.post(f"{people}/new", NEW | {"full_name": "", "email": owner.email}, 422)
    assert "Đề nghị nhập họ tên." in page.text(page.one("div", id="full_name-error"))
    page = browser.post(f"{people}/new", NEW | {"email": owner.email.upper()}, 422)
    assert "Đã có tài khoản" in page.text(page.one("div", id="email-error"))
    assert page.field("full_name").get("value") == "Phạm Thị Én"


def test_facts_are_edited_and_a_stale_form_shows_both(
    browser: Client, people: str, owner: User
) -> None:
    form = browser.get(f"{people}/{owner.id}/edit")
    typed = NEW | {"email": owner.email, "seen": saw(form)}
    browser.post(f"{people}/{owner.id}/edit", typed)
    db.session.refresh(owner)
    assert owner.full_name == "Phạm Thị Én"

    again = browser.post(f"{people}/{owner.id}/edit", typed | {"position": "Trưởng phòng"}, 409)
    assert "Nội dung hiện nay" in again.text()
    assert again.field("position").get("value") == "Trưởng phòng"
    confirmed = typed | {"position": "Trưởng phòng", "seen": saw(again)}
    browser.post(f"{people}/{owner.id}/edit", confirmed)


def test_a_coordinator_gives_the_role_of_owner_and_is_offered_no_other(
    browser: Client, people: str, owner: User, client_of: ClientOf
) -> None:
    page = browser.get(f"{people}/{owner.id}/roles")
    boxes = {field.get("name") for field in page.all("input", type="checkbox")}
    assert boxes == {"owner"}
    browser.fill(f"{people}/{owner.id}/roles", {"coordinator": "y", "administrator": "y"})
    db.session.refresh(owner)
    assert (owner.memberships, owner.is_administrator) == ([], False)

    administrator = client_of(make_user(is_administrator=True))
    administrator.fill(f"{people}/{owner.id}/roles", {"leader": "y", "administrator": "y"})
    db.session.refresh(owner)
    assert [each.role for each in owner.memberships] == [Role.LEADER]
    assert owner.is_administrator
    browser.get(f"{people}/{owner.id}/roles", status=403)
    browser.get(f"{people}/{owner.id}/edit", status=403)
    browser.post(f"{people}/{owner.id}/invite", status=403)


def test_an_invitation_is_sent_again(browser: Client, people: str, owner: User) -> None:
    browser.post(f"{people}/{owner.id}/invite")
    assert db.session.query(OutboxMessage).one().recipient_id == owner.id
    page = browser.get(f"{people}/{owner.id}")
    assert "Gửi lại thư mời" in page.text()
    owner.password = "$argon2"
    browser.post(f"{people}/{owner.id}/invite")
    assert "không cần thư mời nữa" in browser.get(f"{people}/{owner.id}").text()


def test_an_address_is_marked_and_works_again(browser: Client, people: str, owner: User) -> None:
    browser.post(f"{people}/{owner.id}/unreachable", {"reason": ""}, 422)
    browser.post(f"{people}/{owner.id}/unreachable", {"reason": "Đã nghỉ hưu"})
    assert "Đã nghỉ hưu" in browser.get(f"{people}/{owner.id}").text()
    browser.post(f"{people}/{owner.id}/reachable")
    db.session.refresh(owner)
    assert owner.unreachable_since is None


def test_open_tasks_are_handed_over_in_one_step(
    browser: Client, people: str, plan: Plan, owner: User
) -> None:
    tasks = [make_task(plan, owner=owner, agency=owner.agency) for _ in range(2)]
    successor = make_user(plan, Role.OWNER, agency=owner.agency)
    address = f"{people}/{owner.id}/handover"
    form = browser.get(address)
    assert "02 nhiệm vụ chưa hoàn thành" in form.text()

    browser.post(address, {"seen": saw(form), "successor": ""}, 422)
    late = browser.post(address, {"seen": "old", "successor": str(successor.id)}, 422)
    assert "vừa thay đổi" in late.text()
    browser.post(address, {"seen": saw(late), "successor": str(successor.id)})

    for task in tasks:
        db.session.refresh(task)
        assert task.owner == successor
    assert "không có nhiệm vụ chưa hoàn thành nào" in browser.get(address).text()


def test_a_hand_over_to_another_agency_asks_once_more(
    browser: Client, people: str, plan: Plan, owner: User
) -> None:
    task = make_task(plan, owner=owner, agency=owner.agency)
    elsewhere = make_user(plan, Role.OWNER, agency=make_agency(short_name="Sở Y tế"))
    address = f"{people}/{owner.id}/handover"
    form = browser.get(address)
    assert "– Sở Y tế" in form.text()
    assert form.all("input", name="is_elsewhere") == []
    sent = {"seen": saw(form), "successor": str(elsewhere.id)}

    asked = browser.post(address, sent, 422)
    assert "không thuộc cơ quan chịu trách nhiệm" in asked.text()
    assert asked.field("is_elsewhere") is not None
    browser.post(address, sent | {"is_elsewhere": "y"})

    db.session.refresh(task)
    assert task.owner == elsewhere


def test_ending_an_account_asks_for_the_hand_over(
    browser: Client, people: str, plan: Plan, owner: User
) -> None:
    task = make_task(plan, owner=owner)
    address = f"{people}/{owner.id}/deactivate"
    form = browser.get(address)

    browser.post(address, {"seen": saw(form), "is_sure": "y"}, 422)
    browser.post(address, {"seen": saw(form), "successor": "none"}, 422)
    browser.post(address, {"seen": saw(form), "successor": "none", "is_sure": "y"})

    db.session.refresh(task)
    db.session.refresh(owner)
    assert (task.owner, owner.active) == (None, False)
    assert "Mở lại tài khoản" in browser.get(f"{people}/{owner.id}").text()
    browser.post(f"{people}/{owner.id}/activate")
    db.session.refresh(owner)
    assert owner.active


def test_without_open_tasks_nothing_is_asked(browser: Client, people: str, owner: User) -> None:
    address = f"{people}/{owner.id}/deactivate"
    form = browser.get(address)
    assert form.all("select") == []
    browser.post(address, {"seen": saw(form), "is_sure": "y"})
    db.session.refresh(owner)
    assert not owner.active


def test_absences_are_noted_and_taken_back(
    browser: Client, people: str, plan: Plan, owner: User
) -> None:
    deputy = make_user(plan, Role.OWNER, full_name="Hà Văn Thay")
    address = f"{people}/{owner.id}/absences"
    days = {"first_day": "14/12/2026", "last_day": "18/12/2026"}
    browser.post(address, days | {"deputy_id": ""}, 422)
    browser.post(address, days | {"deputy_id": str(deputy.id)})
    assert "Hà Văn Thay Hủy thời gian vắng mặt" in browser.get(address).text()
    assert "Hà Văn Thay xử lý thay" in browser.get(f"{people}/{owner.id}").text()
    circle = browser.post(
        f"{people}/{deputy.id}/absences", days | {"deputy_id": str(owner.id)}, 422
    )
    assert "chọn người khác" in circle.text(circle.one("div", id="deputy_id-error"))

    absence = db.session.query(Absence).one()
    browser.post(f"{address}/{absence.id}/cancel")
    assert db.session.query(Absence).count() == 0
    leader = make_user(plan, Role.LEADER)
    browser.get(f"{people}/{leader.id}/absences", status=403)


HEADS = ("Họ tên", "Thư công vụ", "Cơ quan")
TABLE = "Họ tên;Thư công vụ;Cơ quan\nLê Văn Sáu;sau@so.example.org;Sở Xây dựng thử\n"


def test_a_table_is_looked_at_before_it_is_taken(browser: Client, people: str, owner: User) -> None:
    assert owner.agency
    address = f"{people}/import"
    preview = browser.post(address, {"text": TABLE, "invite": "y"}, 200)
    assert "Tài khoản mới" in preview.text()
    assert db.session.query(User).filter_by(email="sau@so.example.org").count() == 0

    confirmed = preview.field("confirmed").get("value")
    changed = TABLE.replace("sau@", "bay@")
    browser.post(address, {"text": changed, "confirmed": confirmed}, 200)
    crlf = TABLE.replace("\n", "\r\n")
    browser.post(address, {"text": crlf, "invite": "y", "confirmed": confirmed})

    user = db.session.query(User).filter_by(email="sau@so.example.org").one()
    assert user.agency == owner.agency
    assert db.session.query(OutboxMessage).one().recipient_id == user.id


def test_a_file_takes_the_place_of_pasted_text(browser: Client, people: str, owner: User) -> None:
    assert owner.agency
    file = (io.BytesIO(TABLE.encode("utf-16")), "dau-moi.csv")
    page = browser.post(f"{people}/import", {"file": file}, 200)
    assert "sau@so.example.org" in page.text(page.one("textarea"))


def test_a_workbook_is_read_checked_and_taken_like_pasted_text(
    browser: Client, people: str, owner: User
) -> None:
    assert owner.agency
    data = workbook(("Danh sách",), HEADS, ("Lê Sáu", "sau@so.example.org", owner.agency.name))

    page = browser.post(f"{people}/import", {"file": (io.BytesIO(data), "Đầu mối.xlsx")}, 200)
    assert "sau@so.example.org" in page.text(page.one("textarea"))
    text, confirmed = "".join(page.field("text").itertext()), page.field("confirmed").get("value")
    browser.post(f"{people}/import", {"text": text, "confirmed": confirmed})

    user = db.session.query(User).filter_by(email="sau@so.example.org").one()
    assert (user.full_name, user.agency) == ("Lê Sáu", owner.agency)


def test_faults_of_a_workbook_stand_by_the_lines_of_its_sheet(
    browser: Client, people: str, owner: User
) -> None:
    assert owner.agency
    good = ("Lê Sáu", "sau@so.example.org", owner.agency.name)
    data = workbook(("Danh sách",), (), HEADS, good, (), ("Bảy", "x", owner.agency.name))

    page = browser.post(f"{people}/import", {"file": (io.BytesIO(data), "a.xlsx")}, 422)

    assert "Dòng 6, Thư công vụ: Địa chỉ thư điện tử chưa đúng." in page.text()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlsx", b"PK\x03\x04", "Tệp bị hỏng"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Tệp ở định dạng cũ"),
        ("a.xlsx", b"Ho ten;Email", "Tệp không phải Excel"),
        ("a.csv", b"PK\x03\x04", "Tệp bị hỏng"),
    ],
)
def test_a_file_that_is_none_is_refused_at_its_field(
    browser: Client, people: str, name: str, data: bytes, said: str
) -> None:
    page = browser.post(f"{people}/import", {"file": (io.BytesIO(data), name)}, 422)

    assert said in page.text(page.one("div", id="file-error"))


def test_the_template_is_offered_and_can_be_filled_in_and_sent_back(
    browser: Client, people: str, owner: User
) -> None:
    assert owner.agency
    assert f"{people}/import/template.xlsx" in browser.get(f"{people}/import").links()
    book = fetched(browser, f"{people}/import/template.xlsx")
    sheet = book.worksheets[0]
    facts = ("Bà", "Lê Sáu", "Chuyên viên", "Phòng Một", owner.agency.name, "sau@so.example.org",
             "0237 385", "Đầu mối liên hệ của cơ quan")  # fmt: skip
    for column, value in enumerate(facts, 1):
        sheet.cell(6, column).value = value
    saved = io.BytesIO()
    book.save(saved)

    file = (io.BytesIO(saved.getvalue()), "Danh sach.xlsx")
    page = browser.post(f"{people}/import", {"file": file}, 200)

    assert "Xem trước: 01 người" in page.text()
    assert "Lê Sáu" in page.text(page.one("textarea"))
    assert sheet["G7"].number_format == "@"
    lists = {next(iter(each.sqref.ranges)).min_col: each.formula1
             for each in sheet.data_validations.dataValidation}  # fmt: skip
    assert sorted(lists) == [1, 5, 8]
    agencies = book.worksheets[1]
    assert lists[5].startswith(f"'{agencies.title}'!$A$4:$A$")
    assert owner.agency.name in [row[0] for row in agencies.iter_rows(min_row=4, values_only=True)]


def test_faults_of_a_table_stand_line_by_line(browser: Client, people: str) -> None:
    page = browser.post(f"{people}/import", {"text": TABLE + "Bảy;x;\n"}, 422)
    assert "02 dòng có lỗi; chưa nhập người nào" in page.text()
    assert "Dòng 2, Cơ quan: Không tìm thấy cơ quan này." in page.text()
    assert "Dòng 3, Thư công vụ: Địa chỉ thư điện tử chưa đúng." in page.text()
    again = page.field("confirmed").get("value")
    browser.post(f"{people}/import", {"text": TABLE + "Bảy;x;\n", "confirmed": again}, 422)
    empty = browser.post(f"{people}/import", {"text": " "}, 422)
    assert "Đề nghị chọn tệp hoặc dán bảng." in empty.text()


def test_an_administrator_lists_the_official_domains(
    people: str, plan: Plan, client_of: ClientOf
) -> None:
    browser = client_of(make_user(is_administrator=True))
    address = f"/p/{plan.slug}/mail-domains"
    browser.fill(address, {"domains": "an@x"}, 422)
    browser.fill(address, {"domains": "thanhhoa.gov.vn\r\nnoibo"})
    assert list_mail_domains() == ("thanhhoa.gov.vn", "noibo")
    page = browser.post(f"{people}/new", NEW, 422)
    assert "tên miền" in page.text(page.one("div", id="email-error"))
