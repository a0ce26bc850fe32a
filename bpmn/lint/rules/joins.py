"""Joins: those that wait in vain, and those that are missing."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.graph import Graph, can_be_interrupted, can_be_stopped
from bpmn.lint.problem import ERROR, WARNING, Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.lint.tokens import Budget, Choice, Exploration, State, TokenGame
from bpmn.model import Event, FlowNode

NO_COMPLETE = error(
    "join-never-completes",
    (
        "并行合并 {label} 永远等不齐：进入它的连线不会都有令牌。",
        "Join {label} can never complete: its incoming flows never all get a token.",
    ),
    ("流程会永远停在这里。", "The process would wait here for ever."),
    (
        "若前面是二选一，改用排他网关合并；若前面是包容网关，改用包容网关合并。",
        "Join with an exclusive gateway after a choice, with an inclusive one after an inclusive "
        "split.",
    ),
)
BLOCKED = error(
    "join-blocked-by-choice",
    (
        "在 {choice} 选择 {way} 后，合并 {label} 永远等不齐。",
        "Once {choice} takes {way}, join {label} can never complete.",
    ),
    ("流程会永远停在合并处。", "The process would wait at the join for ever."),
    (
        "让这条路也通到合并，或把合并改成包容网关，或用终止事件结束。",
        "Lead this way to the join too, make the join inclusive, or end with a terminate event.",
    ),
)
MAY_BLOCK = warning(
    "join-may-block",
    (
        "某些选择组合下合并 {label} 等不齐。",
        "With some combinations of choices join {label} does not complete.",
    ),
    (
        "除非条件相互关联，流程会停在这里。",
        "Unless the conditions are related, the process waits here for ever.",
    ),
    (
        "核对各分支的条件，或改用包容网关合并。",
        "Check the conditions of the branches, or join with an inclusive gateway.",
    ),
)
NO_END = error(
    "never-completes",
    (
        "从 {label} 开始，无论怎样走，流程都不会结束：总有一个令牌留在循环里。",
        "However it goes on from {label}, it never completes: a token always stays in the loop.",
    ),
    ("流程永远显示为办理中。", "The case stays open for ever."),
    (
        "在循环处用排他网关选择，或在分支后合并。",
        "Choose with an exclusive gateway at the loop, or join the branches.",
    ),
)
PILE = warning(
    "tokens-multiply",
    (
        "令牌在 {label} 前越积越多：每循环一次就多一个。",
        "Tokens pile up before {label}: each round of a loop adds one.",
    ),
    (
        "后面的步骤会执行很多次，或流程永远不会结束。",
        "What follows runs many times, or the process never ends.",
    ),
    (
        "让循环中的并行分支先合并，再返回。",
        "Join the parallel branches of the loop before going back.",
    ),
)
NO_SYNC = warning(
    "merge-without-synchronization",
    (
        "并行的几条路在 {label} 汇合而不等待，其后的步骤会执行多次。",
        "Parallel ways meet at {label} without waiting, so what follows runs several times.",
    ),
    ("后面的任务会重复派发。", "Later tasks are handed out more than once."),
    (
        "改用并行网关合并；若确实要多次执行则无需修改。",
        "Join with a parallel gateway, unless running several times is meant.",
    ),
)


@rule
def joins(context: Context) -> Iterator[Problem]:
    """Each join gets all the tokens it waits for, and the last token comes to an end."""
    for scope in context.scopes:
        graph = Graph(context, scope)
        if not _has_parallels(graph) or any(n.type == "complexGateway" for n in scope.nodes):
            continue
        budget = Budget()
        for starts in _beginnings(graph):
            found = TokenGame(graph, budget).explore(starts)
            is_only_start = len(graph.begins) == len(starts)
            if found.is_complete:
                yield from _stuck(graph, found, is_only_start)
                yield from _endless(graph, found, starts)
            elif found.overflowing:
                yield PILE.at(graph.nodes[graph.flows[found.overflowing].target])


def _has_parallels(graph: Graph) -> bool:
    joins = ("parallelGateway", "inclusiveGateway")
    return _splits(graph) or any(node.type in joins for node in graph.nodes.values())


def _endless(graph: Graph, found: Exploration, starts: list[Event]) -> Iterator[Problem]:
    """Find processes whose tokens neither get stuck nor ever come to an end."""
    if next(iter(found.steps)) in _good_states(found) or not starts:
        return
    if all(moves for state, moves in found.steps.items() if state):
        can_end = any(graph.is_terminal(node) for node in graph.reachable([starts[0].id]))
        if can_end:  # where no end is reachable at all, another rule says so
            severity = WARNING if can_be_stopped(graph) else None
            yield NO_END.at(starts[0], severity=severity)


def _beginnings(graph: Graph) -> list[list[Event]]:
    """Return the start events that fire together: all plain ones, each other alone."""
    plain = [one for one in graph.starts if one.trigger == "none"]
    others = [[one] for one in graph.starts if one.trigger != "none"]
    return ([plain] if plain else []) + others


def _stuck(graph: Graph, found: Exploration, is_only_start: bool) -> Iterator[Problem]:
    dead = [state for state, moves in found.steps.items() if state and not moves]
    if not dead:
        return
    # With several starts the join may be fed from the others; nobody can be sure.
    severity = ERROR if is_only_start else WARNING
    good = _good_states(found)
    waiting = _joins_at(graph, dead)
    fired = {choice[0] for moves in found.steps.values() for choice, _ in moves}
    is_hopeless = next(iter(found.steps)) not in good
    told = {join for join in waiting if is_hopeless or join not in fired}
    for join in sorted(told):
        gateway = graph.nodes[join]
        # Inclusive gateways that wait for each other are open to interpretation.
        is_sure = gateway.type == "parallelGateway"
        yield NO_COMPLETE.at(gateway, severity=severity if is_sure else WARNING)
    if can_be_interrupted(graph):
        severity = WARNING
    for join, (node, way) in _blamed(graph, found, good).items():
        if join not in told:
            told.add(join)
            facts = {"choice": node, "way": ", ".join(way) or "-"}
            yield BLOCKED.at(graph.nodes[join], facts, severity=severity)
    yield from (MAY_BLOCK.at(graph.nodes[join]) for join in waiting if join not in told)


def _blamed(graph: Graph, found: Exploration, good: set[State]) -> dict[str, Choice]:
    """Return for each join a choice after which it always waits in vain."""
    blamed: dict[str, Choice] = {}
    for choice, target in _dooming(found, good).items():
        for join in _joins_at(graph, _dead_ends(found, target)):
            blamed.setdefault(join, choice)
    return blamed


def _good_states(found: Exploration) -> set[State]:
    """Return the states from which everything can still end well."""
    before: dict[State, list[State]] = {}
    for state, moves in found.steps.items():
        for _, following in moves:
            before.setdefault(following, []).append(state)
    good: set[State] = set()
    waiting: list[State] = [()]
    while waiting:
        state = waiting.pop()
        if state not in good:
            good.add(state)
            waiting.extend(before.get(state, ()))
    return good


def _dooming(found: Exploration, good: set[State]) -> dict[Choice, State]:
    """Return the choices that, whenever they are made, leave no good way."""
    doomed: dict[Choice, State] = {}
    harmless: set[Choice] = set()
    for state, moves in found.steps.items():
        if state not in good:
            continue
        for choice, following in moves:
            if following in good:
                harmless.add(choice)
            else:
                doomed.setdefault(choice, following)
    return {choice: state for choice, state in doomed.items() if choice not in harmless}


def _dead_ends(found: Exploration, start: State) -> list[State]:
    seen: set[State] = set()
    waiting = [start]
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            waiting.extend(following for _, following in found.steps.get(state, ()))
    return [state for state in seen if state and not found.steps.get(state)]


def _joins_at(graph: Graph, states: list[State]) -> list[str]:
    """Return the joins at which tokens wait, in the order of the file."""
    waiting = {graph.flows[flow].target for state in states for flow, _ in state}
    return [node for node in graph.nodes if node in waiting]


@rule
def synchronization(context: Context) -> Iterator[Problem]:
    """Parallel ways that meet are joined."""
    for scope in context.scopes:
        graph = Graph(context, scope)
        if not _splits(graph):
            continue
        budget = Budget()
        for node in scope.nodes:
            if _merges_freely(graph, node) and _meets_twice(graph, node, budget):
                yield NO_SYNC.at(node)


def _splits(graph: Graph) -> bool:
    kinds = ("exclusiveGateway", "eventBasedGateway")
    return any(
        len(graph.leaving[node.id]) > 1 and node.type not in kinds for node in graph.nodes.values()
    )


def _merges_freely(graph: Graph, node: FlowNode) -> bool:
    if node.type in ("parallelGateway", "inclusiveGateway", "complexGateway"):
        return False
    return len(graph.entering.get(node.id, ())) > 1 and not graph.is_terminal(node.id)


def _meets_twice(graph: Graph, node: FlowNode, budget: Budget) -> bool:
    entering = {flow.id for flow in graph.entering[node.id]}
    game = TokenGame(graph, budget, parked=node.id, with_open_boundaries=False)
    for starts in _beginnings(graph):
        found = game.explore(starts)
        for state in found.steps:
            if sum(count for flow, count in state if flow in entering) > 1:
                return True
    return False
