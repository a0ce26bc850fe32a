"""What the rules look at: one file's model with its indexes, and the files around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from bpmn.model import Activity, Definitions, Event, FlowNode, Process, Scope, SequenceFlow

Names = frozenset[str]
# The keys of a form's fields, each with the values it can have (None = any).
FormKeys = Mapping[str, Names | None]


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the caller knows of the world outside the files; None means nothing is known.

    `complete` says that nothing else will be added: what is not found is then an error.
    """

    complete: bool = False
    known_topics: Names | None = None
    known_roles: Names | None = None
    known_policies: Names | None = None
    known_forms: Names | None = None
    known_decisions: Names | None = None
    known_processes: Names | None = None


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """All files of one call: who calls whom, and which decisions and forms there are."""

    processes: Mapping[str, tuple[tuple[str, Process], ...]] = field(default_factory=dict)
    decisions: Names = frozenset()
    forms: Mapping[str, FormKeys] = field(default_factory=dict)
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, kw_only=True)
class Context:
    """One file under inspection."""

    model: Definitions
    root: etree._Element
    around: Surroundings

    @property
    def options(self) -> Options:
        """Return what the caller knows of the world."""
        return self.around.options

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """Return every process and sub-process of the file."""
        return tuple(scope for one in self.model.processes for scope in one.walk_scopes())

    @cached_property
    def scope_by_id(self) -> Mapping[str, Scope]:
        """Return the scopes by id."""
        return {scope.id: scope for scope in self.scopes}

    @cached_property
    def nodes(self) -> tuple[FlowNode, ...]:
        """Return every flow node of the file."""
        return tuple(node for scope in self.scopes for node in scope.nodes)

    @cached_property
    def node_by_id(self) -> Mapping[str, FlowNode]:
        """Return the flow nodes of the file by id."""
        return {node.id: node for node in self.nodes if node.id}

    @cached_property
    def flows(self) -> tuple[SequenceFlow, ...]:
        """Return every sequence flow of the file."""
        return tuple(flow for scope in self.scopes for flow in scope.flows)

    @cached_property
    def flow_by_id(self) -> Mapping[str, SequenceFlow]:
        """Return the sequence flows of the file by id."""
        return {flow.id: flow for flow in self.flows if flow.id}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Return the tag of every element by id."""
        return {found: tag for found, tag, _ in self.model.ids}

    @cached_property
    def process_of(self) -> Mapping[str, Process]:
        """Return the process every flow node and scope belongs to, by their id."""
        owners: dict[str, Process] = {}
        for process in self.model.processes:
            owners[process.id] = process
            for node in process.walk_nodes():
                owners.setdefault(node.id, process)
        return owners

    @cached_property
    def boundaries(self) -> Mapping[str, tuple[Event, ...]]:
        """Return the boundary events of every activity, by its id."""
        found: dict[str, tuple[Event, ...]] = {}
        for event in self.events("boundary"):
            if event.attached_to:
                found[event.attached_to] = (*found.get(event.attached_to, ()), event)
        return found

    def events(self, *kinds: str) -> Iterator[Event]:
        """Yield the events of the file, of some kinds only if kinds are named."""
        for node in self.nodes:
            if isinstance(node, Event) and (not kinds or node.kind in kinds):
                yield node

    def activities(self) -> Iterator[Activity]:
        """Yield the tasks, sub-processes and calls of the file."""
        for node in self.nodes:
            if isinstance(node, Activity):
                yield node

    def outgoing(self, node: FlowNode) -> tuple[SequenceFlow, ...]:
        """Return the arrows that leave a node."""
        return tuple(self.flow_by_id[one] for one in node.outgoing if one in self.flow_by_id)

    def incoming(self, node: FlowNode) -> tuple[SequenceFlow, ...]:
        """Return the arrows that enter a node."""
        return tuple(self.flow_by_id[one] for one in node.incoming if one in self.flow_by_id)

    def scopes_around(self, scope_id: str) -> Iterator[Scope]:
        """Yield the scope of an id and those around it, from the inside out."""
        seen: set[str] = set()
        # Missing or doubled ids can make a scope seem to lie in itself.
        while scope_id not in seen and (scope := self.scope_by_id.get(scope_id)) is not None:
            seen.add(scope_id)
            yield scope
            scope_id = getattr(scope, "scope_id", "")

    def is_event_sub_process(self, scope_id: str) -> bool:
        """Say whether the scope starts by an event inside its parent."""
        return bool(getattr(self.scope_by_id.get(scope_id), "triggered_by_event", False))

    def is_only_drawn(self, process: Process) -> bool:
        """Say whether the process is there to be seen, next to others that run."""
        runs = any(one.is_executable for one in self.model.processes)
        return runs and process.is_executable is False
