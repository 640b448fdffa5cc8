"""What an appendix says otherwise than the plan; nothing here touches a database."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from plan_app.domain import appendix_choices, appendix_comparison, appendix_records
from plan_app.domain.appendix import (
    AgencyName,
    Appendix,
    AppendixGroup,
    AppendixRow,
    Column,
    Correction,
    FoundTable,
    Problem,
    Weight,
    said,
)
from plan_app.domain.appendix_choices import AS_WORDED, CREATE, key_of
from plan_app.domain.appendix_outcome import ComparedRow, Comparison, GroupChange, Kept, Standing
from plan_app.domain.appendix_plan import PlanFacts, PlanMilestone, PlanTask
from plan_app.domain.seed_plan import MilestoneSeed

MILESTONE = PlanMilestone(1, "", None, date(2027, 12, 31), None, is_fixed=True,
                          is_worked_on=False, is_used=False)  # fmt: skip
TASK = PlanTask(
    id=1,
    number=1,
    group=1,
    title="Rà soát",
    description="",
    deliverable="Báo cáo",
    lead="ct",
    responsible="ct",
    coordinating=("yt",),
    coordinating_as_worded="",
    time="2027",
    is_draft=True,
    is_assigned=False,
    milestones=(MILESTONE,),
)
PLAN = PlanFacts(
    tasks=(TASK,),
    groups={1: "Nhóm một", 2: "Nhóm hai"},
    agencies={"ct": "Sở Công Thương", "yt": "Sở Y tế", "tc": "Sở Tài chính"},
    successors={},
)
ROW = AppendixRow(
    sheet="S",
    row=3,
    group=1,
    number=1,
    number_as_worded="1",
    title="Rà soát",
    description="",
    lead=AgencyName("Sở Công Thương", "ct"),
    coordinating=(AgencyName("Sở Y tế", "yt"),),
    coordinating_as_worded="",
    time="2027",
    deliverable="Báo cáo",
    milestones=(MilestoneSeed("", "", None, date(2027, 12, 31)),),
)
TABLE = FoundTable("S", 1, ("a",) * 6, (
    Column.NUMBER, Column.TITLE, Column.LEAD, Column.COORDINATING, Column.TIME, Column.DELIVERABLE,
))  # fmt: skip
GROUPS = (AppendixGroup("S", 2, 1, "Nhóm một"),)
UNKNOWN = AgencyName("Hội Làm vườn", None, ("yt",))


def compared(
    *rows: AppendixRow,
    plan: PlanFacts = PLAN,
    choices: dict[str, str] | None = None,
    is_decided: bool = True,
    **file: Any,  # noqa: ANN401 (fields of the appendix)
) -> Comparison:
    facts = {"tables": (TABLE,), "groups": GROUPS} | file
    appendix = Appendix(file="a.csv", rows=rows, **facts)
    return appendix_comparison.compare(appendix, plan, choices or {}, is_decided=is_decided)


def only(*rows: AppendixRow, **facts: Any) -> ComparedRow:  # noqa: ANN401
    return compared(*rows, **facts).rows[0]


def with_task(**facts: Any) -> PlanFacts:  # noqa: ANN401
    return replace(PLAN, tasks=(replace(TASK, **facts),))


def with_milestone(**facts: Any) -> PlanFacts:  # noqa: ANN401
    return with_task(milestones=(replace(MILESTONE, **facts),))


def test_the_same_is_unchanged() -> None:
    found = only(ROW)
    assert (found.standing, found.differences, found.values) == (Standing.UNCHANGED, (), {})


@pytest.mark.parametrize(
    ("facts", "field", "old", "new"),
    [
        ({"title": "Rà soát lại"}, "title", "Rà soát", "Rà soát lại"),
        ({"deliverable": ""}, "deliverable", "Báo cáo", ""),
        ({"description": "Thêm"}, "description", "", "Thêm"),
        ({"group": 2}, "group", "Nhóm một", "Nhóm hai"),
        ({"coordinating": ()}, "coordinating", "Sở Y tế", ""),
        (
            {"coordinating_as_worded": "Sở Y tế; các đơn vị liên quan"},
            "coordinating_as_worded",
            "",
            "Sở Y tế; các đơn vị liên quan",
        ),
    ],
)
def test_one_cell_that_was_edited_is_one_difference(
    facts: dict[str, Any], field: str, old: str, new: str
) -> None:
    groups = (*GROUPS, AppendixGroup("S", 9, 2, "Nhóm hai"))

    (found,) = only(replace(ROW, **facts), groups=groups).differences

    assert (found.field, found.old, found.new, found.kept) == (field, old, new, None)


@pytest.mark.parametrize("title", ["Rà  soát", "Ra\u0300 soát"])
def test_spaces_and_composition_are_no_difference(title: str) -> None:
    assert only(replace(ROW, title=title)).standing is Standing.UNCHANGED


def test_the_order_of_those_who_coordinate_is_no_difference() -> None:
    plan = with_task(coordinating=("tc", "yt"))
    names = (AgencyName("Sở Y tế", "yt"), AgencyName("Sở Tài chính", "tc"))
    assert only(replace(ROW, coordinating=names), plan=plan).standing is Standing.UNCHANGED


def test_names_that_the_plan_has_in_these_words_need_no_decision() -> None:
    plan = with_task(coordinating=(), coordinating_as_worded="Hội Làm vườn, đoàn thể")
    row = replace(ROW, coordinating=(UNKNOWN,), coordinating_as_worded="Hội Làm vườn; đoàn thể")
    assert only(row, plan=plan).standing is Standing.UNCHANGED


def test_a_lead_that_the_plan_has_in_these_words_is_known() -> None:
    row = replace(ROW, lead=AgencyName("sở  công thương"))
    assert only(row).standing is Standing.UNCHANGED


def test_an_unknown_name_waits_for_a_decision() -> None:
    row = replace(ROW, coordinating=(UNKNOWN,))
    comparison = compared(row)
    assert comparison.rows[0].standing is Standing.ERROR
    assert [each.name for each in comparison.undecided] == [UNKNOWN]
    assert not comparison.can_be_written


@pytest.mark.parametrize(
    ("choice", "coordinating", "as_worded"),
    [
        ("tc", ("tc",), ""),
        (AS_WORDED, (), "Hội Làm vườn"),
        (CREATE, (CREATE + key_of("Hội Làm vườn"),), ""),
    ],
)
def test_a_decided_name_is_an_agency_or_words(
    choice: str, coordinating: tuple[str, ...], as_worded: str
) -> None:
    row = replace(ROW, number=9, title="Mới", coordinating=(UNKNOWN,))
    found = only(row, choices={key_of("Hội  Làm vườn"): choice})
    assert found.standing is Standing.NEW
    assert found.values["coordinating"] == coordinating
    assert found.values["coordinating_as_worded"] == as_worded


def test_another_lead_brings_who_answers_today() -> None:
    plan = replace(PLAN, successors={"yt": "tc", "tc": "yt"})
    found = only(replace(ROW, lead=AgencyName("Sở Y tế", "yt")), plan=plan)
    assert found.values["responsible"] == "tc"
    assert [each.field for each in found.differences] == ["lead", "responsible"]


def test_who_answers_already_is_no_difference() -> None:
    plan = replace(with_task(responsible="tc"), successors={"yt": "tc"})
    found = only(replace(ROW, lead=AgencyName("Sở Y tế", "yt")), plan=plan)
    assert [each.field for each in found.differences] == ["lead"]


def test_a_time_that_was_not_understood_keeps_the_milestones() -> None:
    found = only(replace(ROW, time="Theo tiến độ", milestones=()))
    assert (found.steps, [each.field for each in found.differences]) == (None, ["time"])


def test_a_new_task_whose_time_was_not_understood_has_no_date() -> None:
    found = only(replace(ROW, number=9, title="Mới", milestones=()))
    assert found.steps is not None
    assert [each.wanted for each in found.steps] == [MilestoneSeed("", "", None, None)]


LATER = replace(ROW, time="2028", milestones=(MilestoneSeed("", "", None, date(2028, 12, 31)),))


@pytest.mark.parametrize(
    ("plan", "is_decided", "kept"),
    [
        (PLAN, True, None),
        (PLAN, False, None),
        (with_task(is_draft=False), True, None),
        (with_task(is_draft=False), False, Kept.FIXED),
        (with_milestone(is_worked_on=True), True, Kept.MOVED),
        (with_milestone(is_used=True), True, None),
    ],
)
def test_a_date_moves_unless_a_person_or_the_decision_holds_it(
    plan: PlanFacts, is_decided: bool, kept: Kept | None
) -> None:
    found = only(LATER, plan=plan, is_decided=is_decided)
    assert found.steps is not None
    assert found.steps[0].takes_dates == (kept is None)
    moved = found.differences[-1]
    assert (moved.field, moved.old, moved.new, moved.kept) == (
        "due_date",
        "31/12/2027",
        "31/12/2028",
        kept,
    )


def test_internal_and_missing_dates_of_a_checked_text_are_free() -> None:
    for facts in ({"is_fixed": False}, {"due_date": None}):
        plan = replace(with_milestone(**facts), tasks=tuple(
            replace(each, is_draft=False) for each in with_milestone(**facts).tasks
        ))  # fmt: skip
        assert only(LATER, plan=plan, is_decided=False).kept == ()


@pytest.mark.parametrize(("facts", "kept"), [({}, None), ({"is_used": True}, Kept.IN_USE)])
def test_a_year_that_the_file_lacks_goes_unless_it_was_used(
    facts: dict[str, Any], kept: Kept | None
) -> None:
    plan = with_milestone(label="Kết quả năm 2027", year=2027, **facts)
    found = only(LATER, plan=plan)
    assert found.steps is not None
    added, old = found.steps
    assert (added.id, added.wanted) == (None, LATER.milestones[0])
    assert (old.id, old.wanted, old.stays) == (1, None, kept is not None)
    assert [(each.field, each.old, each.new, each.kept) for each in found.differences[1:]] == [
        ("milestone", "", "31/12/2028", None),
        ("milestone", "31/12/2027", "", kept),
    ]


def test_another_name_of_a_milestone_is_told() -> None:
    step = MilestoneSeed("Bước một", "", None, date(2027, 12, 31))
    row = replace(ROW, time="Đến năm 2027", milestones=(step,))
    assert [each.field for each in only(row).differences] == ["time", "label"]


def test_guidance_that_is_waited_for_is_told() -> None:
    step = MilestoneSeed("", "", None, None, waiting_for="Bộ Tài chính")
    row = replace(ROW, time="Sau khi có hướng dẫn", milestones=(step,))
    assert only(row).differences[-1].new == "Bộ Tài chính"


def test_a_group_whose_place_is_taken_comes_last() -> None:
    groups = (AppendixGroup("S", 2, 1, "Nhóm hai"), AppendixGroup("S", 5, 2, "Nhóm ba"))
    comparison = compared(replace(ROW, group=2), groups=groups)
    assert comparison.groups == (GroupChange(3, "", "Nhóm ba"),)
    assert comparison.rows[0].values["group"] == 3


def test_a_file_of_the_plan_has_every_column_but_the_description() -> None:
    plan = with_task(description="Nội dung")
    found = only(replace(ROW, deliverable=""), plan=plan, tables=())
    assert [each.field for each in found.differences] == ["deliverable"]


def test_numbers_win_over_titles_and_no_task_is_meant_twice() -> None:
    other = replace(TASK, id=2, number=2, title="Lập báo cáo")
    plan = replace(PLAN, tasks=(TASK, other))
    comparison = compared(
        replace(ROW, title="Lập báo cáo"), replace(ROW, number=9, title="Rà soát"), plan=plan
    )
    first, second, missing = comparison.rows
    assert (first.number, first.namesake) == (1, 2)
    assert second.standing is Standing.NEW
    assert (missing.standing, missing.number, missing.title) == (Standing.MISSING, 2, "Lập báo cáo")


def test_errors_of_the_file_keep_it_out_and_doubts_do_not() -> None:
    problem = Problem("S", 0, "", said("…"), said("…"))
    assert not compared(ROW, errors=(problem,)).can_be_written
    assert compared(ROW, errors=(replace(problem, weight=Weight.DOUBT),)).can_be_written
    assert not compared().can_be_written


def test_the_digest_names_what_would_be_written() -> None:
    assert compared(ROW).digest == compared(ROW).digest
    assert compared(ROW).digest != compared(replace(ROW, deliverable="Đề án")).digest


def test_what_was_read_survives_being_kept() -> None:
    problem = Problem("S", 3, "A", said("Dài %(letters)s", letters=3), said("…"), Weight.DOUBT)
    row = replace(ROW, lead=None, problems=(problem,), coordinating=(UNKNOWN,))
    appendix = Appendix("a.csv", (TABLE,), GROUPS, (ROW, row), (problem,))
    assert appendix_records.read(appendix_records.write(appendix)) == appendix
    corrections = {"S": Correction((Column.TITLE, None), 2)}
    kept = appendix_records.write_corrections(corrections)
    assert appendix_records.read_corrections(kept) == corrections


def test_a_doubt_about_a_name_goes_when_somebody_has_decided_on_it() -> None:
    doubts = tuple(
        Problem("S", 3, "Phối hợp", said(text, name=UNKNOWN.worded), said("…"), Weight.DOUBT)
        for text in (appendix_choices.UNKNOWN, "Chưa có thời gian thực hiện.")
    )
    row = replace(ROW, coordinating=(UNKNOWN,), problems=doubts)

    undecided, doubted = only(row).problems[:2]
    assert str(undecided.message) == 'Chưa có cơ quan "Hội Làm vườn" trong danh sách.'
    for choice in (CREATE, AS_WORDED, "yt"):
        assert only(row, choices={key_of(UNKNOWN.worded): choice}).problems == (doubted,)


def test_a_name_longer_than_an_agency_s_is_not_created() -> None:
    name = AgencyName("Sở " + "Thủy sản " * 30)
    row = replace(ROW, coordinating=(name,))
    found = compared(row, choices={key_of(name.worded): CREATE})
    (unknown,) = found.undecided
    assert not unknown.can_be_created
    assert not found.can_be_written
