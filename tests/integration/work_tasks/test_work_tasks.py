"""A task somebody was given, step by step as diagrams call it."""

import pytest

from engine.db import UnitOfWork
from engine.kernel.errors import Conflict, Invalid, NotFound
from engine.work_tasks import handlers, queries, service
from tests.companies import call, case, found_company

FORM = {"title": "线路树障清理", "owner": "wang", "dueAt": "2026-11-20T17:30", "type": "SPECIAL"}
assert handlers


@pytest.fixture
def context(uow: UnitOfWork):
    found_company(uow)
    return case(uow, "200101")


def test_the_same_step_gives_a_task_once(uow, context):
    first = call(context, "work_tasks.create", **FORM)

    assert first == {"taskNo": "RW20261102200100001"}
    assert call(context, "work_tasks.create", **FORM) == first


def test_a_task_is_accepted_in_parts_and_finished_with_them(uow, context):
    call(context, "work_tasks.create", **FORM)
    parts = [{"title": "巡线", "owner": "li"}, {"title": "砍树"}]
    call(context, "work_tasks.accept", owner="wang", subtasks=parts)
    call(context, "work_tasks.accept", owner="wang", subtasks=parts)

    call(context, "work_tasks.finish", score="95", comment="好")

    tasks = queries.tasks_of_case(uow.session, "case-1")
    assert {(task.title, task.owner, task.status) for task in tasks} == {
        ("线路树障清理", "wang", "DONE"),
        ("巡线", "li", "DONE"),
        ("砍树", "wang", "DONE"),
    }


def test_the_due_date_moves_twice_at_most(uow, context):
    call(context, "work_tasks.create", **FORM)
    new = {"newDue": "2026-12-01", "reason": "雨"}

    counts = [call(context, "work_tasks.extend", **new)["extensions"] for _ in range(2)]

    assert counts == [1, 2]
    with pytest.raises(Conflict):
        call(context, "work_tasks.extend", **new)


def test_missing_reports_are_counted_while_the_task_is_open(uow, context):
    number = call(context, "work_tasks.create", **FORM)["taskNo"]
    call(context, "work_tasks.remind_progress", taskNo=number)
    call(context, "work_tasks.cancel", reason="重复")
    call(context, "work_tasks.cancel", reason="重复")

    call(context, "work_tasks.remind_progress", taskNo=number)

    [task] = queries.tasks_of_case(uow.session, "case-1")
    assert (task.reminders, task.status) == (1, "CANCELLED")


def test_progress_is_a_percentage(uow, context):
    call(context, "work_tasks.create", **FORM)
    [task] = queries.tasks_of_case(uow.session, "case-1")
    service.report_progress(uow, context.actor, task, 60, "过半")

    with pytest.raises(Invalid):
        service.report_progress(uow, context.actor, task, 101, "")

    uow.session.flush()
    assert [note.progress for note in queries.notes_of(uow.session, task.id)] == [60]


def test_a_case_without_a_task_says_so(context):
    with pytest.raises(NotFound):
        call(context, "work_tasks.finish", score=1)


def test_a_task_needs_a_title_and_an_owner(context):
    with pytest.raises(Invalid):
        call(context, "work_tasks.create", **{**FORM, "owner": ""})
