"""The owner on a phone: what to do, three questions, what happens next."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsers import DESK, PHONE, assert_accessible
from tests.journeys.office import OWNER, Office

pytestmark = pytest.mark.xdist_group("journeys")

RESULT = "Đã rà soát 120 trụ sở; đã trình phương án lắp đặt."
Person = Callable[..., Page]


def open_most_urgent(page: Page) -> str:
    """Press the first button of the home page; the number of its task."""
    first = page.locator("#duties > li").first
    number = re.findall(r"Nhiệm vụ số (\d+)", first.inner_text())[0]
    first.locator("a.btn", has_text="Cập nhật").click()
    expect(page.get_by_text(f"Nhiệm vụ số {number}:")).to_be_visible()
    return str(number)


def count_duties(page: Page) -> int:
    page.wait_for_load_state()
    return page.locator("#duties > li").count()


def report_completion(page: Page, result: str = RESULT) -> None:
    page.get_by_label("Đã hoàn thành").check()
    page.get_by_label("2. Kết quả đạt được").fill(result)
    page.get_by_role("button", name="Gửi báo cáo").click()


def retract(page: Page, number: str) -> None:
    page.get_by_role("link", name=f"Xem lại nhiệm vụ số {number}").click()
    page.locator("summary", has_text="Thu hồi báo cáo").click()
    page.get_by_role("button", name="Thu hồi báo cáo").click()
    expect(page.get_by_text("Đã thu hồi báo cáo.")).to_be_visible()


def test_the_owner_reports_reads_what_comes_next_and_takes_it_back(person: Person) -> None:
    page = person(OWNER, PHONE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    assert_accessible(page)
    left = count_duties(page) - 1
    number = open_most_urgent(page)
    assert_accessible(page)

    report_completion(page)

    expect(
        page.get_by_text(re.compile(r"ghi nhận lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}"))
    ).to_be_visible()
    expect(page.get_by_text("Sở Tài chính sẽ xác nhận.")).to_be_visible()
    expect(page.get_by_text("hệ thống không gửi nhắc việc")).to_be_visible()
    rest = f"Còn {left:02} nhiệm vụ cần cập nhật" if left else "Hiện không còn nhiệm vụ nào"
    expect(page.get_by_text(rest)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name=f"Xem lại nhiệm vụ số {number}").click()
    expect(page.locator("#milestones + ul").get_by_text("Chờ xác nhận")).to_be_visible()
    assert_accessible(page)
    page.locator("summary", has_text="Thu hồi báo cáo").click()
    page.get_by_role("button", name="Thu hồi báo cáo").click()
    expect(page.get_by_text("Đã thu hồi báo cáo.")).to_be_visible()
    expect(page.locator("#milestones + ul").get_by_text("Chờ xác nhận")).to_have_count(0)
    assert_accessible(page)


def test_after_a_report_the_owner_goes_on_or_leaves_the_rest(person: Person) -> None:
    page = person(OWNER, PHONE)
    number = open_most_urgent(page)
    report_completion(page)
    reported = page.url

    page.get_by_role("link", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Báo cáo kết quả thực hiện")
    page.goto(reported)
    page.get_by_role("link", name="Để sau").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    expect(page.get_by_role("heading", name="Đã báo cáo, chờ xác nhận")).to_be_visible()
    assert_accessible(page)
    page.goto(reported)
    retract(page, number)


def test_a_completion_without_result_keeps_the_rest_and_leads_to_the_field(
    person: Person,
) -> None:
    page = person(OWNER, PHONE)
    open_most_urgent(page)
    page.get_by_label("3. Khó khăn").fill("Chưa có kinh phí.")

    report_completion(page, result="")

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Đề nghị kiểm tra lại")
    expect(page.get_by_label("3. Khó khăn")).to_have_value("Chưa có kinh phí.")
    expect(page.get_by_label("Đã hoàn thành")).to_be_checked()
    assert_accessible(page)
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("2. Kết quả đạt được")).to_be_focused()


def test_a_session_lost_while_typing_loses_no_letter(person: Person, office: Office) -> None:
    page = person(OWNER, PHONE)
    open_most_urgent(page)
    form = page.url
    page.context.clear_cookies()

    report_completion(page)

    expect(page.get_by_text("Nội dung đã nhập được giữ lại")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name=OWNER).click()
    page.wait_for_url(f"{form}*")
    assert page.url.startswith(office.address)
    expect(page.get_by_label("2. Kết quả đạt được")).to_have_value(RESULT)
    expect(page.get_by_label("Đã hoàn thành")).to_be_checked()
    assert_accessible(page)


def open_quick_form(page: Page) -> Locator:
    """Open the short form of the most urgent duty in its row, and say how far the work is."""
    page.locator("#duties a[data-inline]").first.click()
    form = page.locator(".inline-box form")
    form.get_by_label("Đang thực hiện").check()
    form.get_by_label("Kết quả đạt được").fill(RESULT)
    return form


def test_a_session_lost_over_the_short_form_of_a_row_loses_no_letter(person: Person) -> None:
    page = person(OWNER, DESK)
    form = open_quick_form(page)
    page.context.clear_cookies()

    form.get_by_role("button", name="Gửi báo cáo").click()

    expect(page.get_by_text("Nội dung đã nhập được giữ lại")).to_be_visible()
    page.get_by_role("button", name=OWNER).click()
    page.wait_for_url("**/update*")
    expect(page.get_by_label("Kết quả đạt được")).to_have_value(RESULT)
    expect(page.get_by_label("Đang thực hiện")).to_be_checked()


def test_a_report_that_was_noted_is_not_said_to_have_failed(person: Person) -> None:
    page = person(OWNER, DESK)
    form, home = open_quick_form(page), page.url
    page.route(home, lambda route: route.abort())

    form.get_by_role("button", name="Gửi báo cáo").click()

    expect(page.locator(".inline-box").get_by_role("status")).to_be_visible()
    expect(page.get_by_text("Chưa gửi được.")).to_have_count(0)


def test_everything_works_without_scripts(person: Person) -> None:
    page = person(OWNER, PHONE, scripts=False)
    number = open_most_urgent(page)

    report_completion(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi nhận báo cáo")
    retract(page, number)
    page.get_by_role("link", name="Nhiệm vụ", exact=True).first.click()
    page.get_by_label("Số hoặc tên nhiệm vụ").fill("dien mat troi")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("caption")).to_contain_text("nhiệm vụ")
    expect(page.get_by_text("điện mặt trời").first).to_be_visible()
