"""Random diagrams as plain graphs, and the sketches they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

VARIABLES = ("v0", "v1", "v2")
TIMES = 2  # how many instances a multi-instance has, and how often a standard loop may run
SCOPES = ("sub", "evsub")
HEADS = {
    "terminate": "end {node} terminate",
    "error": "end {node} error=E",
    "boundary": "boundary {node} on={host} message=m_{node}",
    "catcher": "boundary {node} on={host} error=E",
    "both": "user {node} mi=par card=2",
    "each": "user {node} mi=seq card=2",
    "again": 'user {node} loop="v0 = 1" max=2',
}


@dataclass(frozen=True)
class Flow:
    """An arrow; `asks` is a variable that must be 1 for the arrow to be taken."""

    source: str
    target: str
    asks: str | None = None
    is_default: bool = False


@dataclass
class Graph:
    """Flow nodes by id with their kind and scope, and the arrows between them."""

    kinds: dict[str, str] = field(default_factory=dict)
    scopes: dict[str, str] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    hosts: dict[str, str] = field(default_factory=dict)  # boundary event -> activity
    interrupting: dict[str, bool] = field(default_factory=dict)

    def add(self, kind: str, scope: str) -> str:
        node = f"{kind[0]}{kind[-1]}{len(self.kinds)}"
        self.kinds[node], self.scopes[node] = kind, scope
        return node

    def link(
        self, source: str, target: str, asks: str | None = None, is_default: bool = False
    ) -> None:
        self.flows.append(Flow(source, target, asks, is_default))

    def guard(self, host: str, is_interrupting: bool) -> str:
        event = self.add("boundary", self.scopes[host])
        self.hosts[event], self.interrupting[event] = host, is_interrupting
        return event

    def outgoing(self, node: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.source == node]

    def incoming(self, node: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.target == node]

    def members(self, scope: str) -> list[str]:
        return [node for node, found in self.scopes.items() if found == scope]

    def prune(self) -> None:
        """Remove what no token can ever reach; the standard would start it by itself."""
        todo = [node for node, kind in self.kinds.items() if kind == "start"]
        seen = set(todo)
        while todo:
            node = todo.pop()
            after = [flow.target for flow in self.outgoing(node)]
            after += [event for event, host in self.hosts.items() if host == node]
            todo += [found for found in after if found not in seen]
            seen.update(after)
        self.kinds = {node: kind for node, kind in self.kinds.items() if node in seen}
        self.scopes = {node: scope for node, scope in self.scopes.items() if node in seen}
        self.flows = [flow for flow in self.flows if flow.source in seen]
        self.hosts = {event: host for event, host in self.hosts.items() if event in seen}

    def sketch(self) -> str:
        return "\n".join(["process P", *self._lines("P", 1)])

    def _lines(self, scope: str, depth: int) -> list[str]:
        lines = []
        for node in self.members(scope):
            lines.append("  " * depth + self._line(node))
            if self.kinds[node] in SCOPES:
                lines += self._lines(node, depth + 1)
        return lines

    def _line(self, node: str) -> str:
        head = HEADS.get(self.kinds[node], "{kind} {node}").format(
            kind=self.kinds[node], node=node, host=self.hosts.get(node), scope=self.scopes[node]
        )
        if not self.interrupting.get(node, True) and self.kinds[node] == "boundary":
            head += " nonint"
        if self.kinds[node] == "start" and self.kinds.get(self.scopes[node]) == "evsub":
            head += f" message=m_{self.scopes[node]}"
            head += "" if self.interrupting[self.scopes[node]] else " nonint"
        ways = " | ".join(self._way(flow) for flow in self.outgoing(node))
        return f"{head} -> {ways}" if ways else head

    def _way(self, flow: Flow) -> str:
        asks = f" if {flow.asks} = 1" if flow.asks and not flow.is_default else ""
        return flow.target + asks + (" else" if flow.is_default else "")


BLOCKS = (
    "task", "seq", "xor", "and", "or", "loop", "sub", "guard", "split", "many", "fault", "handler"
)  # fmt: skip


class Builder:
    """Draws a structured diagram: every split has its join, every loop one way in and out."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.graph = Graph()

    def process(self) -> Graph:
        self._body("P", 3)
        return self.graph

    def _body(self, scope: str, depth: int) -> None:
        start = self.graph.add("start", scope)
        first, last = self._block(scope, depth)
        self.graph.link(start, first)
        self.graph.link(last, self.graph.add("end", scope))

    def _block(self, scope: str, depth: int) -> tuple[str, str]:
        kind = self._draw(st.sampled_from(BLOCKS)) if depth else "task"
        return getattr(self, f"_{kind}")(scope, depth - 1)

    def _task(self, scope: str, depth: int) -> tuple[str, str]:
        node = self.graph.add("user", scope)
        return node, node

    def _seq(self, scope: str, depth: int) -> tuple[str, str]:
        first, middle = self._block(scope, depth)
        after, last = self._block(scope, depth)
        self.graph.link(middle, after)
        return first, last

    def _fork(self, kind: str, scope: str, depth: int) -> tuple[str, str]:
        split, join = self.graph.add(kind, scope), self.graph.add(kind, scope)
        count = self._draw(st.integers(2, 3))
        for number in range(count):
            first, last = self._block(scope, depth)
            self._way(split, first, kind, number == count - 1)
            self.graph.link(last, join)
        return split, join

    def _way(self, split: str, first: str, kind: str, is_last: bool) -> None:
        if kind == "and":
            self.graph.link(split, first)
        else:
            asks = self._draw(st.sampled_from(VARIABLES))
            self.graph.link(split, first, asks, is_last)

    def _xor(self, scope: str, depth: int) -> tuple[str, str]:
        return self._fork("xor", scope, depth)

    def _and(self, scope: str, depth: int) -> tuple[str, str]:
        return self._fork("and", scope, depth)

    def _or(self, scope: str, depth: int) -> tuple[str, str]:
        return self._fork("or", scope, depth)

    def _split(self, scope: str, depth: int) -> tuple[str, str]:
        """Conditional flows out of a task, joined by an inclusive gateway."""
        task, join = self.graph.add("user", scope), self.graph.add("or", scope)
        for is_last in (False, False, True):
            first, last = self._block(scope, depth)
            self._way(task, first, "or", is_last)
            self.graph.link(last, join)
        return task, join

    def _loop(self, scope: str, depth: int) -> tuple[str, str]:
        begin, again = self.graph.add("xor", scope), self.graph.add("xor", scope)
        first, last = self._block(scope, depth)
        after = self.graph.add("user", scope)
        self.graph.link(begin, first)
        self.graph.link(last, again)
        self.graph.link(again, begin, self._draw(st.sampled_from(VARIABLES)))
        self.graph.link(again, after, None, True)
        return begin, after

    def _sub(self, scope: str, depth: int) -> tuple[str, str]:
        node = self.graph.add("sub", scope)
        self._body(node, depth)
        return node, node

    def _guard(self, scope: str, depth: int) -> tuple[str, str]:
        """Put a boundary event on a task or sub-process; its path merges behind the host."""
        host = self.graph.add(self._draw(st.sampled_from(["user", "sub", "both", "each"])), scope)
        if self.graph.kinds[host] == "sub":
            self._body(host, depth)
        event = self.graph.guard(host, self._draw(st.booleans()))
        first, last = self._block(scope, depth)
        self.graph.link(event, first)
        if self.graph.interrupting[event]:
            merge = self.graph.add("xor", scope)
            self.graph.link(last, merge)
            self.graph.link(host, merge)
            return host, merge
        self.graph.link(last, self.graph.add("end", scope))
        return host, host

    def _many(self, scope: str, depth: int) -> tuple[str, str]:
        """A task done several times, side by side or one after the other."""
        node = self.graph.add(self._draw(st.sampled_from(["both", "each", "again"])), scope)
        return node, node

    def _fault(self, scope: str, depth: int) -> tuple[str, str]:
        """A sub-process that may end with an error, caught at its edge."""
        host = self.graph.add("sub", scope)
        start, choice = self.graph.add("start", host), self.graph.add("xor", host)
        first, last = self._block(host, depth)
        self.graph.link(start, first)
        self.graph.link(last, choice)
        asks = self._draw(st.sampled_from(VARIABLES))
        self.graph.link(choice, self.graph.add("error", host), asks)
        self.graph.link(choice, self.graph.add("end", host), None, True)
        event, merge = self.graph.add("catcher", scope), self.graph.add("xor", scope)
        self.graph.hosts[event], self.graph.interrupting[event] = host, True
        handler = self.graph.add("user", scope)
        self.graph.link(event, handler)
        self.graph.link(handler, merge)
        self.graph.link(host, merge)
        return host, merge

    def _handler(self, scope: str, depth: int) -> tuple[str, str]:
        """A sub-process with an event sub-process in it."""
        host = self.graph.add("sub", scope)
        self._body(host, depth)
        handler = self.graph.add("evsub", host)
        self.graph.interrupting[handler] = self._draw(st.booleans())
        self._body(handler, depth)
        return host, host


@st.composite
def structured(draw: st.DrawFn) -> Graph:
    """Return a diagram of nested blocks."""
    return Builder(draw).process()


LOOSE = ("user", "user", "user", "xor", "and", "xor", "end", "terminate", "or", "sub")


@st.composite
def unstructured(draw: st.DrawFn) -> Graph:
    """Return a diagram of arrows drawn at random."""
    graph = Graph()
    _scramble(draw, graph, "P", 8)
    for sub in [node for node, kind in graph.kinds.items() if kind == "sub"]:
        _scramble(draw, graph, sub, 4)
    graph.prune()
    return graph


def _scramble(draw: st.DrawFn, graph: Graph, scope: str, size: int) -> None:
    start = graph.add("start", scope)
    kinds = draw(st.lists(st.sampled_from(LOOSE), min_size=3, max_size=size))
    nodes = []
    for kind in kinds:
        is_too_deep = kind == "sub" and scope != "P"
        nodes.append(graph.add("xor" if is_too_deep else kind, scope))
    graph.link(start, draw(st.sampled_from(nodes)))
    for node in nodes:
        _arrows(draw, graph, node, nodes)
    _guards(draw, graph, nodes)


def _arrows(draw: st.DrawFn, graph: Graph, node: str, nodes: list[str]) -> None:
    kind = graph.kinds[node]
    if kind in ("end", "terminate"):
        return
    targets = draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=3, unique=True))
    asks = kind in ("xor", "or") and len(targets) > 1
    for number, target in enumerate(targets):
        is_last = number == len(targets) - 1
        variable = draw(st.sampled_from(VARIABLES)) if asks else None
        graph.link(node, target, variable, asks and is_last)


def _guards(draw: st.DrawFn, graph: Graph, nodes: list[str]) -> None:
    # Beside an inclusive join it is open what a boundary event upstream of it means.
    tasks = [node for node in nodes if graph.kinds[node] == "user"]
    if tasks and "or" not in graph.kinds.values() and draw(st.booleans()):
        event = graph.guard(draw(st.sampled_from(tasks)), draw(st.booleans()))
        graph.link(event, draw(st.sampled_from(nodes)))
