"""A leader sets when a task is due on its page; whoever works on it sees by whom and why."""

import pytest

from engine.kernel.actor import SYSTEM
from engine.processes.starts import deploy_processes
from tests.integration.processes.office import diagram, sequence, user_task
from tests.integration.web.conftest import Visitor
from tests.integration.web.test_inbox import task_ids

ONE_STEP = (
    '<bpmn:startEvent id="start"/>'
    + user_task("look", "CASHIER@station", 'camunda:dueDate="P3D"')
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "look"), ("look", "end"))
)
DUE = "2026-11-03T16:00"


@pytest.fixture
def task(app, signed_in) -> str:
    """Return the id of a task wang has claimed."""
    parts = app.extensions["gridflow"]
    with parts.database.unit_of_work(parts.clock) as uow:
        deploy_processes(uow, SYSTEM, {"leave.bpmn": diagram(ONE_STEP)}, parts.world, "test")
    signed_in("li").send("/start/leave", {"data": {}})
    wang = signed_in("wang")
    (found,) = task_ids(wang, "/inbox/?view=claimable")
    wang.post(f"/tasks/{found}/claim")
    return found


def form_of(task: str) -> str:
    return f"/deadlines/clocks/tasks/{task}/date"


def clocks(visitor: Visitor, task: str) -> str:
    return visitor.get(f"/deadlines/clocks/tasks/{task}").text


def test_a_leader_sets_the_date_and_the_worker_sees_by_whom_and_why(task, signed_in):
    boss, wang = signed_in("boss"), signed_in("wang")
    assert form_of(task) in clocks(boss, task)

    answer = boss.post(form_of(task), {"due_at": DUE, "reason": "客户要求提前"})

    assert answer.location == f"/tasks/{task}"
    assert "由Boss设定" in clocks(wang, task)
    page = wang.get(f"/tasks/{task}").text
    assert "2026-11-03 16:00" in page
    assert "客户要求提前" in page.split('id="pane-history"')[1]


def test_the_date_of_the_diagram_counts_again(task, signed_in):
    boss = signed_in("boss")
    boss.post(form_of(task), {"due_at": DUE, "reason": "提前"})

    boss.post(form_of(task), {"reckoned": "1", "reason": "不再需要"})

    text = clocks(boss, task)
    assert "由Boss设定" not in text
    assert "2026-11-05" in text


def test_what_was_typed_stays_when_something_is_missing(task, signed_in):
    boss = signed_in("boss")

    answer = boss.post(form_of(task), {"due_at": DUE, "reason": " "})

    assert answer.status_code == 422
    assert f'value="{DUE}"' in answer.text


@pytest.mark.parametrize("who", ["wang", "li", "zhao"])
def test_nobody_else_finds_the_button_or_gets_through(task, signed_in, who):
    visitor = signed_in(who)

    assert form_of(task) not in clocks(visitor, task)
    assert visitor.get(form_of(task)).status_code == 403
    assert visitor.post(form_of(task), {"due_at": DUE, "reason": "x"}).status_code == 403
