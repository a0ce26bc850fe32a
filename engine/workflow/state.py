"""Saved state: the live tokens of an instance as compact JSON, without any specs.

{"v": format, "d": ref of the definition, "s": seed of the ids, "c": counter, "x": status,
 "k": business key, "e": ended by, "t": [[number, parent, element, state, variables, rest], …]}

Parents stand before their children. `rest` is the token's internal data, with its role as "r".
"""

from __future__ import annotations

from typing import Any

import orjson
from SpiffWorkflow.util.task import TaskState

from engine.kernel.errors import GridFlowError
from engine.workflow.compensation import SILENT
from engine.workflow.definition import Definition
from engine.workflow.limits import Limits
from engine.workflow.ports import Binding, Ports
from engine.workflow.problems import Fault
from engine.workflow.specs.events import ARMED
from engine.workflow.specs.scopes import CALLED
from engine.workflow.tokens import FOR, Instance, Token
from engine.workflow.triggers import ConditionTrigger, SignalTrigger
from engine.workflow.upgrades import FORMAT, upgrade
from engine.workflow.values import TAG_BYTES, read_special, write_special

OPTIONS = (
    orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
)


class BadState(GridFlowError):
    """Saved state cannot be read with this definition."""

    code = "bad_state"


def save(instance: Instance, limits: Limits) -> bytes:
    """Write the instance."""
    tokens = []
    for token in instance.tasks.values():
        rest: dict[str, Any] | None = token.internal_data or None
        if token.role:
            rest = {**token.internal_data, "r": token.role}
        tokens.append(
            [token.id, token._parent, token.task_spec.name, token.state, token.data, rest]
        )
    data = orjson.dumps(
        {
            "v": FORMAT,
            "d": instance.definition.ref,
            "s": instance.seed,
            "c": instance.counter,
            "x": instance.status,
            "k": instance.business_key,
            "e": instance.ended_by,
            "t": tokens,
        },
        default=write_special,
        option=OPTIONS,
    )
    if len(data) > limits.state_bytes:
        raise Fault(
            "limit-state-size",
            f"the instance's data would take more than {limits.state_bytes} bytes",
            limit=limits.state_bytes,
        )
    return data


def load(definition: Definition, state: bytes, ports: Ports) -> Instance:
    """Read an instance back."""
    content = read(state)
    try:
        return _instance(definition, content, ports)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadState(f"the saved state is damaged: {error!r}") from error


def _instance(definition: Definition, content: dict[str, Any], ports: Ports) -> Instance:
    instance = Instance(definition, content["s"])
    instance.counter = content["c"]
    instance.status = content["x"]
    instance.business_key = content["k"]
    instance.ended_by = content["e"]
    for row in content["t"]:
        _revive(instance, row, ports)
    instance.ready.clear()
    return instance


def read(state: bytes) -> dict[str, Any]:
    """Return the content of saved state in today's format."""
    try:
        content = orjson.loads(state)
    except orjson.JSONDecodeError as error:
        raise BadState(f"the saved state is no JSON: {error}") from error
    content = upgrade(content)
    if TAG_BYTES in state:
        content["t"] = read_special(content["t"])
    result: dict[str, Any] = content
    return result


def _revive(instance: Instance, row: list[Any], ports: Ports) -> None:
    number, parent, name, state, data, rest = row
    up = instance.tasks[parent] if parent is not None else None
    rest = rest or {}
    called = rest.get(CALLED)
    definition = up.definition if up is not None else instance.definition
    if called is not None:
        definition = ports.definition(called[0], Binding("pinned", called[1]))
    spec = definition.nodes.get(name)
    if spec is None:
        raise BadState(f"{name} is not in {definition.ref}", activity=name)
    token = Token(instance, spec, up, number, rest.pop("r", ""))
    token.definition = definition
    token._state = state
    token.data = data
    token.internal_data = rest
    is_undone = FOR in rest and not spec.is_for_compensation
    token.is_entered = not (token.role or is_undone or SILENT in rest)
    _reconnect(instance, token)


def _reconnect(instance: Instance, token: Token) -> None:
    """Put the token where it is looked for: as root, among joins or among listeners."""
    spec = token.task_spec
    if token.up is None:
        instance.root = token
    if spec.is_join and token.state == TaskState.WAITING:
        spec.gather(token)
    if ARMED in token.internal_data:
        trigger = spec.trigger
        if isinstance(trigger, SignalTrigger):
            instance.listeners.setdefault(trigger.name, {})[token.id] = None
        elif isinstance(trigger, ConditionTrigger):
            instance.conditions[token.id] = None
