"""The flow elements of a BPMN file: tasks, gateways, events and the arrows between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.annotations import DataAssociation, DataItem, IoSpecification, ResourceRole
from bpmn.extensions import EMPTY, Extensions

NO_STRINGS: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Expression:
    """A text the engine evaluates, with the language it names (if any)."""

    text: str
    language: str | None = None
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """An element that is kept but not modelled: foreign to BPMN, misspelled, or never run."""

    tag: str
    namespace: str
    id: str
    line: int
    parent_id: str


@dataclass(frozen=True, kw_only=True)
class Element:
    """What every element has; `id` is empty where the file gives none."""

    id: str
    name: str = ""
    line: int = 0
    type: str = ""
    documentation: str = ""
    extensions: Extensions = EMPTY

    @property
    def camunda(self) -> Mapping[str, str]:
        """Return the attributes of the camunda namespace, other dialects translated."""
        return self.extensions.camunda

    @property
    def properties(self) -> Mapping[str, str]:
        """Return the `camunda:property` values by name."""
        return self.extensions.properties


@dataclass(frozen=True, kw_only=True)
class SequenceFlow(Element):
    """An arrow between two flow nodes."""

    source: str
    target: str
    condition: Expression | None = None
    is_immediate: bool | None = None
    scope_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Loop:
    """How often an activity runs: `standard` or `multi`."""

    kind: str
    line: int
    id: str = ""
    # standard loop
    test_before: bool = False
    loop_condition: Expression | None = None
    loop_maximum: str | None = None
    # multi-instance
    is_sequential: bool = False
    cardinality: Expression | None = None
    completion_condition: Expression | None = None
    collection: str | None = None
    element_variable: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    data_input_ref: str | None = None
    input_item: DataItem | None = None
    data_output_ref: str | None = None
    output_item: DataItem | None = None
    behavior: str = "All"
    behavior_event_refs: tuple[str, ...] = NO_STRINGS
    extensions: Extensions = EMPTY


@dataclass(frozen=True, kw_only=True)
class EventDefinition:
    """What an event waits for or throws; `type` is message, timer, error …"""

    type: str
    line: int
    id: str = ""
    ref: str | None = None
    timer_kind: str | None = None
    expression: Expression | None = None
    timer_values: tuple[tuple[str, Expression], ...] = ()
    link_name: str | None = None
    link_sources: tuple[str, ...] = NO_STRINGS
    link_target: str | None = None
    activity_ref: str | None = None
    wait_for_completion: bool = True
    operation_ref: str | None = None
    extensions: Extensions = EMPTY


@dataclass(frozen=True, kw_only=True)
class FlowNode(Element):
    """A task, sub-process, gateway or event.

    `incoming` and `outgoing` come from the arrows; `listed_…` is what the node itself says.
    """

    scope_id: str = ""
    incoming: tuple[str, ...] = NO_STRINGS
    outgoing: tuple[str, ...] = NO_STRINGS
    listed_incoming: tuple[str, ...] = NO_STRINGS
    listed_outgoing: tuple[str, ...] = NO_STRINGS
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Gateway(FlowNode):
    """An exclusive, parallel, inclusive, event-based or complex gateway."""

    default: str | None = None
    direction: str = "Unspecified"
    instantiate: bool = False
    event_gateway_type: str = "Exclusive"
    activation_condition: Expression | None = None


@dataclass(frozen=True, kw_only=True)
class Event(FlowNode):
    """A start, catch, throw, boundary or end event with its definitions (none = empty)."""

    kind: str
    definitions: tuple[EventDefinition, ...] = ()
    definition_refs: tuple[str, ...] = NO_STRINGS
    is_interrupting: bool = True
    cancel_activity: bool = True
    attached_to: str | None = None
    parallel_multiple: bool = False
    data_items: tuple[DataItem, ...] = ()
    data_associations: tuple[DataAssociation, ...] = ()

    @property
    def trigger(self) -> str:
        """Return the type of the only definition, `none`, or `multiple`."""
        if not self.definitions:
            return "none"
        return self.definitions[0].type if len(self.definitions) == 1 else "multiple"

    @property
    def is_catching(self) -> bool:
        """Say whether the event waits for its trigger."""
        return self.kind in ("start", "catch", "boundary")


@dataclass(frozen=True, kw_only=True)
class Activity(FlowNode):
    """Work: a task, a sub-process or a call."""

    default: str | None = None
    loop: Loop | None = None
    is_for_compensation: bool = False
    start_quantity: str = "1"
    completion_quantity: str = "1"
    io: IoSpecification | None = None
    data_associations: tuple[DataAssociation, ...] = ()
    process_properties: tuple[DataItem, ...] = ()
    resources: tuple[ResourceRole, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Task(Activity):
    """A task; `type` says which (task, userTask, scriptTask …)."""

    script: str | None = None
    script_format: str | None = None
    script_line: int = 0
    message_ref: str | None = None
    operation_ref: str | None = None
    implementation: str | None = None
    instantiate: bool = False


@dataclass(frozen=True, kw_only=True)
class CallActivity(Activity):
    """A call of another process or a global task."""

    called_element: str | None = None
