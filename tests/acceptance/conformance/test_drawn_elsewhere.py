"""Diagrams as other tools write them: pools, lanes, default namespace, JUEL, data wiring."""

import pytest

from tests.acceptance.conformance.play import Played, do, message, play_files, start

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<definitions id="d" targetNamespace="urn:x"'
    ' xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'
)


def run(body: str, *steps: dict[str, object] | str, **variables: object) -> Played:
    files = {"x.bpmn": f"{HEAD}{body}</definitions>".encode()}
    return play_files(files, "P", *steps, **variables)


def flow(number: int, source: str, target: str, condition: str = "") -> str:
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    head = f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">'
    return f"{head}{inner}</sequenceFlow>"


def test_a_pool_with_a_black_box_beside_it() -> None:
    played = run(
        '<collaboration id="c"><participant id="p1" name="Us" processRef="P"/>'
        '<participant id="p2" name="Customer"/>'
        '<messageFlow id="m1" sourceRef="t" targetRef="p2"/>'
        '<messageFlow id="m2" sourceRef="p2" targetRef="r"/></collaboration>'
        '<message id="offer" name="offer"/><message id="answer" name="answer"/>'
        '<process id="P" isExecutable="true"><laneSet id="ls"><lane id="l1" name="Clerk">'
        "<flowNodeRef>s</flowNodeRef><flowNodeRef>A</flowNodeRef></lane></laneSet>"
        '<startEvent id="s"/><userTask id="A"/><sendTask id="t" messageRef="offer"/>'
        '<receiveTask id="r" messageRef="answer"/><endEvent id="e"/>'
        f"{flow(1, 's', 'A')}{flow(2, 'A', 't')}{flow(3, 't', 'r')}{flow(4, 'r', 'e')}</process>",
        "A",
        message("answer"),
    )

    assert played.result == "completed"


def test_two_pools_in_one_file_talk() -> None:
    played = run(
        '<collaboration id="c"><participant id="p1" processRef="P"/>'
        '<participant id="p2" processRef="Q"/>'
        '<messageFlow id="m1" sourceRef="t" targetRef="q"/></collaboration>'
        '<message id="order" name="order"/>'
        '<process id="P" isExecutable="true"><startEvent id="s"/>'
        '<endEvent id="t"><messageEventDefinition messageRef="order"/></endEvent>'
        f"{flow(1, 's', 't')}</process>"
        '<process id="Q" isExecutable="true"><startEvent id="q">'
        '<messageEventDefinition messageRef="order"/></startEvent><userTask id="B"/>'
        f"{flow(2, 'q', 'B')}</process>",
    )

    assert (played.result, played.open) == ("waiting", ["B"])


@pytest.mark.parametrize(
    ("condition", "opened"),
    [
        ("${x &gt; 1}", "A"),
        ("${x gt 1 and y == 'a'}", "A"),
        ("${!approved}", "B"),
        ("${y == 'a' &amp;&amp; x != 3}", "A"),
        ("#{x == 9 || false}", "B"),
        ("${x > 1 ? true : false}", "A"),
        ("= x > 1", "A"),
        ("x > 1 and approved", "A"),
    ],
)
def test_conditions_of_other_dialects_are_understood(condition: str, opened: str) -> None:
    played = run(
        '<process id="P" isExecutable="true"><startEvent id="s"/>'
        '<exclusiveGateway id="g" default="f3"/><userTask id="A"/><userTask id="B"/>'
        f"{flow(1, 's', 'g')}{flow(2, 'g', 'A', condition)}{flow(3, 'g', 'B')}</process>",
        x=2,
        y="a",
        approved=True,
    )

    assert played.open == [opened]


def test_who_does_a_task_is_worked_out() -> None:
    played = run(
        '<process id="P" isExecutable="true"><startEvent id="s"/><userTask id="A" name="审批"'
        ' camunda:assignee="${boss}" camunda:candidateUsers="u1,u2"'
        ' camunda:candidateGroups="CLERK@county, ${group}" camunda:dueDate="${due}"/>'
        f"{flow(1, 's', 'A')}</process>",
        boss="wang",
        group="HEAD@city",
        due="2026-11-09T10:00:00+08:00",
    )

    assert played.answer["open"] == [
        {
            "activity": "A",
            "name": "审批",
            "candidates": ["wang", "u1", "u2", "CLERK@county", "HEAD@city"],
            "due": "2026-11-09T10:00:00+08:00",
        }
    ]


def test_data_associations_carry_values_in_and_out() -> None:
    played = run(
        '<process id="P" isExecutable="true">'
        '<dataObject id="o1"/><dataObjectReference id="r1" name="order" dataObjectRef="o1"/>'
        '<dataObject id="o2"/><dataObjectReference id="r2" name="total" dataObjectRef="o2"/>'
        '<startEvent id="s"/><scriptTask id="A" scriptFormat="feel"><ioSpecification>'
        '<dataInput id="in" name="amount"/><dataOutput id="out" name="sum"/>'
        "<inputSet><dataInputRefs>in</dataInputRefs></inputSet>"
        "<outputSet><dataOutputRefs>out</dataOutputRefs></outputSet></ioSpecification>"
        '<dataInputAssociation id="a1"><sourceRef>r1</sourceRef><targetRef>in</targetRef>'
        '</dataInputAssociation><dataOutputAssociation id="a2"><sourceRef>out</sourceRef>'
        "<targetRef>r2</targetRef></dataOutputAssociation><script>{sum: amount + 1}</script>"
        f'</scriptTask><endEvent id="e"/>{flow(1, "s", "A")}{flow(2, "A", "e")}</process>',
        order=4,
    )

    assert (played.result, played.variables) == ("completed", {"order": 4, "total": 5})


def test_the_code_and_message_of_an_error_become_variables() -> None:
    played = run(
        '<error id="E" name="no money" errorCode="E1"/><process id="P" isExecutable="true">'
        '<startEvent id="s"/><subProcess id="S"><startEvent id="s1"/><userTask id="A"/>'
        '<endEvent id="b"><errorEventDefinition errorRef="E"/></endEvent>'
        f"{flow(1, 's1', 'A')}{flow(2, 'A', 'b')}</subProcess>"
        '<boundaryEvent id="c" attachedToRef="S"><errorEventDefinition errorRef="E"'
        ' camunda:errorCodeVariable="code" camunda:errorMessageVariable="text"/></boundaryEvent>'
        '<userTask id="H"/><endEvent id="e"/>'
        f"{flow(3, 's', 'S')}{flow(4, 'c', 'H')}{flow(5, 'S', 'e')}</process>",
        "A",
    )

    assert (played.open, played.variables) == (["H"], {"code": "E1", "text": "no money"})


def test_a_process_that_is_only_drawn_is_not_startable() -> None:
    body = (
        '<process id="P" isExecutable="true"><startEvent id="s"/><userTask id="A"/>'
        f"{flow(1, 's', 'A')}</process>"
        '<process id="Q" isExecutable="false"><startEvent id="q"/></process>'
    )

    assert run(body).result == "waiting"
    assert run(body, start("Q")).result == "refused"


def test_a_file_without_the_mark_is_refused() -> None:
    played = run('<process id="P"><startEvent id="s"/></process>')

    assert (played.result, "not-executable" in played.codes) == ("refused", True)


def test_a_called_process_may_come_in_another_file() -> None:
    caller = (
        '<process id="P" isExecutable="true"><startEvent id="s"/>'
        '<callActivity id="K" calledElement="Q"/><endEvent id="e"/>'
        f"{flow(1, 's', 'K')}{flow(2, 'K', 'e')}</process>"
    )
    called = (
        '<process id="Q" isExecutable="true"><startEvent id="q"/><userTask id="A"/>'
        f"{flow(1, 'q', 'A')}</process>"
    )
    files = {
        name: f"{HEAD}{body}</definitions>".encode()
        for name, body in (("a.bpmn", caller), ("b.bpmn", called))
    }

    assert play_files(files, "P", do("A")).result == "completed"
