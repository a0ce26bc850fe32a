"""What a simulated instance is given by its host: no database, no network, virtual time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.deadlines.rules import Case, UnknownPolicy, seed_time_rules
from engine.kernel.clock import Clock
from engine.simulation.problems import Problem, warning
from engine.workflow import (
    DEFERRED,
    Binding,
    Definition,
    OpenedTask,
    ServiceContext,
    UnknownReference,
)
from engine.workflow.ports import Deferred

FALLBACK = timedelta(days=1)


class SimulationPorts:
    """Defers every service to a step of the script; knows the given files alone."""

    def __init__(
        self, clock: Clock, definitions: Mapping[str, Definition], decisions: Mapping[str, Any]
    ) -> None:
        self._clock, self._definitions, self._decisions = clock, definitions, decisions
        self._case = Case()
        self._unknown_policies: set[str] = set()
        self.remarks: list[Problem] = []

    @property
    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Return the host functions of FEEL by dotted name."""
        return {"sla.due": self._sla_due, "sla.warn": self._sla_warn, "org.leaders": _leaders}

    def turn_to(self, variables: Mapping[str, Any]) -> None:
        """Answer for one instance from now on: limits depend on its case."""
        self._case = Case.of("", variables)

    def service(
        self, topic: str, inputs: Mapping[str, Any], context: ServiceContext
    ) -> Mapping[str, Any] | Deferred:
        """Leave the call to a `complete` step."""
        return DEFERRED

    def definition(self, key: str, binding: Binding) -> Definition:
        """Return the called process out of the given files; all of them are the latest version."""
        if key not in self._definitions:
            raise UnknownReference("process", key)
        return self._definitions[key]

    def decision(self, decision_id: str) -> Any:
        """Return the DMN model out of the given files that holds the decision."""
        if decision_id not in self._decisions:
            raise UnknownReference("decision", decision_id)
        return self._decisions[decision_id]

    def due_of(self, task: OpenedTask, opened_at: datetime) -> datetime | None:
        """Return when a task is due: as drawn, else by the policy it names."""
        if isinstance(task.due, timedelta):
            return _later(opened_at, task.due)
        if task.due is not None or not task.properties.get("sla"):
            return task.due
        return self._due(task.properties["sla"], opened_at)

    def _sla_due(self, code: str) -> datetime:
        return self._due(code, self._clock.now())

    def _sla_warn(self, code: str, percent: int = 80) -> datetime:
        start = self._clock.now()
        try:
            moment = seed_time_rules().warn_at(code, start, int(percent), self._case)
        except UnknownPolicy:
            self._remark(code)
            return _later(start, FALLBACK * int(percent) / 100) or start
        return moment or self._due(code, start)

    def _due(self, code: str, start: datetime) -> datetime:
        try:
            return seed_time_rules().due(code, start, self._case)
        except UnknownPolicy:
            self._remark(code)
            return _later(start, FALLBACK) or start

    def _remark(self, code: str) -> None:
        if code not in self._unknown_policies:
            self._unknown_policies.add(code)
            self.remarks.append(warning("sla-natural-time", policy=code, span="P1D"))


def _later(moment: datetime, span: timedelta) -> datetime | None:
    """Return the moment a span later, none beyond the calendar."""
    try:
        return moment + span
    except OverflowError:
        return None


def _leaders(levels: int, unit: str = "") -> list[str]:
    # There is no organisation here; a script completes the tasks of whoever is named.
    return [f"leader{number}" for number in range(1, int(levels) + 1)]
