"""What begins instances without a command: timers and conditions of start events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from engine.workflow.definition import Definition
from engine.workflow.limits import DEFAULT_LIMITS
from engine.workflow.move import Move
from engine.workflow.ports import NoPorts
from engine.workflow.results import TimerSet
from engine.workflow.tokens import SEED_LENGTH, Instance, Token
from engine.workflow.triggers import ConditionTrigger, TimerTrigger, following

Functions = Mapping[str, Callable[..., Any]]

next_start_timer = following


class _Functions(NoPorts):
    def __init__(self, functions: Functions) -> None:
        self.functions = functions


def _probe(definition: Definition, now: datetime, functions: Functions) -> Token:
    """Return the token of a process that never runs, to evaluate expressions with."""
    instance = Instance(definition, "0" * SEED_LENGTH)
    Move(instance, now.astimezone(UTC), _Functions(functions), DEFAULT_LIMITS)
    token = Token(instance, definition.root, None)
    token.data = {}
    return token


def start_timers(
    definition: Definition, now: datetime, functions: Functions | None = None
) -> tuple[TimerSet, ...]:
    """Return when each timer start event fires first, counted from now.

    `id` and `token` are empty: there is no instance yet. After a firing, `next_start_timer`
    gives the next one of a cycle.
    """
    found = []
    token = _probe(definition, now, functions or {})
    for start in definition.start_triggers:
        trigger = definition.nodes[start.activity].trigger
        if not isinstance(trigger, TimerTrigger):
            continue
        value = trigger.value.value(token)
        due, cycle = trigger.first(value, token.workflow.move.now)
        times = None if cycle is None else cycle.times
        interval = None if cycle is None else cycle.every.text
        found.append(TimerSet("", start.activity, due, "", interval, times if cycle else 1))
    return tuple(found)


def start_condition_holds(
    definition: Definition,
    activity: str,
    variables: Mapping[str, Any],
    now: datetime,
    functions: Functions | None = None,
) -> bool:
    """Say whether the condition of a conditional start event holds for these variables."""
    trigger = definition.nodes[activity].trigger
    assert isinstance(trigger, ConditionTrigger)
    token = _probe(definition, now, functions or {})
    token.data = dict(variables)
    return trigger.condition.can_hold(token)


__all__ = ["next_start_timer", "start_condition_holds", "start_timers"]
