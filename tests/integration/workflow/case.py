"""One process instance driven through the runtime, saved and loaded between any two moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.workflow import (
    DEFERRED,
    ActivityRecord,
    Advance,
    Binding,
    Command,
    CompleteService,
    CompleteTask,
    Correlate,
    Definition,
    FireTimer,
    Limits,
    OpenedTask,
    ServiceCall,
    ServiceContext,
    Start,
    Subscription,
    TimerSet,
    UnknownReference,
    advance,
    compile_definition,
)
from engine.workflow.ports import Deferred
from tests.acceptance.conformance.sketch import bpmn, parse

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)
SEED = "5eed" * 6  # so that every run makes the same ids
Service = Callable[[Mapping[str, Any], ServiceContext], Mapping[str, Any] | Deferred]


class HostOfATest:
    """The host of a test: services by topic, processes of the same sketch, decisions by id."""

    def __init__(self, definitions: Mapping[str, Definition], **services: Service) -> None:
        self.definitions = definitions
        self.services = services
        self.functions: dict[str, Callable[..., Any]] = {}
        self.decisions: dict[str, Any] = {}
        self.asked: list[Binding] = []

    def service(
        self, topic: str, inputs: Mapping[str, Any], context: ServiceContext
    ) -> Mapping[str, Any] | Deferred:
        return self.services[topic](inputs, context) if topic in self.services else DEFERRED

    def definition(self, key: str, binding: Binding) -> Definition:
        self.asked.append(binding)
        if key not in self.definitions:
            raise UnknownReference("process", key)
        return self.definitions[key]

    def decision(self, decision_id: str) -> Any:
        return self.decisions[decision_id]


class Case:
    """An instance of the first process of a sketch; what is open is kept as a host would."""

    def __init__(self, sketch: str, limits: Limits | None = None, **services: Service) -> None:
        files = {"sketch.bpmn": bpmn(sketch)}
        names = [node.id for node in parse(sketch) if node.kind == "process"]
        self.definitions = {name: compile_definition(files, name) for name in names}
        self.definition = self.definitions[names[0]]
        self.ports = HostOfATest(self.definitions, **services)
        self.limits = limits or Limits()
        self.now = NOW
        self.state: bytes | None = None
        self.last: Advance
        self.tasks: dict[str, OpenedTask] = {}
        self.timers: dict[str, TimerSet] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.calls: dict[str, ServiceCall] = {}
        self.history: list[ActivityRecord] = []

    def do(self, command: Command) -> Advance:
        """Make one move and keep what it opens and closes."""
        made = advance(self.definition, self.state, command, self.now, self.ports, self.limits)
        self.take(made)
        return made

    def take(self, made: Advance) -> None:
        """Write down what a move has brought about."""
        self.last, self.state = made, made.state
        self.history += made.history
        for closed in made.closed:
            del self.tasks[closed.id]
        for dropped, kept in (
            (made.dropped_timers, self.timers),
            (made.dropped_subscriptions, self.subscriptions),
            (made.dropped_services, self.calls),
        ):
            for key in dropped:
                kept.pop(key, None)  # type: ignore[attr-defined]
        self.tasks |= {task.id: task for task in made.opened}
        self.timers |= {timer.id: timer for timer in made.timers}
        self.subscriptions |= {one.id: one for one in made.subscriptions}
        self.calls |= {call.token: call for call in made.services}

    def start(self, event: str | None = None, **variables: Any) -> Case:
        self.do(Start(variables, "K-1", event, SEED))
        return self

    def task(self, activity: str) -> OpenedTask:
        """Return the oldest open task of an activity."""
        return next(task for task in self.tasks.values() if task.activity_id == activity)

    def complete(self, activity: str, **variables: Any) -> Advance:
        return self.do(CompleteTask(self.task(activity).id, variables))

    def answer(self, activity: str, **variables: Any) -> Advance:
        token = next(call.token for call in self.calls.values() if call.activity == activity)
        return self.do(CompleteService(token, variables))

    def fire(self, activity: str) -> Advance:
        timer = next(timer for timer in self.timers.values() if timer.activity == activity)
        if timer.remaining is None or timer.remaining == 1:
            self.timers.pop(timer.id)
        return self.do(FireTimer(timer.id))

    def hear(self, name: str, **payload: Any) -> Advance:
        """Hand a message or signal to the oldest subscription of that name."""
        key = next(one.id for one in self.subscriptions.values() if one.name == name)
        return self.do(Correlate(key, payload))

    def wait(self, span: timedelta) -> None:
        self.now += span

    @property
    def open(self) -> list[str]:
        return sorted(task.activity_id for task in self.tasks.values())

    @property
    def status(self) -> str:
        return self.last.status

    @property
    def variables(self) -> dict[str, Any]:
        return dict(self.last.variables)

    def count(self, activity: str, event: str = "completed") -> int:
        return sum((one.activity, one.event) == (activity, event) for one in self.history)
