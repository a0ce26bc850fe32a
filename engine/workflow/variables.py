"""Which variables a token sees, and where a written one goes.

A variable lives in a scope: the (called) process, a sub-process, one instance of a loop, or an
activity with input mappings. Reading looks outwards up to the process; a write goes to the
nearest scope that has the name already, else to the process. Parallel branches share their
scope, so nothing is copied at a fork and nothing is lost at a join.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.workflow.problems import BadVariables
from engine.workflow.values import clean_value

if TYPE_CHECKING:
    from engine.workflow.tokens import Token

COUNTERS = frozenset(
    {"loopCounter", "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances"}
)
COUNTS = COUNTERS - {"loopCounter"}
NOTHING: Mapping[str, Any] = {}


def visible(token: Token) -> Mapping[str, Any]:
    """Return all variables the token sees; only to be read."""
    layers: list[dict[str, Any]] = []
    here: Token | None = token
    while here is not None:
        if here.data is not None:
            layers.append(here.data)
        if here.task_spec.is_process:
            break
        here = here.up
    if len(layers) == 1:
        return layers[0]
    merged: dict[str, Any] = {}
    for layer in reversed(layers):
        merged.update(layer)
    return merged


def beyond_root(token: Token) -> dict[str, Any]:
    """Return what the token sees besides the data of the outermost process.

    The host knows the outermost variables; of a called process, a sub-process or a loop it
    knows only what it is told. The counts of a loop are left out: they change all the time.
    """
    merged: dict[str, Any] = {}
    here: Token | None = token
    while here is not None and not (here.task_spec.is_process and here.up is None):
        merged = {**(here.data or NOTHING), **merged}
        if here.task_spec.is_process:
            break
        here = here.up
    return {name: value for name, value in merged.items() if name not in COUNTS}


def local(token: Token) -> Mapping[str, Any]:
    """Return the variables of the scope the token itself opens."""
    return token.data if token.data is not None else NOTHING


def process_of(token: Token) -> Token:
    """Return the token of the (called) process around a token."""
    here = token
    while not here.task_spec.is_process:
        assert here.up is not None, "every token runs in a process"
        here = here.up
    return here


def write(token: Token, name: str, value: Any) -> None:
    """Write a variable where its name is declared nearest, else in the process."""
    here = token
    while not (here.data is not None and (name in here.data or here.task_spec.is_process)):
        assert here.up is not None, "a process has variables"
        here = here.up
    assert here.data is not None
    if name in COUNTERS and not here.task_spec.is_process:
        # The loop itself counts by them; another value would make it run too often or never end.
        raise BadVariables([{"field": name, "message": f"{name} is counted by the loop"}])
    here.data[name] = clean_value(name, value)
    token.workflow.changed.add(name)


def write_all(token: Token, values: Mapping[str, Any]) -> None:
    """Write several variables."""
    for name, value in values.items():
        write(token, name, value)


def declare(token: Token, name: str, value: Any) -> None:
    """Write a variable in the scope the token itself opens, hiding outer ones of that name."""
    if token.data is None:
        token.data = {}
    token.data[name] = clean_value(name, value)
    token.workflow.changed.add(name)
