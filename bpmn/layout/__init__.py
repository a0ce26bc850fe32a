"""Gives a drawing to a diagram that has none."""

from bpmn.layout.plane import planes
from bpmn.layout.writing import written
from bpmn.lint.document import open_document
from bpmn.model import Definitions
from bpmn.reader import read

__all__ = ["has_drawing", "lay_out"]


def has_drawing(model: Definitions) -> bool:
    """Say whether the file shows any of its elements."""
    return any(diagram.shapes for diagram in model.diagrams)


def lay_out(data: bytes, file: str = "diagram.bpmn") -> bytes:
    """Return the file with a drawing added; one that has a drawing stays as it is."""
    model = read(data, file)
    if has_drawing(model) or not any(process.nodes for process in model.processes):
        return data
    document = open_document(data)
    taken = {found for found, _, _ in model.ids}
    document.insert_inside(document.root, written(planes(model), taken))
    return document.written()
