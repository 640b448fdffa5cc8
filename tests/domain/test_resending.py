"""Which messages a person may send again, and why others not."""

from dataclasses import replace
from typing import Any

import pytest

from plan_app.domain import resending
from plan_app.domain.mailing import UNSETTLED, MessageKind, MessageState, ResendCause
from plan_app.domain.resending import SentMessage

REFUSED = SentMessage(
    kind=MessageKind.DIGEST,
    state=MessageState.FAILED,
    is_active=True,
    is_reachable=True,
    is_resent=False,
)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"state": MessageState.ACCEPTED},
        {"state": MessageState.EXPIRED},
        {"kind": MessageKind.CONFIRMED},
        {"kind": MessageKind.RETURNED},
    ],
)
def test_what_ended_may_be_sent_again(facts: dict[str, Any]) -> None:
    assert resending.refusal(replace(REFUSED, **facts)) is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        *(({"state": state}, "chưa gửi xong") for state in sorted(UNSETTLED)),
        ({"state": MessageState.CANCELLED}, "đã hủy"),
        ({"is_resent": True}, "đã được gửi lại"),
        ({"is_active": False}, "ngừng hoạt động"),
        ({"is_reachable": False}, "sửa địa chỉ"),
        ({"kind": MessageKind.INVITATION}, "gửi thư mời mới"),
        ({"kind": MessageKind.PASSWORD_RESET}, "tự yêu cầu"),
        ({"kind": MessageKind.PASSWORD_NOTICE}, "không gửi lại"),
        ({"kind": MessageKind.TEST}, "thư thử mới"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(facts: dict[str, Any], words: str) -> None:
    refusal = resending.refusal(replace(REFUSED, **facts))

    assert refusal is not None
    assert words in refusal


def test_only_a_refused_one_is_sent_again_because_its_address_was_mended() -> None:
    assert set(resending.causes(MessageState.FAILED)) == set(ResendCause)
    assert resending.causes(MessageState.ACCEPTED) == (ResendCause.ASKED,)
