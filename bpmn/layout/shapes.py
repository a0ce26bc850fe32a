"""Boxes, lines and plans: the vocabulary of the layout."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bpmn.model import FlowNode

Point = tuple[float, float]

COLUMN_GAP = 70.0
ROW_GAP = 70.0
PADDING = 30.0
BOUNDARY = 36.0
BOUNDARY_STEP = 50.0
_SIZES = {"Event": (36.0, 36.0), "Gateway": (50.0, 50.0)}
TASK = (100.0, 80.0)


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Return the centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, dx: float, dy: float) -> Box:
        """Return the same rectangle elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def overlaps(self, other: Box) -> bool:
        """Say whether two rectangles share any area."""
        return not (
            self.right <= other.x
            or other.right <= self.x
            or self.bottom <= other.y
            or other.bottom <= self.y
        )


@dataclass
class Plan:
    """Where everything of a process, sub-process or whole plane is drawn."""

    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    expanded: set[str] = field(default_factory=set)
    flat: set[str] = field(default_factory=set)  # pools and lanes, drawn lying
    width: float = 0.0
    height: float = 0.0

    def include(self, other: Plan, dx: float, dy: float) -> None:
        """Take in another plan at a place."""
        for element, box in other.boxes.items():
            self.boxes[element] = box.moved(dx, dy)
        for element, points in other.lines.items():
            self.lines[element] = [(x + dx, y + dy) for x, y in points]
        self.expanded |= other.expanded
        self.flat |= other.flat


def size_of(node: FlowNode, boundaries: int) -> tuple[float, float]:
    """Return width and height of a node that carries so many boundary events."""
    for suffix, size in _SIZES.items():
        if node.type.endswith(suffix):
            return size
    return max(TASK[0], boundaries * BOUNDARY_STEP), TASK[1]
