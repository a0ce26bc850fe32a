"""A compiled process: immutable, shared by all its instances and by all threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.workflow.results import StartTrigger

if TYPE_CHECKING:
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    from engine.workflow.specs.base import NodeSpec
    from engine.workflow.specs.scopes import ProcessSpec


@dataclass(frozen=True, eq=False)
class Definition:
    """One version of one process; `ref` tells versions apart and is saved with instances."""

    key: str
    name: str
    name_en: str
    ref: str
    root: ProcessSpec = field(repr=False)
    nodes: Mapping[str, NodeSpec] = field(repr=False)
    starts: tuple[StartTrigger, ...]
    workflow_spec: WorkflowSpec = field(repr=False)

    @property
    def start_triggers(self) -> tuple[StartTrigger, ...]:
        """Return the start events something sets off: message, signal, timer, condition."""
        return tuple(start for start in self.starts if start.kind != "none")

    @property
    def starts_plainly(self) -> bool:
        """Say whether `Start` works without naming a start event."""
        return bool(self.root.starts) or not self.starts

    @property
    def topics(self) -> frozenset[str]:
        """Return the topics of its service calls."""
        return frozenset(
            topic for spec in self.nodes.values() if (topic := getattr(spec, "topic", ""))
        )

    def kind_of(self, activity: str) -> str:
        """Return the BPMN type of an element, empty if there is none."""
        spec = self.nodes.get(activity)
        return "" if spec is None else spec.kind
