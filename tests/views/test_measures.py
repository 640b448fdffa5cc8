"""Indicators and money: defined and withdrawn, reported, and seen where people look."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.measures import Source
from plan_app.domain.roles import Role
from plan_app.domain.update_links import LinkPolicy
from plan_app.extensions import db
from plan_app.models import Measure, MeasureValue, Task, User
from plan_app.queries import cache, measure_list, measures
from tests.builders import (
    make_measure,
    make_plan,
    make_round,
    make_task,
    make_update_link,
    make_user,
)
from tests.pages import Client, Page
from tests.workbooks import fetched, lines

ClientOf = Callable[[User | None], Client]
Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(policy={"update_links": LinkPolicy.FULL.value}), milestone_year=2026)


@pytest.fixture
def coordinator(client_of: ClientOf, task: Task) -> Client:
    return client_of(make_user(task.plan, Role.COORDINATOR))


@pytest.fixture
def owner(client_of: ClientOf, task: Task) -> Client:
    return client_of(task.owner)


def base(task: Task) -> str:
    return f"/p/{task.plan.slug}"


def list_of(task: Task) -> str:
    return f"{base(task)}/tasks/{task.number}/measures"


def one_of(task: Task, measure: Measure, what: str) -> str:
    return f"{base(task)}/measures/{measure.id}/{what}"


def report_of(task: Task) -> str:
    return f"{base(task)}/milestones/{task.milestones[0].id}/report"


def fresh(task: Task, **fields: object) -> dict[str, object]:
    db.session.expire_all()
    return {"version": task.version, **fields}


def values_of(task: Task) -> list[tuple[int, Decimal | None, Decimal | None]]:
    db.session.expire_all()
    found = measures.list_of_task(task.id)
    return [(row.year, row.target, row.value) for each in found for row in each.years]


def errors_of(page: Page) -> str:
    return page.text(page.one("div", id="error-summary"))


def says(page: Page, *words: str) -> bool:
    missing = [each for each in words if each not in page.text()]
    assert missing == []
    return True


def typed(page: Page, name: str) -> str | None:
    return page.field(name).get("value")


def test_from_the_task_to_a_measure_and_back_again(coordinator: Client, task: Task) -> None:
    assert list_of(task) in coordinator.get(f"{base(task)}/tasks/{task.number}").links()
    assert "Chưa đặt chỉ tiêu" in coordinator.get(list_of(task)).text()
    sent = fresh(
        task, name="Số mô hình", unit="mô hình", direction="up", baseline="1,5",
        baseline_year="2020", target_2026="1.234,5", note="Theo Phụ lục",
    )  # fmt: skip
    coordinator.post(f"{list_of(task)}/indicator/add", sent)
    page = coordinator.get(list_of(task))
    assert says(
        page, "Số mô hình (mô hình)", "số liệu gốc năm 2020: 1,5", "1.234,5", "Theo Phụ lục"
    )
    assert says(page, "Thêm chỉ tiêu, kinh phí")
    sent = fresh(task, source="oda", target_2026="500", target_2027="600,25")
    coordinator.post(f"{list_of(task)}/funding/add", sent)
    page = coordinator.get(list_of(task))
    assert says(page, "Vốn ODA, vốn vay ưu đãi", "600,25")
    (area, money) = db.session.query(Measure).order_by(Measure.id)

    page = coordinator.get(one_of(task, area, "edit"))
    assert typed(page, "target_2026") == "1.234,5"
    sent = fresh(task, name="Số mô hình", unit="mô hình", direction="down", target_2026="7")
    coordinator.post(one_of(task, area, "edit"), sent)
    page = coordinator.get(list_of(task))
    assert says(page, "Năm 2026: 1.234,5 → 7", "Càng thấp càng tốt")

    assert says(coordinator.get(one_of(task, money, "withdraw")), "600,25")
    sent = fresh(task, reason="Không bố trí")
    coordinator.post(one_of(task, money, "withdraw"), sent)
    page = coordinator.get(list_of(task))
    assert says(page, "Đã thôi theo dõi (01)", "Không bố trí")
    coordinator.post(one_of(task, money, "restore"), fresh(task))
    page = coordinator.get(list_of(task))
    assert says(page, "Đã theo dõi trở lại.")
    coordinator.post(one_of(task, money, "restore"), fresh(task))
    page = coordinator.get(list_of(task))
    assert says(page, "đang được theo dõi")


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("indicator", {"target_2026": "1.5"}, "Năm 2026: Đề nghị nhập số theo mẫu 1.234,5"),
        ("indicator", {"name": ""}, "Tên chỉ tiêu: Đề nghị nhập tên chỉ tiêu."),
        ("indicator", {"unit": ""}, "Đơn vị tính: Đề nghị nhập đơn vị tính."),
        ("indicator", {"target_2026": ""}, "Năm 2021: Đề nghị nhập số của ít nhất một năm."),
        ("indicator", {"baseline": "mười"}, "Số liệu gốc: Đề nghị nhập số theo mẫu"),
        ("funding", {"source": ""}, "Nguồn kinh phí: Đề nghị chọn nguồn kinh phí."),
        ("funding", {"target_2026": "-5"}, "Năm 2026: Kinh phí không thể là số âm."),
        ("funding", {"version": 0}, "vừa được người khác cập nhật"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_stays_typed(
    coordinator: Client, task: Task, kind: str, fields: dict[str, object], said: str
) -> None:
    right = {"name": "Số mô hình", "unit": "mô hình", "direction": "up", "source": "oda",
             "target_2026": "5", "note": "Theo Phụ lục"}  # fmt: skip
    sent = fresh(task) | right | fields
    status = 409 if "version" in fields else 422
    page = coordinator.post(f"{list_of(task)}/{kind}/add", sent, status=status)
    assert said in errors_of(page)
    assert typed(page, "target_2026") == str(sent["target_2026"])
    assert typed(page, "note") == "Theo Phụ lục"


def test_values_come_with_the_report_and_stand_on_the_task(owner: Client, task: Task) -> None:
    area = make_measure(task)
    money = make_measure(task, source=Source.PROVINCIAL_BUDGET, targets={2026: "1500"})
    page = owner.get(report_of(task))
    assert says(page, "Diện tích rừng trồng mới (ha)", "kế hoạch 50, đã báo cáo –", "triệu đồng")
    assert typed(page, "measured_year") == "2026"
    sent = fresh(
        task, state="in_progress", result="Đang trồng.", measured_year="2026",
        **{f"measured_{area.id}": "30,5", f"measured_{money.id}": "1.500"},
    )  # fmt: skip
    owner.post(report_of(task), sent)
    page = owner.get(f"{base(task)}/tasks/{task.number}")
    assert says(page, "30,5", "61,0%", "Chưa đạt", "100,0%", "Giải ngân đủ", "năm 2026: 30,5 ha")
    assert list_of(task) not in page.links()

    (report_id, *_same) = db.session.scalars(select(MeasureValue.report_id))
    correcting = f"{base(task)}/reports/{report_id}/correct"
    assert typed(owner.get(correcting), f"measured_{area.id}") == "30,5"
    owner.post(correcting, sent | fresh(task) | {f"measured_{money.id}": ""})
    assert values_of(task) == [(2026, Decimal(50), Decimal("30.5")), (2026, Decimal(1500), None)]


def test_the_second_of_two_editors_sees_both_versions(coordinator: Client, task: Task) -> None:
    measure = make_measure(task, targets={2026: "77.5"})
    sent = fresh(task, name="Diện tích", unit="ha", direction="up", target_2026="5", version=0)
    page = coordinator.post(one_of(task, measure, "edit"), sent, status=409)
    assert page.text(page.one("section", id="present")).endswith("Năm 2026 77,5")
    assert typed(page, "target_2026") == "5"
    assert typed(page, "version") == str(task.version)


@pytest.mark.parametrize(
    ("year", "amount", "said"),
    [
        ("2026", "ba mươi", "Diện tích rừng trồng mới (ha): Đề nghị nhập số theo mẫu"),
        ("", "30", "Số liệu của năm: Đề nghị nhập năm của số liệu."),
        ("2027", "30", "Số liệu của năm: Năm của số liệu phải thuộc giai đoạn"),
    ],
)
def test_a_wrong_value_is_told_at_its_field(
    owner: Client, task: Task, year: str, amount: str, said: str
) -> None:
    name = f"measured_{make_measure(task).id}"
    sent = fresh(task, state="in_progress", measured_year=year) | {name: amount}
    page = owner.post(report_of(task), sent, status=422)
    assert said in errors_of(page)
    assert typed(page, name) == amount
    (folded,) = [each for each in page.all("details") if each.get("id") == "measures"]
    assert folded.get("open") is not None


def test_a_coordinator_enters_the_values_of_a_letter(coordinator: Client, task: Task) -> None:
    money = make_measure(task, source=Source.SOCIAL)
    name = f"measured_{money.id}"
    sent = fresh(
        task, state="in_progress", measured_year="2026", letter="Công văn số 12/SNNMT",
        letter_date="7/12/2026",
    )  # fmt: skip
    page = coordinator.post(report_of(task), sent | {name: "-1"}, status=422)
    assert "Kinh phí không thể là số âm." in errors_of(page)
    coordinator.post(report_of(task), sent | {name: "40"})
    assert values_of(task) == [(2026, Decimal(50), Decimal(40))]


def test_values_come_by_the_link_of_a_mail(app: Flask, task: Task) -> None:
    name = f"measured_{make_measure(task).id}"
    make_update_link(task, "link-of-mail")
    browser = Client(app.test_client())
    assert says(browser.get("/u/link-of-mail"), "Diện tích rừng trồng mới (ha)")
    sent = fresh(task, state="in_progress", confirm="1", measured_year="2026") | {name: "12,5"}
    browser.post("/u/link-of-mail", sent)
    assert values_of(task) == [(2026, Decimal(50), Decimal("12.5"))]


def test_the_list_has_the_columns_that_are_asked_for(
    owner: Client, task: Task, count_queries: Counting
) -> None:
    make_measure(task, targets={2025: 20, 2026: 50})
    make_measure(task, source=Source.ODA, targets={2026: "1500"})
    plain = owner.get(f"{base(task)}/tasks")
    assert "Diện tích rừng" not in plain.text()
    with count_queries() as asked:
        page = owner.get(f"{base(task)}/tasks?columns=both")
    assert len(asked) <= 8, asked
    assert says(page, "Chỉ tiêu năm 2026", "Kinh phí năm 2026", "–/1.500 triệu đồng", "–/50 ha")
    page = owner.get(f"{base(task)}/tasks?columns=indicators&year=2025")
    assert "Kinh phí năm" not in page.text()
    csv = owner.browser.get(f"{base(task)}/tasks.csv?columns=funding").get_data(as_text=True)
    head, line, *_rest = csv.splitlines()
    assert "Kinh phí năm 2026" in head
    assert "Vốn ODA, vốn vay ưu đãi: –/1.500 triệu đồng" in line
    assert "Kinh phí" not in owner.browser.get(f"{base(task)}/tasks.csv").get_data(as_text=True)


def test_the_pages_ask_little_of_the_database(
    coordinator: Client, task: Task, count_queries: Counting
) -> None:
    measure = make_measure(task)
    task_page = f"{base(task)}/tasks/{task.number}"
    for page in (list_of(task), one_of(task, measure, "withdraw"), report_of(task), task_page):
        coordinator.get(page)
        with count_queries() as asked:
            coordinator.get(page)
        assert len(asked) <= 8, (page, asked)


def test_the_workbooks_have_them_as_columns_and_as_sheets(owner: Client, task: Task) -> None:
    make_measure(task, targets={2026: "1234.5"}, baseline=Decimal(10))
    make_measure(task, source=Source.ODA, targets={2026: 1500})
    book = fetched(owner, f"{base(task)}/tasks.xlsx?columns=both")
    (row,) = lines(book.worksheets[0])
    assert row["Chỉ tiêu năm 2026"] == "Diện tích rừng trồng mới: –/1.234,5 ha"
    assert row["Kinh phí năm 2026"] == "Vốn ODA, vốn vay ưu đãi: –/1.500 triệu đồng"
    book = fetched(owner, f"{base(task)}/plan.xlsx")
    assert book.sheetnames[2:4] == ["Chỉ tiêu", "Kinh phí"]
    (row,) = lines(book["Chỉ tiêu"])
    found = [row[head] for head in ("Chỉ tiêu", "Đơn vị tính", "Số liệu gốc", "Theo kế hoạch")]
    assert found == ["Diện tích rừng trồng mới", "ha", 10, 1234.5]
    (row,) = lines(book["Kinh phí"])
    found = [row[head] for head in ("Nguồn kinh phí", "Năm", "Theo kế hoạch", "Giải ngân")]
    assert found == ["Vốn ODA, vốn vay ưu đãi", "2026", 1500, None]


def test_an_agency_checks_them_before_a_round_is_closed(
    owner: Client, task: Task, count_queries: Counting
) -> None:
    agency_id = task.responsible_agency_id
    address = f"{base(task)}/rounds/{make_round(task.plan).id}/agencies/{agency_id}"
    page = owner.get(address)
    assert "Chỉ tiêu năm" not in page.text()
    make_measure(task, targets={2026: 50})
    with count_queries() as asked:
        page = owner.get(address)
    assert len(asked) <= 8, asked
    assert says(page, "Chỉ tiêu năm 2026", "Diện tích rừng trồng mới: –/50 ha")
    csv = owner.download(f"{address}/list.csv").get_data(as_text=True)
    assert "Diện tích rừng trồng mới: –/50 ha" in csv


def test_all_measures_of_the_plan_stand_in_one_list(
    owner: Client, task: Task, count_queries: Counting
) -> None:
    area = make_measure(task, targets={2025: 20, 2026: 50})
    make_measure(task, source=Source.ODA, targets={2026: 1500})
    other = make_task(task.plan, number=900, title="Kiểm kê khí nhà kính", owner=None)
    make_measure(other, name="Cơ sở được kiểm kê", unit="cơ sở", targets={2027: 12})
    make_measure(make_task(make_plan()))
    sent = fresh(task, state="in_progress", result="Đang trồng.", measured_year="2025")
    owner.post(report_of(task), sent | {f"measured_{area.id}": "18"})
    where = f"{base(task)}/measures"
    assert where in owner.get(f"{base(task)}/tasks").links()
    owner.get(where)
    with count_queries() as asked:
        page = owner.get(where)
    assert len(asked) <= 8, asked
    assert says(page, "03 chỉ tiêu, nguồn kinh phí", "Kế hoạch năm 2026", "năm 2025: 18")
    assert says(page, "Cơ sở được kiểm kê (cơ sở)", "Chưa phân công")
    assert says(owner.get(f"{where}?year=2025"), "90,0%", "Chưa đạt")
    found = owner.get(f"{where}?words=trong rung&kind=indicator&sort=-name")
    assert says(found, "01 chỉ tiêu, nguồn kinh phí")
    assert says(owner.get(f"{where}?words=900"), "Cơ sở được kiểm kê")
    assert says(owner.get(f"{where}?words=khongco"), "Không có chỉ tiêu, nguồn kinh phí phù hợp")
    head, *rows = owner.download(f"{where}.csv?sort=owner").text.splitlines()
    assert "Giá trị báo cáo gần nhất" in head
    assert len(rows) == 3
    assert "Cơ sở được kiểm kê" in rows[-1]


def test_who_confirms_sees_the_values_beside_the_claim(
    coordinator: Client, owner: Client, task: Task
) -> None:
    area = make_measure(task)
    sent = fresh(task, state="awaiting_confirmation", result="Đã trồng.", measured_year="2026")
    owner.post(report_of(task), sent | {f"measured_{area.id}": "50"})
    queue = f"{base(task)}/confirmations"
    said = "Diện tích rừng trồng mới, năm 2026: 50 ha"
    for page in (queue, f"{queue}/{task.milestones[0].id}"):
        assert says(coordinator.get(page), said)
    assert said in coordinator.download(f"{queue}.csv").text


def test_a_letter_for_several_tasks_says_where_values_are_entered(
    coordinator: Client, task: Task
) -> None:
    plain = make_task(task.plan)
    make_measure(task)
    picks = [f"{each.milestones[0].id}:{each.version}" for each in (task, plain)]
    where = f"{base(task)}/letters/enter"
    page = coordinator.post(where, {"step": "fill", "picks": picks}, status=200)
    assert says(page, "Giá trị của chỉ tiêu, kinh phí không nhập được ở trang này")
    assert page.links().count(report_of(task)) == 1
    assert report_of(plain) not in page.links()


def test_the_whole_list_is_kept_of_few_versions(task: Task, count_queries: Counting) -> None:
    make_measure(task)
    for sequence in range(cache.FEW + 1):
        measure_list.list_all(task.plan_id, version=(sequence, 0))

    with count_queries() as newest:
        measure_list.list_all(task.plan_id, version=(cache.FEW, 0))
    with count_queries() as oldest:
        measure_list.list_all(task.plan_id, version=(0, 0))

    assert (len(newest), len(oldest)) == (0, 1)
