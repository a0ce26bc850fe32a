"""The inbox by the dozen: saved filters, many rows at once, one task after another."""

import json
from datetime import timedelta

import pytest

from engine.kernel.actor import SYSTEM
from engine.processes.starts import deploy_processes
from tests.integration.bulk.test_rows import AMOUNT, DECISION, OPINION
from tests.integration.processes.office import ONE_TASK, diagram
from tests.integration.web.conftest import Visitor

TEAM = "CASHIER@2001011"


def deployed(app, *fields: dict[str, object]) -> None:
    """Deploy a process whose only task asks the cashiers for these fields."""
    parts = app.extensions["gridflow"]
    form = {"id": "f", "title": "F", "type": "default", "components": list(fields)}
    body = ONE_TASK.replace('id="approve"', 'id="approve" camunda:formKey="f"')
    body = body.replace("BUSINESS_CLERK@county", "CASHIER@station")
    files = {"leave.bpmn": diagram(body), "f.form": json.dumps(form).encode()}
    with parts.database.unit_of_work(parts.clock) as uow:
        deploy_processes(uow, SYSTEM, files, parts.world, "test")


@pytest.fixture
def waiting(app, signed_in) -> list[str]:
    """Return the ids of two tasks the cashiers may claim."""
    deployed(app, DECISION, OPINION)
    li = signed_in("li")
    for _ in range(2):
        assert li.send("/start/leave", {"data": {}}).status_code == 200
    return task_ids(signed_in("wang"), "/inbox/?view=claimable")


def task_ids(visitor: Visitor, path: str) -> list[str]:
    parts = visitor.get(path).text.split('name="task" value="')[1:]
    return [part.split('"')[0] for part in parts]


def act(visitor: Visitor, tasks: list[str], action: str, **more: str):
    return visitor.post("/bulk/", {"task": tasks, "action": action, **more})


def page_after(visitor: Visitor, answer) -> str:
    assert answer.status_code == 303, answer.text
    return visitor.get(answer.location).text


def test_many_tasks_are_claimed_at_once(waiting, signed_in):
    wang = signed_in("wang")

    page = page_after(wang, act(wang, waiting, "claim"))

    assert "2 项中 2 项已领取" in page
    assert set(task_ids(wang, "/inbox/")) == set(waiting)


def test_each_row_says_why_it_did_not_work(app, waiting, signed_in, employed):
    employed("qian", "CASHIER")
    qian, wang = signed_in("qian"), signed_in("wang")
    act(qian, waiting[:1], "claim")

    page = page_after(wang, act(wang, waiting, "claim"))

    assert "2 项中 1 项已领取" in page
    assert "Qian" in page


def test_a_bulk_claim_is_taken_back(waiting, signed_in):
    wang = signed_in("wang")
    done = act(wang, waiting, "claim")

    page = page_after(wang, wang.post(f"{done.location}/undo"))

    assert page.count("已撤回") == 3
    assert task_ids(wang, "/inbox/") == []


def test_the_time_to_take_back_ends(waiting, signed_in, clock):
    wang = signed_in("wang")
    done = act(wang, waiting, "claim")
    clock.advance(timedelta(minutes=6))

    assert wang.post(f"{done.location}/undo").status_code == 409
    assert "/undo" not in wang.get(done.location).text


def test_many_tasks_are_decided_each_in_its_own_way(waiting, signed_in):
    wang = signed_in("wang")
    answer = act(wang, waiting, "complete")
    assert "同意" in wang.get(answer.location).text
    first, second = waiting

    decided = {f"decision-{first}": "agree", f"decision-{second}": "refuse"}
    page = page_after(wang, wang.post("/bulk/decide", {"task": waiting, **decided}))

    assert "2 项中 2 项已完成" in page or "2 项中 2 项已办结" in page


def test_rows_without_a_decision_are_left_alone(waiting, signed_in):
    wang = signed_in("wang")

    wang.post("/bulk/decide", {"task": waiting, f"decision-{waiting[0]}": "agree"})

    assert task_ids(wang, "/inbox/?view=claimable") == waiting[1:]


def test_a_form_that_asks_for_more_is_not_in_the_grid(app, signed_in):
    deployed(app, DECISION, AMOUNT)
    signed_in("li").send("/start/leave", {"data": {}})
    wang = signed_in("wang")
    tasks = task_ids(wang, "/inbox/?view=claimable")

    page = wang.get(f"/bulk/decide?task={tasks[0]}").text

    assert "没有可批量办理的任务" in page


def test_nobody_sees_in_a_grid_what_is_not_for_him(waiting, signed_in):
    page = signed_in("zhao").get(f"/bulk/decide?task={waiting[0]}").text

    assert "没有可批量办理的任务" in page
    assert "decision-" not in page


def test_reassigning_many_needs_a_reason(waiting, signed_in):
    boss = signed_in("boss")

    assert act(boss, waiting, "reassign", user_id="x", reason="").status_code == 422


def test_nothing_chosen_is_said(waiting, signed_in):
    assert act(signed_in("wang"), [], "claim").status_code == 422


def test_a_filter_is_saved_shared_renamed_and_deleted(waiting, signed_in, employed):
    employed("qian", "CASHIER")
    wang, qian = signed_in("wang"), signed_in("qian")
    given = {"name": "柜台", "view": "claimable", "process": "leave", "group": TEAM}

    saved = wang.post("/inbox/filters/", given)

    assert saved.location == "/inbox/?view=claimable&process=leave&sort=due"
    page = wang.get(saved.location).text
    assert 'aria-current="true"' in page
    address = page.split("/inbox/filters/")[1].split("/change")[0]
    assert "柜台" in qian.get("/inbox/").text
    assert "/change" not in qian.get(saved.location).text
    assert qian.post(f"/inbox/filters/{address}/delete").status_code == 403
    wang.post(f"/inbox/filters/{address}/change", {"name": "前台", "group": ""})
    assert "前台" not in qian.get("/inbox/").text
    wang.post(f"/inbox/filters/{address}/delete")
    assert "前台" not in wang.get("/inbox/?view=mine&text=x").text


def test_a_filter_counts_what_waits(waiting, signed_in):
    wang = signed_in("wang")
    wang.post("/inbox/filters/", {"name": "柜台", "view": "claimable", "process": "leave"})

    chip = wang.get("/inbox/").text.split("柜台")[1].split("</a>")[0]

    assert ">2<" in chip


def test_after_a_task_comes_the_next_of_the_same_list(waiting, signed_in):
    wang = signed_in("wang")
    act(wang, waiting, "claim")
    first, second = waiting

    answer = wang.send(f"/tasks/{first}/complete?view=mine", {"data": {"result": "agree"}})

    assert answer.json["redirect"].startswith(f"/tasks/{second}?view=mine")


@pytest.mark.parametrize("query", ["view=mine&stay=1", "view=mine&text=nothing"])
def test_whoever_wishes_or_has_nothing_left_goes_back_to_the_list(waiting, signed_in, query):
    wang = signed_in("wang")
    act(wang, waiting, "claim")

    answer = wang.send(f"/tasks/{waiting[0]}/complete?{query}", {"data": {"result": "agree"}})

    assert answer.json["redirect"] == "/inbox/?view=mine"
