"""Carries a running instance over to another version of its process.

Elements correspond by id, or as a mapping says. Tasks keep their ids, timers their due times;
events that guard an element only in the new version begin to wait, those that are gone stop.
What has no counterpart that can carry on is told as a problem, and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from engine.workflow.definition import Definition
from engine.workflow.guards import adjust_guards
from engine.workflow.limits import DEFAULT_LIMITS
from engine.workflow.move import Move
from engine.workflow.ports import Ports
from engine.workflow.results import Advance
from engine.workflow.runtime import guarded, outcome
from engine.workflow.specs.tasks import PersonTask
from engine.workflow.state import OPTIONS, load, read
from engine.workflow.tokens import Instance
from engine.workflow.transfer import MigrationProblem, Transfer
from engine.workflow.values import write_special


@dataclass(frozen=True, slots=True)
class KeptTask:
    """An open task after a migration: the same task, described by the new version."""

    id: str
    activity_id: str
    name: str
    name_en: str
    form_key: str | None
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Migration:
    """What a migration would do; `advance` is None when problems forbid it."""

    problems: tuple[MigrationProblem, ...] = ()
    advance: Advance | None = None
    kept: tuple[KeptTask, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two versions differ, element by element."""

    missing: tuple[str, ...]  # in the new version, under their mapped id
    retyped: tuple[str, ...]
    added: tuple[str, ...]


def compare(old: Definition, new: Definition, mapping: Mapping[str, str]) -> Comparison:
    """Return what a plan of migration has to think about."""
    goals = {name: mapping.get(name, name) for name in old.nodes if name != old.root.name}
    return Comparison(
        missing=tuple(name for name, goal in goals.items() if goal not in new.nodes),
        retyped=tuple(
            name
            for name, goal in goals.items()
            if goal in new.nodes and new.nodes[goal].kind != old.nodes[name].kind
        ),
        added=tuple(
            name for name in new.nodes if name not in goals.values() and name != new.root.name
        ),
    )


def migrate(
    old: Definition,
    new: Definition,
    state: bytes,
    mapping: Mapping[str, str],
    now: datetime,
    ports: Ports,
) -> Migration:
    """Carry an instance over, or tell what forbids it; migrating back undoes it."""
    content = read(state)
    transfer = Transfer(old, new, mapping)
    rows = transfer.rows(content["t"])
    if transfer.problems:
        return Migration(tuple(transfer.problems))
    content["t"], content["d"] = rows, new.ref
    moved = orjson.dumps(content, default=write_special, option=OPTIONS)
    instance = load(new, moved, ports)
    move = Move(instance, now.astimezone(UTC), ports, DEFAULT_LIMITS)
    move.first_new = instance.counter + 1
    for number, kind in transfer.dropped:
        gone = move.dropped_timers if kind == "timer" else move.dropped_subscriptions
        gone.append(f"{instance.seed}{number:08x}")

    def carry_on() -> Advance:
        adjust_guards(instance, transfer.renamed)
        if instance.status == "running":
            move.run()
        return outcome(move)

    advance = guarded(move, carry_on)
    return Migration((), advance, tuple(_kept(instance, move)))


def _kept(instance: Instance, move: Move) -> list[KeptTask]:
    kept = []
    for token in instance.tasks.values():
        spec = token.task_spec
        is_open = isinstance(spec, PersonTask) and not spec.is_body(token)
        if is_open and token.key not in move.opened and token.definition is instance.definition:
            kept.append(
                KeptTask(
                    id=token.key,
                    activity_id=spec.name,
                    name=spec.title,
                    name_en=spec.title_en,
                    form_key=spec.assignment.form_key,
                    properties=spec.properties,
                )
            )
    return kept


def problems_as_dicts(problems: tuple[MigrationProblem, ...]) -> list[dict[str, Any]]:
    """Return problems as plain data, for answers and logs."""
    return [{"code": one.code, "element": one.element, "target": one.target} for one in problems]
