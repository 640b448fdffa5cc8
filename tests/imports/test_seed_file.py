from datetime import date
from decimal import Decimal

import pytest

from plan_app.domain.seed_plan import Once, Ongoing, Step, WaitingFor, Yearly
from plan_app.imports.seed_file import SeedFileInvalid
from tests.seed_files import VALID, changed, read


def problems(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(SeedFileInvalid) as caught:
        read(text)
    return [(each.place.line, each.place.column, each.message) for each in caught.value.problems]


def test_a_valid_file_is_read() -> None:
    plan = read(VALID)

    assert (plan.slug, plan.decision_date) == ("ke-hoach-thu", date(2023, 10, 18))
    assert [agency.code for agency in plan.agencies] == ["so-tai-chinh", "so-ke-hoach"]
    assert [task.number for task in plan.tasks] == [1, 2]
    assert plan.agencies[1].successor == "so-tai-chinh"


@pytest.mark.parametrize(
    ("written", "timing"),
    [
        ("due: 31/12/2026", Once(date(2026, 12, 31))),
        ("yearly: 5/6", Yearly(5, 6)),
        (
            "yearly: 30/11\n        from: 2024\n        to: 2028",
            Yearly(30, 11, first=2024, last=2028),
        ),
        ("ongoing: true", Ongoing()),
        ("waiting_for: Bộ Tài chính", WaitingFor("Bộ Tài chính")),
        (
            "milestones:\n          - {label: A, label_en: B, due: 31/12/2026, fixed: false}",
            (Step("A", "B", date(2026, 12, 31), is_fixed=False),),
        ),
    ],
)
def test_each_way_to_give_the_time_is_read(written: str, timing: object) -> None:
    plan = read(changed(("due: 31/12/2026", written)))

    assert plan.tasks[0].timing == timing


def test_text_is_stored_in_one_spelling() -> None:
    plan = read(changed(("Xây dựng kế hoạch", "Thanh Hoá,  đồng\u00ad bộ")))

    assert plan.tasks[0].title == "Thanh Hóa, đồng bộ"


def test_a_checked_text_is_no_draft() -> None:
    plan = read(changed(("text: draft", "text: checked")))

    assert [task.is_draft for task in plan.tasks] == [False, True]


def test_a_product_may_be_left_empty() -> None:
    assert read(changed(("deliverable: Báo cáo", "deliverable:"))).tasks[1].deliverable == ""


STEPS = "milestones:\n          - {label: A, label_en: B, due: 1/1/2026}\n"
ENDED = "valid_to: 28/02/2025\n    successor: so-tai-chinh\n    succession_date: 01/03/2025\n"

FAULTS = [
    # Words of the format.
    ("  title: Kế hoạch thử nghiệm\n", "", (2, 3, 'Thiếu mục "title"')),
    ("title: Nhóm một", "titel: Nhóm một", (27, 5, 'có phải là "title"')),
    ("order: 2", "order: 2\n    zzz: 1", (22, 5, "các mục được dùng: code, name")),
    ("agencies:", "agencys:", (11, 1, 'có phải là "agencies"')),
    ("title: Lập báo cáo", "number: 3\n        title: Lập", (41, 9, "viết hai lần")),
    # Values.
    ("decision_date: 18/10/2023", "decision_date: 2023-10-18", (6, 18, "ngày/tháng/năm")),
    ("due: 31/12/2026", "due: 31/02/2026", (38, 14, "Không có ngày 31/02/2026")),
    ("due: 31/12/2026", "due: 31/12/0926", (38, 14, "ngoài khoảng 1990 - 2100")),
    ("yearly: 31/12", "yearly: 29/02", (48, 17, "không có trong mọi năm")),
    ("yearly: 31/12", "yearly: cuối năm", (48, 17, "ngày/tháng, ví dụ 31/03")),
    ("number: 2", "number: hai", (40, 17, "số nguyên")),
    ("first_year: 2021", "first_year: 21", (8, 15, "bốn chữ số")),
    ("title: Lập báo cáo", "title:", (41, 15, "Ở đây phải là một đoạn văn bản")),
    ("title: Lập báo cáo", 'title: " "', (41, 16, "không được để trống")),
    ("title: Lập báo cáo", "title: [a]", (41, 16, "một đoạn văn bản")),
    ("title: Lập báo cáo", f"title: {'a' * 501}", (41, 16, "tối đa là 500 ký tự")),
    ("text: draft", "text: nháp", (39, 15, "draft (chưa đối chiếu)")),
    ("order: 2", "order: 2\n    group: có", (22, 12, "true (có) hoặc false (không)")),
    ("code: so-ke-hoach", "code: Sở KH", (17, 11, "chữ thường không dấu")),
    ("coordinating: []", "coordinating: so-ke-hoach", (46, 23, "phải là một danh sách")),
    ("- number: 2", "- 2\n      - number: 2", (40, 9, "một nhóm các mục")),
    # Agencies.
    ("lead: so-tai-chinh", "lead: so-tai-chin", (44, 15, 'có phải là "so-tai-chinh"')),
    ("lead: so-tai-chinh", "lead: xyz", (44, 15, "đề nghị thêm vào danh sách agencies")),
    ("coordinating: []", "coordinating: [x-y]", (46, 24, 'mã "x-y"')),
    ("standing_agency: so-tai-chinh", "standing_agency: so-tai", (10, 20, 'mã "so-tai"')),
    ("successor: so-tai-chinh", "successor: so-tai-chanh", (23, 16, "so-tai-chinh")),
    ("responsible: so-tai-chinh", "responsible: so-ke-hoach", (35, 22, "sau ngày 28/02/2025")),
    ("standing_agency: so-tai-chinh", "standing_agency: so-ke-hoach", (10, 20, "kế thừa là")),
    ("    succession_date: 01/03/2025\n", "", (17, 5, "succession_date")),
    ("    successor: so-tai-chinh\n", "", (23, 22, "cơ quan kế thừa")),
    ("coordinating: [so-ke-hoach]", "coordinating: [so-ke-hoach, so-ke-hoach]",
     (36, 37, "được nêu hai lần")),
    # One thing twice.
    ("code: so-ke-hoach", "code: so-tai-chinh", (17, 11, 'Mã cơ quan "so-tai-chinh" đã có')),
    ("number: 2", "number: 1", (40, 17, "Nhiệm vụ số 1 đã có")),
    # The time of a task.
    ("        due: 31/12/2026\n", "", (30, 9, "thiếu thời hạn")),
    ("due: 31/12/2026", "ongoing: false", (30, 9, "thiếu thời hạn")),
    ("due: 31/12/2026", "milestones: []", (30, 9, "thiếu thời hạn")),
    ("due: 31/12/2026", "due: 31/12/2026\n        ongoing: true", (39, 18, 'Đã có "due"')),
    ("due: 31/12/2026", "due: 31/12/2026\n        from: 2024", (39, 15, 'đi cùng "yearly"')),
    ("yearly: 31/12", "yearly: 31/12\n        from: 2031", (49, 15, "ngoài giai đoạn 2021 - 2030")),
    ("yearly: 31/12", "yearly: 31/12\n        from: 2026\n        to: 2025",
     (50, 13, "Năm cuối 2025 trước năm đầu 2026")),
    ("last_year: 2030", "last_year: 2020", (9, 14, "Năm cuối 2020 trước năm đầu 2021")),
    ("due: 31/12/2026\n", STEPS + "          - {label: A, label_en: B, due: 1/2/2026}\n",
     (40, 21, 'Mốc "A" đã có')),
    ("due: 31/12/2026\n", STEPS + "          - {label: C, label_en: B, deu: 1/2/2026}\n",
     (40, 37, 'có phải là "due"')),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_an_error_is_told_with_its_line_and_column(
    old: str, new: str, expected: tuple[int, int, str]
) -> None:
    line, column, words = expected

    found = problems(changed((old, new)))

    assert [each for each in found if each[:2] == (line, column) and words in each[2]], found


def test_agencies_that_succeed_each_other_in_a_circle_are_refused() -> None:
    circle = "order: 1\n    successor: so-ke-hoach\n    succession_date: 01/03/2025"

    found = problems(changed(("order: 1", circle)))

    assert [each[:2] for each in found if "thành vòng" in each[2]] == [(17, 16), (25, 16)]


def test_a_group_that_stands_twice_is_refused() -> None:
    again = VALID[VALID.index("  - ordinal") :]
    again = again.replace("number: 1", "number: 3").replace("number: 2", "number: 4")

    assert problems(VALID + again) == [
        (50, 14, "Nhóm số 1 đã có ở trên; mỗi nhóm có một số riêng.")
    ]


def test_all_errors_are_told_at_once_in_the_order_of_the_file() -> None:
    text = changed(
        ("decision_date: 18/10/2023", "decision_date: hôm nay"),
        ("order: 2", "order: hai"),
        ("lead: so-ke-hoach", "lead: so-ke-hoac"),
        ("number: 2", "number: 1"),
        ("yearly: 31/12", "yearly: 31/12\n        due: 31/12/2026"),
    )

    assert [line for line, _, _ in problems(text)] == [6, 21, 34, 40, 49]


def test_an_error_in_an_agency_is_not_told_again_where_the_agency_is_named() -> None:
    found = problems(changed(("order: 1", "order: một")))

    assert [line for line, _, _ in found] == [16]


def test_the_message_names_every_place() -> None:
    with pytest.raises(SeedFileInvalid) as caught:
        read(changed(("number: 2", "number: hai")))

    assert str(caught.value).startswith("Dòng 40, cột 17: Ở đây phải là một số nguyên")


@pytest.mark.parametrize(
    "text", ["", "một dòng", "[]", "plan:\nagencies:\ngroups:\n", "groups: [1]"]
)
def test_a_file_of_another_shape_is_refused_without_a_traceback(text: str) -> None:
    assert problems(text)


def test_what_people_wrote_is_not_taken_for_a_place_to_fill_in() -> None:
    found = problems(changed(("due: 31/12/2026", "due: '{x}'"), ("title: Nhóm", '"{0}": 1 #')))

    assert any('"{0}"' in message for _, _, message in found)


def test_a_file_made_to_be_wrong_is_not_read_to_the_end() -> None:
    unknown = "".join(f"w{n}: 1\n" for n in range(3000))

    assert len(problems(unknown)) <= 1000


def test_tasks_that_would_wait_for_each_other_are_refused_with_the_way_round() -> None:
    both = (
        ("due: 31/12/2026\n", "due: 31/12/2026\n        after: 2\n"),
        (
            "yearly: 31/12\n",
            "yearly: 31/12\n        after: 1\n",
        ),
    )
    assert [message for _, _, message in problems(changed(*both))] == [
        "Các nhiệm vụ chờ lẫn nhau thành vòng: 1 → 2 → 1.",
        "Các nhiệm vụ chờ lẫn nhau thành vòng: 2 → 1 → 2.",
    ]


def test_a_task_starts_after_another_one_of_the_file() -> None:
    unknown = changed(("due: 31/12/2026\n", "due: 31/12/2026\n        after: 9\n"))
    itself = changed(("due: 31/12/2026\n", "due: 31/12/2026\n        after: 1\n"))
    assert [message for _, _, message in problems(unknown)] == ["Không có nhiệm vụ số 9 trong tệp."]
    assert [message for _, _, message in problems(itself)] == [
        "Nhiệm vụ không thể thực hiện sau chính nhiệm vụ đó."
    ]


MEASURED = """\
        indicators:
          - name: Diện tích rừng trồng mới
            unit: ha
            baseline: "10,5"
            baseline_year: 2020
            targets: {2025: "40", 2026: "1.250,5"}
          - {name: Tỷ lệ chôn lấp, unit: "%", direction: down, note: Minh họa, targets: {2026: 5}}
        funding:
          - source: oda
            planned: {2026: 500}
"""


def with_measures(*replacements: tuple[str, str]) -> str:
    text = MEASURED
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return changed(("        text: draft\n", f"        text: draft\n{text}"))


def test_indicators_and_money_are_read_with_their_years() -> None:
    area, buried, money = read(with_measures()).tasks[0].measures

    assert (area.name, area.unit, area.direction) == ("Diện tích rừng trồng mới", "ha", "up")
    assert (area.baseline, area.baseline_year) == (Decimal("10.5"), 2020)
    assert area.targets == {2025: Decimal(40), 2026: Decimal("1250.5")}
    assert (buried.direction, buried.note) == ("down", "Minh họa")
    assert (money.kind, money.source, money.targets) == ("funding", "oda", {2026: Decimal(500)})
    assert read(with_measures()).tasks[1].measures == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ('"1.250,5"', "1.5", (45, 41), "Ở đây phải là một số, ví dụ 1.234,5"),
        ("2026: 500", "2031: 500", (49, 29), "Năm này nằm ngoài giai đoạn của kế hoạch."),
        ("2026: 500", "2026: -1", (49, 29), "Kinh phí không thể là số âm."),
        ("source: oda", "source: von", (48, 21), "Nguồn kinh phí phải là một trong các từ"),
        ("direction: down", "direction: lên", (46, 58), "Mục direction phải là up"),
        ("Tỷ lệ chôn lấp", "Diện tích rừng trồng mới", (46, 20), 'Chỉ tiêu "Diện tích'),
        ("unit: ha", "units: ha", (42, 13), 'có phải là "unit"?'),
        ("{2025:", "{năm:", (45, 28), "Ở đây phải là một năm"),
        (
            "planned: {2026: 500}",
            "planned: {2026: 500}\n          - {source: oda, planned: {2026: 1}}",
            (50, 22),
            'Nguồn "oda" đã có ở trên',
        ),
    ],
)
def test_a_wrong_measure_is_told_at_its_place(
    old: str, new: str, place: tuple[int, int], message: str
) -> None:
    found = problems(with_measures((old, new)))
    assert (*place, True) in [(line, column, message in said) for line, column, said in found]
