"""What is sealed can be read with the instance's key alone."""

import pytest

from plan_app.mail.sealing import CannotUnseal, seal, seal_bytes, unseal, unseal_bytes

KEY = "k" * 48
FACTS = {"link": "https://kehoach.example.org/reset/abc", "until": "2026-12-09"}


def test_sealed_facts_come_back_and_cannot_be_read_before() -> None:
    token = seal(FACTS, KEY)
    assert "reset" not in token
    assert unseal(token, KEY) == FACTS


def test_vietnamese_facts_come_back() -> None:
    assert unseal(seal({"name": "Nguyễn Thị Hòa"}, KEY), KEY) == {"name": "Nguyễn Thị Hòa"}


def test_sealed_bytes_come_back_and_cannot_be_read_before() -> None:
    token = seal_bytes(b"Subject: x\r\n\r\n\xff", KEY)
    assert b"Subject" not in token
    assert unseal_bytes(token, KEY) == b"Subject: x\r\n\r\n\xff"


def test_another_key_opens_nothing() -> None:
    with pytest.raises(CannotUnseal):
        unseal(seal(FACTS, KEY), "x" * 48)
    with pytest.raises(CannotUnseal):
        unseal_bytes(seal_bytes(b"x", KEY), "x" * 48)


@pytest.mark.parametrize("broken", ["", "không phải", "abc"])
def test_a_broken_token_is_refused(broken: str) -> None:
    with pytest.raises(CannotUnseal):
        unseal(broken, KEY)


def test_facts_cannot_be_opened_as_frozen_bytes() -> None:
    with pytest.raises(CannotUnseal):
        unseal_bytes(seal(FACTS, KEY).encode(), KEY)
