"""Saved states of earlier formats, brought up to date when they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.kernel.errors import GridFlowError

FORMAT = 1

# From each earlier format, how to make the next one of it.
_STEPS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


class UnknownFormat(GridFlowError):
    """The saved state is of a format this version does not know."""

    code = "unknown_state_format"


def upgrade(content: Any) -> dict[str, Any]:
    """Return the content in today's format."""
    version = content.get("v") if isinstance(content, dict) else None
    if type(version) is not int or not 1 <= version <= FORMAT:
        raise UnknownFormat(f"state of format {version!r} cannot be read", format=version)
    while version < FORMAT:
        content = _STEPS[version](content)
        version += 1
    result: dict[str, Any] = content
    return result
