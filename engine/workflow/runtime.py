"""The door of the runtime: one command in, one Advance out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from engine.kernel.errors import Invalid
from engine.kernel.feel import FeelError
from engine.workflow import commands as ask
from engine.workflow.definition import Definition
from engine.workflow.limits import DEFAULT_LIMITS, Limits
from engine.workflow.move import Move
from engine.workflow.performing import PERFORM
from engine.workflow.ports import Ports
from engine.workflow.problems import (
    BadVariables,
    Fault,
    StaleCommand,
    StepFailed,
    UnknownReference,
)
from engine.workflow.results import Advance
from engine.workflow.state import load, save
from engine.workflow.stuck import stuck_activities
from engine.workflow.tokens import SEED_LENGTH, Instance

# What an instance that is over still answers to.
_AFTERWARDS = (ask.MoveToken, ask.CancelInstance)


def advance(
    definition: Definition,
    state: bytes | None,
    command: ask.Command,
    now: datetime,
    ports: Ports,
    limits: Limits = DEFAULT_LIMITS,
) -> Advance:
    """Carry out one command and everything that follows from it.

    Raises StaleCommand when the command is about something that is not open, BadVariables when
    a value cannot be stored, StepFailed when an automatic step goes wrong.
    """
    if now.tzinfo is None:
        raise ValueError("a move needs an aware moment")
    instance = _instance(definition, state, command, ports)
    move = Move(instance, now.astimezone(UTC), ports, limits)
    move.first_new = instance.counter + 1
    if state is not None and instance.status != "running" and not isinstance(command, _AFTERWARDS):
        raise StaleCommand(f"the instance is {instance.status}", status=instance.status)
    return guarded(move, lambda: _perform(move, command))


def _instance(
    definition: Definition, state: bytes | None, command: ask.Command, ports: Ports
) -> Instance:
    if state is not None:
        return load(definition, state, ports)
    if not isinstance(command, ask.Start):
        raise Invalid([{"field": "state", "message": "only Start works without a state"}])
    return Instance(definition, command.seed or _new_seed())


def _new_seed() -> str:
    return secrets.token_hex(SEED_LENGTH // 2)


def _perform(move: Move, command: ask.Command) -> Advance:
    PERFORM[type(command)](move, command)
    move.run()
    return outcome(move)


def guarded(move: Move, work: Callable[[], Advance]) -> Advance:
    """Turn whatever fails in a step into an incident of the activity it failed in."""
    try:
        return work()
    except Fault as fault:
        raise _failure(move, fault.code, fault.message, fault.facts) from fault
    except FeelError as error:
        raise _failure(move, "expression-error", error.message, {}) from error
    except BadVariables as error:
        if move.current is None:
            raise
        raise _failure(move, "value-not-storable", str(error), {}) from error
    except UnknownReference as error:
        raise _failure(move, "unknown-reference", error.message, error.facts) from error
    except (RecursionError, MemoryError) as error:
        raise _failure(move, "limit-memory", "the step needs too much memory", {}) from error


def _failure(move: Move, code: str, message: str, facts: Mapping[str, Any]) -> StepFailed:
    token = move.current or move.instance.root
    move.record(token, "failed", code, message)
    return StepFailed(move.incident(token, code, message, **facts), move.history)


def outcome(move: Move) -> Advance:
    """Return what a move has brought about."""
    instance = move.instance
    root = instance.root
    return Advance(
        state=save(instance, move.limits),
        status=instance.status,  # type: ignore[arg-type]
        variables=dict(root.data or {}),
        opened=tuple(move.opened.values()),
        closed=tuple(move.closed),
        timers=tuple(move.timers.values()),
        dropped_timers=tuple(move.dropped_timers),
        subscriptions=tuple(move.subscriptions.values()),
        dropped_subscriptions=tuple(move.dropped_subscriptions),
        thrown=tuple(move.thrown),
        escalations=tuple(move.escalations),
        services=tuple(move.services.values()),
        dropped_services=tuple(move.dropped_services),
        history=tuple(move.history),
        incidents=tuple(move.incidents),
        stuck=stuck_activities(instance) if instance.status == "running" else (),
        business_key=instance.business_key,
        ended_by=instance.ended_by,
    )
