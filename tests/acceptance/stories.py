"""Plays the step scripts of a process and tells which ends and arrows they reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import bpmn
from bpmn.elements import CallActivity
from bpmn.model import Process
from bpmn.reader import read
from engine.kernel.clock import FixedClock
from engine.simulation.files import load_files
from engine.simulation.ports import SimulationPorts
from engine.simulation.script import read_script
from engine.simulation.steps import do_step
from engine.simulation.world import World
from engine.workflow import BpmnError, ServiceContext
from engine.workflow.ports import Deferred

DIAGRAMS = Path(bpmn.__file__).parent
SCRIPTS = Path(__file__).parent / "processes"
JOINS = ("parallelGateway", "inclusiveGateway")

# Stands for a called process: one task, completed with whatever the real one would hand back.
STUB = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="stub_{key}"
 targetNamespace="https://gridflow.example/stub"><process id="{key}" isExecutable="true">
<startEvent id="{key}_start"/><userTask id="{key}_done"/><endEvent id="{key}_end"/>
<sequenceFlow id="{key}_in" sourceRef="{key}_start" targetRef="{key}_done"/>
<sequenceFlow id="{key}_out" sourceRef="{key}_done" targetRef="{key}_end"/>
</process></definitions>"""


@dataclass(frozen=True)
class Line:
    """One line of the trace."""

    activity: str
    event: str
    type: str


@dataclass(frozen=True)
class Told:
    """How a story went."""

    life: str
    trace: tuple[Line, ...]
    errors: tuple[str, ...]
    variables: Mapping[str, Any]

    @property
    def ends(self) -> set[str]:
        """Return the end events that were reached."""
        return {
            line.activity
            for line in self.trace
            if line.event == "completed" and line.type == "endEvent"
        }


class Book:
    """All stories of one diagram, with the processes it calls as stubs or for real.

    `refusals` says of a story which topic answers once with which error code.
    """

    def __init__(
        self,
        key: str,
        *,
        for_real: bool = False,
        refusals: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    ) -> None:
        self.key, self._refusals = key, refusals
        self._loaded = load_files(_files(key, for_real=for_real), "en")
        assert not self._loaded.refused, self._loaded.problems
        self._told: dict[str, Told] = {}

    def tell(self, story: str) -> Told:
        """Play a script of the diagram from its start to the last step."""
        if story not in self._told:
            refusal = self._refusals.get(story)
            self._told[story] = self._play(story, dict([refusal] if refusal else []))
        return self._told[story]

    def arrows_left(self, stories: Iterable[str]) -> set[str]:
        """Return the arrows of the diagram that none of the stories walks."""
        arrows = _arrows(self.key)
        walked = {arrow for story in stories for arrow in _walked(arrows, self.tell(story).trace)}
        return set(arrows) - walked

    def _play(self, story: str, refusing: dict[str, str]) -> Told:
        text = (SCRIPTS / self.key / f"{story}.json").read_bytes()
        script = read_script(text, self._loaded.definitions)
        assert script.now is not None
        clock = FixedClock(script.now)
        ports = _Refusing(clock, self._loaded.definitions, self._loaded.decisions)
        ports.refusing = refusing
        world = World(self._loaded.definitions, ports, clock)
        case = world.start(script.process, script.variables)
        outcomes = [do_step(world, step) for step in script.steps]
        errors = [outcome.error.en for outcome in outcomes if outcome.error]
        errors += [incident.record.message for incident in world.incidents]
        trace = (happening.record for happening in world.trace)
        lines = tuple(Line(one.activity, one.event, one.type) for one in trace)
        return Told(case.life, lines, tuple(errors), case.variables)


class _Refusing(SimulationPorts):
    """Leaves services to the script, except those that answer with a business error, once."""

    refusing: dict[str, str]

    def service(
        self, topic: str, inputs: Mapping[str, Any], context: ServiceContext
    ) -> Mapping[str, Any] | Deferred:
        if topic in self.refusing:
            raise BpmnError(self.refusing.pop(topic))
        return super().service(topic, inputs, context)


def _files(key: str, *, for_real: bool) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    waiting = [key]
    while waiting:
        process = waiting.pop()
        if f"{process}.bpmn" in files:
            continue
        if process != key and not for_real:
            files[f"{process}.bpmn"] = STUB.format(key=process).encode()
            continue
        path = _diagram(process)
        files[path.name] = path.read_bytes()
        files |= {table.name: table.read_bytes() for table in path.parent.glob("*.dmn")}
        waiting += _called(process)
    return files


@cache
def _diagram(key: str) -> Path:
    return next(DIAGRAMS.glob(f"*/{key}.bpmn"))


@cache
def _process(key: str) -> Process:
    path = _diagram(key)
    return read(path.read_bytes(), path.name).processes[0]


def _called(key: str) -> list[str]:
    calls = (node for node in _process(key).walk_nodes() if isinstance(node, CallActivity))
    return [call.called_element for call in calls if call.called_element]


def _arrows(key: str) -> dict[str, tuple[str, str]]:
    return {flow.id: (flow.source, flow.target) for flow in _process(key).walk_flows()}


def _walked(arrows: Mapping[str, tuple[str, str]], trace: tuple[Line, ...]) -> set[str]:
    """Return the arrows a trace has gone along: into each node from what ended last before it."""
    ended: dict[str, int] = {}
    walked: set[str] = set()
    for moment, line in enumerate(trace):
        into = [
            (ended[source], arrow)
            for arrow, (source, target) in arrows.items()
            if target == line.activity and source in ended
        ]
        if line.type in JOINS:
            walked |= {arrow for _, arrow in into}
        elif line.event == "entered" and into:
            walked.add(max(into)[1])
        if line.event == "completed":
            ended[line.activity] = moment
    return walked
