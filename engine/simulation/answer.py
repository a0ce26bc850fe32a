"""Plays a step script through the given files and answers in the shape scripts rely on."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from bpmn.texts import Text
from engine.kernel.clock import Clock, FixedClock, SystemClock
from engine.kernel.errors import GridFlowError
from engine.simulation.beginning import begin
from engine.simulation.clockwork import pending_timers
from engine.simulation.errors import CannotDoError, LimitReachedError
from engine.simulation.files import Loaded, load_files
from engine.simulation.incidents import told
from engine.simulation.instances import Instance, OpenWork
from engine.simulation.plain import Stamp, plain
from engine.simulation.ports import SimulationPorts
from engine.simulation.problems import Problem, reason
from engine.simulation.script import Script, ScriptError, read_script
from engine.simulation.steps import StepOutcome, do_step
from engine.simulation.world import World

logger = logging.getLogger(__name__)
EXIT_CODES = {"completed": 0, "waiting": 0, "terminated": 0, "failed": 1, "refused": 2}
Answer = dict[str, Any]


def simulate(
    files: Mapping[str, bytes], script: bytes, lang: str = "zh", clock: Clock | None = None
) -> Answer:
    """Run a script; the answer is complete whatever goes wrong.

    Activities of a called process appear under the instance that called it.
    """
    try:
        return _simulate(files, script, lang, clock or SystemClock())
    except Exception as error:  # people script against an answer, not a traceback
        logger.debug("simulation failed", exc_info=True, extra={"action": "simulation_failed"})
        text = reason("internal-error", detail=f"{type(error).__name__}: {error}"[:300])
        return _blank("failed") | {"incident": _incident(None, "internal-error", text, lang)}


def _simulate(files: Mapping[str, bytes], script: bytes, lang: str, clock: Clock) -> Answer:
    loaded = load_files(files, lang)
    if loaded.refused:
        return refusal(loaded.problems)
    try:
        checked = read_script(script, loaded.definitions)
    except ScriptError as error:
        return refusal([*loaded.problems, *(item.as_json(lang) for item in error.problems)])
    virtual = FixedClock(checked.now or clock.now().replace(microsecond=0))
    ports = SimulationPorts(virtual, loaded.definitions, loaded.decisions)
    world = World(loaded.definitions, ports, virtual)
    return _Run(world, checked, loaded, ports, lang).answer()


def refusal(problems: Sequence[Mapping[str, Any]]) -> Answer:
    """Return the answer when nothing was run."""
    return _blank("refused") | {"problems": list(problems)}


def _blank(result: str) -> Answer:
    return {
        "result": result,
        "problems": [],
        "trace": [],
        "open": [],
        "timers": [],
        "variables": {},
        "incident": None,
        "steps": [],
    }


def _incident(activity: str | None, code: str, text: Text | str, lang: str) -> dict[str, Any]:
    message = text if isinstance(text, str) else text.in_language(lang)
    return {"activity": activity, "code": code, "message": message}


class _Run:
    """One run of a checked script and how it is told."""

    def __init__(
        self, world: World, script: Script, loaded: Loaded, ports: SimulationPorts, lang: str
    ) -> None:
        self._world, self._script, self._loaded, self._ports = world, script, loaded, ports
        self._lang = lang
        self._stamp = Stamp(script.now, script.now_text)
        self._steps: list[StepOutcome] = []
        self._stopped: LimitReachedError | None = None

    def answer(self) -> Answer:
        """Run the script and tell what happened."""
        try:
            self._play()
        except LimitReachedError as error:
            self._stopped = error
        except CannotDoError as error:
            return refusal([*self._problems(), _error("script-start", error.text, self._lang)])
        except GridFlowError as error:
            text = reason("step-refused", detail=str(error))
            return refusal([*self._problems(), _error("script-start", text, self._lang)])
        return self._told()

    def _play(self) -> None:
        begin(self._world, self._script)
        for step in self._script.steps:
            self._steps.append(do_step(self._world, step))
            if self._steps[-1].error is not None:
                return

    def _told(self) -> Answer:
        world = self._world
        first = next(iter(world.instances.values()), None)
        return {
            "result": self._result(first),
            "problems": self._problems(),
            "trace": [self._line(item.instance, item.record) for item in world.trace],
            "open": [self._open(instance, work) for instance, work in _open_work(world)],
            "timers": [
                {"activity": timer.activity, "due": self._stamp(timer.due_at)}
                for timer in pending_timers(world)
            ],
            "variables": plain(first.variables) if first else {},
            "incident": self._first_incident(),
            "steps": [self._step(outcome) for outcome in self._steps],
        }

    def _result(self, first: Instance | None) -> str:
        lives = {instance.life for instance in self._world.instances.values()}
        unfinished = any(outcome.error for outcome in self._steps)
        if "failed" in lives or unfinished or self._stopped or self._world.incidents:
            return "failed"
        if first is None or "running" in lives or self._world.awaited:
            return "waiting"
        return first.life

    def _problems(self) -> list[dict[str, Any]]:
        remarks: list[Problem] = [*self._ports.remarks, *self._world.remarks]
        return [*self._loaded.problems, *(item.as_json(self._lang) for item in remarks)]

    def _line(self, instance: str, record: Any) -> dict[str, Any]:
        return {
            "at": self._stamp(record.at),
            "instance": instance,
            "activity": record.activity,
            "type": record.type,
            "event": record.event,
        }

    def _open(self, instance: Instance, work: OpenWork) -> dict[str, Any]:
        task = work.task
        if task is None:
            name = instance.title_of(work.activity)
            return {"activity": work.activity, "name": name, "candidates": [], "due": None}
        who = [task.assignee] if task.assignee else []
        self._ports.turn_to(instance.variables)
        due = self._ports.due_of(task, work.opened_at or self._world.now)
        return {
            "activity": task.activity_id,
            "name": task.name,
            "candidates": [*who, *task.candidate_users, *task.candidate_groups],
            "due": self._stamp(due) if due else None,
        }

    def _first_incident(self) -> dict[str, Any] | None:
        if self._world.incidents:
            found = self._world.incidents[0].record
            message = told(found.code, found.message, self._lang)
            return _incident(found.activity, found.code, message, self._lang)
        if self._stopped:
            return _incident(None, self._stopped.limit_code, self._stopped.text, self._lang)
        return None

    def _step(self, outcome: StepOutcome) -> dict[str, Any]:
        error = outcome.error.in_language(self._lang) if outcome.error else None
        return {"ok": outcome.error is None, "error": error}


def _open_work(world: World) -> list[tuple[Instance, OpenWork]]:
    found = [
        (instance, work) for instance in world.instances.values() for work in instance.work.values()
    ]
    return sorted(found, key=lambda pair: pair[1].order)


def _error(code: str, text: Text, lang: str) -> dict[str, Any]:
    return Problem("error", code, text).as_json(lang)
