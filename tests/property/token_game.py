"""A token game written from BPMN 2.0.2 alone; it shares nothing with the runtime it judges.

Tokens lie on arrows in front of gateways or are busy in activities. A scope is over when
nothing is left in it. Gateways fire whenever they can, inclusive ones last (§13.4.3).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.property.graph import TIMES, Flow, Graph

MAX_MOVES = 400
MAX_OPEN = 12


class TooMuchError(Exception):
    """The diagram runs in circles by itself or breeds tokens without end."""


@dataclass(eq=False)
class Busy:
    """A token in an activity; a sub-process has a scope of its own, a loop has rounds left."""

    node: str
    inner: Running | None = None
    left: int = 1


@dataclass(eq=False)
class Running:
    """One running scope: a process or a visit of a sub-process."""

    scope: str
    waiting: Counter[Flow] = field(default_factory=Counter)
    busy: list[Busy] = field(default_factory=list)
    parent: Running | None = None
    is_handled: bool = False  # an interrupting event sub-process has taken its place

    @property
    def is_over(self) -> bool:
        return not self.busy and not +self.waiting


class Game:
    """One instance of a diagram, played by the rules."""

    def __init__(self, graph: Graph, variables: dict[str, int]) -> None:
        self.graph, self.variables = graph, dict(variables)
        self._moves = 0
        self.is_ambiguous = False
        self.root = Running("P")
        self._begin(self.root)
        self._settle()

    @property
    def is_over(self) -> bool:
        return self.root.is_over

    def open(self) -> Counter[str]:
        """Return how many tasks of each kind wait for a person."""
        found: Counter[str] = Counter()
        for scope in self._all():
            for busy in scope.busy:
                if not busy.inner:
                    found[busy.node] += busy.left if self.graph.kinds[busy.node] == "both" else 1
        return found

    def is_twin(self) -> bool:
        """Tell whether something is busy twice, so that its tasks cannot be told apart."""
        visits = Counter(
            busy.node
            for scope in self._all()
            for busy in scope.busy
            if self.graph.kinds[busy.node] != "user"
        )
        return any(count > 1 for count in visits.values())

    def events(self) -> list[str]:
        """Return the boundary events and event sub-processes that could happen now."""
        hosts = {busy.node for scope in self._all() for busy in scope.busy}
        found = [
            event
            for event, host in self.graph.hosts.items()
            if host in hosts and self.graph.kinds[event] == "boundary"
        ]
        for scope in self._all():
            if not scope.is_handled:
                found += [
                    node
                    for node in self.graph.members(scope.scope)
                    if self.graph.kinds[node] == "evsub"
                ]
        return sorted(found)

    def complete(self, task: str, variables: dict[str, int]) -> None:
        """Finish the oldest open visit of a task."""
        scope, busy = self._find(task)
        self.variables.update(variables)
        if not self._goes_on(busy):
            scope.busy.remove(busy)
            self._leave(scope, task)
        self._settle()

    def _goes_on(self, busy: Busy) -> bool:
        """Tell whether an activity done several times is not done yet."""
        busy.left -= 1
        if self.graph.kinds[busy.node] == "again" and self.variables["v0"] != 1:
            return False
        return busy.left > 0

    def happen(self, event: str) -> None:
        """Let a boundary event or event sub-process of the oldest visit happen."""
        if self.graph.kinds[event] == "evsub":
            self._handle(event)
        else:
            scope, busy = self._find(self.graph.hosts[event])
            if self.graph.interrupting[event]:
                scope.busy.remove(busy)
            self._leave(scope, event)
        self._settle()

    def _handle(self, event: str) -> None:
        scope = next(one for one in self._all() if one.scope == self.graph.scopes[event])
        if self.graph.interrupting[event]:
            scope.busy.clear()
            scope.waiting.clear()
            scope.is_handled = True
        self._enter(scope, event)

    def _find(self, node: str) -> tuple[Running, Busy]:
        return next(
            (scope, busy) for scope in self._all() for busy in scope.busy if busy.node == node
        )

    def _all(self) -> list[Running]:
        found, todo = [], [self.root]
        while todo:
            scope = todo.pop()
            found.append(scope)
            todo.extend(busy.inner for busy in scope.busy if busy.inner)
        return found

    def _begin(self, scope: Running) -> None:
        for node in self.graph.members(scope.scope):
            if self.graph.kinds[node] == "start":
                self._leave(scope, node)

    def _leave(self, scope: Running, node: str) -> None:
        """Put tokens on the arrows a node lets them out on."""
        for flow in self._ways_out(node):
            scope.waiting[flow] += 1

    def _ways_out(self, node: str) -> list[Flow]:
        flows, kind = self.graph.outgoing(node), self.graph.kinds[node]
        true = [flow for flow in flows if not flow.is_default and self._holds(flow)]
        default = [flow for flow in flows if flow.is_default]
        if kind == "and":
            return flows
        if kind == "xor":
            return (true or default)[:1]
        asked = [flow for flow in true if flow.asks]
        return true if asked or not default else [*true, *default]

    def _holds(self, flow: Flow) -> bool:
        return flow.asks is None or self.variables[flow.asks] == 1

    def _settle(self) -> None:
        """Move until nothing moves by itself."""
        while self._step() or self._close() or self._join():
            self._moves += 1
            if self._moves > MAX_MOVES or sum(self.open().values()) > MAX_OPEN:
                raise TooMuchError

    def _step(self) -> bool:
        """Let one token arrive at a node that waits for nobody, or fire one parallel gateway."""
        for scope in self._all():
            for flow in +scope.waiting:
                kind = self.graph.kinds[flow.target]
                if kind == "or" and len(self.graph.incoming(flow.target)) > 1:
                    continue  # it may have to wait, and is asked when all else rests
                if kind == "and" and not all(
                    scope.waiting[other] for other in self.graph.incoming(flow.target)
                ):
                    continue
                self._arrive(scope, flow, kind)
                return True
        return False

    def _arrive(self, scope: Running, flow: Flow, kind: str) -> None:
        node = flow.target
        if kind in ("and", "or"):
            self._fire(scope, node)
            return
        scope.waiting[flow] -= 1
        if kind in ("user", "both", "each", "again"):
            scope.busy.append(Busy(node, left=1 if kind == "user" else TIMES))
        elif kind == "sub":
            self._enter(scope, node)
        elif kind == "error":
            self._throw(scope)
        elif kind == "terminate":
            scope.busy.clear()
            scope.waiting.clear()
        else:
            self._leave(scope, node)

    def _enter(self, scope: Running, node: str) -> None:
        inner = Running(node, parent=scope)
        scope.busy.append(Busy(node, inner))
        self._begin(inner)

    def _throw(self, scope: Running) -> None:
        """End the nearest scope around an error that has a catcher at its edge."""
        outer = scope.parent
        assert outer is not None, "every error of these diagrams is caught"
        busy = next(one for one in outer.busy if one.inner is scope)
        catchers = [one for one in self._guards_of(busy.node) if self.graph.kinds[one] == "catcher"]
        if not catchers:
            self._throw(outer)
            return
        outer.busy.remove(busy)
        self._leave(outer, catchers[0])

    def _fire(self, scope: Running, gateway: str) -> None:
        for flow in self.graph.incoming(gateway):
            if scope.waiting[flow]:
                scope.waiting[flow] -= 1
        self._leave(scope, gateway)

    def _close(self) -> bool:
        """Leave one sub-process in which nothing is left."""
        for scope in self._all():
            for busy in scope.busy:
                if busy.inner and busy.inner.is_over:
                    scope.busy.remove(busy)
                    self._leave(scope, busy.node)
                    return True
        return False

    def _join(self) -> bool:
        """Fire one inclusive gateway that need not wait any longer."""
        ready = {
            (id(scope), flow.target): (scope, flow.target)
            for scope in self._all()
            for flow in +scope.waiting
            if self.graph.kinds[flow.target] == "or" and self._may_join(scope, flow.target)
        }
        # The standard leaves open which of several fires first, and that may matter.
        self.is_ambiguous = self.is_ambiguous or len(ready) > 1
        for scope, gateway in ready.values():
            self._fire(scope, gateway)
            return True
        return False

    def _may_join(self, scope: Running, gateway: str) -> bool:
        """A token elsewhere holds the gateway if it can reach an empty way in but no full one."""
        ways_in = self.graph.incoming(gateway)
        full = [flow for flow in ways_in if scope.waiting[flow]]
        empty = [flow for flow in ways_in if not scope.waiting[flow]]
        elsewhere = [flow for flow in +scope.waiting if flow.target != gateway]
        reaches = [self._flows_after(flow.target, gateway) for flow in elsewhere]
        reaches += [self._flows_after(busy.node, gateway) for busy in scope.busy]
        return not any(
            any(flow in reach for flow in empty) and not any(flow in reach for flow in full)
            for reach in reaches
        )

    def _guards_of(self, node: str) -> list[str]:
        return [event for event, host in self.graph.hosts.items() if host == node]

    def _flows_after(self, node: str, gateway: str) -> set[Flow]:
        """Return the arrows on paths from a node that do not pass through the gateway."""
        todo = [node, *self._guards_of(node)]
        seen, found = set(todo), set()
        while todo:
            for flow in self.graph.outgoing(todo.pop()):
                found.add(flow)
                if flow.target != gateway and flow.target not in seen:
                    seen.add(flow.target)
                    todo.extend([flow.target, *self._guards_of(flow.target)])
        return found
