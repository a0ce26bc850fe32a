"""Where the tokens of a saved instance are."""

from __future__ import annotations

from dataclasses import dataclass

from engine.workflow.state import read


@dataclass(frozen=True, slots=True)
class Standing:
    """One visit of an element that has not ended; `path` leads to it as to an opened task."""

    token: str
    activity_id: str
    path: tuple[int, ...]


def standing(state: bytes) -> list[Standing]:
    """Return all open visits of an instance, those in processes it has called included."""
    content = read(state)
    inside: dict[int, tuple[int, ...]] = {}
    found = []
    for number, parent, name, _, _, rest in content["t"]:
        if parent is None:
            inside[number] = ()
            continue
        path = inside[parent]
        inside[number] = (*path, number)
        if "r" not in (rest or {}):
            found.append(Standing(f"{content['s']}{number:08x}", name, path))
    return found
