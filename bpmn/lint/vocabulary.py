"""The words of BPMN 2.0.2: elements, where they may stand, attributes and their values."""

from bpmn.read_events import DEFINITION_TYPES, EVENT_KINDS
from bpmn.read_flow import GATEWAYS, SUB_PROCESSES, TASKS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BASE = _words("documentation extensionElements")
_FLOW_ELEMENT = _BASE | _words("auditing monitoring categoryValueRef")
_NODE = _FLOW_ELEMENT | _words("incoming outgoing")
_ROLES = _words("resourceRole performer humanPerformer potentialOwner")
_ACTIVITY = (
    _NODE
    | _ROLES
    | _words(
        "ioSpecification property dataInputAssociation dataOutputAssociation"
        " standardLoopCharacteristics multiInstanceLoopCharacteristics"
    )
)
_ARTIFACTS = _words("association group textAnnotation")
_FLOW_ELEMENTS = (
    TASKS
    | SUB_PROCESSES
    | GATEWAYS
    | frozenset(EVENT_KINDS)
    | _words("callActivity sequenceFlow dataObject dataObjectReference dataStoreReference")
    | _words("callChoreography choreographyTask subChoreography implicitThrowEvent event")
    | _ARTIFACTS
)
_DEFINITIONS = frozenset(DEFINITION_TYPES)
_CATCH = _NODE | _DEFINITIONS | _words(
    "property dataOutput dataOutputAssociation outputSet eventDefinitionRef"
)  # fmt: skip
_THROW = _NODE | _DEFINITIONS | _words(
    "property dataInput dataInputAssociation inputSet eventDefinitionRef"
)  # fmt: skip
_GLOBAL_TASKS = _words(
    "globalTask globalUserTask globalManualTask globalScriptTask globalBusinessRuleTask"
)
_CONVERSATIONS = _words(
    "conversation subConversation callConversation conversationNode conversationLink"
    " conversationAssociation participantAssociation messageFlowAssociation correlationKey"
)
_COLLABORATION = (
    _BASE | _ARTIFACTS | _CONVERSATIONS | _words("participant messageFlow choreographyRef")
)
_CHOREOGRAPHIES = _words("choreography globalChoreographyTask globalConversation")
_ROOTS = (
    _DEFINITIONS
    | _GLOBAL_TASKS
    | _CHOREOGRAPHIES
    | _words(
        "process collaboration message signal error escalation itemDefinition dataStore interface"
        " resource category correlationProperty endPoint partnerEntity partnerRole"
    )
)

# What may stand inside what; an element that is not listed is not checked.
CHILDREN: dict[str, frozenset[str]] = {
    "definitions": _ROOTS | _BASE | _words("import extension relationship"),
    "process": _BASE | _FLOW_ELEMENTS | _ROLES | _words(
        "auditing monitoring property laneSet correlationSubscription supports ioSpecification"
        " ioBinding supportedInterfaceRef"
    ),
    "collaboration": _COLLABORATION,
    "task": _ACTIVITY,
    "userTask": _ACTIVITY | _words("rendering"),
    "manualTask": _ACTIVITY,
    "scriptTask": _ACTIVITY | _words("script"),
    "serviceTask": _ACTIVITY,
    "sendTask": _ACTIVITY,
    "receiveTask": _ACTIVITY,
    "businessRuleTask": _ACTIVITY,
    "callActivity": _ACTIVITY,
    "subProcess": _ACTIVITY | _FLOW_ELEMENTS | _words("laneSet"),
    "transaction": _ACTIVITY | _FLOW_ELEMENTS | _words("laneSet"),
    "adHocSubProcess": _ACTIVITY | _FLOW_ELEMENTS | _words("laneSet completionCondition"),
    "exclusiveGateway": _NODE,
    "inclusiveGateway": _NODE,
    "parallelGateway": _NODE,
    "eventBasedGateway": _NODE,
    "complexGateway": _NODE | _words("activationCondition"),
    "startEvent": _CATCH,
    "intermediateCatchEvent": _CATCH,
    "boundaryEvent": _CATCH,
    "intermediateThrowEvent": _THROW,
    "endEvent": _THROW,
    "sequenceFlow": _FLOW_ELEMENT | _words("conditionExpression"),
    "timerEventDefinition": _BASE | _words("timeDate timeDuration timeCycle"),
    "conditionalEventDefinition": _BASE | _words("condition"),
    "messageEventDefinition": _BASE | _words("operationRef"),
    "linkEventDefinition": _BASE | _words("source target"),
    "standardLoopCharacteristics": _BASE | _words("loopCondition"),
    "multiInstanceLoopCharacteristics": _BASE | _words(
        "loopCardinality loopDataInputRef loopDataOutputRef inputDataItem outputDataItem"
        " complexBehaviorDefinition completionCondition"
    ),
    "laneSet": _BASE | _words("lane"),
    "childLaneSet": _BASE | _words("lane"),
    "lane": _BASE | _words("partitionElement flowNodeRef childLaneSet"),
    "ioSpecification": _BASE | _words("dataInput dataOutput inputSet outputSet"),
    "participant": _BASE | _words("interfaceRef endPointRef participantMultiplicity"),
    "messageFlow": _BASE,
}  # fmt: skip
_MORE_TAGS = _words(
    "definitions incoming outgoing text from to sourceRef targetRef transformation assignment"
    " dataInputRefs dataOutputRefs optionalInputRefs whileExecutingInputRefs inputSetRefs"
    " optionalOutputRefs whileExecutingOutputRefs outputSetRefs dataState formalExpression"
    " expression operation inMessageRef outMessageRef errorRef resourceParameter"
    " resourceParameterBinding resourceAssignmentExpression resourceRef categoryValue"
    " correlationPropertyRetrievalExpression correlationPropertyRef correlationPropertyBinding"
    " messagePath dataPath type signal eventDefinition innerParticipantRef outerParticipantRef"
    " innerConversationNodeRef outerConversationNodeRef innerMessageFlowRef outerMessageFlowRef"
    " participantRef messageFlowRef implementationRef interfaceRef endPointRef participantRef"
    " rootElement flowElement flowNode activity artifact baseElement rendering source target"
    " messageFlow initiatingParticipantRef conversationNode supportedInterfaceRef"
    " bpmnElement expressionLanguage ioBinding import extension relationship condition"
    " dataInputAssociation dataOutputAssociation dataAssociation inputDataItem outputDataItem"
)
TAGS: frozenset[str] = (
    frozenset(CHILDREN) | _MORE_TAGS | frozenset().union(*CHILDREN.values()) | _ROOTS
)

_ID = _words("id")
_NAMED = _words("id name")
_ACTIVITY_WORDS = _NAMED | _words("isForCompensation startQuantity completionQuantity default")
_GATEWAY_WORDS = _NAMED | _words("gatewayDirection")
_SUB_WORDS = _ACTIVITY_WORDS | _words("triggeredByEvent")
ATTRIBUTES: dict[str, frozenset[str]] = {
    "process": _NAMED | _words("processType isClosed isExecutable definitionalCollaborationRef"),
    "task": _ACTIVITY_WORDS,
    "userTask": _ACTIVITY_WORDS | _words("implementation"),
    "manualTask": _ACTIVITY_WORDS,
    "scriptTask": _ACTIVITY_WORDS | _words("scriptFormat"),
    "serviceTask": _ACTIVITY_WORDS | _words("implementation operationRef"),
    "sendTask": _ACTIVITY_WORDS | _words("implementation operationRef messageRef"),
    "receiveTask": _ACTIVITY_WORDS | _words("implementation operationRef messageRef instantiate"),
    "businessRuleTask": _ACTIVITY_WORDS | _words("implementation"),
    "callActivity": _ACTIVITY_WORDS | _words("calledElement"),
    "subProcess": _SUB_WORDS,
    "transaction": _SUB_WORDS | _words("method"),
    "adHocSubProcess": _SUB_WORDS | _words("ordering cancelRemainingInstances"),
    "exclusiveGateway": _GATEWAY_WORDS | _words("default"),
    "inclusiveGateway": _GATEWAY_WORDS | _words("default"),
    "complexGateway": _GATEWAY_WORDS | _words("default"),
    "parallelGateway": _GATEWAY_WORDS | _words("default"),
    "eventBasedGateway": _GATEWAY_WORDS | _words("default instantiate eventGatewayType"),
    "startEvent": _NAMED | _words("parallelMultiple isInterrupting"),
    "intermediateCatchEvent": _NAMED | _words("parallelMultiple"),
    "intermediateThrowEvent": _NAMED,
    "endEvent": _NAMED,
    "boundaryEvent": _NAMED | _words("parallelMultiple attachedToRef cancelActivity"),
    "sequenceFlow": _NAMED | _words("sourceRef targetRef isImmediate"),
    "messageFlow": _NAMED | _words("sourceRef targetRef messageRef"),
    "participant": _NAMED | _words("processRef"),
    "lane": _NAMED | _words("partitionElementRef"),
    "message": _NAMED | _words("itemRef"),
    "signal": _NAMED | _words("structureRef"),
    "error": _NAMED | _words("structureRef errorCode"),
    "escalation": _NAMED | _words("structureRef escalationCode"),
    "messageEventDefinition": _ID | _words("messageRef"),
    "signalEventDefinition": _ID | _words("signalRef"),
    "errorEventDefinition": _ID | _words("errorRef"),
    "escalationEventDefinition": _ID | _words("escalationRef"),
    "timerEventDefinition": _ID,
    "conditionalEventDefinition": _ID,
    "terminateEventDefinition": _ID,
    "cancelEventDefinition": _ID,
    "linkEventDefinition": _NAMED,
    "compensateEventDefinition": _ID | _words("activityRef waitForCompletion"),
    "standardLoopCharacteristics": _ID | _words("testBefore loopMaximum"),
    "multiInstanceLoopCharacteristics": _ID | _words(
        "isSequential behavior oneBehaviorEventRef noneBehaviorEventRef"
    ),
    "dataObject": _NAMED | _words("itemSubjectRef isCollection"),
    "dataObjectReference": _NAMED | _words("itemSubjectRef dataObjectRef"),
    "dataStoreReference": _NAMED | _words("itemSubjectRef dataStoreRef"),
    "association": _ID | _words("sourceRef targetRef associationDirection"),
}  # fmt: skip

BOOLEANS = _words(
    "isExecutable isClosed isForCompensation triggeredByEvent parallelMultiple isInterrupting"
    " cancelActivity isImmediate waitForCompletion testBefore isSequential isCollection"
    " instantiate cancelRemainingInstances"
)
INTEGERS = _words("startQuantity completionQuantity loopMaximum")
ENUMERATIONS: dict[str, frozenset[str]] = {
    "processType": _words("None Public Private"),
    "behavior": _words("None One All Complex"),
    "eventGatewayType": _words("Exclusive Parallel"),
    "associationDirection": _words("None One Both"),
    "ordering": _words("Parallel Sequential"),
}

# Attributes and child elements that point to an element, and the types it may have.
POINTERS: dict[str, frozenset[str]] = {
    "itemSubjectRef": _words("itemDefinition"),
    "itemRef": _words("itemDefinition"),
    "inMessageRef": _words("message"),
    "outMessageRef": _words("message"),
    "resourceRef": _words("resource"),
    "categoryValueRef": _words("categoryValue"),
    "correlationPropertyRef": _words("correlationProperty"),
    "supportedInterfaceRef": _words("interface"),
    "interfaceRef": _words("interface"),
    "participantRef": _words("participant"),
}
