"""What a BPMN 2.0.2 file says, as frozen values: every element with its id, name and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from bpmn.annotations import (
    Artifact,
    DataAssociation,
    DataItem,
    DataObject,
    DataReference,
    DataStore,
    Diagram,
    IoSpecification,
    Lane,
    LaneSet,
    ResourceRole,
)
from bpmn.elements import (
    Activity,
    CallActivity,
    Element,
    Event,
    EventDefinition,
    Expression,
    FlowNode,
    Gateway,
    Loop,
    SequenceFlow,
    Task,
    Unknown,
)
from bpmn.extensions import Extensions, FormField, InOut, Mapped, Parameter

__all__ = [
    "Activity", "Artifact", "CallActivity", "Collaboration", "DataAssociation", "DataItem",
    "DataObject", "DataReference", "DataStore", "Definitions", "Diagram", "Element", "Event",
    "EventDefinition", "Expression", "Extensions", "FlowNode", "FormField", "Gateway", "InOut",
    "IoSpecification", "ItemDefinition", "Lane", "LaneSet", "Loop", "Mapped", "Message",
    "MessageFlow", "Parameter", "Participant", "Process", "ResourceRole", "RootElement", "Scope",
    "SequenceFlow", "SubProcess", "Task", "Unknown",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Scope(Element):
    """What holds flow nodes: a process or, mixed in, a sub-process."""

    nodes: tuple[FlowNode, ...] = ()
    flows: tuple[SequenceFlow, ...] = ()
    lane_sets: tuple[LaneSet, ...] = ()
    data_objects: tuple[DataObject, ...] = ()
    data_references: tuple[DataReference, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    @cached_property
    def node_by_id(self) -> Mapping[str, FlowNode]:
        """Return the flow nodes of this scope alone by id."""
        return MappingProxyType({node.id: node for node in self.nodes})

    @cached_property
    def flow_by_id(self) -> Mapping[str, SequenceFlow]:
        """Return the sequence flows of this scope alone by id."""
        return MappingProxyType({flow.id: flow for flow in self.flows})

    def walk_scopes(self) -> Iterator[Scope]:
        """Yield this scope and all sub-processes in it, outer first."""
        waiting: list[Scope] = [self]
        while waiting:
            scope = waiting.pop(0)
            yield scope
            waiting.extend(node for node in scope.nodes if isinstance(node, SubProcess))

    def walk_nodes(self) -> Iterator[FlowNode]:
        """Yield the flow nodes of this scope and of all scopes in it."""
        for scope in self.walk_scopes():
            yield from scope.nodes

    def walk_flows(self) -> Iterator[SequenceFlow]:
        """Yield the sequence flows of this scope and of all scopes in it."""
        for scope in self.walk_scopes():
            yield from scope.flows


@dataclass(frozen=True, kw_only=True)
class SubProcess(Activity, Scope):
    """A sub-process, event sub-process, transaction or ad-hoc sub-process."""

    triggered_by_event: bool = False
    transaction: bool = False
    ad_hoc: bool = False
    completion_condition: Expression | None = None
    ordering: str | None = None


@dataclass(frozen=True, kw_only=True)
class Process(Scope):
    """One process; `is_executable` is None when the file does not say."""

    is_executable: bool | None = None
    process_type: str | None = None
    is_closed: bool = False
    io: IoSpecification | None = None
    process_properties: tuple[DataItem, ...] = ()
    resources: tuple[ResourceRole, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Participant(Element):
    """A pool; without a process it is a black box."""

    process_ref: str | None = None
    multiplicity: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class MessageFlow(Element):
    """A dashed arrow between two pools or elements in them."""

    source: str
    target: str
    message_ref: str | None = None


@dataclass(frozen=True, kw_only=True)
class Collaboration(Element):
    """Pools and the message flows between them."""

    participants: tuple[Participant, ...] = ()
    message_flows: tuple[MessageFlow, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RootElement(Element):
    """A message, signal, error, escalation or other named thing; `code` where it has one."""

    code: str | None = None
    item_ref: str | None = None
    correlation_key: str | None = None


@dataclass(frozen=True, kw_only=True)
class ItemDefinition(Element):
    """The type of a datum."""

    structure: str | None = None
    is_collection: bool = False
    item_kind: str = "Information"


Message = RootElement


@dataclass(frozen=True, kw_only=True)
class Definitions(Element):
    """One BPMN file."""

    file: str
    source: bytes = field(repr=False, default=b"")
    target_namespace: str = ""
    exporter: str = ""
    expression_language: str = ""
    processes: tuple[Process, ...] = ()
    collaborations: tuple[Collaboration, ...] = ()
    roots: tuple[RootElement, ...] = ()
    item_definitions: tuple[ItemDefinition, ...] = ()
    data_stores: tuple[DataStore, ...] = ()
    event_definitions: tuple[EventDefinition, ...] = ()
    diagrams: tuple[Diagram, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    ids: tuple[tuple[str, str, int], ...] = ()

    def roots_of(self, kind: str) -> Mapping[str, RootElement]:
        """Return the messages, signals, errors or escalations by id."""
        return {root.id: root for root in self.roots if root.type == kind}

    @cached_property
    def messages(self) -> Mapping[str, RootElement]:
        """Return the messages by id."""
        return self.roots_of("message")

    @cached_property
    def signals(self) -> Mapping[str, RootElement]:
        """Return the signals by id."""
        return self.roots_of("signal")

    @cached_property
    def errors(self) -> Mapping[str, RootElement]:
        """Return the errors by id; `code` is the errorCode."""
        return self.roots_of("error")

    @cached_property
    def escalations(self) -> Mapping[str, RootElement]:
        """Return the escalations by id; `code` is the escalationCode."""
        return self.roots_of("escalation")

    def process(self, process_id: str) -> Process | None:
        """Return the process of that id, if the file has it."""
        return next((found for found in self.processes if found.id == process_id), None)
