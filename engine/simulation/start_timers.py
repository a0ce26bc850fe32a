"""Timer start events: when a process begins by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.kernel.feel import FeelError
from engine.simulation.errors import CannotDoError
from engine.simulation.problems import reason
from engine.workflow import Definition, StartTrigger, TimerSet, next_start_timer, start_timers
from engine.workflow.problems import Fault

Functions = Mapping[str, Callable[..., Any]]


@dataclass
class StartTimer:
    """A timer start event with its next firing; None when it has fired for the last time."""

    process: str
    trigger: StartTrigger
    next: TimerSet | None

    def rearm(self) -> None:
        """Set the next firing of a cycle."""
        self.next = next_start_timer(self.next) if self.next else None


def arm_start_timers(
    definitions: Mapping[str, Definition], now: datetime, functions: Functions
) -> Iterator[StartTimer]:
    """Yield the timer start events of all processes, counted from now."""
    for process, definition in definitions.items():
        triggers = {trigger.activity: trigger for trigger in definition.start_triggers}
        for timer in _first_firings(definition, now, functions):
            yield StartTimer(process, triggers[timer.activity], timer)


def _first_firings(
    definition: Definition, now: datetime, functions: Functions
) -> tuple[TimerSet, ...]:
    try:
        return start_timers(definition, now, functions)
    except (Fault, FeelError) as error:
        facts = {"activity": definition.key, "detail": error.message}
        raise CannotDoError(reason("timer-start", **facts)) from error
