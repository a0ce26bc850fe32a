"""One defective diagram per rule: each must be caught by its code, as an error."""

# One diagram per line reads as a table; wrapping the markup would hide it.
# ruff: noqa: E501

import pytest

from tests.unit.bpmn.sketch import END, START, TASK, errors, file, raw

S, T, E = START, TASK, END
SUB = '<subProcess id="sp"><startEvent id="s2"/><endEvent id="e2"/>{}</subProcess>'
INNER = '<sequenceFlow id="i1" sourceRef="s2" targetRef="e2"/>'
XOR = '<exclusiveGateway id="g"/>'
TWO = '<userTask id="a"/><userTask id="b"/>'
MESSAGE = '<message id="m" name="M"/>'
SIGNAL = '<signal id="sig" name="S"/>'
ERROR = '<error id="er" errorCode="E1"/>'
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
CATCH_M = (
    '<intermediateCatchEvent id="cm"><messageEventDefinition messageRef="m"/>'
    "</intermediateCatchEvent>"
)
CATCH_T = f'<intermediateCatchEvent id="ct">{TIMER}</intermediateCatchEvent>'
RECEIVE = '<receiveTask id="r" messageRef="m"/>'


def boundary(definition: str, more: str = "", host: str = "t") -> str:
    return f'<boundaryEvent id="b" attachedToRef="{host}" {more}>{definition}</boundaryEvent>'


def task(inside: str, more: str = "") -> bytes:
    return file(S + f'<userTask id="t" {more}>{inside}</userTask>' + E, "s-t t-e")


FLOWS = [
    ("flow-end-missing", file(S + T + E, "s-t t-e t-ghost")),
    ("flow-end-missing", file(S + T + E + '<sequenceFlow id="f" sourceRef="t"/>', "s-t t-e")),
    ("flow-end-wrong-type", file(S + T + E + '<dataObject id="d"/>', "s-t t-e t-d")),
    ("flow-crosses-scope", file(S + SUB.format(INNER) + E, "s-sp sp-e s2-e")),
    (
        "flow-crosses-pool",
        raw(
            '<process id="p" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>'
            '<sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
            '<sequenceFlow id="x" sourceRef="s" targetRef="e2"/></process>'
            '<process id="q" isExecutable="true"><startEvent id="s2"/><endEvent id="e2"/>'
            '<sequenceFlow id="f2" sourceRef="s2" targetRef="e2"/></process>'
        ),
    ),
    ("flow-in-wrong-scope", file(S + SUB.format("") + E, "s-sp sp-e s2-e2")),
    ("flow-into-start", file(S + T + E, "s-t t-e t-s")),
    ("flow-out-of-end", file(S + T + E, "s-t t-e e-t")),
    ("flow-into-boundary", file(S + T + E + boundary(TIMER), "s-t t-e b-e s-b")),
    (
        "flow-at-event-subprocess",
        file(
            S + E + '<subProcess id="es" triggeredByEvent="true"><startEvent id="s2">' + TIMER
            + '</startEvent><endEvent id="e2"/>' + INNER + "</subProcess>",
            "s-e s-es",
        ),
    ),
    ("flow-list-unknown", file(S + '<userTask id="t"><outgoing>no</outgoing></userTask>' + E, "s-t t-e")),
    (
        "flow-list-contradicts",
        file(S + '<userTask id="t"><outgoing>f_s_t</outgoing></userTask>' + E, "s-t t-e"),
    ),
]  # fmt: skip
GATEWAYS = [
    (
        "gateway-direction-wrong",
        file(S + TWO + E + '<exclusiveGateway id="g" gatewayDirection="Converging" default="f_g_b"/>',
             "s-g g-a?x=1 g-b a-e b-e".replace("x=1", "x>1")),
    ),
    (
        "gateway-direction-wrong",
        file(S + TWO + E + '<parallelGateway id="g"/><parallelGateway id="j" gatewayDirection="Diverging"/>',
             "s-g g-a g-b a-j b-j j-e"),
    ),
    ("gateway-direction-unknown", file(S + '<parallelGateway id="g" gatewayDirection="Up"/>' + E, "s-g g-e")),
    ("gateway-dead-end", file(S + XOR, "s-g")),
    ("default-not-outgoing", file(S + TWO + E + '<exclusiveGateway id="g" default="f_a_e"/>', "s-g g-a?x>1 g-b?x>2 a-e b-e")),
    ("default-not-outgoing", file(S + TWO + E + '<exclusiveGateway id="g" default="no"/>', "s-g g-a?x>1 g-b?x>2 a-e b-e")),
    ("default-not-outgoing", file(S + '<userTask id="t" default="f_s_t"/>' + E, "s-t t-e")),
    ("default-not-allowed", file(S + TWO + E + '<parallelGateway id="g" default="f_g_a"/>', "s-g g-a g-b a-e b-e")),
    ("condition-missing", file(S + TWO + E + XOR, "s-g g-a g-b?x>1 a-e b-e")),
    ("condition-missing", file(S + TWO + E + '<inclusiveGateway id="g"/>', "s-g g-a g-b a-e b-e")),
    ("condition-empty", file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_b"/><sequenceFlow id="x" sourceRef="g" targetRef="a"><conditionExpression/></sequenceFlow>', "s-g g-b a-e b-e")),
    ("condition-not-allowed", file(S + TWO + E + '<parallelGateway id="g"/>', "s-g g-a?x>1 g-b a-e b-e")),
    ("condition-not-allowed", file(S + T + E, "s-t?x>1 t-e")),
    ("condition-duplicate", file(S + TWO + E + XOR, "s-g g-a?x>1 g-b?x>1 a-e b-e")),
    ("event-gateway-too-few", file(S + CATCH_T + E + '<eventBasedGateway id="g"/>', "s-g g-ct ct-e")),
    ("event-gateway-target", file(S + CATCH_T + T + E + '<eventBasedGateway id="g"/>', "s-g g-ct g-t ct-e t-e")),
    ("event-gateway-target", file(S + CATCH_T + '<intermediateThrowEvent id="n"/>' + E + '<eventBasedGateway id="g"/>', "s-g g-ct g-n ct-e n-e")),
    ("event-gateway-target-shared", file(S + T + CATCH_T + CATCH_M + E + '<parallelGateway id="w"/><eventBasedGateway id="g"/>', "s-w w-g w-t t-ct g-ct g-cm ct-e cm-e", MESSAGE)),
    ("event-gateway-mixed", file(S + CATCH_M + RECEIVE + E + '<eventBasedGateway id="g"/>', "s-g g-cm g-r cm-e r-e", MESSAGE)),
    ("event-gateway-target-boundary", file(S + CATCH_T + RECEIVE + E + boundary(TIMER, host="r") + '<eventBasedGateway id="g"/>', "s-g g-ct g-r ct-e r-e b-e", MESSAGE)),
    ("condition-not-allowed", file(S + CATCH_M + CATCH_T + E + '<eventBasedGateway id="g"/>', "s-g g-cm?x>1 g-ct cm-e ct-e", MESSAGE)),
    ("unsupported-complex-gateway", file(S + TWO + E + '<complexGateway id="g"/>', "s-g g-a g-b a-e b-e")),
]  # fmt: skip
EVENTS = [
    ("event-definition-not-allowed", file(f'<startEvent id="s"><errorEventDefinition errorRef="er"/></startEvent>{E}', "s-e", ERROR)),
    ("event-definition-not-allowed", file(S + f'<endEvent id="e">{TIMER}</endEvent>', "s-e")),
    ("event-definition-not-allowed", file(S + '<intermediateCatchEvent id="c"><errorEventDefinition errorRef="er"/></intermediateCatchEvent>' + E, "s-c c-e", ERROR)),
    ("event-definition-not-allowed", file(S + f'<intermediateThrowEvent id="c">{TIMER}</intermediateThrowEvent>' + E, "s-c c-e")),
    ("event-definition-not-allowed", file(S + '<intermediateThrowEvent id="c"><terminateEventDefinition/></intermediateThrowEvent>' + E, "s-c c-e")),
    ("event-definition-not-allowed", file(S + T + E + boundary("<terminateEventDefinition/>"), "s-t t-e b-e")),
    ("event-definition-not-allowed", file(S + f'<subProcess id="sp"><startEvent id="s2">{TIMER}</startEvent><endEvent id="e2"/>{INNER}</subProcess>' + E, "s-sp sp-e")),
    ("event-definition-missing", file(S + '<intermediateCatchEvent id="c"/>' + E, "s-c c-e")),
    ("event-definition-missing", file(S + T + E + boundary(""), "s-t t-e b-e")),
    ("unsupported-multiple-event", file(S + f'<intermediateCatchEvent id="c">{TIMER}<signalEventDefinition signalRef="sig"/></intermediateCatchEvent>' + E, "s-c c-e", SIGNAL)),
    ("event-without-outgoing", file(S)),
    ("event-without-outgoing", file(S + CATCH_T, "s-ct")),
    ("timer-not-one", file(S + '<intermediateCatchEvent id="c"><timerEventDefinition/></intermediateCatchEvent>' + E, "s-c c-e")),
    ("timer-not-one", file(S + '<intermediateCatchEvent id="c"><timerEventDefinition><timeDate>2026-01-01</timeDate><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>' + E, "s-c c-e")),
    ("event-condition-missing", file(S + '<intermediateCatchEvent id="c"><conditionalEventDefinition/></intermediateCatchEvent>' + E, "s-c c-e")),
    ("cancel-outside-transaction", file(S + '<endEvent id="e"><cancelEventDefinition/></endEvent>', "s-e")),
    ("boundary-unattached", file(S + T + E + boundary(TIMER, host="no"), "s-t t-e b-e")),
    ("boundary-unattached", file(S + T + E + f'<boundaryEvent id="b">{TIMER}</boundaryEvent>', "s-t t-e b-e")),
    ("boundary-wrong-host", file(S + T + E + XOR + boundary(TIMER, host="g"), "s-t t-g g-e b-e")),
    ("boundary-other-scope", file(S + SUB.format('<userTask id="t2"/>' + INNER) + E + boundary(TIMER, host="t2"), "s-sp sp-e b-e")),
    ("boundary-without-outgoing", file(S + T + E + boundary(TIMER), "s-t t-e")),
    ("boundary-must-interrupt", file(S + T + E + boundary('<errorEventDefinition errorRef="er"/>', 'cancelActivity="false"'), "s-t t-e b-e", ERROR)),
    ("cancel-boundary-not-at-transaction", file(S + SUB.format(INNER) + E + boundary("<cancelEventDefinition/>", host="sp"), "s-sp sp-e b-e")),
    ("reference-unknown", file(S + CATCH_M + E, "s-cm cm-e")),
    ("reference-wrong-type", file(S + CATCH_M + E, "s-cm cm-e", '<signal id="m" name="M"/>')),
    ("reference-wrong-type", file(S + '<endEvent id="e"><errorEventDefinition errorRef="m"/></endEvent>', "s-e", MESSAGE)),
    ("reference-missing", file(S + '<receiveTask id="r"/>' + E, "s-r r-e")),
    ("reference-missing", file(S + '<endEvent id="e"><errorEventDefinition/></endEvent>', "s-e")),
    ("reference-missing", file(S + '<intermediateCatchEvent id="c"><signalEventDefinition/></intermediateCatchEvent>' + E, "s-c c-e")),
    ("link-without-catch", file(S + '<intermediateThrowEvent id="l"><linkEventDefinition name="A"/></intermediateThrowEvent>', "s-l")),
    ("link-without-throw", file(S + T + E + '<intermediateCatchEvent id="l"><linkEventDefinition name="A"/></intermediateCatchEvent>', "s-t t-e l-e")),
    ("link-unnamed", file(S + '<intermediateThrowEvent id="l"><linkEventDefinition/></intermediateThrowEvent>', "s-l")),
    ("link-catch-duplicate", file(S + E + '<intermediateThrowEvent id="l"><linkEventDefinition name="A"/></intermediateThrowEvent><intermediateCatchEvent id="c"><linkEventDefinition name="A"/></intermediateCatchEvent><intermediateCatchEvent id="d"><linkEventDefinition name="A"/></intermediateCatchEvent>', "s-l c-e d-e")),
]  # fmt: skip
SCOPES = [
    ("no-start-event", file(T + E, "t-e")),
    ("no-start-event", file(S + E + '<subProcess id="sp"><task id="x"/><endEvent id="xe"/></subProcess>', "s-sp sp-e")),
    ("empty-process", raw('<process id="p" isExecutable="true"/>')),
    ("empty-process", file(S + '<subProcess id="sp"/>' + E, "s-sp sp-e")),
    ("event-subprocess-starts", file(S + E + '<subProcess id="es" triggeredByEvent="true"><task id="x"/></subProcess>', "s-e")),
    ("event-definition-missing", file(S + E + '<subProcess id="es" triggeredByEvent="true"><startEvent id="s2"/><endEvent id="e2"/>' + INNER + "</subProcess>", "s-e")),
    ("event-definition-not-allowed", file(S + E + '<subProcess id="es" triggeredByEvent="true"><startEvent id="s2" isInterrupting="false"><errorEventDefinition errorRef="er"/></startEvent><endEvent id="e2"/>' + INNER + "</subProcess>", "s-e", ERROR)),
    ("unsupported-correlation-subscription", file('<correlationSubscription id="cs"/>' + S + T + E, "s-t t-e")),
    ("unsupported-ad-hoc", file(S + '<adHocSubProcess id="ah"><task id="x"/></adHocSubProcess>' + E, "s-ah ah-e")),
    ("unsupported-quantity", file(S + '<task id="t" startQuantity="2"/>' + E, "s-t t-e")),
    ("unsupported-quantity", file(S + '<task id="t" completionQuantity="3"/>' + E, "s-t t-e")),
    ("instantiating-with-incoming", file(S + '<receiveTask id="r" instantiate="true" messageRef="m"/>' + E, "s-r r-e", MESSAGE)),
    ("unsupported-instantiating-gateway", file(CATCH_T + CATCH_M + E + '<eventBasedGateway id="g" instantiate="true" eventGatewayType="Parallel"/>', "g-ct g-cm ct-e cm-e", MESSAGE)),
    ("reference-unknown", file(S + '<dataObject id="d" itemSubjectRef="no"/>' + E, "s-e")),
    ("reference-wrong-type", file(S + '<dataObject id="d" itemSubjectRef="s"/>' + E, "s-e")),
    ("no-process", raw('<collaboration id="c"><participant id="x"/></collaboration>')),
    ("unsupported-choreography", raw('<choreography id="c"/>')),
    ("not-executable", raw('<process id="p"><startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process>')),
    ("not-executable", raw('<process id="p" isExecutable="false"><startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process>')),
    ("duplicate-id", file(S + TASK + TASK + E, "s-t t-e")),
    ("duplicate-id", file(S + TASK + E, "s-t t-e", '<message id="t"/>')),
    ("invalid-id", file(S + '<task id="1 x"/>' + E, "s-e")),
    ("missing-id", file(S + "<task/>" + E, "s-e")),
    ("called-element-missing", file(S + '<callActivity id="c"/>' + E, "s-c c-e")),
    ("call-cycle", file(S + '<callActivity id="c" calledElement="p"/>' + E, "s-c c-e")),
    ("called-element-wrong-type", file(S + '<callActivity id="c" calledElement="s"/>' + E, "s-c c-e")),
    ("multi-instance-without-count", task("<multiInstanceLoopCharacteristics/>")),
    ("multi-instance-count-invalid", task("<multiInstanceLoopCharacteristics><loopCardinality>-2</loopCardinality></multiInstanceLoopCharacteristics>")),
    ("unsupported-multi-instance-behavior", task('<multiInstanceLoopCharacteristics behavior="One"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>')),
    ("loop-without-condition", task("<standardLoopCharacteristics/>")),
    ("loop-maximum-invalid", task('<standardLoopCharacteristics loopMaximum="0"/>')),
    ("loop-and-multi-instance", task('<standardLoopCharacteristics loopMaximum="2"/><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>')),
    ("multi-instance-data-unknown", task("<multiInstanceLoopCharacteristics><loopDataInputRef>no</loopDataInputRef></multiInstanceLoopCharacteristics>").replace(b"http://flowable.org", b"urn:a").replace(b"http://activiti.org", b"urn:b")),
    ("compensation-without-handler", file(S + T + E + boundary("<compensateEventDefinition/>"), "s-t t-e")),
    ("compensation-handler-orphan", file(S + T + E + '<task id="h" isForCompensation="true"/>', "s-t t-e")),
    ("compensation-handler-in-flow", file(S + T + E + '<task id="h" isForCompensation="true"/><association id="x" sourceRef="b" targetRef="h"/>' + boundary("<compensateEventDefinition/>"), "s-t t-e h-e")),
    ("compensation-handler-unmarked", file(S + T + E + '<task id="h"/><association id="x" sourceRef="b" targetRef="h"/>' + boundary("<compensateEventDefinition/>"), "s-t t-e")),
    ("compensation-boundary-flow", file(S + T + E + '<task id="h" isForCompensation="true"/><association id="x" sourceRef="b" targetRef="h"/>' + boundary("<compensateEventDefinition/>"), "s-t t-e b-e")),
    ("reference-unknown", file(S + '<endEvent id="e"><compensateEventDefinition activityRef="no"/></endEvent>', "s-e")),
]  # fmt: skip
POOL = '<process id="q" isExecutable="true"><startEvent id="s2"/><userTask id="t2"/><endEvent id="e2"/><sequenceFlow id="q1" sourceRef="s2" targetRef="t2"/><sequenceFlow id="q2" sourceRef="t2" targetRef="e2"/></process>'


def pools(flows: str, processes: str = 'processRef="p"', other: str = 'processRef="q"') -> bytes:
    return file(
        S + T + '<dataObject id="d"/>' + E, "s-t t-e", after=POOL + '<collaboration id="c">'
        f'<participant id="pp" {processes}/><participant id="pq" {other}/>{flows}</collaboration>',
    )  # fmt: skip


SURROUNDINGS = [
    ("participant-process-unknown", pools("", 'processRef="no"')),
    ("message-flow-end-missing", pools('<messageFlow id="m" sourceRef="t" targetRef="no"/>')),
    ("message-flow-in-pool", pools('<messageFlow id="m" sourceRef="t" targetRef="pp"/>')),
    ("message-flow-in-pool", file(S + '<task id="a"/><task id="b"/>' + E, "s-a a-b b-e", after='<collaboration id="c"><participant id="x" processRef="p"/><messageFlow id="m" sourceRef="a" targetRef="b"/></collaboration>')),
    ("message-flow-end-wrong-type", pools('<messageFlow id="m" sourceRef="s" targetRef="t2"/>')),
    ("message-flow-end-wrong-type", pools('<messageFlow id="m" sourceRef="t" targetRef="e2"/>')),
    ("message-flow-end-wrong-type", pools('<messageFlow id="m" sourceRef="d" targetRef="t2"/>')),
    ("lane-node-unknown", file('<laneSet id="ls"><lane id="l"><flowNodeRef>no</flowNodeRef></lane></laneSet>' + S + E, "s-e")),
    ("lane-node-twice", file('<laneSet id="ls"><lane id="l"><flowNodeRef>s</flowNodeRef></lane><lane id="k"><flowNodeRef>s</flowNodeRef></lane></laneSet>' + S + E, "s-e")),
    ("data-reference-unknown", file(S + E + '<dataObjectReference id="d" dataObjectRef="no"/>', "s-e")),
    ("data-reference-wrong-type", file(S + E + '<dataObjectReference id="d" dataObjectRef="s"/>', "s-e")),
    ("data-association-end-unknown", task('<dataInputAssociation id="x"><sourceRef>no</sourceRef><targetRef>in</targetRef></dataInputAssociation>')),
    ("data-association-incomplete", task('<property id="in"/><dataInputAssociation id="x"><targetRef>in</targetRef></dataInputAssociation>')),
    ("data-association-end-wrong-type", task('<property id="in"/><dataInputAssociation id="x"><sourceRef>s</sourceRef><targetRef>in</targetRef></dataInputAssociation>')),
    ("io-set-unknown", task('<ioSpecification id="io"><dataInput id="in"/><inputSet id="is"><dataInputRefs>no</dataInputRefs></inputSet><outputSet id="os"/></ioSpecification>')),
    ("drawing-element-unknown", file(S + E, "s-e", after='<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p"><bpmndi:BPMNShape id="x" bpmnElement="no"><dc:Bounds x="1" y="1" width="1" height="1"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>')),
    ("plane-element-unknown", file(S + E, "s-e", after='<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="no"/></bpmndi:BPMNDiagram>')),
    ("shape-without-bounds", file(S + E, "s-e", after='<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p"><bpmndi:BPMNShape id="x" bpmnElement="s"/></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>')),
    ("edge-without-waypoints", file(S + E, "s-e", after='<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p"><bpmndi:BPMNEdge id="x" bpmnElement="f_s_e"><di:waypoint x="1" y="1"/></bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>')),
    ("drawing-wrong-kind", file(S + E, "s-e", after='<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p"><bpmndi:BPMNEdge id="x" bpmnElement="s"><di:waypoint x="1" y="1"/><di:waypoint x="2" y="1"/></bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>')),
    ("unknown-element", file(S + '<usertask id="t"/>' + E, "s-e")),
    ("misplaced-element", task("<timerEventDefinition/>")),
    ("misplaced-element", task("<conditionExpression>x</conditionExpression>")),
    ("misspelled-attribute", task("", 'isforcompensation="false"')),
    ("invalid-value", file(S + '<userTask id="t" isForCompensation="yes"/>' + E, "s-t t-e")),
]  # fmt: skip
SOUNDNESS = [
    ("unreachable", file(S + T + E + '<userTask id="x"/>', "s-t t-e x-e")),
    ("unreachable", file(S + E + TWO, "s-e a-b b-a")),
    ("never-ends", file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_e"/>', "s-g g-a?x>1 g-e a-b b-a")),
    ("endless-loop", file(S + E + '<task id="a"/><exclusiveGateway id="j"/><exclusiveGateway id="g" default="f_g_e"/>', "s-j j-a a-g g-j?x>1 g-e")),
    ("endless-loop", file(S + '<scriptTask id="a" scriptFormat="feel" camunda:resultVariable="x"><script>1</script></scriptTask>', "s-a a-a")),
    ("join-never-completes", file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_b"/><parallelGateway id="j"/>', "s-g g-a?x>1 g-b a-j b-j j-e")),
    ("join-never-completes", file(S + T + E + '<exclusiveGateway id="g" default="f_g_e"/><parallelGateway id="j"/>', "s-j j-t t-g g-j?x>1 g-e")),
    ("join-blocked-by-choice", file(S + TWO + E + '<endEvent id="x"/><parallelGateway id="w"/><parallelGateway id="j"/><exclusiveGateway id="g" default="f_g_x"/>', "s-w w-a w-b a-g g-j?x>1 g-x b-j j-e")),
    ("join-blocked-by-choice", file(S + TWO + E + '<inclusiveGateway id="g" default="f_g_b"/><parallelGateway id="j"/>', "s-g g-a?x>1 g-b a-j b-j j-e")),
    ("join-never-completes", file(S + CATCH_M + CATCH_T + E + '<eventBasedGateway id="g"/><parallelGateway id="j"/>', "s-g g-cm g-ct cm-j ct-j j-e", MESSAGE)),
    ("join-blocked-by-choice", file(S + T + E + boundary(TIMER) + '<parallelGateway id="w"/><parallelGateway id="j"/><endEvent id="x"/><task id="a"/>', "s-w w-t w-a t-j a-j j-e b-x")),
]  # fmt: skip
SOUNDNESS += [
    ("never-completes", file(S + T + E + '<exclusiveGateway id="k"/><parallelGateway id="g"/>', "s-k k-t t-g g-k g-e")),
    ("never-completes", file(S + T + E, "s-t t-t t-e")),
]  # fmt: skip
EXPRESSIONS = [
    ("condition-not-boolean", file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_b"/>', "s-g;g-a?amount + 5;g-b;a-e;b-e")),
    ("function-unknown", file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_b"/>', "s-g;g-a?${bean.check(amount)};g-b;a-e;b-e")),
    ("expression-invalid", file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_b"/>', "s-g;g-a?x > ;g-b;a-e;b-e")),
    ("expression-invalid", file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_b"/>', "s-g;g-a?${x > };g-b;a-e;b-e")),
    ("function-unknown", file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_b"/>', "s-g;g-a?isBig(x);g-b;a-e;b-e")),
    ("condition-not-boolean", file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_b"/>', 's-g;g-a?"yes";g-b;a-e;b-e')),
    ("unsupported-script-format", file(S + '<scriptTask id="t" scriptFormat="groovy"><script>x = 1</script></scriptTask>' + E, "s-t t-e")),
    ("script-missing", file(S + '<scriptTask id="t" scriptFormat="feel"/>' + E, "s-t t-e")),
    ("expression-invalid", file(S + '<scriptTask id="t" scriptFormat="feel" camunda:resultVariable="x"><script>for x in</script></scriptTask>' + E, "s-t t-e")),
    ("unsupported-expression-language", file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_b"/><sequenceFlow id="x" sourceRef="g" targetRef="a"><conditionExpression language="groovy">x</conditionExpression></sequenceFlow>', "s-g g-b a-e b-e")),
    ("timer-invalid", file(S + '<intermediateCatchEvent id="c"><timerEventDefinition><timeDuration>P1X</timeDuration></timerEventDefinition></intermediateCatchEvent>' + E, "s-c c-e")),
    ("timer-invalid", file(S + '<intermediateCatchEvent id="c"><timerEventDefinition><timeDate>2026-13-45</timeDate></timerEventDefinition></intermediateCatchEvent>' + E, "s-c c-e")),
    ("timer-wrong-kind", file(S + '<intermediateCatchEvent id="c"><timerEventDefinition><timeDate>PT1H</timeDate></timerEventDefinition></intermediateCatchEvent>' + E, "s-c c-e")),
    ("expression-is-prose", file(S + '<intermediateCatchEvent id="c"><timerEventDefinition><timeDuration>two hours later</timeDuration></timerEventDefinition></intermediateCatchEvent>' + E, "s-c c-e")),
    ("expression-is-prose", file(S + TWO + E + '<exclusiveGateway id="g" default="f_g_b"/>', "s-g;g-a?customer is good;g-b;a-e;b-e")),
    ("unsupported-cron", file('<startEvent id="s"><timerEventDefinition><timeCycle>0 0 9 * * ?</timeCycle></timerEventDefinition></startEvent>' + E, "s-e")),
    ("due-date-invalid", task("", 'camunda:dueDate="P1X"')),
    ("role-scope-unknown", task("", 'camunda:candidateGroups="CLERK@nowhere"')),
    ("candidate-group-invalid", task("", 'camunda:candidateGroups="@station"')),
    ("decision-missing", file(S + '<businessRuleTask id="t"/>' + E, "s-t t-e")),
]  # fmt: skip
ALL = FLOWS + GATEWAYS + EVENTS + SCOPES + SURROUNDINGS + SOUNDNESS + EXPRESSIONS


@pytest.mark.parametrize(
    ("code", "data"), ALL, ids=[f"{number}-{code}" for number, (code, _) in enumerate(ALL)]
)
def test_a_defect_is_caught(code: str, data: bytes) -> None:
    assert code in errors(data)
