"""Valid diagrams that GridFlow runs: none of them may be blamed with an error."""

# One diagram per line reads as a table; wrapping the markup would hide it.
# ruff: noqa: E501

import pytest

from tests.unit.bpmn.sketch import END, START, TASK, errors, file, raw

S, T, E = START, TASK, END
TWO = '<userTask id="a"/><userTask id="b"/>'
AUTO = '<task id="a"/><task id="b"/>'
MESSAGE = '<message id="m" name="M"/>'
SIGNAL = '<signal id="sig" name="S"/>'
ERROR = '<error id="er" errorCode="E1"/>'
ESCALATION = '<escalation id="esc" escalationCode="X1"/>'
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
CYCLE = "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"
SCRIPT = '<scriptTask id="t" scriptFormat="feel" camunda:resultVariable="x"><script>x + 1</script></scriptTask>'
AND, JOIN = '<parallelGateway id="g"/>', '<parallelGateway id="j"/>'
OR, OR_JOIN = '<inclusiveGateway id="g" default="f_g_b"/>', '<inclusiveGateway id="j"/>'
XOR, MERGE = '<exclusiveGateway id="g" default="f_g_b"/>', '<exclusiveGateway id="j"/>'
INNER = '<startEvent id="s2"/><userTask id="t2"/><endEvent id="e2"/><sequenceFlow id="i1" sourceRef="s2" targetRef="t2"/><sequenceFlow id="i2" sourceRef="t2" targetRef="e2"/>'


def boundary(definition: str, more: str = "", host: str = "t", id_: str = "b") -> str:
    return f'<boundaryEvent id="{id_}" attachedToRef="{host}" {more}>{definition}</boundaryEvent>'


def event_sub(definition: str, more: str = "") -> str:
    return (
        f'<subProcess id="es" triggeredByEvent="true"><startEvent id="s3" {more}>{definition}'
        '</startEvent><endEvent id="e3"/><sequenceFlow id="i3" sourceRef="s3" targetRef="e3"/>'
        "</subProcess>"
    )


def task(inside: str, more: str = "") -> bytes:
    return file(S + f'<userTask id="t" {more}>{inside}</userTask>' + E, "s-t t-e")


GATEWAYS = {
    "sequence": file(S + T + E, "s-t t-e"),
    "implicit end": file(S + T, "s-t"),
    "several ends": file(S + TWO + '<endEvent id="x"/>' + E + XOR, "s-g g-a?x>1 g-b a-e b-x"),
    "implicit split": file(S + TWO + E, "s-a s-b a-e b-e"),
    "implicit split of a task": file(S + T + TWO + E, "s-t t-a t-b a-e b-e"),
    "implicit merge": file(S + TWO + T + E + XOR, "s-g g-a?x>1 g-b a-t b-t t-e"),
    "conditional flows of an activity": file(S + '<userTask id="t" default="f_t_b"/>' + TWO + E, "s-t t-a?x>1 t-b a-e b-e"),
    "exclusive": file(S + TWO + E + XOR + MERGE, "s-g g-a?x>1 g-b a-j b-j j-e"),
    "exclusive without default": file(S + TWO + E + '<exclusiveGateway id="g"/>', "s-g g-a?x>1 g-b?x<=1 a-e b-e"),
    "mixed exclusive": file(S + TWO + E + XOR, "s-g g-a?x>1 g-b a-g b-e"),
    "parallel": file(S + TWO + E + AND + JOIN, "s-g g-a g-b a-j b-j j-e"),
    "parallel with an open branch": file(S + TWO + T + '<endEvent id="x"/>' + E + AND + JOIN, "s-g g-a g-b g-t a-j b-j j-e t-x"),
    "mixed parallel": file(S + TWO + '<userTask id="c"/><userTask id="d"/>' + E + AND + JOIN + '<parallelGateway id="k"/>', "s-g g-a g-b a-j b-j j-c j-d c-k d-k k-e"),
    "unbalanced join": file(S + TWO + T + E + AND + JOIN + '<parallelGateway id="k"/><parallelGateway id="h"/>', "s-g g-a g-h h-b h-t a-j b-j j-k t-k k-e"),
    "join with nothing behind": file(S + TWO + AND + JOIN, "s-g g-a g-b a-j b-j"),
    "parallel meets exclusive": file(S + TWO + T + E + AND + MERGE, "s-g g-a g-b a-j b-j j-t t-e"),
    "inclusive": file(S + TWO + E + OR + OR_JOIN, "s-g g-a?x>1 g-b a-j b-j j-e"),
    "inclusive in a loop": file(S + TWO + E + OR + OR_JOIN + '<exclusiveGateway id="k" default="f_k_e"/><exclusiveGateway id="h"/>', "s-h h-g g-a?x>1 g-b a-j b-j j-k k-h?x>3 k-e"),
    "exclusive into inclusive join": file(S + TWO + E + XOR + OR_JOIN, "s-g g-a?x>1 g-b a-j b-j j-e"),
    "parallel into inclusive join": file(S + TWO + E + AND + OR_JOIN, "s-g g-a g-b a-j b-j j-e"),
    "user loop": file(S + T + E + '<exclusiveGateway id="g" default="f_g_e"/>', "s-t t-g g-t?x>1 g-e"),
    "script loop": file(S + SCRIPT + E + '<exclusiveGateway id="g" default="f_g_e"/>', "s-t t-g g-t?x<3 g-e"),
    "loop inside a parallel branch": file(S + TWO + E + AND + JOIN + '<exclusiveGateway id="k" default="f_k_j"/>', "s-g g-a g-b a-k k-a?x>1 k-j b-j j-e"),
    "terminate in a branch": file(S + TWO + AND + JOIN + E + '<exclusiveGateway id="k" default="f_k_j"/><endEvent id="x"><terminateEventDefinition/></endEvent>', "s-g g-a g-b a-k k-x?x>1 k-j b-j j-e"),
    "correlated choices": file(S + TWO + E + '<endEvent id="x"/><endEvent id="y"/>' + AND + JOIN + '<exclusiveGateway id="k" default="f_k_x"/><exclusiveGateway id="h" default="f_h_y"/>', "s-g g-a g-b a-k b-h k-j?x>1 k-x h-j?x>1 h-y j-e"),
    "directions": file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_b" gatewayDirection="Diverging"/><exclusiveGateway id="j" gatewayDirection="Converging"/>', "s-g g-a?x>1 g-b a-j b-j j-e"),
    "default with a condition": file(S + TWO + E + XOR, "s-g g-a?x>1 g-b?x>2 a-e b-e"),
    "merge without split": file(S + MERGE + E, "s-j j-e"),
    "event gateway": file(S + f'<intermediateCatchEvent id="a"><messageEventDefinition messageRef="m"/></intermediateCatchEvent><intermediateCatchEvent id="b">{TIMER}</intermediateCatchEvent><intermediateCatchEvent id="c">{TIMER}</intermediateCatchEvent><eventBasedGateway id="g"/>' + E, "s-g g-a g-b g-c a-e b-e c-e", MESSAGE),
    "event gateway with receive tasks": file(S + f'<receiveTask id="a" messageRef="m"/><intermediateCatchEvent id="b">{TIMER}</intermediateCatchEvent><eventBasedGateway id="g"/>' + E, "s-g g-a g-b a-e b-e", MESSAGE),
}  # fmt: skip
EVENTS = {
    "several starts": file(S + '<startEvent id="s2"><messageEventDefinition messageRef="m"/></startEvent>' + T + E, "s-t s2-t t-e", MESSAGE),
    "two plain starts": file(S + '<startEvent id="s2"/>' + TWO + E, "s-a s2-b a-e b-e"),
    "timer start": file('<startEvent id="s"><timerEventDefinition><timeCycle>R/2026-01-01T09:00:00+08:00/P1D</timeCycle></timerEventDefinition></startEvent>' + E, "s-e"),
    "signal start and end": file('<startEvent id="s"><signalEventDefinition signalRef="sig"/></startEvent><endEvent id="e"><signalEventDefinition signalRef="sig"/></endEvent>', "s-e", SIGNAL),
    "conditional start": file('<startEvent id="s"><conditionalEventDefinition><condition>x &gt; 1</condition></conditionalEventDefinition></startEvent>' + E, "s-e"),
    "message throw": file(S + '<intermediateThrowEvent id="t"><messageEventDefinition messageRef="m"/></intermediateThrowEvent>' + E, "s-t t-e", MESSAGE),
    "none throw": file(S + '<intermediateThrowEvent id="t"/>' + E, "s-t t-e"),
    "send and receive": file(S + '<sendTask id="a" messageRef="m"/><receiveTask id="b" messageRef="m"/>' + E, "s-a a-b b-e", MESSAGE),
    "timer date": file(S + '<intermediateCatchEvent id="t"><timerEventDefinition><timeDate>2026-12-31T18:00:00Z</timeDate></timerEventDefinition></intermediateCatchEvent>' + E, "s-t t-e"),
    "timer of FEEL": file(S + '<intermediateCatchEvent id="t"><timerEventDefinition><timeDate>sla.due("CONN.PLAN")</timeDate></timerEventDefinition></intermediateCatchEvent>' + E, "s-t t-e"),
    "timer of a variable": file(S + '<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>${wait}</timeDuration></timerEventDefinition></intermediateCatchEvent>' + E, "s-t t-e"),
    "conditional catch": file(S + '<intermediateCatchEvent id="t"><conditionalEventDefinition><condition>x &gt; 1</condition></conditionalEventDefinition></intermediateCatchEvent>' + E, "s-t t-e"),
    "boundary timer": file(S + T + E + boundary(TIMER), "s-t t-e b-e"),
    "boundary cycle": file(S + T + E + boundary(CYCLE, 'cancelActivity="false"') + '<endEvent id="x"/>', "s-t t-e b-x"),
    "boundary error catches all": file(S + T + E + boundary("<errorEventDefinition/>"), "s-t t-e b-e"),
    "boundary escalation": file(S + f'<subProcess id="t">{INNER}</subProcess>' + E + boundary('<escalationEventDefinition escalationRef="esc"/>', 'cancelActivity="false"') + '<endEvent id="x"/>', "s-t t-e b-x", ESCALATION),
    "boundary back to its task": file(S + T + E + boundary(TIMER), "s-t t-e b-t"),
    "boundary on a branch before a join": file(S + T + '<userTask id="a"/>' + E + AND + JOIN + MERGE.replace('"j"', '"k"') + boundary(TIMER), "s-g g-t g-a t-k b-k k-j a-j j-e"),
    "escalation end in a sub-process": file(S + '<subProcess id="t"><startEvent id="s2"/><endEvent id="e2"><escalationEventDefinition escalationRef="esc"/></endEvent><sequenceFlow id="i" sourceRef="s2" targetRef="e2"/></subProcess>' + E + boundary('<escalationEventDefinition escalationRef="esc"/>'), "s-t t-e b-e", ESCALATION),
    "links": file(S + T + E + '<intermediateThrowEvent id="l"><linkEventDefinition name="A"/></intermediateThrowEvent><intermediateCatchEvent id="c"><linkEventDefinition name="A"/></intermediateCatchEvent>', "s-l c-t t-e"),
    "links as a loop": file(S + T + E + XOR.replace("f_g_b", "f_g_e") + '<intermediateThrowEvent id="l"><linkEventDefinition name="A"/></intermediateThrowEvent><intermediateCatchEvent id="c"><linkEventDefinition name="A"/></intermediateCatchEvent>', "s-t t-g g-l?x>1 g-e c-t"),
    "event sub-process": file(S + T + E + event_sub('<messageEventDefinition messageRef="m"/>'), "s-t t-e", MESSAGE),
    "event sub-process beside": file(S + T + E + event_sub(TIMER, 'isInterrupting="false"'), "s-t t-e"),
    "event sub-process for errors": file(S + T + E + event_sub('<errorEventDefinition errorRef="er"/>'), "s-t t-e", ERROR),
    "shared event definition": raw('<signal id="sig" name="S"/><signalEventDefinition id="sd" signalRef="sig"/><process id="p" isExecutable="true"><startEvent id="s"/><intermediateCatchEvent id="c"><eventDefinitionRef>sd</eventDefinitionRef></intermediateCatchEvent><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="c"/><sequenceFlow id="h" sourceRef="c" targetRef="e"/></process>'),
    "compensation": file(S + T + '<task id="h" isForCompensation="true"/><endEvent id="e"><compensateEventDefinition/></endEvent><association id="x" sourceRef="b" targetRef="h" associationDirection="One"/>' + boundary("<compensateEventDefinition/>"), "s-t t-e"),
    "transaction": file(S + '<transaction id="t"><startEvent id="s2"/><endEvent id="e2"><cancelEventDefinition/></endEvent><sequenceFlow id="i" sourceRef="s2" targetRef="e2"/></transaction>' + E + boundary("<cancelEventDefinition/>"), "s-t t-e b-e"),
}  # fmt: skip
GATEWAYS["inclusive with a way that is always taken"] = file(S + TWO + E + '<inclusiveGateway id="g"/><inclusiveGateway id="j"/>', "s-g g-a g-b?x>1 a-j b-j j-e")  # fmt: skip
EVENTS["instantiating receive task beside a start"] = file(S + '<receiveTask id="r" instantiate="true" messageRef="m"/>' + E, "s-e r-e", MESSAGE)  # fmt: skip
EVENTS["instantiating event gateway"] = file('<eventBasedGateway id="g" instantiate="true"/><receiveTask id="r" messageRef="m"/><intermediateCatchEvent id="b"><signalEventDefinition signalRef="sig"/></intermediateCatchEvent>' + E, "g-r g-b r-e b-e", MESSAGE + SIGNAL)  # fmt: skip
ACTIVITIES = {
    "all tasks": file(S + '<task id="a"/><manualTask id="b"/><serviceTask id="c" camunda:type="external" camunda:topic="x"/><businessRuleTask id="d" camunda:decisionRef="d1" camunda:resultVariable="r"/>' + SCRIPT + E, "s-a a-b b-c c-d d-t t-e"),
    "plain service task": file(S + '<serviceTask id="t" name="Do it"/>' + E, "s-t t-e"),
    "sub-process": file(S + f'<subProcess id="t">{INNER}</subProcess>' + E, "s-t t-e"),
    "sub-process with an implicit end": file(S + '<subProcess id="t"><startEvent id="s2"/><task id="t2"/><sequenceFlow id="i" sourceRef="s2" targetRef="t2"/></subProcess>' + E, "s-t t-e"),
    "nothing but tasks": file('<task id="a"/><task id="b"/>', "a-b"),
    "call activity": file(S + '<callActivity id="t" calledElement="other"><extensionElements><camunda:in variables="all"/><camunda:out source="x" target="y"/><camunda:in sourceExpression="${a + 1}" target="b"/></extensionElements></callActivity>' + E, "s-t t-e"),
    "computed call": file(S + '<callActivity id="t" calledElement="${which}"/>' + E, "s-t t-e"),
    "standard loop": task("<standardLoopCharacteristics testBefore=\"true\" loopMaximum=\"3\"><loopCondition>x &lt; 3</loopCondition></standardLoopCharacteristics>"),
    "cardinality": task("<multiInstanceLoopCharacteristics isSequential=\"true\"><loopCardinality>3</loopCardinality><completionCondition>nrOfCompletedInstances &gt; 1</completionCondition></multiInstanceLoopCharacteristics>"),
    "computed cardinality": task("<multiInstanceLoopCharacteristics><loopCardinality>${n}</loopCardinality></multiInstanceLoopCharacteristics>"),
    "collection": task('<multiInstanceLoopCharacteristics camunda:collection="people" camunda:elementVariable="one"/>'),
    "collection of data": file(S + '<dataObject id="do" isCollection="true"/><dataObjectReference id="dr" dataObjectRef="do"/><userTask id="t"><ioSpecification id="io"><dataInput id="in"/><inputSet id="is"><dataInputRefs>in</dataInputRefs></inputSet><outputSet id="os"/></ioSpecification><dataInputAssociation id="da"><sourceRef>dr</sourceRef><targetRef>in</targetRef></dataInputAssociation><multiInstanceLoopCharacteristics><loopDataInputRef>in</loopDataInputRef><inputDataItem id="one" name="one"/></multiInstanceLoopCharacteristics></userTask>' + E, "s-t t-e"),
    "data store": file(S + '<dataStoreReference id="ds" name="DB"/><userTask id="t"><property id="pr" name="__targetRef_placeholder"/><dataInputAssociation id="da"><sourceRef>ds</sourceRef><targetRef>pr</targetRef></dataInputAssociation></userTask>' + E, "s-t t-e"),
    "user task of ours": task('<extensionElements><camunda:properties><camunda:property name="sla" value="CONN.PLAN"/></camunda:properties></extensionElements>', 'camunda:candidateGroups="CLERK@station, HEAD@${unit}" camunda:dueDate="=sla.due(&quot;CONN.PLAN&quot;)" camunda:priority="50" camunda:formKey="f"'),
    "embedded form": task('<extensionElements><camunda:formData><camunda:formField id="x" label="X" type="string"/></camunda:formData></extensionElements>'),
    "documentation and notes": file(S + T + E + '<textAnnotation id="n"><text>note</text></textAnnotation><association id="as" sourceRef="t" targetRef="n"/><group id="gr"/>', "s-t t-e"),
    "juel": file(S + TWO + E + XOR, "s-g;g-a?${amount > 100 && ok};g-b;a-e;b-e"),
    "feel of zeebe": file(S + TWO + E + XOR, "s-g;g-a?=amount > 100 and ok;g-b;a-e;b-e"),
    "lanes": file('<laneSet id="ls"><lane id="l"><flowNodeRef>s</flowNodeRef><flowNodeRef> t </flowNodeRef></lane><lane id="k"><flowNodeRef>e</flowNodeRef></lane></laneSet>' + S + T + E, "s-t t-e"),
}  # fmt: skip
POOLS = {
    "black box": file(S + '<sendTask id="t" messageRef="m"/>' + E, "s-t t-e", MESSAGE, '<collaboration id="c"><participant id="pp" processRef="p"/><participant id="box" name="Customer"/><messageFlow id="mf" sourceRef="t" targetRef="box"/></collaboration>'),
    "two pools": file(S + T + E, "s-t t-e", MESSAGE, '<process id="q" isExecutable="true"><startEvent id="s2"><messageEventDefinition messageRef="m"/></startEvent><endEvent id="e2"/><sequenceFlow id="q1" sourceRef="s2" targetRef="e2"/></process><collaboration id="c"><participant id="pp" processRef="p"/><participant id="pq" processRef="q"/><messageFlow id="mf" sourceRef="t" targetRef="s2"/></collaboration>'),
    "a pool only drawn": file(S + T + E, "s-t t-e", "", '<process id="q" isExecutable="false"><task id="t2"/></process><collaboration id="c"><participant id="pp" processRef="p"/><participant id="pq" processRef="q"/></collaboration>'),
    "drawing": file(S + T + E, "s-t t-e", "", '<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p"><bpmndi:BPMNShape id="x" bpmnElement="s"><dc:Bounds x="1" y="1" width="36" height="36"/></bpmndi:BPMNShape><bpmndi:BPMNEdge id="y" bpmnElement="f_s_t"><di:waypoint x="1" y="1"/><di:waypoint x="2" y="1"/></bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'),
}  # fmt: skip
ALL = {**GATEWAYS, **EVENTS, **ACTIVITIES, **POOLS}


@pytest.mark.parametrize("data", ALL.values(), ids=ALL)
def test_a_valid_diagram_is_not_blamed(data: bytes) -> None:
    assert errors(data) == []
