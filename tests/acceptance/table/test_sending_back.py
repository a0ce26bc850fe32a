"""Sending back 驳回 and coming again, taking back 撤回, cancelling 撤销, put right by hand."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.acceptance.scenarios.conftest import Doors
from tests.acceptance.table.office import (
    ALL,
    BOTH,
    FOUR,
    OPPOSED,
    ballot,
    condition,
    page_of,
    story,
    tells,
)
from tests.acceptance.table.rows import row
from tests.integration.approvals.bureau import AGREE, Bureau, task
from tests.integration.processes.office import sequence

STEPS = {"draft": "wang", "check": "zhao", "approve": "qian", "sign": "sun"}
KEY_FIELDS = (
    '<bpmn:extensionElements><camunda:properties><camunda:property name="keyFields"'
    ' value="amount"/></camunda:properties></bpmn:extensionElements>'
)
UNTIL_APPROVAL = KEY_FIELDS.replace("keyFields", "cancelUntil").replace("amount", "approve")
BRANCHES = (
    '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/>'
    '<bpmn:parallelGateway id="join"/><bpmn:endEvent id="end"/>'
    + task("draft", "wang")
    + task("left", "zhao")
    + task("right", "qian")
    + task("right2", "li")
    + sequence(
        ("start", "draft"), ("draft", "fork"), ("fork", "left"), ("fork", "right"),
        ("right", "right2"), ("left", "join"), ("right2", "join"), ("join", "end"),
    )
)  # fmt: skip


def _walk(doors: Doors, case: str, *nodes: str, **data: Any) -> list[str]:
    return [doors.agree(STEPS[node], case, node, **data) for node in nodes]


def _open(doors: Doors, body: str = FOUR, **data: Any) -> tuple[Bureau, str]:
    doors.bureau.deploy(body)
    return doors.bureau, doors.bureau.start("wang", **data)


def _back(doors: Doors, case: str, node: str, to: str, way: str = "all", why: str = "重核") -> Any:
    mine = doors.bureau.task(case, node).id
    fields = {"to_activity": to, "reason": why, "way": way}
    return doors.operate(STEPS.get(node, "li"), mine, "return", **fields)


@row("驳回到发起人 / 上一步 / 任意节点 / 终止")
@pytest.mark.parametrize("to", ["draft", "check", "approve"])
def test_a_case_goes_back_to_the_starter_the_step_before_or_any_other(
    doors: Doors, to: str
) -> None:
    bureau, case = _open(doors)
    _walk(doors, case, "draft", "check", "approve")
    mine = bureau.task(case, "sign").id
    assert f'value="{to}"' in doors.of("sun").get(f"/approvals/tasks/{mine}/return").text

    assert _back(doors, case, "sign", to).status_code == 303

    assert (bureau.nodes(case), bureau.waits_for(case)) == ([to], [STEPS[to].title()])
    assert tells(doors, "wang", case, "sign", f"退回至“{to}”", "Sun", "重核")


@row("驳回到发起人 / 上一步 / 任意节点 / 终止")
def test_a_return_needs_a_reason_and_a_step_that_leads_here(doors: Doors) -> None:
    bureau, case = _open(doors, BRANCHES)
    doors.agree("wang", case, "draft")
    doors.agree("zhao", case, "left")
    doors.agree("qian", case, "right")

    silent = _back(doors, case, "right2", "right", why=" ")
    across = _back(doors, case, "right2", "left")

    assert (silent.status_code, across.status_code) == (422, 422)
    assert bureau.nodes(case) == ["right2"]


@row("驳回到发起人 / 上一步 / 任意节点 / 终止")
def test_all_open_work_behind_the_target_is_cancelled(doors: Doors) -> None:
    bureau, case = _open(doors, BRANCHES)
    doors.agree("wang", case, "draft")
    other = bureau.task(case, "left").id
    mine = bureau.task(case, "right").id

    doors.operate("qian", mine, "return", to_activity="draft", reason="重新拟稿")

    assert bureau.nodes(case) == ["draft"]
    assert doors.submit("zhao", other) == 409
    states = {one.activity_id: one.outcome for one in bureau.tasks(case) if one.state == "done"}
    assert states["right"] == "returned"


@row("驳回到发起人 / 上一步 / 任意节点 / 终止")
def test_a_refusal_may_end_the_case(doors: Doors) -> None:
    body = (
        '<bpmn:startEvent id="start"/><bpmn:exclusiveGateway id="x" default="f_x_end"/>'
        '<bpmn:endEvent id="end"/><bpmn:endEvent id="stop" name="不予批准">'
        "<bpmn:terminateEventDefinition/></bpmn:endEvent>"
        + task("check", "zhao")
        + sequence(("start", "check"), ("check", "x"), ("x", "end"))
        + condition("x", "stop", 'result = "refuse"')
    )
    bureau, case = _open(doors, body)

    doors.submit("zhao", bureau.task(case, "check").id, result="refuse", opinion="不符合规定")

    assert bureau.case(case).status == "terminated"
    assert tells(doors, "wang", case, "check", "Zhao", "不符合规定")


@row("驳回后重新提交")
@pytest.mark.parametrize(("way", "then"), [("all", "check"), ("straight", "sign")])
def test_a_case_sent_back_goes_all_the_way_again_or_straight_to_the_refuser(
    doors: Doors, way: str, then: str
) -> None:
    bureau, case = _open(doors)
    _walk(doors, case, "draft", "check", "approve")
    _back(doors, case, "sign", "draft", way)

    _walk(doors, case, "draft")

    assert (bureau.nodes(case), bureau.waits_for(case)) == ([then], [STEPS[then].title()])


@row("驳回后重新提交")
def test_a_changed_key_field_makes_all_nodes_decide_again(doors: Doors) -> None:
    bureau, case = _open(doors, KEY_FIELDS + FOUR, amount=5)
    _walk(doors, case, "draft", amount=5)
    _walk(doors, case, "check")
    _back(doors, case, "approve", "draft", "straight")

    _walk(doors, case, "draft", amount=6)

    assert bureau.nodes(case) == ["check"]


@row("驳回后重新提交")
def test_no_rule_of_passing_fires_at_a_node_that_was_sent_back(doors: Doors) -> None:
    body = FOUR.replace(
        'name="check" camunda:assignee="zhao"', 'name="check" camunda:assignee="wang"'
    )
    body = body.replace(
        "<camunda:properties></camunda:properties>",
        '<camunda:properties><camunda:property name="dedupe" value="once"/></camunda:properties>',
    )  # fmt: skip
    bureau, case = _open(doors, body)
    _walk(doors, case, "draft")
    assert bureau.nodes(case) == ["approve"]

    _back(doors, case, "approve", "check")

    assert bureau.nodes(case) == ["check"]


@row("撤回")
def test_the_last_handler_takes_his_step_back_and_the_next_task_goes(doors: Doors) -> None:
    bureau, case = _open(doors)
    (done,) = _walk(doors, case, "draft", opinion="草稿一")
    following = bureau.task(case, "check").id
    assert f"/approvals/tasks/{done}/withdraw" in doors.of("wang").get(f"/cases/{case}").text

    assert doors.operate("wang", done, "withdraw", reason="写错了").status_code == 303

    assert (bureau.nodes(case), bureau.waits_for(case)) == (["draft"], ["Wang"])
    assert "前一环节撤回" in page_of(doors, "zhao", following)
    assert tells(doors, "wang", case, "check", "前一环节撤回")
    assert "草稿一" in doors.of("wang").get(f"/tasks/{bureau.task(case, 'draft').id}").text


@row("撤回")
def test_nothing_is_taken_back_behind_a_finished_node_or_where_the_node_forbids_it(
    doors: Doors,
) -> None:
    body = FOUR.replace(
        'name="check" camunda:assignee="zhao"><bpmn:extensionElements><camunda:properties>',
        'name="check" camunda:assignee="zhao"><bpmn:extensionElements><camunda:properties>'
        '<camunda:property name="allow" value="return"/>',
    )
    bureau, case = _open(doors, body)
    first, second = _walk(doors, case, "draft", "check")

    late = doors.operate("wang", first, "withdraw", reason="写错了")
    forbidden = doors.operate("zhao", second, "withdraw", reason="写错了")

    assert (late.status_code, forbidden.status_code) == (409, 403)
    assert bureau.nodes(case) == ["approve"]


@row("撤回")
@BOTH
def test_taking_back_and_going_on_at_once_leave_one_of_the_two(doors: Doors) -> None:
    bureau, case = _open(doors)
    (done,) = _walk(doors, case, "draft")
    wang, zhao, following = doors.of("wang"), doors.of("zhao"), bureau.task(case, "check").id
    gate = Barrier(2)
    back = {"csrf_token": wang.token(), "reason": "写错了"}
    headers = {"X-CSRFToken": zhao.token()}
    address = f"/tasks/{following}/complete"

    def at_once(act: Callable[[], Any]) -> int:
        gate.wait()
        status: int = act().status_code
        return status

    with ThreadPoolExecutor(2) as pool:
        answers = tuple(pool.map(at_once, (
            lambda: wang.client.post(f"/approvals/tasks/{done}/withdraw", data=back),
            lambda: zhao.client.post(address, json={"data": AGREE}, headers=headers),
        )))  # fmt: skip

    assert (answers, bureau.nodes(case)) in [((303, 409), ["draft"]), ((409, 200), ["approve"])]


@row("撤销")
def test_the_applicant_cancels_his_case_until_the_node_the_diagram_names(doors: Doors) -> None:
    bureau, early = _open(doors, UNTIL_APPROVAL + FOUR)
    late = bureau.start("wang")
    _walk(doors, early, "draft")
    _walk(doors, late, "draft", "check")
    given = {"reason": "不再需要"}

    refused = doors.of("wang").post(f"/approvals/cases/{late}/cancel", given)
    stranger = doors.of("zhao").post(f"/approvals/cases/{early}/cancel", given)
    done = doors.of("wang").post(f"/approvals/cases/{early}/cancel", given)

    assert (refused.status_code, stranger.status_code, done.status_code) == (409, 403, 303)
    assert (bureau.case(late).status, bureau.case(early).status) == ("running", "cancelled")
    assert (bureau.case(early).end_reason, bureau.open(early)) == ("不再需要", [])


@row("终止 / 作废 / 跳转 / 唤醒")
def test_an_administrator_ends_a_case_and_nobody_else_does(doors: Doors) -> None:
    bureau, case = _open(doors)
    given = {"reason": "违规办理"}
    assert doors.of("zhao").post(f"/cases/{case}/cancel", given).status_code == 403

    assert doors.of("admin").post(f"/cases/{case}/cancel", given).status_code == 303

    assert (bureau.case(case).status, bureau.open(case)) == ("cancelled", [])


@row("终止 / 作废 / 跳转 / 唤醒")
def test_a_running_case_jumps_an_ended_one_wakes_up_and_a_void_one_keeps_its_records(
    doors: Doors,
) -> None:
    bureau, case = _open(doors)
    admin, correct = doors.of("admin"), f"/cases/{case}/correct"
    hop = {"token": bureau.task(case, "draft").id, "to_activity": "sign", "reason": "特批"}
    assert admin.post(f"{correct}/move", hop).status_code == 303
    assert bureau.nodes(case) == ["sign"]
    _walk(doors, case, "sign")

    again = {"to_activity": "approve", "reason": "复核"}
    assert admin.post(f"{correct}/move", again).status_code == 303
    assert (bureau.case(case).status, bureau.nodes(case)) == ("running", ["approve"])
    _walk(doors, case, "approve", "sign")
    kept = len(story(doors, "wang", case))

    assert admin.post(f"{correct}/void", {"void_reason": "重复"}).status_code == 303
    assert (bureau.case(case).status, bureau.case(case).end_reason) == ("cancelled", "重复")
    assert len(story(doors, "wang", case)) >= kept


@row("驳回到发起人 / 上一步 / 任意节点 / 终止")
def test_going_back_out_of_a_countersignature_ends_all_of_it(doors: Doors) -> None:
    first = task("draft", "wang") + sequence(("start", "draft"), ("draft", "m"))
    body = ballot(ALL, f"{OPPOSED} = 0").replace(sequence(("start", "m")), first)
    bureau, case = _open(doors, body)
    doors.agree("wang", case, "draft")
    doors.agree("li", case, "m")

    back = doors.operate(
        "qian", bureau.task(case, "m", "qian").id, "return", to_activity="draft", reason="不清楚"
    )

    assert (back.status_code, bureau.nodes(case)) == (303, ["draft"])
    doors.agree("wang", case, "draft")
    assert bureau.waits_for(case) == ["Li", "Qian", "Zhao"]
