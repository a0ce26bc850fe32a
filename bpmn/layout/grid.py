"""Puts the nodes of a scope into columns (order of the flow) and rows (branches)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.model import Event, FlowNode, Scope, SubProcess

Arrow = tuple[str, str]


@dataclass
class Grid:
    """The cell of every node; rows are counted within the band (lane) of the node."""

    columns: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    bands: dict[str, int] = field(default_factory=dict)

    @property
    def cells(self) -> set[tuple[int, int, int]]:
        """Return the taken cells as (band, row, column)."""
        return {(self.bands[one], self.rows[one], self.columns[one]) for one in self.columns}


def is_apart(node: FlowNode) -> bool:
    """Say whether a node stands outside the flow: event sub-processes and compensation."""
    if isinstance(node, SubProcess) and node.triggered_by_event:
        return True
    return bool(getattr(node, "is_for_compensation", False))


def is_boundary(node: FlowNode) -> bool:
    """Say whether a node sits on another one."""
    return isinstance(node, Event) and node.kind == "boundary"


def host_of(scope: Scope, node_id: str) -> str:
    """Return the node itself, or the activity it sits on."""
    node = scope.node_by_id.get(node_id)
    attached = node.attached_to if isinstance(node, Event) else None
    return attached if attached in scope.node_by_id and attached else node_id


def make_grid(scope: Scope, bands: Mapping[str, int]) -> Grid:
    """Return the cells of the nodes in the flow; `bands` says in which lane a node lies."""
    placed = [node.id for node in scope.nodes if not is_boundary(node) and not is_apart(node)]
    known = set(placed)
    arrows = [
        (host_of(scope, flow.source), flow.target)
        for flow in scope.flows
        if host_of(scope, flow.source) in known and flow.target in known
    ]
    forward = _without_circles(placed, arrows)
    grid = Grid(columns=_columns(placed, forward))
    grid.bands = {node: bands.get(node, 0) for node in placed}
    below = {flow.target for flow in scope.flows if flow.source not in known}
    _fill_rows(grid, forward, below)
    return grid


def _without_circles(nodes: list[str], arrows: list[Arrow]) -> list[Arrow]:
    """Return the arrows without those that lead back."""
    leaving: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in arrows:
        leaving[source].append(target)
    entered = {target for _, target in arrows}
    order = [*(node for node in nodes if node not in entered), *nodes]
    back: set[Arrow] = set()
    done: set[str] = set()
    path: dict[str, None] = {}
    for root in order:
        stack = [(root, iter(leaving[root]))] if root not in done else []
        path = dict.fromkeys([root])
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                path.pop(node, None)
                done.add(node)
            elif following in path:
                back.add((node, following))
            elif following not in done:
                path[following] = None
                stack.append((following, iter(leaving[following])))
    return [arrow for arrow in arrows if arrow not in back]


def _columns(nodes: list[str], arrows: list[Arrow]) -> dict[str, int]:
    """Return how many steps the longest way to each node has."""
    waiting_for = dict.fromkeys(nodes, 0)
    leaving: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in arrows:
        waiting_for[target] += 1
        leaving[source].append(target)
    ready = [node for node in nodes if not waiting_for[node]]
    columns = dict.fromkeys(nodes, 0)
    for node in ready:
        for target in leaving[node]:
            columns[target] = max(columns[target], columns[node] + 1)
            waiting_for[target] -= 1
            if not waiting_for[target]:
                ready.append(target)
    return columns


def _fill_rows(grid: Grid, arrows: list[Arrow], below: set[str]) -> None:
    before: dict[str, list[str]] = {node: [] for node in grid.columns}
    for source, target in arrows:
        before[target].append(source)
    taken: set[tuple[int, int, int]] = set()
    for node in sorted(grid.columns, key=grid.columns.__getitem__):
        band, column = grid.bands[node], grid.columns[node]
        rows = [grid.rows[one] for one in before[node] if grid.bands[one] == band]
        row = min(rows, default=0)
        if node in below and len(before[node]) == 1:
            row += 1  # what a boundary event leads to lies under its activity
        while (band, row, column) in taken:
            row += 1
        taken.add((band, row, column))
        grid.rows[node] = row
