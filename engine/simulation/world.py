"""All instances of all given processes, on one virtual clock, talking to each other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from engine.kernel.clock import FixedClock
from engine.kernel.errors import GridFlowError
from engine.simulation.correlation import fits, is_kept
from engine.simulation.errors import LimitReachedError
from engine.simulation.instances import Instance
from engine.simulation.ports import SimulationPorts
from engine.simulation.problems import Problem, remark
from engine.simulation.start_timers import StartTimer
from engine.workflow import (
    ActivityRecord,
    Advance,
    BroadcastSignal,
    Command,
    Correlate,
    Definition,
    IncidentRecord,
    Start,
    StartTrigger,
    StepFailed,
    Subscription,
    ThrownMessage,
    ThrownSignal,
    advance,
)

MAX_MOVES = 10_000
MAX_INSTANCES = 1_000


@dataclass(frozen=True)
class Happening:
    """One line of the trace."""

    instance: str
    record: ActivityRecord


@dataclass(frozen=True)
class Incident:
    """What failed, where and why."""

    instance: str
    record: IncidentRecord


@dataclass
class World:
    """The instances and what has happened to them; its clock only ever moves forward."""

    definitions: Mapping[str, Definition]
    ports: SimulationPorts
    clock: FixedClock
    awaited: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # yet to be set off
    start_timers: list[StartTimer] = field(default_factory=list)
    instances: dict[str, Instance] = field(default_factory=dict)
    trace: list[Happening] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    moves: int = 0
    _order: int = 0
    _kept: list[tuple[str, ThrownMessage]] = field(default_factory=list)
    _post: deque[tuple[str, ThrownMessage | ThrownSignal]] = field(default_factory=deque)

    @property
    def now(self) -> datetime:
        """Return the virtual present."""
        return self.clock.now()

    def start(
        self,
        process: str,
        variables: Mapping[str, Any],
        trigger: StartTrigger | None = None,
        *,
        label: str | None = None,
        business_key: str | None = None,
    ) -> Instance:
        """Begin an instance, at its plain start or at the start event that was set off."""
        if len(self.instances) >= MAX_INSTANCES:
            raise LimitReachedError("limit-instances", MAX_INSTANCES)
        label = label or self._next_label(process)
        variables = {**self.awaited.pop(process, {}), **variables}
        instance = Instance(label, self.definitions[process], variables=variables)
        self.instances[instance.label] = instance
        start_event = trigger.activity if trigger else None
        # A seed makes all ids, and with them every answer, the same in each run.
        seed = f"{len(self.instances):024x}"
        try:
            self.move(instance, Start(variables, business_key, start_event, seed))
        except GridFlowError:
            del self.instances[instance.label]
            raise
        return instance

    def move(self, instance: Instance, command: Command) -> None:
        """Let one instance do one thing and remember all that follows from it."""
        self.moves += 1
        if self.moves > MAX_MOVES:
            raise LimitReachedError("limit-moves", MAX_MOVES)
        self.ports.turn_to(instance.variables)
        try:
            outcome = advance(instance.definition, instance.state, command, self.now, self.ports)
        except StepFailed as failure:
            self._record(instance, failure.history)
            self._fail(instance, failure.incident)
            return
        self._take(instance, outcome)

    def deliver_post(self) -> None:
        """Hand over all messages and signals the instances have thrown, the oldest first."""
        while self._post:
            sender, thrown = self._post.popleft()
            if isinstance(thrown, ThrownSignal):
                self.broadcast(thrown.name, thrown.payload, besides=sender)
            elif not self.hand_over(thrown):
                self._keep_or_lose(sender, thrown)

    def hand_over(self, thrown: ThrownMessage) -> bool:
        """Give a message to the oldest that waits for it, else start a process with it."""
        for instance, found in self.waiting_for("message", thrown.name):
            if fits(instance, found, thrown):
                self.move(instance, Correlate(found.id, thrown.payload))
                return True
        for process, trigger in self.start_triggers("message", thrown.name):
            key = thrown.business_key
            self.start(process, thrown.payload, trigger, business_key=key)
            return True
        return False

    def broadcast(
        self,
        name: str,
        payload: Mapping[str, Any],
        *,
        besides: str | None = None,
        only: str | None = None,
    ) -> None:
        """Tell a signal to all instances and start events, or to one instance only."""
        listening = {found.label for found, _ in self.waiting_for("signal", name)} - {besides}
        starts = [] if only else list(self.start_triggers("signal", name))
        for instance in list(self.instances.values()):
            is_meant = instance.label in listening and only in (None, instance.label)
            if is_meant and instance.life == "running":
                self.move(instance, BroadcastSignal(name, payload))
        for process, trigger in starts:
            self.start(process, payload, trigger)

    def waiting_for(self, kind: str, name: str) -> list[tuple[Instance, Subscription]]:
        """Return who waits for a message or signal, the one that waits longest first."""
        found = [
            (order, instance, subscription)
            for instance in self.instances.values()
            for order, subscription in instance.subscriptions.values()
            if (subscription.kind, subscription.name) == (kind, name)
        ]
        return [(instance, item) for _, instance, item in sorted(found, key=lambda each: each[0])]

    def start_triggers(self, kind: str, name: str) -> Iterator[tuple[str, StartTrigger]]:
        """Yield the start events a message or signal sets off."""
        for process, definition in self.definitions.items():
            for trigger in definition.start_triggers:
                if (trigger.kind, trigger.event_name) == (kind, name):
                    yield process, trigger

    def _take(self, instance: Instance, outcome: Advance) -> None:
        self._record(instance, outcome.history)
        self._order = instance.take(outcome, self.now, self._order)
        self.incidents.extend(Incident(instance.label, found) for found in outcome.incidents)
        self._post.extend((instance.label, thrown) for thrown in outcome.thrown)
        if outcome.subscriptions:
            self._post.extend(self._kept)
            self._kept.clear()

    def _keep_or_lose(self, sender: str, thrown: ThrownMessage) -> None:
        """Keep a message nobody waits for yet, if its sender is drawn that way."""
        if is_kept(self.instances[sender].definition, thrown.activity):
            self._kept.append((sender, thrown))
        else:
            facts = {"name": thrown.name, "activity": thrown.activity}
            self.remarks.append(remark("message-lost", **facts))

    def _fail(self, instance: Instance, incident: IncidentRecord) -> None:
        self.incidents.append(Incident(instance.label, incident))
        instance.end("failed")

    def _record(self, instance: Instance, history: tuple[ActivityRecord, ...]) -> None:
        for record in history:
            if record.event == "note":
                self.remarks.append(remark(record.note, activity=record.activity))
            else:
                self.trace.append(Happening(instance.label, record))

    def _next_label(self, process: str) -> str:
        labels = (f"{process}#{number}" for number in count(1))
        return next(label for label in labels if label not in self.instances)
