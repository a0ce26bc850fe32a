"""Steps completed together are taken back one by one or all, as long as nobody has gone on."""

import json
from datetime import timedelta

import pytest

from engine.kernel.actor import SYSTEM
from engine.processes.starts import deploy_processes
from tests.integration.bulk.test_rows import DECISION
from tests.integration.processes.office import diagram, sequence, user_task
from tests.integration.web.conftest import Visitor
from tests.integration.web.test_inbox import task_ids

TWO_STEPS = (
    '<bpmn:startEvent id="start"/>'
    + user_task("check", "CASHIER@station", 'camunda:formKey="f"')
    + user_task("settle", "TEAM_LEAD@station", 'camunda:formKey="f"')
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "check"), ("check", "settle"), ("settle", "end"))
)


@pytest.fixture
def decided(app, signed_in) -> tuple[str, list[str]]:
    """Return the address of a batch of two steps wang has completed together, and their ids."""
    form = {"id": "f", "title": "F", "type": "default", "components": [DECISION]}
    files = {"leave.bpmn": diagram(TWO_STEPS), "f.form": json.dumps(form).encode()}
    parts = app.extensions["gridflow"]
    with parts.database.unit_of_work(parts.clock) as uow:
        deploy_processes(uow, SYSTEM, files, parts.world, "test")
    li, wang = signed_in("li"), signed_in("wang")
    for _ in range(2):
        assert li.send("/start/leave", {"data": {}}).status_code == 200
    tasks = task_ids(wang, "/inbox/?view=claimable")
    chosen = {f"decision-{task}": "agree" for task in tasks}
    return wang.post("/bulk/decide", {"task": tasks, **chosen}).location, tasks


def rows(visitor: Visitor, address: str) -> dict[str, str]:
    """Return what the page of a batch shows of each row, by its task."""
    parts = visitor.get(address).text.split("<tr>")[2:]
    return {part.split("/tasks/")[1].split('"')[0]: part for part in parts}


def undoable(visitor: Visitor, address: str) -> set[str]:
    return {task for task, row in rows(visitor, address).items() if "/undo" in row}


def test_one_of_the_rows_is_taken_back(decided, signed_in):
    address, (first, second) = decided
    wang = signed_in("wang")
    assert undoable(wang, address) == {first, second}

    answer = wang.post(f"{address}/undo", {"task": first})

    assert answer.location == address
    assert undoable(wang, address) == {second}
    assert "已撤回" in rows(wang, address)[first]
    assert len(task_ids(wang, "/inbox/")) == 1
    assert len(task_ids(signed_in("boss"), "/inbox/?view=claimable")) == 1


def test_a_row_somebody_has_gone_on_with_says_so_and_stays(decided, signed_in):
    address, tasks = decided
    wang, boss = signed_in("wang"), signed_in("boss")
    next_task = task_ids(boss, "/inbox/?view=claimable")[0]
    boss.send(f"/tasks/{next_task}/complete", {"data": {"result": "agree"}})

    (left,) = undoable(wang, address)
    (stuck,) = set(tasks) - {left}

    # Its case has come to its end with the second step.
    assert "业务已结束或已挂起" in rows(wang, address)[stuck]


def test_all_are_taken_back_and_each_that_was_not_says_why(decided, signed_in):
    address, tasks = decided
    wang, boss = signed_in("wang"), signed_in("boss")
    shown = undoable(wang, address)
    next_task = task_ids(boss, "/inbox/?view=claimable")[0]
    boss.send(f"/tasks/{next_task}/complete", {"data": {"result": "agree"}})

    wang.post(f"{address}/undo")

    became = [("未能撤回" in row, "已撤回" in row) for row in rows(wang, address).values()]
    assert shown == set(tasks)
    assert sorted(became) == [(False, True), (True, False)]
    assert len(task_ids(wang, "/inbox/")) == 1


def test_a_row_is_taken_back_once_and_in_time_and_by_its_owner(decided, signed_in, clock):
    address, (first, second) = decided
    wang = signed_in("wang")
    wang.post(f"{address}/undo", {"task": first})

    twice = wang.post(f"{address}/undo", {"task": first})
    stranger = signed_in("boss").post(f"{address}/undo", {"task": second})
    clock.advance(timedelta(minutes=5))
    late = wang.post(f"{address}/undo", {"task": second})

    assert (twice.status_code, stranger.status_code, late.status_code) == (409, 404, 409)
    assert undoable(wang, address) == set()
