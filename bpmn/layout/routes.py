"""Leads arrows through the gaps between columns and rows, so that they cross no node."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.layout.grid import Grid, host_of, is_boundary
from bpmn.layout.shapes import COLUMN_GAP, ROW_GAP, Box, Point
from bpmn.model import Scope

_TRACK = 7.0
_TRACKS = 5


class Router:
    """Finds the line of each arrow of one scope."""

    def __init__(
        self,
        grid: Grid,
        scope: Scope,
        lefts: list[float],
        tops: Mapping[tuple[int, int], tuple[float, float]],
    ) -> None:
        self.grid = grid
        self.scope = scope
        self.lefts = lefts
        self.tops = tops
        self.cells = grid.cells
        self._count = 0

    def route(self, boxes: Mapping[str, Box], source: str, target: str) -> list[Point]:
        """Return the points of an arrow; none when an end is not drawn."""
        if source not in boxes or target not in boxes:
            return []
        start, end = boxes[source], boxes[target]
        host = host_of(self.scope, source)
        if host not in self.grid.columns or target not in self.grid.columns:
            return straight(start, end)
        self._count += 1
        from_below = is_boundary(self.scope.node_by_id[source])
        if from_below:
            return tidy(self._from_below(start, end, host, target))
        if self.grid.columns[target] <= self.grid.columns[host]:
            return tidy(self._back(start, end, host, target))
        return tidy(self._forward(start, end, host, target))

    def _forward(self, start: Box, end: Box, source: str, target: str) -> list[Point]:
        first, last = (start.right, start.middle[1]), (end.x, end.middle[1])
        if self._is_free(source, target, source):
            gap = self._gap(self.grid.columns[target])
            return [first, (gap, first[1]), (gap, last[1]), last]
        gap = self._gap(self.grid.columns[source] + 1)
        if self._is_free(source, target, target):
            return [first, (gap, first[1]), (gap, last[1]), last]
        channel = self._channel(source)
        before = self._gap(self.grid.columns[target])
        return [
            first, (gap, first[1]), (gap, channel), (before, channel), (before, last[1]), last,
        ]  # fmt: skip

    def _is_free(self, source: str, target: str, row_of: str) -> bool:
        """Say whether nothing stands between two columns in the row of a node."""
        band, row = self.grid.bands[row_of], self.grid.rows[row_of]
        between = range(self.grid.columns[source] + 1, self.grid.columns[target])
        return not any((band, row, column) in self.cells for column in between)

    def _back(self, start: Box, end: Box, source: str, target: str) -> list[Point]:
        """Lead back under the row, and up into the target from below."""
        channel, under = self._channel(source), self._channel(target)
        x, goal = start.middle[0], end.middle[0]
        if source == target:
            gap = self._gap(self.grid.columns[source] + 1)
            side = start.middle[1]
            return [(start.right, side), (gap, side), (gap, channel), (goal, channel),
                    (goal, end.bottom)]  # fmt: skip
        if self._same_row(source, target):
            return [(x, start.bottom), (x, channel), (goal, channel), (goal, end.bottom)]
        gap = self._gap(self.grid.columns[target] + 1)
        return [(x, start.bottom), (x, channel), (gap, channel), (gap, under), (goal, under),
                (goal, end.bottom)]  # fmt: skip

    def _from_below(self, start: Box, end: Box, host: str, target: str) -> list[Point]:
        """Lead down from a boundary event and on through the gap before the target."""
        channel = self._channel(host)
        x = start.middle[0]
        if target == host:
            gap = self._gap(self.grid.columns[host])
            side = end.middle[1]
            return [(x, start.bottom), (x, channel), (gap, channel), (gap, side), (end.x, side)]
        gap = self._gap(self.grid.columns[target])
        side = end.middle[1]
        return [(x, start.bottom), (x, channel), (gap, channel), (gap, side), (end.x, side)]

    def _same_row(self, one: str, other: str) -> bool:
        return (self.grid.bands[one], self.grid.rows[one]) == (
            self.grid.bands[other],
            self.grid.rows[other],
        )

    def _gap(self, column: int) -> float:
        """Return a track in the gap before a column."""
        return self.lefts[column] - COLUMN_GAP / 2 + self._offset()

    def _channel(self, node: str) -> float:
        """Return a track in the gap under the row of a node."""
        top, height = self.tops[self.grid.bands[node], self.grid.rows[node]]
        return top + height + ROW_GAP / 2 + 8 + self._offset()

    def _offset(self) -> float:
        # Neighbouring arrows take different tracks so that they do not lie on each other.
        return (self._count % _TRACKS - _TRACKS // 2) * _TRACK


def straight(start: Box, end: Box) -> list[Point]:
    """Return the shortest line between the borders of two boxes."""
    (x1, y1), (x2, y2) = start.middle, end.middle
    if abs(x1 - x2) >= abs(y1 - y2):
        return [(start.right, y1), (end.x, y2)] if x1 < x2 else [(start.x, y1), (end.right, y2)]
    return [(x1, start.bottom), (x2, end.y)] if y1 < y2 else [(x1, start.y), (x2, end.bottom)]


def tidy(points: list[Point]) -> list[Point]:
    """Return the points without those that lie on the way anyway."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept


def _in_line(first: Point, second: Point, third: Point) -> bool:
    return first[0] == second[0] == third[0] or first[1] == second[1] == third[1]
