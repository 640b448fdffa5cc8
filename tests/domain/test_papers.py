"""What may be attached, and what a plan asks for."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest

from plan_app.domain import papers
from plan_app.domain.confirmations import Claim, Missing, missing
from plan_app.domain.file_names import MOST_LETTERS, ending, plain, stem
from plan_app.domain.papers import Draft, Given, PaperKind, Reference
from plan_app.errors import RuleBroken

TODAY = date(2026, 12, 8)
DRAFT = Draft("0" * 64, "a.pdf", PaperKind.PDF, 1, "n")
REFERENCE = Reference("Quyết định số 12/QĐ-UBND", TODAY, "Phê duyệt Đề án")
WHOLE = Claim(has_report=True, result="Đã ban hành.", has_paper=True)


def test_five_files_and_two_references_are_fine() -> None:
    papers.check(Given((DRAFT,) * 5, (REFERENCE,) * 2), today=TODAY)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (Given((DRAFT,) * 6), papers.TooManyFiles),
        (Given((), (replace(REFERENCE, number=" "),)), papers.ReferenceIncomplete),
        (Given((), (replace(REFERENCE, dated=None),)), papers.ReferenceIncomplete),
        (
            Given((), (replace(REFERENCE, dated=TODAY + timedelta(days=1)),)),
            papers.ReferenceInFuture,
        ),
        (Given((), (replace(REFERENCE, number="s" * 201),)), papers.ReferenceTooLong),
        (Given((), (replace(REFERENCE, subject="s" * 501),)), papers.ReferenceTooLong),
    ],
)
def test_what_cannot_be_attached_is_said_at_the_field(
    given: Given, error: type[RuleBroken]
) -> None:
    with pytest.raises(error) as raised:
        papers.check(given, today=TODAY)
    assert raised.value.field == papers.FIELD


def test_a_reference_needs_no_subject() -> None:
    papers.check(Given((), (replace(REFERENCE, subject=""),)), today=TODAY)


def test_nothing_given_is_nothing() -> None:
    assert not papers.NONE
    assert Given(files=(DRAFT,))
    assert Given(references=(REFERENCE,))


def test_only_a_completion_needs_the_paper_that_the_plan_asks_for() -> None:
    with pytest.raises(papers.PaperMissing) as raised:
        papers.check_required(is_required=True, is_completion=True, has_paper=False)
    assert raised.value.field == papers.FIELD
    papers.check_required(is_required=True, is_completion=False, has_paper=False)
    papers.check_required(is_required=True, is_completion=True, has_paper=True)
    papers.check_required(is_required=False, is_completion=True, has_paper=False)


@pytest.mark.parametrize(
    ("claim", "needs_paper", "found"),
    [
        (WHOLE, True, ()),
        (replace(WHOLE, has_paper=False), False, ()),
        (replace(WHOLE, has_paper=False), True, (Missing.PAPER,)),
        (replace(WHOLE, result=" \n"), True, (Missing.RESULT,)),
        (Claim(has_report=True, result="", has_paper=False), True,
         (Missing.RESULT, Missing.PAPER)),
        (Claim(has_report=False, result="", has_paper=False), True, (Missing.REPORT,)),
        (replace(WHOLE, is_objected=True), False, (Missing.ANSWER,)),
    ],
)  # fmt: skip
def test_what_is_missing(claim: Claim, needs_paper: bool, found: tuple[Missing, ...]) -> None:
    assert missing(claim, needs_paper=needs_paper) == found


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Báo cáo số 12.pdf", "Báo cáo số 12"),
        (unicodedata.normalize("NFD", "Báo cáo.pdf"), "Báo cáo"),
        ("../../etc/passwd.pdf", "passwd"),
        (r"C:\Users\An\Biên bản.docx", "Biên bản"),
        ("/home/an/a.b.pdf", "a.b"),
        ("bao\u202efdp.exe.pdf", "baofdp.exe"),
        ("a\u200b\u2066b\x00\x1b[31m\n.pdf", "ab[31m"),
        ('a<b>:"|?*%;c.pdf', "a_b________c"),
        ("con.pdf", "_con"),
        ("LPT1.pdf", "_LPT1"),
        (".htaccess", "tai-lieu"),
        ("...pdf", "tai-lieu"),
        ("", "tai-lieu"),
        ("\u202e", "tai-lieu"),
        ("không có đuôi", "không có đuôi"),
        ("a" * 300 + ".pdf", "a" * MOST_LETTERS),
    ],
)
def test_a_name_is_made_harmless_and_stays_vietnamese(name: str, kept: str) -> None:
    assert stem(name) == kept


@pytest.mark.parametrize(
    ("name", "found"), [("a.PDF", "pdf"), ("a", ""), ("x.pdf/b", ""), ("a.tar.gz ", "gz")]
)
def test_the_ending_is_that_of_the_last_part(name: str, found: str) -> None:
    assert ending(name) == found


def test_a_plain_name_is_ascii() -> None:
    assert plain("Quyết định đã ký.pdf") == "Quyet-dinh-da-ky.pdf"
