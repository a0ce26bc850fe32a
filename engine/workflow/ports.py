"""What the runtime asks of its host while an instance moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from engine.workflow.problems import UnknownReference

if TYPE_CHECKING:
    from engine.workflow.definition import Definition


class Deferred:
    """The type of DEFERRED."""

    def __repr__(self) -> str:
        return "DEFERRED"


DEFERRED: Final = Deferred()


class BpmnError(Exception):
    """A business error a service raises; the nearest error event of the diagram catches it."""

    def __init__(
        self, code: str, message: str = "", variables: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """Where a service call comes from."""

    activity: str
    name: str
    token: str
    process: str
    business_key: str | None
    properties: Mapping[str, str]
    now: Any
    variables: Mapping[str, Any] = field(default_factory=dict)  # all the call can see


@dataclass(frozen=True, slots=True)
class Binding:
    """Which version of a called process is meant.

    `deployment` is the version deployed together with `caller` (a definition's ref);
    `pinned` is the exact ref an instance has begun with and is asked for on each load.
    """

    kind: Literal["latest", "deployment", "version", "pinned"] = "latest"
    value: str = ""  # the version, or the pinned ref
    caller: str = ""


class Ports(Protocol):
    """The host's side."""

    @property
    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Return the host functions of FEEL by dotted name."""

    def service(
        self, topic: str, inputs: Mapping[str, Any], context: ServiceContext
    ) -> Mapping[str, Any] | Deferred:
        """Do a service call now, or defer it; raises BpmnError."""

    def definition(self, key: str, binding: Binding) -> Definition:
        """Return the process a call activity means; raises NotFound."""

    def decision(self, decision_id: str) -> Any:
        """Return the DMN model that holds the decision; raises NotFound."""


class NoPorts:
    """Ports of a process that needs nothing of its host: services are deferred."""

    functions: Mapping[str, Callable[..., Any]] = {}

    def service(
        self, topic: str, inputs: Mapping[str, Any], context: ServiceContext
    ) -> Mapping[str, Any] | Deferred:
        """Defer every call."""
        return DEFERRED

    def definition(self, key: str, binding: Binding) -> Definition:
        """Know no other process."""
        raise UnknownReference("process", key)

    def decision(self, decision_id: str) -> Any:
        """Know no decision."""
        raise UnknownReference("decision", decision_id)
