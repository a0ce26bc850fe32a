"""What surrounds the flow of a BPMN file: data, lanes, artifacts, roles and the drawing."""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.extensions import EMPTY, Extensions


@dataclass(frozen=True, kw_only=True)
class DataItem:
    """A data input, output or property."""

    id: str
    name: str = ""
    line: int = 0
    type: str = ""
    item_ref: str | None = None
    is_collection: bool = False
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class IoSpecification:
    """What an activity or process takes in and gives back."""

    id: str
    line: int
    inputs: tuple[DataItem, ...] = ()
    outputs: tuple[DataItem, ...] = ()
    input_sets: tuple[tuple[str, ...], ...] = ()
    output_sets: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One `from` expression written to one `to` place."""

    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class DataAssociation:
    """An arrow between data and an activity or event; direction `input` or `output`."""

    id: str
    line: int
    direction: str
    sources: tuple[str, ...] = ()
    target: str | None = None
    transformation: str | None = None
    assignments: tuple[Assignment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DataObject:
    """A datum of a process or sub-process."""

    id: str
    name: str = ""
    line: int = 0
    item_ref: str | None = None
    is_collection: bool = False
    extensions: Extensions = EMPTY


@dataclass(frozen=True, kw_only=True)
class DataReference:
    """A picture of a data object or data store; `type` says which."""

    id: str
    type: str
    name: str = ""
    line: int = 0
    ref: str | None = None
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class DataStore:
    """A store that outlives the process."""

    id: str
    name: str = ""
    line: int = 0
    item_ref: str | None = None


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A lane with the ids of its flow nodes, and lanes in it."""

    id: str
    name: str = ""
    line: int = 0
    node_refs: tuple[str, ...] = ()
    lanes: tuple[Lane, ...] = ()
    extensions: Extensions = EMPTY


@dataclass(frozen=True, kw_only=True)
class LaneSet:
    """The lanes of one process or sub-process."""

    id: str
    line: int
    lanes: tuple[Lane, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """A text annotation, group or association."""

    id: str
    type: str
    line: int = 0
    text: str = ""
    source: str | None = None
    target: str | None = None
    direction: str = "None"


@dataclass(frozen=True, kw_only=True)
class ResourceRole:
    """Who does an activity by the standard's own means (potentialOwner, humanPerformer …)."""

    type: str
    name: str = ""
    line: int = 0
    expression: str | None = None
    resource_ref: str | None = None


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """A rectangle of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The picture of an element."""

    id: str
    element: str
    line: int
    bounds: Bounds | None = None
    is_expanded: bool | None = None
    is_horizontal: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Edge:
    """The picture of an arrow."""

    id: str
    element: str
    line: int
    waypoints: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """One drawing of the file."""

    id: str
    name: str = ""
    line: int = 0
    plane_element: str = ""
    shapes: tuple[Shape, ...] = ()
    edges: tuple[Edge, ...] = ()
