"""A diagram walked ahead from a step, as far as what is known now decides the way."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bpmn.model import Event, FlowNode, Process, SequenceFlow, SubProcess
from engine.kernel.errors import GridFlowError
from engine.kernel.feel import parse

TASK, CALL, WAIT, END = "task", "call", "wait", "end"
# So many steps ahead, and so many in all: further predictions would be guesses.
FURTHEST = 3
MOST_STOPS = 12
# Each visit makes a way less certain, so a walk ends by itself; this is for monsters.
MOST_VISITS = 2000
KINDS = {
    "userTask": TASK,
    "manualTask": TASK,
    "callActivity": CALL,
    "receiveTask": WAIT,
    "intermediateCatchEvent": WAIT,
}
# Steps that may set any variable, so that later conditions cannot be told.
OPAQUE = frozenset({"serviceTask", "callActivity", "receiveTask", "intermediateCatchEvent"})


@dataclass(frozen=True)
class Choice:
    """The gateway a way hangs on, and the arrows that lead on to it."""

    gateway: FlowNode
    flows: tuple[SequenceFlow, ...]


@dataclass(frozen=True)
class Way:
    """How a walk came to a place.

    `choices` are the decisions it depends on, none if it is certain; `unsettled` are
    variables that steps on the way will set.
    """

    number: int = 1
    choices: tuple[Choice, ...] = ()
    unsettled: frozenset[str] = frozenset()
    is_opaque: bool = False
    is_joined: bool = False


@dataclass(frozen=True)
class Stop:
    """A step the case comes to, `way.number` steps ahead."""

    node: FlowNode
    kind: str
    way: Way


@dataclass(frozen=True)
class Known:
    """What the walk may use: variables, FEEL functions, and which variables a step sets."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    sets: Callable[[FlowNode], frozenset[str]] = lambda _node: frozenset()


def merged(first: Way, second: Way) -> Way:
    """Return what two ways to the same place have in common."""
    return replace(
        first,
        number=min(first.number, second.number),
        choices=_common(first.choices, second.choices),
        unsettled=first.unsettled | second.unsettled,
        is_opaque=first.is_opaque or second.is_opaque,
        is_joined=first.is_joined or second.is_joined,
    )


def _common(first: tuple[Choice, ...], second: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Return the decisions both ways hang on; a gateway all of whose arrows lead here is none."""
    for number, (one, other) in enumerate(zip(first, second, strict=False)):
        if one == other:
            continue
        if one.gateway != other.gateway:
            return first[:number]
        flows = tuple(dict.fromkeys((*one.flows, *other.flows)))
        if len(flows) == len(one.gateway.outgoing):
            return first[:number]
        return (*first[:number], Choice(one.gateway, flows))
    return min(first, second, key=len)


class Walk:
    """One walk through one process."""

    def __init__(self, process: Process, known: Known) -> None:
        self._known = known
        self._nodes = {node.id: node for node in process.walk_nodes()}
        self._flows = {flow.id: flow for flow in process.walk_flows()}

    def after(self, node_id: str, way: Way | None = None) -> list[Stop]:
        """Return the steps that follow a step, the nearest first."""
        start = self._nodes.get(node_id)
        return self._walk(self._leave(start, way or Way())) if start else []

    def from_start(self, way: Way) -> list[Stop]:
        """Return the first steps of the process."""
        starts = [node for node in self._nodes.values() if _is_plain_start(node)]
        inside = {node.id for one in self._subs() for node in one.nodes}
        return self._walk((node, way) for node in starts if node.id not in inside)

    def _subs(self) -> Iterator[SubProcess]:
        return (node for node in self._nodes.values() if isinstance(node, SubProcess))

    def _walk(self, begin: Iterable[tuple[FlowNode, Way]]) -> list[Stop]:
        waiting = deque(begin)
        ways: dict[str, Way] = {}
        for _ in range(MOST_VISITS):
            if not waiting:
                break
            node, way = waiting.popleft()
            known = ways.get(node.id)
            way = merged(known, way) if known else way
            if way == known:
                continue
            ways[node.id] = way
            kind = self._kind(node)
            if kind:
                way = replace(way, number=way.number + 1, is_joined=False)
            if kind != END and way.number <= FURTHEST:
                waiting.extend(self._enter(node, way))
        return self._stops(ways)

    def _stops(self, ways: Mapping[str, Way]) -> list[Stop]:
        found = [
            Stop(self._nodes[key], kind, way)
            for key, way in ways.items()
            if (kind := self._kind(self._nodes[key]))
        ]
        return sorted(found, key=lambda stop: stop.way.number)[:MOST_STOPS]

    def _kind(self, node: FlowNode) -> str:
        if isinstance(node, Event) and node.kind == "end":
            return "" if node.scope_id in self._nodes else END
        return KINDS.get(node.type, "")

    def _enter(self, node: FlowNode, way: Way) -> list[tuple[FlowNode, Way]]:
        if isinstance(node, SubProcess):
            return [(one, way) for one in node.nodes if _is_plain_start(one)]
        if isinstance(node, Event) and node.kind == "end":
            scope = self._nodes.get(node.scope_id)
            return self._leave(scope, way) if scope else []
        return self._leave(node, way)

    def _leave(self, node: FlowNode, way: Way) -> list[tuple[FlowNode, Way]]:
        way = self._past(node, way)
        return [
            (self._nodes[flow.target], one)
            for flow, one in self._chosen(node, way)
            if flow.target in self._nodes
        ]

    def _past(self, node: FlowNode, way: Way) -> Way:
        joins = node.type in ("parallelGateway", "inclusiveGateway") and len(node.incoming) > 1
        return replace(
            way,
            unsettled=way.unsettled | self._known.sets(node),
            is_opaque=way.is_opaque or node.type in OPAQUE,
            is_joined=way.is_joined or joins,
        )

    def _chosen(self, node: FlowNode, way: Way) -> list[tuple[SequenceFlow, Way]]:
        """Return the arrows the case may follow; those that are not certain hang on a choice."""
        flows = [self._flows[flow_id] for flow_id in node.outgoing if flow_id in self._flows]
        if node.type == "parallelGateway" or len(flows) < 2:
            return [(flow, way) for flow in flows]
        if node.type == "eventBasedGateway":
            return [(flow, _hanging(way, node, flow)) for flow in flows]
        default = str(getattr(node, "default", "") or "")
        told = self._verdicts(flows, default, way, first_only=node.type == "exclusiveGateway")
        return [
            (flow, way if verdict else _hanging(way, node, flow))
            for flow, verdict in told
            if verdict is not False
        ]

    def _verdicts(
        self, flows: list[SequenceFlow], default: str, way: Way, *, first_only: bool
    ) -> list[tuple[SequenceFlow, bool | None]]:
        told: list[tuple[SequenceFlow, bool | None]] = []
        for flow in (flow for flow in flows if flow.id != default):
            verdict = self._verdict(flow, way)
            unsure = first_only and any(one is None for _flow, one in told)
            told.append((flow, None if verdict and unsure else verdict))
            if first_only and verdict:
                return told
        open_ways = [verdict for _flow, verdict in told if verdict is not False]
        otherwise = [flow for flow in flows if flow.id == default]
        if not any(open_ways):
            told += [(flow, None if open_ways else True) for flow in otherwise]
        return told

    def _verdict(self, flow: SequenceFlow, way: Way) -> bool | None:
        """Tell whether a condition holds; None when it depends on what is still to come."""
        if flow.condition is None:
            return True
        try:
            expression = parse(flow.condition.text)
            if way.is_opaque or expression.names & way.unsettled:
                return None
            value = expression.evaluate(self._known.variables, self._known.functions)
        except GridFlowError:
            return None
        return value if isinstance(value, bool) else None


def _hanging(way: Way, gateway: FlowNode, flow: SequenceFlow) -> Way:
    return replace(way, choices=(*way.choices, Choice(gateway, (flow,))))


def _is_plain_start(node: FlowNode) -> bool:
    return isinstance(node, Event) and node.kind == "start" and node.trigger == "none"
