"""The kinds of documents that the product drafts, and what each asks for."""

from enum import StrEnum
from typing import Final


class DocumentKind(StrEnum):
    """A report on the plan, a letter, or a page for a meeting."""

    PLAN = "plan"
    SUMMARY = "summary"
    URGING = "urging"
    SUBMISSION = "submission"
    AGENCY = "agency"


class Version(StrEnum):
    """Who signs: the standing department itself, or the provincial committee."""

    DEPARTMENT = "department"
    PROVINCE = "province"


class Section(StrEnum):
    """A part of the report on the plan that can be left out."""

    CHARTS = "charts"
    GROUPS = "groups"
    MEASURES = "measures"
    DIFFICULTIES = "difficulties"
    OVERDUE = "overdue"
    AHEAD = "ahead"
    APPENDIX = "appendix"


# A summary is the department's own, and an agency speaks for itself. Of a submission the
# committee signs the answer.
IN_TWO_VERSIONS: Final = frozenset(
    {DocumentKind.PLAN, DocumentKind.URGING, DocumentKind.SUBMISSION}
)
# To whom the province reports on green growth unless somebody says otherwise: the ministry that
# the national strategy names.
MINISTRY: Final = "Bộ Tài chính"
OF_A_PERIOD: Final = frozenset({DocumentKind.PLAN})
OF_AN_AGENCY: Final = frozenset({DocumentKind.URGING, DocumentKind.AGENCY})
# What can be made from the frozen figures of a closed round as well.
OF_A_ROUND: Final = frozenset({DocumentKind.PLAN, DocumentKind.SUMMARY})
