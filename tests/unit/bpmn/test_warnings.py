"""Diagrams that run but deserve a word: the word is there, and it forbids nothing."""

# One diagram per line reads as a table; wrapping the markup would hide it.
# ruff: noqa: E501

import pytest

from tests.unit.bpmn.sketch import END, START, TASK, file, report
from tests.unit.bpmn.test_defects import boundary, pools, task

S, T, E = START, TASK, END
TWO = '<userTask id="a"/><userTask id="b"/>'
XOR, DEFAULT = '<exclusiveGateway id="g"/>', '<exclusiveGateway id="g" default="f_g_b"/>'
INNER = (
    '<startEvent id="s2"/><endEvent id="e2"/><sequenceFlow id="i" sourceRef="s2" targetRef="e2"/>'
)
ERROR = '<error id="er" errorCode="E1"/>'
SCRIPT = '<scriptTask id="t" scriptFormat="feel" camunda:resultVariable="x"><script>x + 1</script></scriptTask>'
SHAPES = '<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p"><bpmndi:BPMNShape id="x" bpmnElement="s"><dc:Bounds x="1" y="1" width="9" height="9"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
WARNED = [
    ("no-default-flow", file(S + TWO + E + XOR, "s-g g-a?x>1 g-b?x>2 a-e b-e")),
    ("condition-overlap", file(S + TWO + E + XOR, "s-g g-a?x>1 g-b?x>2 a-e b-e")),
    ("condition-overlap", file(S + TWO + E + XOR, "s-g;g-a?${x >= 5};g-b?${x < 9 && x > 2};a-e;b-e")),
    ("condition-constant", file(S + TWO + E + DEFAULT, "s-g g-a?true g-b a-e b-e")),
    ("condition-lonely", file(S + E + XOR, "s-g g-e?x>1")),
    ("default-with-condition", file(S + TWO + E + DEFAULT, "s-g g-a?x>1 g-b?x>2 a-e b-e")),
    ("gateway-without-effect", file(S + E + XOR, "s-g g-e")),
    ("flow-duplicate", file(S + T + E + '<sequenceFlow id="f" sourceRef="t" targetRef="e"/>', "s-t t-e")),
    ("implicit-end", file(S + TWO + E, "s-a s-b a-e")),
    ("no-end-event", file(S + T, "s-t")),
    ("merge-without-synchronization", file(S + TWO + T + E + '<parallelGateway id="g"/><exclusiveGateway id="j"/>', "s-g g-a g-b a-j b-j j-t t-e")),
    ("join-may-block", file(S + TWO + E + '<endEvent id="x"/><endEvent id="y"/><parallelGateway id="g"/><parallelGateway id="j"/><exclusiveGateway id="k" default="f_k_x"/><exclusiveGateway id="h" default="f_h_y"/>', "s-g g-a g-b a-k b-h k-j?x>1 k-x h-j?x>1 h-y j-e")),
    ("loop-without-wait", file(S + SCRIPT + E + '<exclusiveGateway id="g" default="f_g_e"/>', "s-t t-g g-t?x<3 g-e")),
    ("error-uncaught", file(S + '<endEvent id="e"><errorEventDefinition errorRef="er"/></endEvent>', "s-e", ERROR)),
    ("catcher-never-triggered", file(S + f'<subProcess id="t">{INNER}</subProcess>' + E + boundary('<errorEventDefinition errorRef="er"/>'), "s-t t-e b-e", ERROR)),
    ("code-missing", file(S + '<endEvent id="e"><errorEventDefinition errorRef="er"/></endEvent>', "s-e", '<error id="er"/>')),
    ("root-duplicate-name", file(S + E, "s-e", '<message id="m" name="M"/><message id="n" name="M"/>')),
    ("reference-missing", file(S + '<sendTask id="t"/>' + E, "s-t t-e")),
    ("boundary-duplicate", file(S + T + E + boundary('<errorEventDefinition errorRef="er"/>') + boundary('<errorEventDefinition errorRef="er"/>').replace('"b"', '"c"'), "s-t t-e b-e c-e", ERROR)),
    ("interrupting-ignored", file('<startEvent id="s" isInterrupting="false"/>' + E, "s-e")),
    ("compensation-nothing-to-do", file(S + '<endEvent id="e"><compensateEventDefinition/></endEvent>', "s-e")),
    ("cancel-without-counterpart", file(S + f'<transaction id="t">{INNER}</transaction>' + E + boundary("<cancelEventDefinition/>"), "s-t t-e b-e")),
    ("multi-instance-two-counts", task('<multiInstanceLoopCharacteristics camunda:collection="xs" camunda:elementVariable="x"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>')),
    ("multi-instance-without-variable", task('<multiInstanceLoopCharacteristics camunda:collection="xs"/>')),
    ("script-result-unused", file(S + SCRIPT.replace(' camunda:resultVariable="x"', "") + E, "s-t t-e")),
    ("topic-missing", file(S + '<serviceTask id="t"/>' + E, "s-t t-e")),
    ("delegate-not-run", file(S + '<serviceTask id="t" camunda:class="org.x.Y"/>' + E, "s-t t-e")),
    ("listener-ignored", task('<extensionElements><camunda:taskListener event="create"/></extensionElements>')),
    ("decision-not-here", file(S + '<businessRuleTask id="t" camunda:decisionRef="d" camunda:resultVariable="r"/>' + E, "s-t t-e")),
    ("decision-result-unused", file(S + '<businessRuleTask id="t" camunda:decisionRef="d"/>' + E, "s-t t-e")),
    ("form-not-here", task("", 'camunda:formKey="f"')),
    ("called-element-not-here", file(S + '<callActivity id="t" calledElement="q"/>' + E, "s-t t-e")),
    ("element-not-drawn", file(S + E, "s-e", after=SHAPES)),
    ("foreign-element", file(S + '<x:y xmlns:x="urn:x"/>' + E, "s-e")),
    ("unknown-attribute", task("", 'colour="red"')),
    ("data-store-ignored", file(S + E + '<dataStoreReference id="d"/>', "s-e")),
    ("property-value-unknown", task('<extensionElements><camunda:properties><camunda:property name="customer" value="maybe"/></camunda:properties></extensionElements>')),
    ("priority-invalid", task("", 'camunda:priority="high"')),
    ("node-without-lane", file('<laneSet id="ls"><lane id="l"><flowNodeRef>s</flowNodeRef></lane></laneSet>' + S + E, "s-e")),
    ("participant-process-shared", pools("", other='processRef="p"')),
    ("tokens-multiply", file(S + TWO + E + '<userTask id="c"/><parallelGateway id="q"/><exclusiveGateway id="k"/><parallelGateway id="g"/><parallelGateway id="j"/><exclusiveGateway id="h" default="f_h_e"/>', "s-q q-c q-k c-j k-g g-a g-b a-j b-h h-k?x>1 h-e j-e")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "data"), WARNED, ids=[f"{number}-{code}" for number, (code, _) in enumerate(WARNED)]
)
def test_a_word_is_said_and_nothing_forbidden(code: str, data: bytes) -> None:
    found = report(data)

    assert code in {one.code for one in found.problems if one.severity == "warning"}
    assert [one.code for one in found.errors] == []


def test_a_job_setting_of_another_engine_is_named_without_a_warning() -> None:
    found = report(task("", 'camunda:asyncBefore="true" camunda:exclusive="false"'))

    (said,) = [one for one in found.problems if one.code == "setting-ignored"]
    assert said.severity == "info"
    assert "camunda:asyncBefore, camunda:exclusive" in said.message.in_language("en")
