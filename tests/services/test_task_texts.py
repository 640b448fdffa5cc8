"""The text of a task: edited, checked, taken back."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.vietnamese import fold
from plan_app.errors import NotAllowed, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import JournalEntry, Task, TextStatus, User
from plan_app.services import task_texts, tasks
from plan_app.services.assignments import AgencyNotPossible
from plan_app.services.task_texts import (
    AlreadyChecked,
    NotChecked,
    TaskTexts,
    UncheckReasonMissing,
)
from plan_app.services.transaction import transaction
from tests.acting import act_of
from tests.builders import make_agency, make_plan, make_task, make_user
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan())


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


def texts_of(task: Task) -> TaskTexts:
    return TaskTexts(
        title=task.title,
        title_en=task.title_en,
        description=task.description,
        deliverable=task.deliverable,
        lead_agency_id=task.lead_agency_id,
        responsible_agency_id=task.responsible_agency_id,
        coordinating_ids=[each.id for each in task.coordinating_agencies],
        coordinating_as_worded=task.coordinating_as_worded,
        time_as_worded=task.time_as_worded,
        twin_reference=task.twin_reference,
    )


def edit(task: Task, by: User, version: int | None = None, **changed: object) -> None:
    wanted = replace(texts_of(task), **changed)  # type: ignore[arg-type]
    act, plan_id, number = act_of(by, task.plan, version=version), task.plan_id, task.number
    with transaction():
        task_texts.edit(tasks.lock(plan_id=plan_id, number=number), wanted, act)


def check(task: Task, by: User, version: int | None = None) -> None:
    act, plan_id, number = act_of(by, task.plan, version=version), task.plan_id, task.number
    with transaction():
        task_texts.check(tasks.lock(plan_id=plan_id, number=number), act)


def uncheck(task: Task, by: User, reason: str, version: int | None = None) -> None:
    act, plan_id, number = act_of(by, task.plan, version=version), task.plan_id, task.number
    with transaction():
        task_texts.uncheck(tasks.lock(plan_id=plan_id, number=number), act, reason=reason)


def entries(task: Task) -> list[JournalEntry]:
    rows = db.session.query(JournalEntry).filter_by(task_id=task.id)
    return rows.order_by(JournalEntry.sequence).all()


def make_draft(task: Task) -> None:
    task.text_status = TextStatus.DRAFT
    db.session.commit()


def test_editing_a_checked_text_keeps_it_checked_and_findable(
    task: Task, coordinator: User
) -> None:
    agency = make_agency(name="Sở Y tế")
    edit(
        task,
        coordinator,
        title="Quản lý chất thải y tế",
        deliverable="Kế hoạch của ngành",
        coordinating_ids=[agency.id],
        time_as_worded="Hằng năm",
        twin_reference="NV-12",
    )
    assert task.text_status is TextStatus.CHECKED
    assert (task.title, task.version) == ("Quản lý chất thải y tế", 2)
    assert task.coordinating_agencies == [agency]
    for words in ("chất thải", "Kế hoạch của ngành", "Sở Y tế"):
        assert fold(words) in task.search_text


def test_the_entry_has_what_was_and_what_is(task: Task, coordinator: User) -> None:
    before, lead = task.title, make_agency(name="Sở Xây dựng")
    old = task.lead_agency_id
    edit(
        task, coordinator, title="Tên mới", description="Dòng một\nDòng hai", lead_agency_id=lead.id
    )
    (entry,) = entries(task)
    assert entry.action == "task_text_edited"
    assert entry.data == {
        "fields": ["title", "description", "lead_agency"],
        "old": {"lead_agency": old},
        "new": {"lead_agency": lead.id},
    }
    assert entry.text is not None
    lines = (entry.text.body or "").splitlines()
    assert lines[:2] == [f"title: {before} → Tên mới", "description: – → Dòng một Dòng hai"]
    assert lines[2].endswith("→ Sở Xây dựng")


def test_the_responsible_agency_moves_as_by_assigning(task: Task, coordinator: User) -> None:
    agency = make_agency(name="Sở Nội vụ")
    edit(task, coordinator, responsible_agency_id=agency.id)
    assert (task.responsible_agency, task.version) == (agency, 2)
    assert fold("Sở Nội vụ") in task.search_text
    assert [each.action for each in entries(task)] == ["agency_changed"]
    ended = make_agency(valid_to=date(2025, 3, 1))
    with pytest.raises(AgencyNotPossible):
        edit(task, coordinator, responsible_agency_id=ended.id)
    edit(task, coordinator, lead_agency_id=ended.id)
    assert task.lead_agency == ended


def test_an_unknown_lead_agency_is_refused(task: Task, coordinator: User) -> None:
    with pytest.raises(RuleBroken) as error:
        edit(task, coordinator, lead_agency_id=999_999)
    assert error.value.field == "lead_agency"


def test_what_stays_is_not_written(task: Task, coordinator: User) -> None:
    edit(task, coordinator)
    assert (entries(task), task.version) == ([], 1)


def test_only_coordinators_edit_and_check(task: Task) -> None:
    for person in (task.owner, make_user(task.plan, Role.LEADER), make_user(task.plan)):
        assert person is not None
        with pytest.raises(NotAllowed):
            edit(task, person, title="Tên mới")
        with pytest.raises(NotAllowed):
            check(task, person)
        with pytest.raises(NotAllowed):
            uncheck(task, person, "Chưa đúng.")


def test_a_stale_edit_changes_nothing(task: Task, coordinator: User) -> None:
    make_draft(task)
    edit(task, coordinator, version=1, title="Tên mới")
    with pytest.raises(StaleEdit):
        edit(task, coordinator, version=1, title="Tên khác")
    with pytest.raises(StaleEdit):
        check(task, coordinator, version=1)
    assert task.title == "Tên mới"


def test_checking_says_who_and_when_and_arms_nothing(task: Task, coordinator: User) -> None:
    task.armed_at = None
    make_draft(task)
    check(task, coordinator, version=1)
    assert task.text_status is TextStatus.CHECKED
    assert (task.text_checked_by, task.text_checked_at) == (coordinator, NOW)
    assert (task.armed_at, task.version) == (None, 2)
    assert [each.action for each in entries(task)] == ["text_checked"]
    with pytest.raises(AlreadyChecked):
        check(task, coordinator)


def test_a_checked_text_goes_back_to_draft_with_a_reason(task: Task, coordinator: User) -> None:
    with pytest.raises(UncheckReasonMissing):
        uncheck(task, coordinator, "  ")
    uncheck(task, coordinator, " Sai cơ quan chủ trì. ", version=1)
    assert task.text_status is TextStatus.DRAFT
    assert (task.text_checked_by_id, task.text_checked_at) == (None, None)
    (entry,) = entries(task)
    assert entry.text is not None
    assert (entry.action, entry.text.body) == ("text_unchecked", "Sai cơ quan chủ trì.")
    with pytest.raises(NotChecked):
        uncheck(task, coordinator, "Lần nữa.")
