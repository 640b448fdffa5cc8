from dataclasses import replace

import pytest

from plan_app.domain.appendix import (
    AgencyName,
    Appendix,
    AppendixRow,
    Problem,
    Weight,
    said,
)

ROW = AppendixRow(
    sheet="Bảng",
    row=2,
    group=1,
    number=1,
    number_as_worded="1",
    title="Rà soát",
    description="",
    lead=AgencyName("Sở A", "a"),
    coordinating=(),
    coordinating_as_worded="",
    time="2025",
    deliverable="",
    milestones=(),
)
DOUBT = Problem(
    "Bảng", 2, "TT", said("Thiếu %(what)s.", what="tên"), said("Bổ sung."), Weight.DOUBT
)
ERROR = replace(DOUBT, weight=Weight.ERROR)


def of(*rows: AppendixRow, errors: tuple[Problem, ...] = ()) -> Appendix:
    return Appendix("a.xlsx", (), (), rows, errors)


def test_a_sentence_fills_in_its_values() -> None:
    assert (str(DOUBT.message), str(DOUBT.mend)) == ("Thiếu tên.", "Bổ sung.")


@pytest.mark.parametrize(
    ("found", "can"),
    [
        (of(ROW), True),
        (of(), False),
        (of(replace(ROW, problems=(DOUBT,))), True),
        (of(replace(ROW, problems=(ERROR,))), False),
        (of(ROW, errors=(ERROR,)), False),
        (of(ROW, errors=(DOUBT,)), True),
    ],
)
def test_an_error_keeps_all_from_being_written(found: Appendix, can: bool) -> None:
    assert found.can_be_written is can


def test_a_row_knows_whether_it_is_in_error() -> None:
    assert replace(ROW, problems=(DOUBT, ERROR)).has_error
    assert not replace(ROW, problems=(DOUBT,)).has_error


def test_unknown_agencies_are_listed_once_as_first_met() -> None:
    unknown, other = AgencyName("Sở B"), AgencyName("Sở C")
    found = of(ROW, replace(ROW, lead=unknown, coordinating=(other, unknown)),
               replace(ROW, lead=None, coordinating=(other,)))  # fmt: skip

    assert found.unknown_agencies == (unknown, other)
