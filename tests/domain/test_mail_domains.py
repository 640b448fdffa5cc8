"""The official mail domains."""

import pytest

from plan_app.domain.mail_domains import DomainsNotUsable, allows, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        (" \n", ()),
        ("thanhhoa.gov.vn", ("thanhhoa.gov.vn",)),
        ("@ThanhHoa.gov.vn., noibo;\nthanhhoa.gov.vn", ("thanhhoa.gov.vn", "noibo")),
    ],
)
def test_domains_are_read_however_they_are_written(text: str, expected: tuple[str, ...]) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["an@thanhhoa.gov.vn", "tỉnh.vn", "-a.vn", "a..vn", "a" * 201])
def test_what_is_no_list_of_domains_is_refused(text: str) -> None:
    with pytest.raises(DomainsNotUsable) as broken:
        parse(text)
    assert broken.value.field == "domains"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("an@thanhhoa.gov.vn", True),
        ("an@STC.thanhhoa.gov.vn", True),
        ("an@xthanhhoa.gov.vn", False),
        ("an@gov.vn", False),
    ],
)
def test_an_address_is_in_a_domain_or_below_it(address: str, expected: bool) -> None:
    assert allows(("thanhhoa.gov.vn",), address) is expected
    assert allows((), address)
