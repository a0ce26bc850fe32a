"""What a simulation knows of each of its instances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine.workflow import (
    Advance,
    Definition,
    OpenedTask,
    ServiceCall,
    Subscription,
    TimerSet,
)

Life = Literal["running", "completed", "terminated", "failed"]


@dataclass(frozen=True)
class OpenWork:
    """A task or service call that a step may complete; `order` tells which is the oldest."""

    order: int
    token: str
    activity: str
    task: OpenedTask | None = None
    opened_at: datetime | None = None


@dataclass
class Instance:
    """One running or ended instance with everything it waits for."""

    label: str
    definition: Definition
    state: bytes | None = None
    life: Life = "running"
    business_key: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    work: dict[str, OpenWork] = field(default_factory=dict)
    timers: dict[str, tuple[int, TimerSet]] = field(default_factory=dict)
    subscriptions: dict[str, tuple[int, Subscription]] = field(default_factory=dict)

    def take(self, advance: Advance, now: datetime, order: int) -> int:
        """Remember the outcome of a move; return the next free order number."""
        self.state, self.life = advance.state, advance.status
        self.variables = advance.variables
        self.business_key = advance.business_key or self.business_key
        self._forget(advance)
        for task in advance.opened:
            order += 1
            self.work[task.id] = OpenWork(order, task.id, task.activity_id, task, now)
        for call in advance.services:
            order += 1
            self.work[call.token] = _service_work(call, order)
        for timer in advance.timers:
            order += 1
            self.timers[timer.id] = (order, timer)
        for subscription in advance.subscriptions:
            order += 1
            self.subscriptions[subscription.id] = (order, subscription)
        if self.life != "running":
            self.end(self.life)
        return order

    def title_of(self, activity: str) -> str:
        """Return the name a person gave an element, its id without one."""
        spec = self.definition.nodes.get(activity)
        return str(getattr(spec, "title", "") or activity)

    def end(self, life: Life) -> None:
        """Wait for nothing any more."""
        self.life = life
        self.work.clear()
        self.timers.clear()
        self.subscriptions.clear()

    def _forget(self, advance: Advance) -> None:
        for closed in advance.closed:
            self.work.pop(closed.id, None)
        for token in advance.dropped_services:
            self.work.pop(token, None)
        for timer in advance.dropped_timers:
            self.timers.pop(timer, None)
        for subscription in advance.dropped_subscriptions:
            self.subscriptions.pop(subscription, None)


def _service_work(call: ServiceCall, order: int) -> OpenWork:
    return OpenWork(order, call.token, call.activity)
