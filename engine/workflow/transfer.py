"""Rewrites saved tokens for another version of their process, noting what does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.workflow.compensation import CANCELS, PLAN, RECORDS
from engine.workflow.definition import Definition
from engine.workflow.specs.base import Flow, NodeSpec
from engine.workflow.specs.events import SPENT
from engine.workflow.specs.gateways import ARRIVED
from engine.workflow.specs.scopes import CALLED
from engine.workflow.tokens import FOR

# A token of one of these may carry on in another of the same group.
_KIN = (frozenset({"userTask", "manualTask"}), frozenset({"subProcess", "transaction"}))


@dataclass(frozen=True, slots=True)
class MigrationProblem:
    """Why a token cannot be carried over."""

    code: str
    element: str
    target: str = ""


class Transfer:
    """Maps the rows of one saved state."""

    def __init__(self, old: Definition, new: Definition, mapping: Mapping[str, str]) -> None:
        self.old = old
        self.new = new
        self.mapping = {**mapping, old.root.name: new.root.name}
        self.problems: list[MigrationProblem] = []
        self.renamed: set[int] = set()  # tokens the host knows by another name
        self.dropped: list[tuple[int, str]] = []  # watchers and what they waited for
        self._goals: dict[int, NodeSpec] = {}
        self._called: set[int] = set()

    def rows(self, rows: list[list[Any]]) -> list[list[Any]]:
        """Return the rows with the new version's elements; watchers without one are left out."""
        made = [self._row(row) for row in rows]
        return [row for row in made if row is not None]

    def _row(self, row: list[Any]) -> list[Any] | None:
        number, parent, name, *_, rest = row
        rest = rest or {}
        if parent in self._called or CALLED in rest:
            # A called process is pinned to its own version.
            self._called.add(number)
            return row
        goal_name = self.mapping.get(name, name)
        goal = self.new.nodes.get(goal_name)
        if rest.get("r"):
            return self._watcher(row, goal)
        if goal is None:
            self._blame("element-missing", name, goal_name)
            return None
        self._check(row, goal, rest)
        self._goals[number] = goal
        if goal.name != name or _event_name(self.old.nodes[name]) != _event_name(goal):
            self.renamed.add(number)
        return [number, parent, goal.name, *row[3:5], self._rest(name, goal, rest) or None]

    def _watcher(self, row: list[Any], goal: NodeSpec | None) -> list[Any] | None:
        """Keep a watcher whose event still guards the same place and waits for the same kind."""
        number, parent, name = row[:3]
        place = self._goals.get(parent)
        before: Any = self.old.nodes[name]
        after: Any = goal
        watched: tuple[NodeSpec, ...] = ()
        if place is not None:
            targets = tuple(flow.target for flow in place.leaving)
            watched = (*place.boundaries, *place.handlers, *targets)
        if goal not in watched or before.trigger.kind != after.trigger.kind:
            self.dropped.append((number, before.trigger.kind))
            return None
        if after.name != name or _event_name(before) != _event_name(after):
            self.renamed.add(number)
        return [number, parent, after.name, *row[3:]]

    def _check(self, row: list[Any], goal: NodeSpec, rest: Mapping[str, Any]) -> None:
        parent, name = row[1:3]
        before = self.old.nodes[name]
        if not _is_kin(before.kind, goal.kind) or before.is_handler != goal.is_handler:
            self._blame("type-differs", name, goal.name)
        elif _kind_of_trigger(before) != _kind_of_trigger(goal):
            self._blame("event-differs", name, goal.name)
        if type(getattr(before, "loop", None)) is not type(getattr(goal, "loop", None)):
            self._blame("loop-differs", name, goal.name)
        above = self._goals.get(parent) if parent is not None else None
        if above is not None and above is not goal and goal.container is not above:
            self._blame("scope-differs", name, goal.name)
        if {PLAN, FOR, CANCELS} & rest.keys():
            self._blame("compensation-running", name, goal.name)

    def _rest(self, name: str, goal: NodeSpec, rest: dict[str, Any]) -> dict[str, Any]:
        rest = dict(rest)
        if ARRIVED in rest:
            rest[ARRIVED] = self._arrived(name, goal, rest[ARRIVED])
        if SPENT in rest:
            rest[SPENT] = [self.mapping.get(one, one) for one in rest[SPENT]]
        if RECORDS in rest:
            rest[RECORDS] = [self._record(record) for record in rest[RECORDS]]
        return rest

    def _arrived(self, name: str, goal: NodeSpec, arrived: Mapping[str, int]) -> dict[str, int]:
        """Move the tokens at a join to the same flows, or flows from the same elements."""
        made: dict[str, int] = {}
        flows = self.old.nodes[name].entering
        for position, number in arrived.items():
            flow = flows[int(position)] if int(position) < len(flows) else None
            wanted = "" if flow is None else str(self.mapping.get(flow.id, flow.id))
            source = "" if flow is None else str(flow.source.name)
            source = self.mapping.get(source, source)
            found = _same_flow(goal, wanted, source)
            if found is None:
                self._blame("flow-missing", name, wanted)
                continue
            key = str(found.position)
            made[key] = made.get(key, 0) + number
        return made

    def _record(self, record: list[Any]) -> list[Any]:
        name, local, inside = record
        goal = self.new.nodes.get(self.mapping.get(name, name))
        if goal is None or (inside is None and getattr(goal, "compensation", None) is None):
            self._blame("undoing-missing", name)
            return record
        if inside is not None:
            inner = [self._record(one) for one in inside[RECORDS]]
            inside = {**inside, RECORDS: inner}
        return [goal.name, local, inside]

    def _blame(self, code: str, element: str, target: str = "") -> None:
        problem = MigrationProblem(code, element, target)
        if problem not in self.problems:
            self.problems.append(problem)


def _same_flow(goal: NodeSpec, flow_id: str, source: str) -> Flow | None:
    """Return the flow from the same element, of several the one with the same id."""
    alike = [one for one in goal.entering if one.source.name == source] or list(goal.entering)
    exact = [one for one in alike if one.id == flow_id]
    near = [one for one in alike if one.source.name == source]
    return next(iter(exact or near), None)


def _is_kin(before: str, after: str) -> bool:
    return before == after or any({before, after} <= group for group in _KIN)


def _event_name(spec: NodeSpec) -> str:
    """Return the name of the message or signal an element waits for."""
    return getattr(getattr(spec, "trigger", None), "name", "")


def _kind_of_trigger(spec: NodeSpec) -> str:
    return getattr(getattr(spec, "trigger", None), "kind", "")
