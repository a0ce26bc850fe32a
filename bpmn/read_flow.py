"""Reads the flow of a process: its nodes, arrows and the scopes in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from bpmn.dialects import read_extensions
from bpmn.elements import (
    CallActivity,
    Event,
    EventDefinition,
    FlowNode,
    Gateway,
    SequenceFlow,
    Task,
    Unknown,
)
from bpmn.extensions import Extensions
from bpmn.markup import (
    attribute,
    child,
    child_expression,
    children,
    content,
    expression,
    flag,
    is_bpmn,
    line,
    local,
    maybe_flag,
    reference,
    references,
    unknown,
)
from bpmn.model import SubProcess
from bpmn.read_data import (
    ROLE_TAGS,
    artifact,
    data_associations,
    data_item,
    data_object,
    data_reference,
    io_specification,
    lane_set,
    resource_roles,
)
from bpmn.read_events import DEFINITION_TYPES, EVENT_KINDS, LOOP_TAGS, event_definitions, loop

TASKS = frozenset(
    "task userTask manualTask scriptTask serviceTask sendTask receiveTask businessRuleTask".split()
)
SUB_PROCESSES = frozenset(("subProcess", "transaction", "adHocSubProcess"))
GATEWAYS = frozenset(
    "exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway complexGateway".split()
)
# Parts of nodes and scopes that are read by name elsewhere or say nothing to an engine.
_PARTS = frozenset(
    (
        *"incoming outgoing documentation extensionElements auditing monitoring categoryValueRef"
        " ioSpecification dataInputAssociation dataOutputAssociation property script"
        " loopDataInputRef completionCondition activationCondition conditionExpression dataInput"
        " dataOutput inputSet outputSet eventDefinitionRef supportedInterfaceRef ioBinding"
        " laneSet dataObject dataObjectReference dataStoreReference textAnnotation"
        " group association correlationSubscription supports rendering".split(),
        *DEFINITION_TYPES,
        *LOOP_TAGS,
        *ROLE_TAGS,
    )
)


@dataclass
class Wiring:
    """Which arrows leave and enter which node, over the whole file."""

    leaving: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    entering: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    definitions: Mapping[str, EventDefinition] = field(default_factory=dict)

    def note(self, element: etree._Element) -> None:
        """Take down the ends of one arrow."""
        self.leaving[reference(element, "sourceRef") or ""].append(attribute(element, "id"))
        self.entering[reference(element, "targetRef") or ""].append(attribute(element, "id"))


def common(element: etree._Element) -> dict[str, Any]:
    """Return what every element has."""
    documentation = child(element, "documentation")
    return {
        "id": attribute(element, "id"),
        "name": attribute(element, "name"),
        "line": line(element),
        "type": local(element),
        "documentation": "" if documentation is None else content(documentation),
        "extensions": read_extensions(element),
    }


def scope_parts(element: etree._Element, wiring: Wiring) -> dict[str, Any]:
    """Return the contents of a process or sub-process."""
    nodes: list[FlowNode] = []
    strangers: list[Unknown] = []
    scope_id = attribute(element, "id")
    for inner in element:
        tag = local(inner)
        if not is_bpmn(inner):
            strangers.append(unknown(inner))
        elif (made := _node(inner, scope_id, wiring)) is not None:
            nodes.append(made)
        elif tag != "sequenceFlow" and tag not in _PARTS:
            strangers.append(unknown(inner))
    return {
        "nodes": tuple(nodes),
        "flows": tuple(_flow(one, scope_id) for one in children(element, "sequenceFlow")),
        "lane_sets": tuple(map(lane_set, children(element, "laneSet"))),
        "data_objects": tuple(map(data_object, children(element, "dataObject"))),
        "data_references": tuple(
            map(data_reference, children(element, "dataObjectReference", "dataStoreReference"))
        ),
        "artifacts": tuple(
            map(artifact, children(element, "textAnnotation", "group", "association"))
        ),
        "unknown": tuple(strangers),
    }


def _flow(element: etree._Element, scope_id: str) -> SequenceFlow:
    return SequenceFlow(
        **common(element),
        source=reference(element, "sourceRef") or "",
        target=reference(element, "targetRef") or "",
        condition=child_expression(element, "conditionExpression"),
        is_immediate=maybe_flag(element, "isImmediate"),
        scope_id=scope_id,
    )


def _node(element: etree._Element, scope_id: str, wiring: Wiring) -> FlowNode | None:
    tag = local(element)
    if tag in TASKS:
        return _task(element, scope_id, wiring)
    if tag in GATEWAYS:
        return _gateway(element, scope_id, wiring)
    if tag in EVENT_KINDS:
        return _event(element, scope_id, wiring)
    if tag in SUB_PROCESSES:
        return _sub_process(element, scope_id, wiring)
    return _call(element, scope_id, wiring) if tag == "callActivity" else None


def _node_parts(element: etree._Element, scope_id: str, wiring: Wiring) -> dict[str, Any]:
    parts = common(element)
    node_id = parts["id"]
    return {
        **parts,
        "scope_id": scope_id,
        "incoming": tuple(wiring.entering.get(node_id, ())),
        "outgoing": tuple(wiring.leaving.get(node_id, ())),
        "listed_incoming": references(element, "incoming"),
        "listed_outgoing": references(element, "outgoing"),
    }


def _strangers(element: etree._Element) -> tuple[Unknown, ...]:
    return tuple(unknown(one) for one in element if not is_bpmn(one) or local(one) not in _PARTS)


def _activity_parts(element: etree._Element, scope_id: str, wiring: Wiring) -> dict[str, Any]:
    parts = _node_parts(element, scope_id, wiring)
    extensions: Extensions = parts["extensions"]
    return {
        **parts,
        "default": reference(element, "default"),
        "loop": loop(element, extensions),
        "is_for_compensation": flag(element, "isForCompensation"),
        "start_quantity": attribute(element, "startQuantity") or "1",
        "completion_quantity": attribute(element, "completionQuantity") or "1",
        "io": io_specification(element),
        "data_associations": data_associations(element),
        "process_properties": tuple(map(data_item, children(element, "property"))),
        "resources": resource_roles(element),
    }


def _task(element: etree._Element, scope_id: str, wiring: Wiring) -> Task:
    parts = _activity_parts(element, scope_id, wiring)
    script = child(element, "script")
    words = parts["extensions"].camunda
    text = content(script) if script is not None else words.get("script")
    speaks_feel = script is None and "script" in words
    return Task(
        **parts,
        script=text,
        script_format="feel" if speaks_feel else element.get("scriptFormat"),
        script_line=parts["line"] if script is None else line(script),
        message_ref=reference(element, "messageRef"),
        operation_ref=reference(element, "operationRef"),
        implementation=element.get("implementation"),
        instantiate=flag(element, "instantiate"),
        unknown=_strangers(element),
    )


def _gateway(element: etree._Element, scope_id: str, wiring: Wiring) -> Gateway:
    return Gateway(
        **_node_parts(element, scope_id, wiring),
        default=reference(element, "default"),
        direction=attribute(element, "gatewayDirection") or "Unspecified",
        instantiate=flag(element, "instantiate"),
        event_gateway_type=attribute(element, "eventGatewayType") or "Exclusive",
        activation_condition=child_expression(element, "activationCondition"),
        unknown=_strangers(element),
    )


def _event(element: etree._Element, scope_id: str, wiring: Wiring) -> Event:
    refs = references(element, "eventDefinitionRef")
    shared = tuple(wiring.definitions[ref] for ref in refs if ref in wiring.definitions)
    return Event(
        **_node_parts(element, scope_id, wiring),
        kind=EVENT_KINDS[local(element)],
        definitions=event_definitions(element) + shared,
        definition_refs=refs,
        is_interrupting=flag(element, "isInterrupting", True),
        cancel_activity=flag(element, "cancelActivity", True),
        attached_to=reference(element, "attachedToRef"),
        parallel_multiple=flag(element, "parallelMultiple"),
        data_items=tuple(map(data_item, children(element, "dataInput", "dataOutput"))),
        data_associations=data_associations(element),
        unknown=_strangers(element),
    )


def _sub_process(element: etree._Element, scope_id: str, wiring: Wiring) -> SubProcess:
    # Depth is bounded by the document depth checked before.
    tag = local(element)
    return SubProcess(
        **_activity_parts(element, scope_id, wiring),
        **scope_parts(element, wiring),
        triggered_by_event=flag(element, "triggeredByEvent"),
        transaction=tag == "transaction",
        ad_hoc=tag == "adHocSubProcess",
        completion_condition=expression(child(element, "completionCondition")),
        ordering=element.get("ordering"),
    )


def _call(element: etree._Element, scope_id: str, wiring: Wiring) -> CallActivity:
    parts = _activity_parts(element, scope_id, wiring)
    called = reference(element, "calledElement")
    return CallActivity(
        **parts,
        called_element=called or parts["extensions"].camunda.get("calledElement"),
        unknown=_strangers(element),
    )
