"""`plan-app journal verify`."""

import json

import pytest
from flask import Flask

from plan_app.models import Plan
from tests.cli.commands import invoke
from tests.services.test_journal_chains import plan, run

__all__ = ["plan"]


def test_a_whole_journal_ends_with_zero(plan: Plan, own_app: Flask) -> None:
    assert plan
    done = invoke(own_app, "journal", "verify")
    assert done.exit_code == 0
    assert "✓ hệ thống: 00 mục, không mục nào bị sửa" in done.stdout
    assert "✓ xanh: 05 mục, không mục nào bị sửa" in done.stdout


@pytest.mark.parametrize(
    ("statement", "words", "fault"),
    [
        ("UPDATE journal_entry SET action = 'x' WHERE sequence = 2",
         "✗ xanh: mục số 2 đã bị sửa", "altered"),
        ("DELETE FROM journal_entry WHERE sequence = 2",
         "✗ xanh: mục số 2 đã bị xóa", "removed"),
        ("UPDATE journal_entry SET sequence = sequence + 10 WHERE sequence > 1",
         "✗ xanh: mục số 12 đã bị đổi vị trí (vốn là mục số 2)", "reordered"),
        ("UPDATE journal_text SET body = 'x'",
         "✗ xanh: nội dung kèm mục số 1 đã bị sửa", "text_altered"),
    ],
)  # fmt: skip
def test_the_first_fault_is_named_and_ends_with_one(
    plan: Plan, own_app: Flask, statement: str, words: str, fault: str
) -> None:
    assert plan
    run(statement)
    told = invoke(own_app, "journal", "verify")
    assert (told.exit_code, words in told.stdout) == (1, True)
    machine = invoke(own_app, "journal", "verify", "--json")
    said = json.loads(machine.stdout)
    assert (machine.exit_code, said["ok"]) == (1, False)
    assert [each["fault"] for each in said["chains"]] == [None, fault]
