"""Where a case goes from a step, as far as what is known tells."""

import pytest

from bpmn import reader
from engine.explain.route import Known, Walk
from tests.integration.processes.office import diagram, sequence, user_task


def flow(source: str, target: str, condition: str = "", more: str = "") -> str:
    said = ""
    if condition:
        kind = 'xsi:type="bpmn:tFormalExpression"'
        said = f"<bpmn:conditionExpression {kind}>{condition}</bpmn:conditionExpression>"
    name = f'id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}" {more}'
    return f"<bpmn:sequenceFlow {name}>{said}</bpmn:sequenceFlow>"


CHOICE = (
    '<bpmn:startEvent id="start"/>'
    + user_task("ask")
    + '<bpmn:exclusiveGateway id="split" default="f_split_small"/>'
    + user_task("big")
    + user_task("small")
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "ask"), ("ask", "split"), ("big", "end"), ("small", "end"))
    + flow("split", "big", "= amount &gt;= 500")
    + flow("split", "small")
)


def process_of(body: str):
    return reader.read(diagram(body), "leave.bpmn").processes[0]


def stops(body: str, start: str = "ask", sets: tuple[str, ...] = (), **variables):
    known = Known(variables, {}, lambda node: frozenset(sets if node.id == start else ()))
    found = Walk(process_of(body), known).after(start)
    return [(one.node.id, one.way.number, not one.way.choices) for one in found]


@pytest.mark.parametrize(("amount", "chosen"), [(500, "big"), (499, "small")])
def test_a_condition_that_is_settled_decides_the_way(amount, chosen):
    assert stops(CHOICE, amount=amount) == [(chosen, 1, True), ("end", 2, True)]


def test_a_condition_on_what_the_step_will_set_leaves_both_ways_open():
    found = stops(CHOICE, sets=("amount",), amount=500)

    assert found[:2] == [("big", 1, False), ("small", 1, False)]


def test_a_condition_on_what_nobody_knows_yet_leaves_both_ways_open():
    assert stops(CHOICE)[:2] == [("big", 1, False), ("small", 1, False)]


def test_a_service_on_the_way_may_change_everything():
    body = CHOICE.replace('id="f_ask_split" sourceRef="ask"', 'id="x" sourceRef="look"')
    body += '<bpmn:serviceTask id="look" camunda:topic="t"/>' + sequence(("ask", "look"))

    assert stops(body, amount=500)[:2] == [("big", 1, False), ("small", 1, False)]


def test_all_branches_of_a_parallel_gateway_are_certain():
    body = (
        user_task("ask") + '<bpmn:parallelGateway id="fork"/>' + user_task("a") + user_task("b")
    ) + sequence(("ask", "fork"), ("fork", "a"), ("fork", "b"))

    assert stops(body) == [("a", 1, True), ("b", 1, True)]


def test_a_sub_process_is_walked_into_and_out_of():
    inner = '<bpmn:startEvent id="s"/>' + user_task("in") + '<bpmn:endEvent id="e"/>'
    inner += sequence(("s", "in"), ("in", "e"))
    body = user_task("ask") + f'<bpmn:subProcess id="sub">{inner}</bpmn:subProcess>'
    body += user_task("out") + sequence(("ask", "sub"), ("sub", "out"))

    assert stops(body) == [("in", 1, True), ("out", 2, True)]


def test_a_loop_back_is_told_once():
    body = user_task("ask") + user_task("again") + sequence(("ask", "again"), ("again", "ask"))

    assert [name for name, *_ in stops(body)] == ["again", "ask"]


def test_events_that_race_are_all_open():
    catch = '<bpmn:intermediateCatchEvent id="{0}"><bpmn:timerEventDefinition>'
    catch += "<bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    catch += "</bpmn:intermediateCatchEvent>"
    body = user_task("ask") + '<bpmn:eventBasedGateway id="race"/>'
    body += catch.format("t1") + catch.format("t2")
    body += sequence(("ask", "race"), ("race", "t1"), ("race", "t2"))

    assert stops(body)[:2] == [("t1", 1, False), ("t2", 1, False)]


def test_a_step_beyond_two_decisions_hangs_on_both():
    body = CHOICE.replace(
        'id="f_big_end" sourceRef="big" targetRef="end"', 'id="x" sourceRef="big"'
    )
    body = body.replace('sourceRef="big"/>', 'sourceRef="big" targetRef="second"/>')
    body += '<bpmn:exclusiveGateway id="second"/>' + user_task("yes") + user_task("no")
    body += flow("second", "yes", "= more") + flow("second", "no", "= not(more)")

    found = Walk(process_of(body), Known()).after("ask")

    hangs = {one.node.id: [each.gateway.id for each in one.way.choices] for one in found}
    assert hangs["yes"] == ["split", "second"]


def test_where_all_ways_meet_again_is_certain():
    body = CHOICE.replace('targetRef="end"', 'targetRef="meet"')
    body += '<bpmn:exclusiveGateway id="meet"/>' + user_task("after")
    body += sequence(("meet", "after"))

    assert ("after", 2, True) in stops(body)


def test_where_some_ways_meet_again_hangs_on_the_decision():
    body = CHOICE.replace('targetRef="end"', 'targetRef="meet"')
    body += flow("split", "third", "= other") + user_task("third") + user_task("after")
    body += '<bpmn:exclusiveGateway id="meet"/>' + sequence(("meet", "after"))

    found = Walk(process_of(body), Known()).after("ask")

    choice = next(one.way.choices[0] for one in found if one.node.id == "after")
    assert {one.target for one in choice.flows} == {"big", "small"}
