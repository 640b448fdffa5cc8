"""The mail domains that accounts may have: the part of an address after the @."""

import re
from collections.abc import Collection
from typing import Final

from plan_app.errors import N_, RuleBroken

# As long as the column that keeps them together.
LONGEST: Final = 200
_DOMAIN: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


class DomainsNotUsable(RuleBroken):
    """The list of domains cannot be read or kept."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="domains")


def parse(text: str) -> tuple[str, ...]:
    """The domains written in `text`, separated by anything but letters; each once, in order.

    A leading @ is dropped. Raises DomainsNotUsable.
    """
    written = (part.lower().lstrip("@").rstrip(".") for part in re.split(r"[\s,;]+", text))
    domains = tuple(dict.fromkeys(part for part in written if part))
    if not all(_DOMAIN.fullmatch(domain) for domain in domains):
        raise DomainsNotUsable(
            N_("Tên miền chưa đúng; đề nghị ghi phần sau ký hiệu @, ví dụ thanhhoa.gov.vn.")
        )
    if len(" ".join(domains)) > LONGEST:
        raise DomainsNotUsable(N_("Danh sách tên miền dài quá 200 ký tự."))
    return domains


def allows(domains: Collection[str], address: str) -> bool:
    """Whether the address is in one of the domains or below it; without domains all are."""
    domain = address.rpartition("@")[2].lower()
    return not domains or any(domain == each or domain.endswith(f".{each}") for each in domains)
