"""What falls due next in a simulated world: timers of instances and of start events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.simulation.instances import Instance
from engine.simulation.start_timers import StartTimer
from engine.simulation.world import World
from engine.workflow import FireTimer, TimerSet


@dataclass(frozen=True)
class Due:
    """A timer that is to fire: of an instance, or of a start event."""

    order: int
    timer: TimerSet
    owner: Instance | StartTimer

    @property
    def rank(self) -> tuple[datetime, int]:
        """Return what is compared: the earlier first, among equals the older."""
        return self.timer.due_at, self.order

    def fire(self, world: World) -> None:
        """Let its owner know; a cycle is set again."""
        if isinstance(self.owner, Instance):
            self.owner.timers.pop(self.timer.id, None)
            world.move(self.owner, FireTimer(self.timer.id))
        else:
            self.owner.rearm()
            world.start(self.owner.process, {}, self.owner.trigger)


def next_due(world: World, end: datetime) -> Due | None:
    """Return the timer that fires next until the end of an advance, if there is one."""
    waiting = (due for due in (*_of_instances(world), *_of_starts(world)))
    until_then = (due for due in waiting if due.timer.due_at <= end)
    return min(until_then, key=lambda due: due.rank, default=None)


def pending_timers(world: World) -> list[TimerSet]:
    """Return the timers that wait, the earliest first; start timers while nothing runs yet."""
    waiting = list(_of_instances(world)) or ([] if world.instances else list(_of_starts(world)))
    return [due.timer for due in sorted(waiting, key=lambda due: due.rank)]


def _of_instances(world: World) -> Iterator[Due]:
    for instance in world.instances.values():
        for order, timer in instance.timers.values():
            yield Due(order, timer, instance)


def _of_starts(world: World) -> Iterator[Due]:
    for start in world.start_timers:
        if start.next is not None:
            yield Due(0, start.next, start)
