"""Carries out the steps of a script in a world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bpmn.texts import Text
from engine.kernel.errors import GridFlowError
from engine.simulation.clockwork import next_due
from engine.simulation.correlation import fits, key_in
from engine.simulation.errors import CannotDoError, LimitReachedError
from engine.simulation.instances import Instance, OpenWork
from engine.simulation.problems import reason
from engine.simulation.script import Complete, Elapse, Message, Signal, StartProcess, Step
from engine.simulation.world import World
from engine.workflow import CompleteService, CompleteTask, Correlate, Subscription, ThrownMessage
from engine.workflow.problems import Fault


@dataclass(frozen=True)
class StepOutcome:
    """Whether a step could be done, and why not."""

    error: Text | None = None


def do_step(world: World, step: Step) -> StepOutcome:
    """Do one step with all that follows from it; what cannot be done is told, not raised."""
    try:
        _do(world, step)
        world.deliver_post()
    except CannotDoError as error:
        return StepOutcome(error.text)
    except LimitReachedError:
        raise
    except GridFlowError as error:
        return StepOutcome(reason("step-refused", detail=str(error)))
    return StepOutcome()


def _do(world: World, step: Step) -> None:
    match step:
        case Complete():
            _complete(world, step)
        case Message():
            _message(world, step)
        case Signal():
            _signal(world, step)
        case Elapse():
            _elapse(world, step)
        case StartProcess():
            _start(world, step)


def _complete(world: World, step: Complete) -> None:
    instance, work = _oldest_work(world, step)
    instance.work.pop(work.token, None)
    order = CompleteTask if work.task else CompleteService
    try:
        world.move(instance, order(work.token, step.variables))
    except GridFlowError:
        instance.work[work.token] = work
        raise


def _oldest_work(world: World, step: Complete) -> tuple[Instance, OpenWork]:
    among = _candidates(world, step.instance)
    found = [
        (work.order, instance, work)
        for instance in among
        for work in instance.work.values()
        if work.activity == step.activity
    ]
    if not found:
        waiting = {work.activity for instance in among for work in instance.work.values()}
        raise CannotDoError(
            reason("step-no-activity", activity=step.activity, open=_listed(waiting))
        )
    _, instance, work = min(found, key=lambda each: each[0])
    return instance, work


def _message(world: World, step: Message) -> None:
    among = _candidates(world, step.instance)
    for instance, found in world.waiting_for("message", step.name):
        if instance in among and _is_meant(step, instance, found):
            world.move(instance, Correlate(found.id, step.payload))
            return
    if step.instance is None:
        for process, trigger in world.start_triggers("message", step.name):
            world.start(process, step.payload, trigger, business_key=step.business_key)
            return
    raise CannotDoError(
        reason("step-no-receiver", name=step.name, open=_listed(_awaited(world, among)))
    )


def _is_meant(step: Message, instance: Instance, found: Subscription) -> bool:
    key = key_in(step.payload, instance, found)
    thrown = ThrownMessage(step.name, step.payload, key, step.business_key, "")
    return fits(instance, found, thrown)


def _awaited(world: World, among: list[Instance]) -> set[str]:
    waiting = {
        found.name
        for instance in among
        for _, found in instance.subscriptions.values()
        if found.kind == "message"
    }
    starting = {
        trigger.event_name
        for definition in world.definitions.values()
        for trigger in definition.start_triggers
        if trigger.kind == "message"
    }
    return waiting | starting


def _signal(world: World, step: Signal) -> None:
    _candidates(world, step.instance)
    world.broadcast(step.name, step.payload, only=step.instance)


def _elapse(world: World, step: Elapse) -> None:
    try:
        end = step.span.after(world.now)
    except Fault as error:
        raise CannotDoError(reason("step-beyond-calendar", value=step.span.text)) from error
    _let_time_pass(world, end)


def _let_time_pass(world: World, end: datetime) -> None:
    """Fire what falls due up to and including the end, each at its own time."""
    while (due := next_due(world, end)) is not None:
        world.clock.set(max(world.now, due.timer.due_at))
        due.fire(world)
        world.deliver_post()
    world.clock.set(end)


def _start(world: World, step: StartProcess) -> None:
    if step.instance is not None and step.instance in world.instances:
        raise CannotDoError(reason("step-instance-taken", instance=step.instance))
    start_process(world, step)


def start_process(world: World, step: StartProcess) -> None:
    """Start a process at its plain start event."""
    if not world.definitions[step.process].starts_plainly:
        raise CannotDoError(reason("step-no-plain-start", process=step.process))
    world.start(step.process, step.variables, label=step.instance, business_key=step.business_key)


def _candidates(world: World, label: str | None) -> list[Instance]:
    if label is None:
        return list(world.instances.values())
    if label not in world.instances:
        raise CannotDoError(
            reason("step-no-instance", instance=label, known=_listed(world.instances))
        )
    instance = world.instances[label]
    if instance.life != "running":
        raise CannotDoError(reason("step-instance-ended", instance=label, status=instance.life))
    return [instance]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "-"
