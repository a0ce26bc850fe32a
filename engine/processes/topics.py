"""What a diagram's service task may call: functions registered by topic."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.settings import Settings
from engine.workflow.ports import BpmnError

__all__ = [
    "BpmnError",
    "OutsideContext",
    "ServiceContext",
    "call_handler",
    "case_cancelled",
    "closers",
    "handler_for",
    "known_topics",
    "outside_task",
    "service_task",
]

Handler = Callable[..., dict[str, Any] | None]
Closer = Callable[["ServiceContext", str], None]


@dataclass(frozen=True)
class ServiceContext:
    """The surroundings of a service task: the transaction, and the case it belongs to."""

    uow: UnitOfWork
    actor: Actor
    instance_id: str
    definition_key: str
    business_key: str
    org_id: str
    org_path: str
    now: datetime
    starter_id: str = ""
    activity_id: str = ""
    title: str = ""
    variables: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class OutsideContext:
    """The surroundings of a call to the outside; no transaction is open meanwhile."""

    settings: Settings
    idempotency_key: str


@dataclass(frozen=True)
class Topic:
    """A function a diagram may call; an outside one runs in a job, with retries."""

    name: str
    handler: Handler
    is_outside: bool


_registry: dict[str, Topic] = {}
_closers: dict[str, Closer] = {}


def service_task(topic: str) -> Callable[[Handler], Handler]:
    """Register a function under the topic by which diagrams call it.

    The function takes a `ServiceContext` and the task's inputs as keywords, and returns
    the variables it sets. It runs inside the transaction of the move.
    """
    return _registering(topic, is_outside=False)


def outside_task(topic: str) -> Callable[[Handler], Handler]:
    """Register a function that talks to the world outside.

    It takes an `OutsideContext` and the task's inputs as keywords, and returns the
    variables it sets. It runs in a job of its own, outside any transaction, is tried again
    with growing pauses, and may therefore run more than once: the context's
    `idempotency_key` names the call.
    """
    return _registering(topic, is_outside=True)


def case_cancelled(closer: Closer) -> Closer:
    """Register what a business line does with its records when their case is cancelled.

    It gets the surroundings of the case and the reason, within the transaction. The diagram
    does not go on, so nothing else would bring the records to their end.
    """
    _closers[closer.__module__] = closer
    return closer


def closers() -> tuple[Closer, ...]:
    """Return what is done with the records of a cancelled case, in the order of the modules."""
    return tuple(_closers[name] for name in sorted(_closers))


def handler_for(topic: str) -> Topic | None:
    """Return what is registered for a topic."""
    return _registry.get(topic)


def known_topics() -> frozenset[str]:
    """Return all topics a diagram may call."""
    return frozenset(_registry)


def call_handler(handler: Handler, inputs: Mapping[str, Any], *context: Any) -> dict[str, Any]:
    """Call a handler with those inputs it knows; the others are the diagram's own business."""
    parameters = inspect.signature(handler).parameters
    takes_all = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())
    known = inputs if takes_all else {k: v for k, v in inputs.items() if k in parameters}
    return handler(*context, **known) or {}


def _registering(topic: str, *, is_outside: bool) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        known = _registry.get(topic)
        if known is not None and known.handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"two handlers for the topic {topic}")
        _registry[topic] = Topic(topic, handler, is_outside)
        return handler

    return register
