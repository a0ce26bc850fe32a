"""Ways a case takes: 父子流程 并行 包容 路由 延时 触发器."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from engine.bootstrap import Container
from engine.kernel.settings import Settings
from tests.acceptance.scenarios.conftest import Doors
from tests.acceptance.table.office import condition, listed
from tests.acceptance.table.rows import row
from tests.integration.approvals.bureau import line, task
from tests.integration.notifications.service import serving
from tests.integration.processes.office import sequence

Tick = Callable[[], None]
CHILD = line(("check", task("check", "qian")))
CALLED = (
    '<bpmn:callActivity id="call" calledElement="child"><bpmn:extensionElements>'
    '<camunda:in variables="all"/><camunda:out source="result" target="said"/>'
    "</bpmn:extensionElements></bpmn:callActivity>"
)


def _message(kind: str, key: str, more: str = "") -> str:
    return (
        f'<bpmn:{kind} id="{key}">{more}<bpmn:messageEventDefinition messageRef="go"/>'
        f"</bpmn:{kind}>"
    )


ROOTS = '<bpmn:message id="go" name="go"/>'


@row("父子流程/并行/包容/路由/延时/触发器")
def test_the_parent_waits_for_the_child_it_calls(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(CHILD, "child")
    bureau.deploy(line(("call", CALLED), ("after", task("after", "sun"))))

    case = bureau.start("wang")

    assert bureau.nodes(case) == ["check"]
    assert bureau.case(case).business_key in listed(doors, "qian")
    doors.agree("qian", case, "check")
    assert (bureau.nodes(case), bureau.case(case).variables["said"]) == (["after"], "agree")


@row("父子流程/并行/包容/路由/延时/触发器")
def test_a_child_set_off_by_a_message_keeps_nobody_waiting(doors: Doors, tick: Tick) -> None:
    bureau = doors.bureau
    start = _message("startEvent", "begin")
    flows = sequence(("begin", "check"), ("check", "end"))
    bureau.deploy(f'{start}<bpmn:endEvent id="end"/>{task("check", "qian")}{flows}', "child",
                  roots=ROOTS)  # fmt: skip
    bureau.deploy(
        line(("set_off", _message("intermediateThrowEvent", "set_off")),
             ("after", task("after", "sun"))),
        roots=ROOTS,
    )  # fmt: skip
    case = bureau.start("wang")
    assert bureau.nodes(case) == ["after"]

    tick()

    assert "check" in listed(doors, "qian")
    doors.agree("sun", case, "after")
    assert bureau.case(case).status == "completed"


def _split(kind: str) -> str:
    return (
        f'<bpmn:startEvent id="start"/><bpmn:{kind} id="fork"/><bpmn:{kind} id="join"/>'
        '<bpmn:endEvent id="end"/>'
        + task("left", "zhao")
        + task("right", "qian")
        + task("last", "sun")
        + sequence(("start", "fork"), ("left", "join"), ("right", "join"), ("join", "last"),
                   ("last", "end"))
    )  # fmt: skip


BOTH_WAYS = sequence(("fork", "left"), ("fork", "right"))
BY_AMOUNT = condition("fork", "left", "amount >= 10") + condition("fork", "right", "amount >= 100")


@row("父子流程/并行/包容/路由/延时/触发器")
@pytest.mark.parametrize(
    ("kind", "flows", "amount", "nodes"),
    [
        ("parallelGateway", BOTH_WAYS, 0, {"left": "zhao", "right": "qian"}),
        ("inclusiveGateway", BY_AMOUNT, 200, {"left": "zhao", "right": "qian"}),
        ("inclusiveGateway", BY_AMOUNT, 20, {"left": "zhao"}),
        ("exclusiveGateway", BY_AMOUNT, 200, {"left": "zhao"}),
    ],
)
def test_branches_run_together_as_conditions_say_or_one_alone(
    doors: Doors, kind: str, flows: str, amount: int, nodes: dict[str, str]
) -> None:
    bureau = doors.bureau
    bureau.deploy(_split(kind) + flows)

    case = bureau.start("wang", amount=amount)

    assert bureau.nodes(case) == sorted(nodes)
    for node, who in nodes.items():
        assert "last" not in bureau.nodes(case)
        doors.agree(who, case, node)
    assert bureau.nodes(case) == ["last"]


@row("父子流程/并行/包容/路由/延时/触发器")
def test_a_delay_lets_the_case_go_on_by_itself(doors: Doors, tick: Tick) -> None:
    bureau = doors.bureau
    wait = (
        '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeDuration'
        ' xsi:type="bpmn:tFormalExpression">PT2H</bpmn:timeDuration></bpmn:timerEventDefinition>'
        "</bpmn:intermediateCatchEvent>"
    )
    bureau.deploy(line(("wait", wait), ("after", task("after", "sun"))))
    case = bureau.start("wang")
    tick()
    assert bureau.nodes(case) == []

    bureau.clock.advance(timedelta(hours=2))
    tick()

    assert bureau.nodes(case) == ["after"]


TRIGGER = (
    '<bpmn:serviceTask id="tell" camunda:type="external" camunda:topic="http.request">'
    "<bpmn:extensionElements><camunda:inputOutput>"
    '<camunda:inputParameter name="url">=url</camunda:inputParameter>'
    '<camunda:inputParameter name="body">={amount: amount}</camunda:inputParameter>'
    "</camunda:inputOutput></bpmn:extensionElements></bpmn:serviceTask>"
)


@row("父子流程/并行/包容/路由/延时/触发器")
def test_a_trigger_calls_another_system_and_the_case_goes_on_with_its_answer(
    doors: Doors, tmp_path: Path
) -> None:
    bureau = doors.bureau
    bureau.deploy(line(("tell", TRIGGER), ("after", task("after", "sun"))))
    with serving() as service:
        service.say({"accepted": True})
        case = bureau.start("wang", url=service.url, amount=8)
        settings = Settings(data_dir=str(tmp_path), outside_hosts=service.host)
        Container(settings, bureau.clock, bureau.database).worker().tick()

    assert [one.json for one in service.calls] == [{"amount": 8}]
    assert bureau.nodes(case) == ["after"]
    assert bureau.case(case).variables["answer"] == {"accepted": True}
