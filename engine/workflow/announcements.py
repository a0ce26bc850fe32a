"""What a move opens and closes for the outside; what opens and closes in one move is not told."""

from __future__ import annotations

from engine.workflow.results import (
    ClosedTask,
    OpenedTask,
    ServiceCall,
    Subscription,
    ThrownEscalation,
    ThrownMessage,
    ThrownSignal,
    TimerSet,
)


class Announcements:
    """Tasks, timers, subscriptions and calls, each told once."""

    def __init__(self) -> None:
        self.opened: dict[str, OpenedTask] = {}
        self.closed: list[ClosedTask] = []
        self.timers: dict[str, TimerSet] = {}
        self.dropped_timers: list[str] = []
        self.subscriptions: dict[str, Subscription] = {}
        self.dropped_subscriptions: list[str] = []
        self.services: dict[str, ServiceCall] = {}
        self.dropped_services: list[str] = []
        self.thrown: list[ThrownMessage | ThrownSignal] = []
        self.escalations: list[ThrownEscalation] = []
        self.first_new = 0  # tokens from this number on were made in this move

    def is_new(self, key: str) -> bool:
        """Say whether a token was made in this move."""
        return int(key[-8:], 16) >= self.first_new

    def open_task(self, task: OpenedTask) -> None:
        """Tell that a task waits for a person."""
        self.opened[task.id] = task

    def close_task(self, key: str, outcome: str) -> None:
        """Tell that a task is over."""
        if self.opened.pop(key, None) is None and not self.is_new(key):
            self.closed.append(ClosedTask(key, outcome))  # type: ignore[arg-type]

    def set_timer(self, timer: TimerSet) -> None:
        """Tell when a timer is due."""
        self.timers[timer.id] = timer

    def drop_timer(self, key: str) -> None:
        """Tell that a timer is needed no more."""
        self.timers.pop(key, None)
        if not self.is_new(key):
            self.dropped_timers.append(key)

    def subscribe(self, subscription: Subscription) -> None:
        """Tell that someone waits for a message or signal."""
        self.subscriptions[subscription.id] = subscription

    def unsubscribe(self, key: str) -> None:
        """Tell that nobody waits any more."""
        if self.subscriptions.pop(key, None) is None:
            self.dropped_subscriptions.append(key)

    def call_service(self, call: ServiceCall) -> None:
        """Ask the host for a service call whose answer comes later."""
        self.services[call.token] = call

    def drop_service(self, key: str) -> None:
        """Tell that the answer of a call is needed no more."""
        if self.services.pop(key, None) is None and not self.is_new(key):
            self.dropped_services.append(key)
