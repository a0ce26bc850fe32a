"""Plays the token game over one scope, without data, to find where tokens get stuck.

Which way a gateway goes is left open, so every way is tried. Tokens into anything but a join are
moved one at a time: they compete with nobody, so the order in which they move does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from bpmn.lint.graph import Graph, link_name
from bpmn.model import Activity, Event, FlowNode, Gateway

MAX_STATES = 3_000
MAX_TOKENS = 3
EFFORT = 200_000
_MAX_SUBSET = 4
_ABORTING = ("terminate", "error", "cancel")

State = tuple[tuple[str, int], ...]  # flow id -> tokens on it
# What was chosen where: node id and the flows taken.
Choice = tuple[str, tuple[str, ...]]


@dataclass
class Budget:
    """How much may still be looked at; large diagrams are left to the other rules."""

    left: int = EFFORT

    def spend(self, amount: int = 1) -> None:
        """Note that something was looked at."""
        self.left -= amount


@dataclass
class Exploration:
    """Every state that was reached, and how."""

    steps: dict[State, list[tuple[Choice, State]]] = field(default_factory=dict)
    is_complete: bool = True
    # A flow on which tokens pile up.
    overflowing: str = ""


class TokenGame:
    """The moves of one scope."""

    def __init__(
        self,
        graph: Graph,
        budget: Budget,
        parked: str = "",
        with_open_boundaries: bool = True,
    ) -> None:
        self.graph = graph
        self.budget = budget
        self.parked = parked
        self.with_open_boundaries = with_open_boundaries
        self._outputs: dict[str, list[tuple[str, ...]] | None] = {}
        self._upstream: dict[str, dict[str, set[str]]] = {}

    def explore(self, starts: list[Event]) -> Exploration:
        """Return every state that can be reached from the start events firing together."""
        found = Exploration()
        first = _state(flow.id for one in starts for flow in self.graph.leaving[one.id])
        waiting = [first]
        while waiting:
            state = waiting.pop()
            if state in found.steps:
                continue
            if len(found.steps) >= MAX_STATES or self.budget.left < 0:
                found.is_complete = False
                break
            found.steps[state] = list(self._moves(state))
            for _, following in found.steps[state]:
                piled = next((flow for flow, count in following if count > MAX_TOKENS), "")
                if piled:
                    found.is_complete, found.overflowing = False, piled
                    return found
                waiting.append(following)
        return found

    def _moves(self, state: State) -> Iterator[tuple[Choice, State]]:
        """Yield the moves of one node: one without a choice if there is one, joins of choices last.

        Deciding late lets ways that were chosen differently come together again first.
        """
        tokens = dict(state)
        best: tuple[int, FlowNode, list[str]] | None = None
        for flow_id in tokens:
            node = self.graph.nodes[self.graph.flows[flow_id].target]
            if node.id == self.parked:
                continue
            taken = self._consumed(node, flow_id, tokens)
            if taken is not None and (best is None or self._rank(node) < best[0]):
                best = (self._rank(node), node, taken)
            if best is not None and best[0] == 0:
                break
        if best is not None:
            yield from self._fire(best[1], best[2], tokens)

    def _rank(self, node: FlowNode) -> int:
        if node.type == "inclusiveGateway" and len(self.graph.entering[node.id]) > 1:
            return 2
        outputs = self._options(node)
        return 0 if outputs is None or len(outputs) == 1 else 1

    def _waiting(self, node: FlowNode, tokens: dict[str, int]) -> list[str]:
        return [flow.id for flow in self.graph.entering[node.id] if tokens.get(flow.id)]

    def _consumed(self, node: FlowNode, flow_id: str, tokens: dict[str, int]) -> list[str] | None:
        """Return the flows a token is taken from, None when the node must wait."""
        entering = self.graph.entering[node.id]
        if node.type == "parallelGateway":
            ready = all(tokens.get(flow.id) for flow in entering)
            return [flow.id for flow in entering] if ready else None
        if node.type == "inclusiveGateway" and len(entering) > 1:
            return self._waiting(node, tokens) if self._inclusive_ready(node, tokens) else None
        return [flow_id]

    def _inclusive_ready(self, node: FlowNode, tokens: dict[str, int]) -> bool:
        upstream = self._reach(node)
        filled = set(self._waiting(node, tokens))
        self.budget.spend(len(tokens))
        for flow_id in tokens:
            if flow_id in filled:
                continue
            heading = upstream.get(self.graph.flows[flow_id].target, set())
            if heading and not heading & filled:
                return False
        return True

    def _reach(self, gateway: FlowNode) -> dict[str, set[str]]:
        """Return for each node the flows into the gateway it can reach without passing it."""
        if gateway.id not in self._upstream:
            found: dict[str, set[str]] = {}
            for flow in self.graph.entering[gateway.id]:
                for node in self._before(flow.source, gateway.id):
                    found.setdefault(node, set()).add(flow.id)
            self._upstream[gateway.id] = found
        return self._upstream[gateway.id]

    def _before(self, start: str, stop: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node in seen or node == stop:
                continue
            self.budget.spend()
            seen.add(node)
            waiting.extend(flow.source for flow in self.graph.entering[node])
            attached = str(getattr(self.graph.nodes[node], "attached_to", ""))
            if attached in self.graph.nodes:
                waiting.append(attached)
        return seen

    def _fire(
        self, node: FlowNode, taken: list[str], tokens: dict[str, int]
    ) -> Iterator[tuple[Choice, State]]:
        outputs = self._options(node)
        if outputs is None:
            yield (node.id, ()), ()
            return
        rest = dict(tokens)
        for flow_id in taken:
            rest[flow_id] -= 1
        left = [flow_id for flow_id, count in rest.items() for _ in range(count)]
        for option in outputs:
            self.budget.spend(len(left) + 1)
            yield (node.id, option), _state([*left, *option])

    def _options(self, node: FlowNode) -> list[tuple[str, ...]] | None:
        """Return the sets of flows that may get a token; None when everything ends."""
        if node.id not in self._outputs:
            self._outputs[node.id] = self._work_out(node)
        return self._outputs[node.id]

    def _work_out(self, node: FlowNode) -> list[tuple[str, ...]] | None:
        if isinstance(node, Event):
            if node.kind == "end" and node.trigger in _ABORTING:
                return None
            if node.kind == "throw" and node.trigger == "link":
                target = self.graph.link_targets.get(link_name(node), "")
                return [self._all(target)] if target else [()]
        if isinstance(node, Gateway):
            return self._gateway(node)
        normal = self._conditional(node) if isinstance(node, Activity) else [self._all(node.id)]
        return normal + self._boundary(node, normal)

    def _all(self, node_id: str) -> tuple[str, ...]:
        return tuple(flow.id for flow in self.graph.leaving[node_id])

    def _gateway(self, gateway: Gateway) -> list[tuple[str, ...]]:
        flows = self._all(gateway.id)
        if gateway.type == "parallelGateway" or not flows:
            return [flows]
        if gateway.type == "inclusiveGateway":
            return _subsets(flows)
        return [(flow,) for flow in flows]

    def _conditional(self, node: Activity) -> list[tuple[str, ...]]:
        flows = self.graph.leaving[node.id]
        maybe = [one.id for one in flows if one.condition is not None and one.id != node.default]
        always = tuple(one.id for one in flows if one.condition is None and one.id != node.default)
        if not maybe:
            return [tuple(flow.id for flow in flows)]
        chosen = [always + some for some in _subsets(tuple(maybe))]
        none_true = (*always, node.default) if node.default else always
        return [none_true, *chosen] if none_true else chosen

    def _boundary(self, node: FlowNode, normal: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        for event in self.graph.boundaries.get(node.id, ()):
            if event.trigger == "compensate":
                continue
            if event.cancel_activity:
                found.append(self._all(event.id))
            elif self.with_open_boundaries:
                found.extend(one + self._all(event.id) for one in normal)
        return found


def _subsets(flows: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the non-empty subsets; of many flows only the single ones, pairs and all."""
    sizes = range(1, len(flows) + 1)
    if len(flows) > _MAX_SUBSET:
        sizes = range(1, 3)
    found = [some for size in sizes for some in combinations(flows, size)]
    return found if flows in found else [*found, flows]


def _state(flows: Iterator[str] | list[str]) -> State:
    counts: dict[str, int] = {}
    for flow in flows:
        counts[flow] = counts.get(flow, 0) + 1
    return tuple(sorted(counts.items()))
