"""A small valid seed file for tests: start from it and change one line."""

from datetime import date
from pathlib import Path

from plan_app.domain.seed_plan import PlanSeed
from plan_app.imports import seed_file

TODAY = date(2026, 12, 8)
SHIPPED = Path(__file__).parents[1] / "seed_plan.yaml"

VALID = """\
plan:
  slug: ke-hoach-thu
  title: Kế hoạch thử nghiệm
  title_en: Trial plan
  decision_number: 01/QĐ-UBND
  decision_date: 18/10/2023
  issued_by: UBND tỉnh
  first_year: 2021
  last_year: 2030
  standing_agency: so-tai-chinh
agencies:
  - code: so-tai-chinh
    name: Sở Tài chính
    name_en: Department of Finance
    short_name: Sở TC
    order: 1
  - code: so-ke-hoach
    name: Sở Kế hoạch
    name_en: Department of Planning
    short_name: Sở KH
    order: 2
    valid_to: 28/02/2025
    successor: so-tai-chinh
    succession_date: 01/03/2025
groups:
  - ordinal: 1
    title: Nhóm một
    title_en: Group one
    tasks:
      - number: 1
        title: Xây dựng kế hoạch
        title_en: Draw up a plan
        deliverable: Kế hoạch
        lead: so-ke-hoach
        responsible: so-tai-chinh
        coordinating: [so-ke-hoach]
        time: Tháng 12/2026
        due: 31/12/2026
        text: draft
      - number: 2
        title: Lập báo cáo
        title_en: Report
        deliverable: Báo cáo
        lead: so-tai-chinh
        responsible: so-tai-chinh
        coordinating: []
        time: Hằng năm
        yearly: 31/12
        text: draft
"""


def changed(*replacements: tuple[str, str]) -> str:
    """The valid file with the first occurrence of each text replaced."""
    text = VALID
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def read(text: str) -> PlanSeed:
    """The plan of a file."""
    return seed_file.read(text.encode(), today=TODAY)


def shipped() -> PlanSeed:
    """The plan that the product ships."""
    return seed_file.read(SHIPPED.read_bytes(), today=TODAY)
