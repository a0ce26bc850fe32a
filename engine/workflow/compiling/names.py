"""What the parts of a file are called at run time: messages, codes, data."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bpmn.model import DataItem, DataReference, Definitions, Process, RootElement

_IDENTIFIER = re.compile(r"[^\W\d]\w*")


def variable_name(name: str, key: str) -> str:
    """Return the variable a datum is kept in: its name where that can be one, else its id."""
    return name if _IDENTIFIER.fullmatch(name) else key


class Names:
    """Looks up what references mean."""

    def __init__(self, document: Definitions, process: Process) -> None:
        self.document = document
        self.data = _data_names(process)

    def message(self, ref: str | None, fallback: str) -> tuple[str, RootElement | None]:
        """Return the name of a message, and its element."""
        return _named(self.document.messages, ref, fallback)

    def signal(self, ref: str | None, fallback: str) -> tuple[str, RootElement | None]:
        """Return the name of a signal, and its element."""
        return _named(self.document.signals, ref, fallback)

    def code(self, kind: str, ref: str | None) -> str | None:
        """Return the code of an error or escalation; None where none is given: all of them."""
        if ref is None:
            return None
        roots = self.document.errors if kind == "error" else self.document.escalations
        root = roots.get(ref)
        return ref if root is None else root.code or root.name or ref

    def datum(self, ref: str) -> str | None:
        """Return the variable a data object, reference or property stands for."""
        return self.data.get(ref)


def _named(
    roots: Mapping[str, RootElement], ref: str | None, fallback: str
) -> tuple[str, RootElement | None]:
    root = roots.get(ref) if ref is not None else None
    if root is None:
        return ref or fallback, None
    return root.name or root.id, root


def _data_names(process: Process) -> dict[str, str]:
    names: dict[str, str] = {}
    for scope in process.walk_scopes():
        for datum in scope.data_objects:
            names[datum.id] = variable_name(datum.name, datum.id)
        own: tuple[DataItem, ...] = getattr(scope, "process_properties", ())
        names.update({item.id: variable_name(item.name, item.id) for item in own})
    for scope in process.walk_scopes():
        for reference in scope.data_references:
            if reference.type == "dataObjectReference":
                _name_reference(names, reference)
    return names


def _name_reference(names: dict[str, str], reference: DataReference) -> None:
    """Name a reference after its object; several references to one object are one variable."""
    target = reference.ref or reference.id
    if names.get(target, target) == target:
        names[target] = variable_name(reference.name, target)
    names[reference.id] = names[target]
