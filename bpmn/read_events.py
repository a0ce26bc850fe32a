"""Reads events, their definitions and the loops of activities."""

from lxml import etree

from bpmn.dialects import read_extensions
from bpmn.elements import EventDefinition, Expression, Loop
from bpmn.extensions import Extensions
from bpmn.markup import (
    attribute,
    child,
    child_expression,
    child_reference,
    children,
    content,
    flag,
    line,
    local,
    reference,
    references,
)
from bpmn.read_data import maybe_item

EVENT_KINDS = {
    "startEvent": "start",
    "intermediateCatchEvent": "catch",
    "intermediateThrowEvent": "throw",
    "boundaryEvent": "boundary",
    "endEvent": "end",
}
DEFINITION_TYPES = {
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "timerEventDefinition": "timer",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "conditionalEventDefinition": "conditional",
    "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
    "cancelEventDefinition": "cancel",
    "compensateEventDefinition": "compensate",
}
_REFERENCES = {
    "message": "messageRef",
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
}
_TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
LOOP_TAGS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")


def event_definitions(element: etree._Element) -> tuple[EventDefinition, ...]:
    """Return the definitions drawn inside an event or at the root."""
    return tuple(event_definition(one) for one in children(element, *DEFINITION_TYPES))


def event_definition(element: etree._Element) -> EventDefinition:
    """Return one event definition."""
    kind = DEFINITION_TYPES[local(element)]
    timers = _timers(element)
    return EventDefinition(
        type=kind,
        id=attribute(element, "id"),
        line=line(element),
        ref=reference(element, _REFERENCES.get(kind, "")),
        timer_kind=timers[0][0] if timers else None,
        expression=timers[0][1] if timers else child_expression(element, "condition"),
        timer_values=timers,
        link_name=attribute(element, "name") if kind == "link" else None,
        link_sources=references(element, "source"),
        link_target=child_reference(element, "target"),
        activity_ref=reference(element, "activityRef"),
        wait_for_completion=flag(element, "waitForCompletion", True),
        operation_ref=child_reference(element, "operationRef"),
        extensions=read_extensions(element),
    )


def _timers(element: etree._Element) -> tuple[tuple[str, Expression], ...]:
    return tuple(
        (
            _TIMERS[local(one)],
            Expression(text=content(one), language=one.get("language"), line=line(one)),
        )
        for one in children(element, *_TIMERS)
    )


def loop(element: etree._Element, owner: Extensions) -> Loop | None:
    """Return how often the activity runs; its own properties may name the outputs."""
    found = children(element, *LOOP_TAGS)
    if not found:
        return None
    if local(found[0]) == "standardLoopCharacteristics":
        return _standard_loop(found[0])
    return _multi_instance(found[0], owner)


def _standard_loop(element: etree._Element) -> Loop:
    return Loop(
        kind="standard",
        line=line(element),
        id=attribute(element, "id"),
        test_before=flag(element, "testBefore"),
        loop_condition=child_expression(element, "loopCondition"),
        loop_maximum=element.get("loopMaximum"),
        extensions=read_extensions(element),
    )


def _multi_instance(element: etree._Element, owner: Extensions) -> Loop:
    extensions = read_extensions(element)
    words = {**owner.properties, **extensions.properties, **extensions.camunda}
    return Loop(
        kind="multi",
        line=line(element),
        id=attribute(element, "id"),
        is_sequential=flag(element, "isSequential"),
        cardinality=child_expression(element, "loopCardinality"),
        completion_condition=child_expression(element, "completionCondition"),
        collection=words.get("collection"),
        element_variable=words.get("elementVariable"),
        output_collection=words.get("outputCollection"),
        output_element=words.get("outputElement"),
        data_input_ref=child_reference(element, "loopDataInputRef"),
        input_item=maybe_item(child(element, "inputDataItem")),
        data_output_ref=child_reference(element, "loopDataOutputRef"),
        output_item=maybe_item(child(element, "outputDataItem")),
        behavior=attribute(element, "behavior") or "All",
        behavior_event_refs=tuple(
            ref
            for name in ("noneBehaviorEventRef", "oneBehaviorEventRef")
            if (ref := reference(element, name)) is not None
        ),
        extensions=extensions,
    )
