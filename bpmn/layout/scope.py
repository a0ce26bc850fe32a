"""Draws one process or sub-process: cells to boxes, arrows to lines, the rest below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.layout.grid import Grid, is_apart, is_boundary, make_grid
from bpmn.layout.routes import Router, straight
from bpmn.layout.shapes import (
    BOUNDARY,
    COLUMN_GAP,
    PADDING,
    ROW_GAP,
    Box,
    Plan,
    size_of,
)
from bpmn.model import Activity, Event, FlowNode, Scope, SubProcess

_EXTRAS = {"dataObjectReference": (36.0, 50.0), "dataStoreReference": (50.0, 50.0)}
_NOTES = {"textAnnotation": (120.0, 40.0), "group": (120.0, 80.0)}


@dataclass
class Bands:
    """Where the rows of each lane lie: upper and lower edge by band."""

    edges: list[tuple[float, float]] = field(default_factory=list)


class ScopePlanner:
    """Makes the plan of one scope."""

    def __init__(
        self, scope: Scope, bands: Mapping[str, int] | None = None, count: int = 1
    ) -> None:
        self.scope = scope
        self.band_of = bands or {}
        self.band_count = count
        self.plan = Plan()
        self.bands = Bands()
        self.sizes: dict[str, tuple[float, float]] = {}
        self.inner: dict[str, Plan] = {}
        self.riders: dict[str, list[str]] = {}
        for node in scope.nodes:
            if isinstance(node, Event) and is_boundary(node):
                self.riders.setdefault(node.attached_to or "", []).append(node.id)

    def make(self) -> Plan:
        """Return the plan, with its upper left corner at 0, 0."""
        for node in self.scope.nodes:
            self.sizes[node.id] = self._size(node)
        grid = make_grid(self.scope, self.band_of)
        router = self._place(grid)
        self._place_riders()
        self._place_below()
        for flow in self.scope.flows:
            line = router.route(self.plan.boxes, flow.source, flow.target)
            if line:
                self.plan.lines[flow.id] = line
        self._join_extras()
        return self.plan

    def _size(self, node: FlowNode) -> tuple[float, float]:
        width, height = size_of(node, len(self.riders.get(node.id, ())))
        if isinstance(node, SubProcess) and node.nodes:
            inner = self.inner[node.id] = ScopePlanner(node).make()
            width = max(width, inner.width + 2 * PADDING)
            height = max(height, inner.height + 2 * PADDING)
        return width, height

    def _place(self, grid: Grid) -> Router:
        columns = max(grid.columns.values(), default=-1) + 1
        widths = [self._widest(grid, column) for column in range(columns)]
        lefts = [COLUMN_GAP / 2]
        for width in widths:
            lefts.append(lefts[-1] + width + COLUMN_GAP)
        tops: dict[tuple[int, int], tuple[float, float]] = {}
        y = ROW_GAP / 2
        for band in range(self.band_count):
            first = y - ROW_GAP / 2
            rows = max((grid.rows[n] for n, b in grid.bands.items() if b == band), default=0) + 1
            for row in range(rows):
                height = self._highest(grid, band, row)
                tops[band, row] = (y, height)
                y += height + ROW_GAP
            self.bands.edges.append((first, y - ROW_GAP / 2))
        for node, column in grid.columns.items():
            top, height = tops[grid.bands[node], grid.rows[node]]
            self._put(node, lefts[column] + widths[column] / 2, top + height / 2)
        self.plan.width = lefts[-1] - COLUMN_GAP / 2
        self.plan.height = y - ROW_GAP / 2
        return Router(grid, self.scope, lefts, tops)

    def _widest(self, grid: Grid, column: int) -> float:
        return max(self.sizes[node][0] for node, found in grid.columns.items() if found == column)

    def _highest(self, grid: Grid, band: int, row: int) -> float:
        found = [
            self.sizes[node][1]
            for node in grid.columns
            if grid.bands[node] == band and grid.rows[node] == row
        ]
        return max(found, default=80.0)

    def _put(self, node_id: str, x: float, y: float) -> None:
        """Place a node with its centre at a point, and what is inside it."""
        width, height = self.sizes[node_id]
        box = Box(x - width / 2, y - height / 2, width, height)
        if node_id in self.inner:
            inner = self.inner[node_id]
            dx = (width - inner.width) / 2
            dy = (height - inner.height) / 2
            self.plan.include(inner, box.x + dx, box.y + dy)
            self.plan.expanded.add(node_id)
        self.plan.boxes[node_id] = box

    def _place_riders(self) -> None:
        for host, riders in self.riders.items():
            box = self.plan.boxes.get(host)
            for number, rider in enumerate(riders):
                if box is not None:
                    x = box.x + (number + 1) * box.width / (len(riders) + 1) - BOUNDARY / 2
                    y = box.bottom - BOUNDARY / 2
                    self.plan.boxes[rider] = Box(x, y, BOUNDARY, BOUNDARY)

    def _place_below(self) -> None:
        """Put what is outside the flow into strips under it."""
        # A boundary event without its activity is drawn somewhere rather than nowhere.
        lost = [n.id for n in self.scope.nodes if n.id not in self.plan.boxes and not is_apart(n)]
        apart = [node.id for node in self.scope.nodes if is_apart(node)]
        self._strip([(node, self.sizes[node]) for node in (*apart, *lost)])
        self._place_riders()
        extras = [(one.id, _EXTRAS[one.type]) for one in self.scope.data_references]
        notes = [(one.id, _NOTES[one.type]) for one in self.scope.artifacts if one.type in _NOTES]
        self._strip([*extras, *notes])
        if self.bands.edges:
            self.bands.edges[-1] = (self.bands.edges[-1][0], self.plan.height)

    def _strip(self, items: list[tuple[str, tuple[float, float]]]) -> None:
        if not items:
            return
        height = max(size[1] for _, size in items)
        x = COLUMN_GAP / 2
        for element, size in items:
            self.sizes[element] = size
            self._put(element, x + size[0] / 2, self.plan.height + ROW_GAP / 2 + size[1] / 2)
            x += size[0] + COLUMN_GAP
        self.plan.width = max(self.plan.width, x - COLUMN_GAP / 2)
        self.plan.height += height + ROW_GAP

    def _join_extras(self) -> None:
        boxes = self.plan.boxes
        for artifact in self.scope.artifacts:
            source, target = boxes.get(artifact.source or ""), boxes.get(artifact.target or "")
            if artifact.type == "association" and source and target and artifact.id:
                self.plan.lines[artifact.id] = straight(source, target)
        for node in self.scope.nodes:
            if not isinstance(node, Activity | Event) or node.id not in boxes:
                continue
            for one in node.data_associations:
                refs = one.sources if one.direction == "input" else (one.target or "",)
                datum = next((boxes[ref] for ref in refs if ref in boxes), None)
                if datum is not None and one.id:
                    ends = (datum, boxes[node.id])
                    first, last = ends if one.direction == "input" else ends[::-1]
                    self.plan.lines[one.id] = straight(first, last)
